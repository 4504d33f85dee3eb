"""Which columns of a base describe a customer, and as what: a number, an ordered band or a category.

Known columns are grouped by subject (the blocks of meraki/features.py). A column of unknown name joins by what it
holds, a numeric one as a number, a text of few levels as a category; each is a block of its own.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd
import polars as pl

from meraki import reference
from meraki.cleaning.expressions import ROWS
from meraki.columns import Column
from meraki.errors import UsageError
from meraki.families import fold
from meraki.naming import is_date_name

MAX_LEVELS = 100
"""A text of more levels (CIDADE, DS_CNAE, names) says too little per level to cluster on."""
LARGEST = 1e38
"""A number farther from 0 describes nobody: trees know single precision only, and sums may be infinite."""
NEARLY_CONSTANT = 0.99
DAYS_PER_MONTH = 365.25 / 12
_IDENTIFIER = re.compile(r"^(CD|COD|CODIGO|ID|SEQ|NR|BK)(_|#|\b)", re.IGNORECASE)
_NAME = re.compile(r"^(NM|NOME)(_|\b)", re.IGNORECASE)
_END = re.compile(r"VENC|(_|^)(FIM|FINAL|PROXIM[AO])(_|$)|TERMINO|EXPIRA|VALIDADE|VIGENCIA$|RENOVACAO|PREVIS")
_DIGITS = re.compile(r"\d+")

SUBJECTS: dict[str, tuple[str, ...]] = {
    "perfil": (Column.SEGMENT, Column.SUBSEGMENT, Column.STATE),
    "porte": (Column.REVENUE_BAND, Column.MRR, Column.CONTRACT_VALUE),
    "relacionamento": (Column.TENURE_MONTHS, Column.CANCELLED_CONTRACTS, Column.CONTRACTS, Column.ACTIVE_CONTRACTS),
    "portfolio": (Column.PRODUCTS, Column.FAMILIES, Column.BRANDS),
    "aquisicao": (
        Column.HIRES,
        Column.HIRES_VALUE,
        Column.PROPOSALS,
        Column.PROPOSALS_VALUE,
        Column.PROPOSED_PRODUCTS,
        Column.DISCOUNT,
    ),
    "satisfacao": (
        Column.NPS_MEAN,
        Column.NPS_LAST,
        Column.NPS_ANSWERS,
        Column.PROMOTERS,
        Column.DETRACTORS,
        Column.DAYS_SINCE_NPS,
    ),
    "suporte": (
        Column.TICKETS,
        Column.OPEN_TICKETS,
        Column.URGENT_TICKETS,
        Column.TICKET_DAYS,
        Column.DAYS_SINCE_TICKET,
    ),
    "uso": (
        Column.EVENTS,
        Column.EVENT_DURATION,
        Column.MODULES,
        Column.PRODUCT_LINES,
        Column.ACTIVE_DAYS,
        Column.DENIED_SHARE,
    ),
}
_SUBJECT_OF = {column: subject for subject, columns in SUBJECTS.items() for column in columns}


class Kind(StrEnum):
    """How a column enters the features."""

    NUMBER = "número"
    BAND = "faixa"
    CATEGORY = "categoria"


@dataclass(frozen=True)
class Attribute:
    """A column that enters the features: its name, how, and the block it shares a weight with."""

    name: str
    kind: Kind
    block: str


@dataclass(frozen=True)
class Selection:
    """The attributes in use, and why each other column is not (name -> Portuguese reason)."""

    attributes: tuple[Attribute, ...]
    left_out: dict[str, str]


def select(
    base: pd.DataFrame,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    withheld: Collection[str] = (),
) -> Selection:
    """Choose the columns of ``base`` that describe customers.

    Args:
        base: numbers in numeric columns, all else text; a row per customer.
        include: when given, only these columns, even withheld ones.
        exclude: never these.
        withheld: not used unless included by name (what reveals ownership).

    Raises:
        UsageError: a name in ``include`` or ``exclude`` is not in ``base``, is in both, or cannot describe a customer.
    """
    _check_names(base, include, exclude)
    attributes, left_out = [], {}
    for name in base.columns:
        reason = _not_wanted(name, include, exclude, withheld) or _not_usable(name, base[name], bool(include))
        if reason:
            left_out[name] = reason
        else:
            attributes.append(Attribute(name, _kind(base[name]), _SUBJECT_OF.get(name, name)))
    _check_included(include, left_out)
    return Selection(tuple(attributes), left_out)


def with_tenure(base: pd.DataFrame) -> pd.DataFrame:
    """``base`` and ANTIGUIDADE_MESES: months from CLIENTE_DESDE (else the first contract) to DT_REFERENCIA.

    Without DT_REFERENCIA :func:`reference_date` stands in, never today. Dates are datetime64 or ISO text.
    ``base`` itself comes back when it already has the column or has no date to begin from.
    """
    if Column.TENURE_MONTHS in base.columns:
        return base
    starts = [as_dates(base[name]) for name in (Column.CUSTOMER_SINCE, Column.FIRST_CONTRACT) if name in base.columns]
    if not starts:
        return base
    since = starts[0].fillna(starts[-1])
    days = (reference_date(base) - since).dt.days.clip(lower=0)
    return base.assign(**{Column.TENURE_MONTHS: days / DAYS_PER_MONTH})


def reference_date(base: pd.DataFrame) -> pd.Timestamp:
    """DT_REFERENCIA, else the latest date that the others bear out (:mod:`meraki.reference`); NaT without any.

    Columns that tell when something ends, which is often still to come, do not count.
    """
    if Column.REFERENCE_DATE in base.columns and not pd.isna(told := as_dates(base[Column.REFERENCE_DATE]).max()):
        return told
    names = [name for name in base.columns if is_date_name(name) and not _END.search(fold(name))]
    counts = pd.concat([as_dates(base[name]).dt.date for name in names] or [pd.Series(dtype=object)]).value_counts()
    schema = {"DIA": pl.Date, ROWS: pl.Int64}
    found = reference.reference_date(pl.DataFrame({"DIA": [*counts.index], ROWS: [*counts]}, schema=schema))
    return pd.NaT if found is None else pd.Timestamp(found)


def band_numbers(values: pd.Series) -> pd.Series:
    """The place of each band: ``Faixa 03 - De 15 M ate 25 M`` -> 3.0; NaN where no digit is found."""
    return values.astype("string").str.extract(f"({_DIGITS.pattern})", expand=False).astype("Float64").astype(float)


def as_dates(values: pd.Series) -> pd.Series:
    """datetime64 of ISO text (or dates already); NaT for what is not a date."""
    return pd.to_datetime(values, errors="coerce", format="ISO8601")


def _kind(values: pd.Series) -> Kind:
    if pd.api.types.is_numeric_dtype(values):
        return Kind.NUMBER
    informed = values.dropna()
    if values.name == Column.REVENUE_BAND and band_numbers(informed).notna().all():
        return Kind.BAND
    return Kind.CATEGORY


def _not_wanted(name: str, include: Sequence[str], exclude: Sequence[str], withheld: Collection[str]) -> str:
    if name == Column.CUSTOMER:
        return "é a chave do cliente"
    if name in exclude:
        return "excluída nas configurações"
    if include:
        return "" if name in include else "fora da lista de colunas incluídas"
    if name == Column.CITY or _NAME.match(name):
        return "é nome de alguém ou de uma cidade"
    return "revela quantos produtos o cliente tem" if name in withheld else ""


def _not_usable(name: str, values: pd.Series, asked_for: bool) -> str:
    if is_date_name(name) or pd.api.types.is_datetime64_any_dtype(values):
        return "é uma data"
    counts = np.bincount(pd.factorize(values, use_na_sentinel=False)[0])
    if values.isna().all():
        return "está toda vazia"
    if len(counts) < 2 or (counts.max() > NEARLY_CONSTANT * len(values) and not asked_for):
        return "tem o mesmo valor em quase todos os clientes"
    if len(counts) > MAX_LEVELS and not asked_for:
        if _IDENTIFIER.match(name):
            return "é um código"
        if not pd.api.types.is_numeric_dtype(values):
            return f"tem {len(counts)} valores diferentes"
    return ""


def _check_names(base: pd.DataFrame, include: Sequence[str], exclude: Sequence[str]) -> None:
    for flag, names in (("--include-columns", include), ("--exclude-columns", exclude)):
        for name in names:
            if name not in base.columns:
                close = difflib.get_close_matches(name, base.columns, n=1, cutoff=0.5)
                hint = f"você quis dizer {close[0]}?" if close else f"use colunas da base: {', '.join(base.columns)}."
                raise UsageError(f"A coluna {name} não existe na base.", where=flag, action=hint)
    both = sorted(set(include) & set(exclude))
    if both:
        raise UsageError(
            f"A coluna {both[0]} está incluída e excluída ao mesmo tempo.",
            where="--include-columns e --exclude-columns",
            action="deixe-a em uma das duas listas.",
        )


def _check_included(include: Sequence[str], left_out: dict[str, str]) -> None:
    for name in include:
        if name in left_out:
            raise UsageError(
                f"A coluna {name} não pode entrar nos clusters: {left_out[name]}.",
                where="--include-columns",
                action="retire-a da lista.",
            )
