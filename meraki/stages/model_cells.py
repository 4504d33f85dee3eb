"""Cells of a base or products file made by others: flags in any words, impossible numbers, one spelling of a name."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from meraki.attributes import LARGEST
from meraki.columns import Column
from meraki.families import one_spelling
from meraki.wording import counted

_YES = ("1", "S", "SIM", "Y", "YES", "TRUE", "VERDADEIRO", "ATIVO")
_NO = ("0", "N", "NAO", "NÃO", "NO", "FALSE", "FALSO", "INATIVO")
_ANSWERS = (Column.NPS_MEAN, Column.NPS_LAST)


def without_huge(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """``frame`` with nulls for numbers whose sums no machine can hold, and a sentence for each column of such."""
    huge = frame.select((pl.col(pl.Float64).abs() > LARGEST).sum())
    counts = {name: huge[name].item() for name in huge.columns if huge[name].item()}
    words = "número grande demais ficou vazio", "números grandes demais ficaram vazios"
    notes = [f"Coluna {name}: {counted(count, *words)}." for name, count in counts.items()]
    return frame.with_columns(pl.when(pl.col(name).abs() <= LARGEST).then(pl.col(name)) for name in counts), notes


def without_impossible_answers(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """``frame`` with nulls for answers outside 0 to 10: -1 for "no answer" would make a detractor of who gave none."""
    numbers = frame.select(pl.col(name) for name in _ANSWERS if name in frame.columns).select(pl.col(pl.Float64))
    right = {name: pl.col(name).is_between(0, 10) for name in numbers.columns}
    counts = {name: numbers.select((~ok).sum()).item() for name, ok in right.items()}
    words = "nota fora de 0 a 10 ficou vazia", "notas fora de 0 a 10 ficaram vazias"
    notes = [f"Coluna {name}: {counted(count, *words)}." for name, count in counts.items() if count]
    return frame.with_columns(pl.when(ok).then(pl.col(name)) for name, ok in right.items()), notes


def flag(name: str) -> pl.Expr:
    """1, 0, or null where nobody can tell."""
    told = pl.col(name).str.to_uppercase().str.replace(r"[.,]0+$", "")
    return pl.when(told.is_in(_YES)).then(1).when(told.is_in(_NO)).then(0).cast(pl.Int8)


def with_flags(frame: pl.DataFrame, names: Sequence[str]) -> tuple[pl.DataFrame, list[str]]:
    """``frame`` with 1, 0 or null in these columns, and a sentence for each with cells that nobody can read."""
    there = [name for name in names if name in frame.columns]
    lost = frame.select((flag(name).is_null() & pl.col(name).is_not_null()).sum().alias(name) for name in there)
    words = "valor que não é 0 nem 1 ficou vazio", "valores que não são 0 nem 1 ficaram vazios"
    notes = [f"Coluna {name}: {counted(lost[name].item(), *words)}." for name in there if lost[name].item()]
    return frame.with_columns(flag(name).alias(name) for name in there), notes


def spelt_alike(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` with one spelling of each family, line and brand (:func:`meraki.families.one_spelling`)."""
    given = [name for name in (Column.PRODUCT, Column.REVENUE_LINE, Column.BRAND) if name in frame.columns]
    return frame.with_columns(
        pl.col(name).replace_strict(
            one_spelling(frame[name].drop_nulls().unique()), return_dtype=pl.String, default=None
        )
        for name in given
    )
