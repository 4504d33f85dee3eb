"""Types for a table of which little is known: by the column's name where it has a warehouse prefix, else by content.

The rules for numbers and dates are those of the raw files: the decimal mark is decided for a column as a whole, day and
month are never guessed, and what does not parse is null and told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from meraki.columns import Column
from meraki.errors import SourceError
from meraki.naming import is_date_name, is_numeric_name, is_text_name
from meraki.reading import dates, numbers
from meraki.reading.keys import key_of, no_null_words
from meraki.reading.loose_text import LooseText
from meraki.wording import counted

MOSTLY = 0.95
"""Share of the informed cells that must be numbers for a column of unknown name to hold numbers."""
HALF = 0.5
"""Less than this share of numbers in a column that by its name holds numbers is an error, not a few bad cells."""


@dataclass(frozen=True)
class Typed:
    """A typed table: CD_CLIENTE upper case, numbers Float64 and finite, dates Date, all else text.

    ``notes`` are Portuguese sentences about cells that became null.
    """

    frame: pl.DataFrame
    notes: list[str]


@dataclass(frozen=True)
class _Numbers:
    """The columns that hold numbers and how: ``plain`` ones cast, ``spelt`` ones parsed by their decimal mark."""

    plain: list[str]
    spelt: dict[str, numbers.Decimal]
    notes: list[str]


def type_columns(text: LooseText, path: Path, as_text: Sequence[str] = ()) -> Typed:
    """Every column of ``text`` typed, in its order; ``as_text`` stay text whatever they hold.

    What programs write for nothing is null, and so is a key that is such a word or that of a row of totals.

    Raises:
        SourceError: a column that by its name holds numbers holds mostly something else.
    """
    candidates = [name for name in text.names if not (is_text_name(name) or is_date_name(name) or name in as_text)]
    found = _find_numbers(text, candidates, path)
    dated = [name for name in text.names if is_date_name(name)]
    orders = dates.gather(text.frame, dated) if dated else {}
    frame = text.frame.with_columns(no_null_words(pl.col(name)).alias(name) for name in [*found.plain, *found.spelt])
    if found.spelt:
        frame = numbers.parse(frame, found.spelt)
    typed: dict[str, pl.Expr] = {Column.CUSTOMER: key_of(pl.col(Column.CUSTOMER), with_store=False)}
    typed |= {name: _finite(pl.col(name).cast(pl.Float64, strict=False)) for name in found.plain}
    typed |= {name: pl.col(f"{name}|value") for name in found.spelt}
    texts = [name for name in text.names if name not in (*typed, *dated, *as_text)]
    typed |= {name: no_null_words(pl.col(name)) for name in texts}
    typed |= {name: dates.parse(pl.col(name), orders[name].decide(False), not text.separator) for name in dated}
    columns = frame.select(typed.get(name, pl.col(name)).alias(name) for name in text.names)
    table = columns.collect(engine="streaming")
    return Typed(table, found.notes + _about_dates(text.frame, table.select(dated)))


def _find_numbers(text: LooseText, candidates: list[str], path: Path) -> _Numbers:
    """A cast is tried first: it is fast, and right where the file is a machine's (commas between fields)."""
    if not candidates:
        return _Numbers([], {}, [])
    frame = text.frame.select(no_null_words(pl.col(name)).alias(name) for name in candidates)
    informed, cast = _counts(frame, {name: pl.col(name).cast(pl.Float64, strict=False) for name in candidates})
    marked = _with_marks(frame, candidates) if text.separator != "," else set()
    plain = [name for name in candidates if cast[name] == informed[name] and name not in marked]
    usual: Literal["comma", "point"] = "point" if text.separator == "," else "comma"
    spelt = _spelt(frame, [name for name in candidates if name not in plain], usual, path)
    kept = [name for name in plain if informed[name] or is_numeric_name(name)]
    return _Numbers(kept, *spelt)


def _spelt(
    frame: pl.LazyFrame, names: list[str], usual: Literal["comma", "point"], path: Path
) -> tuple[dict[str, numbers.Decimal], list[str]]:
    """Of columns that a cast does not settle, those that hold numbers, with their decimal mark, and what to tell."""
    if not names:
        return {}, []
    evidence = numbers.gather(frame, names)
    decimals = {name: evidence[name].decide(usual) for name in names}
    parsed = numbers.parse(frame, decimals)
    informed, good = _counts(parsed, {name: pl.col(f"{name}|value") for name in names})
    kept = {name: decimals[name] for name in names if is_numeric_name(name) or good[name] >= MOSTLY * informed[name]}
    notes = [_bad_cells(name, informed[name], good[name], path) for name in kept if good[name] < informed[name]]
    return kept, notes


def _bad_cells(name: str, informed: int, good: int, path: Path) -> str:
    """A sentence about cells that are no numbers, without their text, for the log keeps it; too many are an error."""
    if good < HALF * informed:
        raise SourceError(
            f"A coluna {name} deveria ter números, mas {informed - good} de {informed} valores não são.",
            where=str(path),
            action="corrija a coluna, ou dê outro nome a ela se for um texto.",
        )
    lost = counted(informed - good, "valor não numérico ficou vazio", "valores não numéricos ficaram vazios")
    return f"Coluna {name}: {lost}."


def _about_dates(text: pl.LazyFrame, days: pl.DataFrame) -> list[str]:
    """A sentence for each column of dates of which some text gave no day."""
    if not days.width:
        return []
    informed = text.select(pl.col(days.columns).count()).collect(engine="streaming").row(0, named=True)
    lost = {name: informed[name] - days[name].count() for name in days.columns}
    words = "data ilegível ou ambígua ficou vazia", "datas ilegíveis ou ambíguas ficaram vazias"
    return [f"Coluna {name}: {counted(count, *words)}." for name, count in lost.items() if count]


def _finite(value: pl.Expr) -> pl.Expr:
    return pl.when(value.is_finite()).then(value)


def _counts(frame: pl.LazyFrame, values: dict[str, pl.Expr]) -> tuple[dict[str, int], dict[str, int]]:
    """How many cells each column informs, and of how many the value is there."""
    informed = [pl.col(name).count().alias(f"{name}|informed") for name in values]
    good = [_finite(value).count().alias(f"{name}|good") for name, value in values.items()]
    row = frame.select(informed + good).collect(engine="streaming").row(0, named=True)
    return {name: row[f"{name}|informed"] for name in values}, {name: row[f"{name}|good"] for name in values}


def _with_marks(frame: pl.LazyFrame, names: list[str]) -> set[str]:
    """Columns with a point or a comma: in a file of semicolons either may group thousands."""
    row = frame.select(pl.col(name).str.contains("[.,]").any() for name in names).collect(engine="streaming").row(0)
    return {name for name, found in zip(names, row, strict=True) if found}
