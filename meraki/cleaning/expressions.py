"""What the subjects share: the account of the rows behind a group, and sums that do not depend on row order."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import narwhals as nw

from meraki.columns import Column
from meraki.reading.tables import INVALID_SUFFIX

ROWS = "LINHAS"
"""Rows behind a group."""

NULLS_SUFFIX = "__nulos"
"""Beside a column: cells without a value, those that did not parse included."""

LARGEST = 1e15
"""No amount of this business is as large; beyond it cents are no longer exact."""

NO_DATE = datetime.date(1970, 1, 1)
"""Up to here a date is one that programs write for none (0001, 1753, 1899, 1900, 1970): data begin in 1971."""

_WHOLE, _FRACTION = "__inteiro", "__bilionesimos"
_MILLION, _BILLION = 1_000_000, 1_000_000_000


def account(frame: nw.LazyFrame) -> list[nw.Expr]:
    """Aggregations for the ledger: LINHAS, and of each column the nulls and the cells that did not parse."""
    names = frame.collect_schema().names()
    flags = [name for name in names if name.endswith(INVALID_SUFFIX)]
    values = [name for name in names if name not in flags and name != Column.CUSTOMER]
    return [
        nw.len().alias(ROWS),
        *(nw.col(name).null_count().alias(name + NULLS_SUFFIX) for name in values),
        *(count(nw.col(name)).alias(name) for name in flags),
    ]


def account_by_customer(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key, the null key included: only the account."""
    return frame.group_by(Column.CUSTOMER).agg(*account(frame))


def count(condition: nw.Expr) -> nw.Expr:
    """How many rows of a group fulfil a condition; null is not fulfilled."""
    return condition.fill_null(False).cast(nw.Int64).sum()


def distinct(column: str) -> nw.Expr:
    """Distinct values of a group, null not counted."""
    return nw.col(column).n_unique() - (nw.col(column).null_count() > 0).cast(nw.Int64)


def says(column: str, words: Sequence[str]) -> nw.Expr:
    """Whether the text is one of ``words``, in upper, lower or capitalised letters; null says nothing.

    Spellings are listed, for a million cells in lower letters are a column more in memory.
    """
    styles = (str, str.upper, str.lower, str.capitalize, str.title)
    return nw.col(column).is_in(sorted({style(word) for word in words for style in styles})).fill_null(False)


def only_where(frame: nw.LazyFrame, column: str, condition: nw.Expr) -> nw.LazyFrame:
    """Values of ``column`` that break ``condition`` become null and count as invalid."""
    flag = column + INVALID_SUFFIX
    broken = ~nw.col(column).is_null() & ~condition
    return frame.with_columns(
        nw.when(condition).then(nw.col(column)).alias(column), (nw.col(flag) | broken.fill_null(False)).alias(flag)
    )


def amounts(frame: nw.LazyFrame, *columns: str) -> nw.LazyFrame:
    """Amounts beyond any plausible size become null and count as invalid."""
    for column in columns:
        frame = only_where(frame, column, nw.col(column).abs() < LARGEST)
    return frame


def believed(frame: nw.LazyFrame, columns: Sequence[str], latest: datetime.date | None) -> nw.LazyFrame:
    """Dates up to :data:`NO_DATE` become null, as the empty cells that they stand for; those after ``latest`` (None: no
    limit) become null and count as invalid."""
    for column in columns:
        day = nw.col(column)
        frame = frame.with_columns(nw.when(day > nw.lit(NO_DATE)).then(day).alias(column))
        frame = only_where(frame, column, day <= nw.lit(latest)) if latest else frame
    return frame


def exact_sum(value: nw.Expr, name: str) -> list[nw.Expr]:
    """Aggregations that :func:`total` turns into the sum of ``value``: whole units and billionths as integers.

    Floating-point sums depend on the order of the rows, which no engine promises; integer sums do not, so two
    runs give the same bytes.
    """
    known = value.fill_null(0.0)
    whole = known.floor()
    return [
        whole.cast(nw.Int64).sum().alias(name + _WHOLE),
        ((known - whole) * _BILLION).round(0).cast(nw.Int64).sum().alias(name + _FRACTION),
    ]


def exact_parts(name: str) -> tuple[str, str]:
    """The two integer columns that :func:`exact_sum` makes; sums of them may be summed again."""
    return name + _WHOLE, name + _FRACTION


def total(name: str) -> nw.Expr:
    """The sum begun by :func:`exact_sum`, as the Float64 nearest to it.

    Rounded, for Polars multiplies by an inexact 1e-9 instead of dividing, and -1 + 0.97 is not -0.03; but not where
    billionths are beyond the digits of a float, for there it is rounding that errs.
    """
    value = nw.col(name + _WHOLE) + nw.col(name + _FRACTION) / _BILLION
    return nw.when(value.abs() < _MILLION).then(value.round(9)).otherwise(value).alias(name)


def day_number(column: str) -> nw.Expr:
    """Days since 0000-12-31, so that dates subtract alike in every engine."""
    years = nw.col(column).dt.year().cast(nw.Int64) - 1
    leap_days = years // 4 - years // 100 + years // 400
    return years * 365 + leap_days + nw.col(column).dt.ordinal_day().cast(nw.Int64)


def days_seen(frame: nw.LazyFrame, columns: Sequence[str]) -> nw.LazyFrame:
    """DIA and LINHAS: how many cells of ``columns`` hold each date."""
    found = [
        frame.filter(~nw.col(column).is_null()).group_by(column).agg(nw.len().alias(ROWS)).rename({column: "DIA"})
        for column in columns
    ]
    return nw.concat(found, how="vertical").group_by("DIA").agg(nw.col(ROWS).sum())
