"""Dates in known forms; day and month are never guessed.

ISO (with or without time), ``D/M/Y`` or ``M/D/Y`` once the column itself or its contract tells which, and Excel
serials where a workbook's cell held a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

Order = Literal["day first", "month first", "unknown"]
OVERWHELMING = 20
"""Times one order must outnumber the other before a column with both is settled."""
_PLAIN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
ISO = r"^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ].*)?$"
SLASHED = r"^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?:[T ,].*)?$"
COMPACT = r"^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})$"
YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "123", "321", "312"
"""Which group of a pattern is the year, which the month, which the day."""
SERIAL = r"^[0-9]{1,5}(\.[0-9]+)?$"
_MERIDIEM = r"(?i) [ap]\.?m\.?$"
_EXCEL_EPOCH = pl.date(1899, 12, 30)


@dataclass(frozen=True)
class Evidence:
    """Of the values with slashes: how many are a day only if read day first, only if month first; how many no ISO."""

    day_first: int
    month_first: int
    odd: int

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(self.day_first + other.day_first, self.month_first + other.month_first, self.odd + other.odd)

    @property
    def tells(self) -> bool:
        """Whether any value says by itself which order it uses."""
        return bool(self.day_first or self.month_first)

    def decide(self, month_first: bool) -> Order:
        """What the values say, but for a stray one; where nothing or both, what the contract says."""
        if self.tells and self.day_first >= OVERWHELMING * self.month_first:
            return "day first"
        if self.tells and self.month_first >= OVERWHELMING * self.day_first:
            return "month first"
        return "month first" if month_first else "unknown"


def gather(frame: pl.LazyFrame, columns: list[str]) -> dict[str, Evidence]:
    """Evidence of each text column; a second look only at those that are not plain ISO."""
    odd = frame.select((~pl.col(name).str.contains(_PLAIN)).sum() for name in columns)
    counts = odd.collect(engine="streaming").row(0, named=True)
    strange = [name for name in columns if counts[name]]
    orders = _orders(frame, strange) if strange else {}
    return {name: Evidence(*orders.get(name, (0, 0)), counts[name]) for name in columns}


def _orders(frame: pl.LazyFrame, columns: list[str]) -> dict[str, tuple[int, int]]:
    """(day first, month first) counts of each column."""
    tried = frame.select(expression for name in columns for expression in _as_orders(name))
    counts = tried.select(expression for name in columns for expression in _only_order(name))
    row = counts.collect(engine="streaming").row(0)
    return {name: (row[2 * index], row[2 * index + 1]) for index, name in enumerate(columns)}


def _as_orders(name: str) -> list[pl.Expr]:
    """Whether each value is a day in the one order, in the other, and has AM or PM; each found once, to be counted."""
    text = pl.col(name)
    day, month = (_from_groups(text, SLASHED, order).is_not_null() for order in (DAY_FIRST, MONTH_FIRST))
    return [
        day.alias(f"{name}|day"),
        month.alias(f"{name}|month"),
        text.str.contains(_MERIDIEM).alias(f"{name}|meridiem"),
    ]


def _only_order(name: str) -> list[pl.Expr]:
    day, month, meridiem = (pl.col(f"{name}|{what}") for what in ("day", "month", "meridiem"))
    return [(day & ~month).sum().alias(f"{name}|day"), (month & (~day | meridiem)).sum().alias(f"{name}|month")]


def parse_simple(text: pl.Expr) -> pl.Expr:
    """Date of a column that holds nothing but YYYY-MM-DD; null where the calendar has no such day."""
    return text.str.to_date("%Y-%m-%d", strict=False)


def parse(text: pl.Expr, order: Order, spreadsheet: bool = False) -> pl.Expr:
    """Date of a text column; null where there is no date, or day and month cannot be told apart."""
    forms = [_from_groups(text, ISO, YEAR_FIRST), _from_groups(text, COMPACT, YEAR_FIRST), _slashed(text, order)]
    return pl.coalesce([*forms, _serial(text)] if spreadsheet else forms)


def _slashed(text: pl.Expr, order: Order) -> pl.Expr:
    day, month = (_from_groups(text, SLASHED, places) for places in (DAY_FIRST, MONTH_FIRST))
    if order == "unknown":  # 25/03/2025 is a day in one order only, 05/05/2025 the same day in both
        return pl.when(day.is_null() | month.is_null() | (day == month)).then(pl.coalesce(day, month))
    return day if order == "day first" else month


def _from_groups(text: pl.Expr, pattern: str, year_month_day: str) -> pl.Expr:
    groups = text.str.extract_groups(pattern).struct
    year, month, day = (groups.field(name) for name in year_month_day)
    return pl.concat_str([year, month.str.zfill(2), day.str.zfill(2)]).str.to_date("%Y%m%d", strict=False)


def _serial(text: pl.Expr) -> pl.Expr:
    days = pl.when(text.str.contains(SERIAL)).then(text).cast(pl.Float64, strict=False).floor().cast(pl.Int32)
    return pl.when(days > 0).then(_EXCEL_EPOCH + pl.duration(days=days)).cast(pl.Date)
