"""Dates in known forms; day and month are never guessed.

ISO (with or without time), ``D/M/Y`` or ``M/D/Y`` once the column itself or its contract tells which, and Excel
serials where a workbook's cell held a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

Order = Literal["day first", "month first", "unknown"]
_PLAIN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_ISO = r"^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ].*)?$"
_SLASHED = r"^([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?:[T ,].*)?$"
_COMPACT = r"^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})$"
_SERIAL = r"^[0-9]{1,5}(\.[0-9]+)?$"
_MERIDIEM = r"(?i) [ap]\.?m\.?$"
_EXCEL_EPOCH = pl.date(1899, 12, 30)


@dataclass(frozen=True)
class Evidence:
    """Of the values with slashes: how many can only be day first, only month first; how many are not plain ISO."""

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
        """What the values say; where they say nothing or contradict each other, what the contract says."""
        if bool(self.day_first) != bool(self.month_first):
            return "day first" if self.day_first else "month first"
        return "month first" if month_first else "unknown"


def gather(frame: pl.LazyFrame, columns: list[str]) -> dict[str, Evidence]:
    """Evidence of each text column, in one pass over ``frame``."""
    counts = [expression for name in columns for expression in _counts(name)]
    row = _split(frame, columns).select(counts).collect(engine="streaming").row(0)
    return {name: Evidence(*row[3 * index : 3 * index + 3]) for index, name in enumerate(columns)}


def _split(frame: pl.LazyFrame, columns: list[str]) -> pl.LazyFrame:
    return frame.with_columns(pl.col(name).str.extract_groups(_SLASHED).alias(f"{name}|slashed") for name in columns)


def _counts(name: str) -> list[pl.Expr]:
    text, groups = pl.col(name), pl.col(f"{name}|slashed").struct
    first, second = groups.field("1").cast(pl.Int32), groups.field("2").cast(pl.Int32)
    meridiem = text.str.contains(_MERIDIEM)
    day_first = (first > 12) & (second <= 12) & ~meridiem
    month_first = (first <= 12) & ((second > 12) | meridiem)
    odd = ~text.str.contains(_PLAIN)
    return [found.sum().alias(f"{name}|{index}") for index, found in enumerate((day_first, month_first, odd))]


def parse_simple(text: pl.Expr) -> pl.Expr:
    """Date of a column that holds nothing but YYYY-MM-DD; null where the calendar has no such day."""
    return text.str.to_date("%Y-%m-%d", strict=False)


def parse(text: pl.Expr, order: Order, spreadsheet: bool = False) -> pl.Expr:
    """Date of a text column; null where there is no date, or day and month cannot be told apart."""
    forms = [_from_groups(text, _ISO, "123"), _from_groups(text, _COMPACT, "123"), _slashed(text, order)]
    return pl.coalesce([*forms, _serial(text)] if spreadsheet else forms)


def _slashed(text: pl.Expr, order: Order) -> pl.Expr:
    if order == "unknown":  # 05/05/2025 is the same day either way
        groups = text.str.extract_groups(_SLASHED).struct
        same = groups.field("1").cast(pl.Int32) == groups.field("2").cast(pl.Int32)
        return pl.when(same).then(_from_groups(text, _SLASHED, "321"))
    return _from_groups(text, _SLASHED, "321" if order == "day first" else "312")


def _from_groups(text: pl.Expr, pattern: str, year_month_day: str) -> pl.Expr:
    groups = text.str.extract_groups(pattern).struct
    year, month, day = (groups.field(name) for name in year_month_day)
    return pl.concat_str([year, month.str.zfill(2), day.str.zfill(2)]).str.to_date("%Y%m%d", strict=False)


def _serial(text: pl.Expr) -> pl.Expr:
    days = pl.when(text.str.contains(_SERIAL)).then(text).cast(pl.Float64, strict=False).floor().cast(pl.Int32)
    return pl.when(days > 0).then(_EXCEL_EPOCH + pl.duration(days=days)).cast(pl.Date)
