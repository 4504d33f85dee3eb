"""Usage log: tens of millions of rows without event id or clock, so equal rows are real, repeated events."""

from __future__ import annotations

import narwhals as nw

from meraki.cleaning.expressions import NULLS_SUFFIX, ROWS, distinct, says
from meraki.columns import Column
from meraki.reading.tables import DIGITS_OF_A_CODE, INVALID_SUFFIX, NULL_WORDS

DURATION, MODULE, LINE, DAY, LICENCE = (
    "eventduration",
    "moduloid",
    "productlineid",
    "referencedatestart",
    "statuslicenca",
)
MEASURED = (DURATION, MODULE, LINE)
"""Columns whose values are measured apart from the events; of these only the nulls are counted with them."""
DENIED = ("Negado", "Negada", "Denied")


def events(frame: nw.LazyFrame) -> nw.LazyFrame:
    """The log counted: LINHAS of each key, day, licence status and invalid cell, with the nulls of the rest.

    A few rows a customer and day are left of all events, and nothing that :func:`usage` or the account needs is lost.
    Columns known to have no null and no invalid cell may be left out.
    """
    present = [name for name in MEASURED if name in frame.collect_schema().names()]
    nulls = [_whole(nw.col(name).null_count()).alias(name + NULLS_SUFFIX) for name in present]
    return frame.group_by(*_counted_by(frame)).agg(_whole(nw.len()).alias(ROWS), *nulls)


def added(events: nw.LazyFrame) -> nw.LazyFrame:
    """:func:`events` of several logs, one after the other, as those of one; null where a log left a column out."""
    names = events.collect_schema().names()
    sums = [nw.col(name).sum() for name in names if name == ROWS or name.endswith(NULLS_SUFFIX)]
    whole = [nw.col(name).fill_null(False) if name.endswith(INVALID_SUFFIX) else nw.col(name) for name in names]
    return events.select(*whole).group_by(*_counted_by(events)).agg(*sums)


def _counted_by(frame: nw.LazyFrame) -> list[str]:
    names = frame.collect_schema().names()
    return [Column.CUSTOMER, DAY, LICENCE, *(name for name in names if name.endswith(INVALID_SUFFIX))]


def _whole(rows: nw.Expr) -> nw.Expr:
    """Counts of many parts add up beyond four billion."""
    return rows.cast(nw.Int64)


def places(frame: nw.LazyFrame) -> nw.LazyFrame:
    """Key, module and product line, each combination once: where events happened."""
    return frame.select(Column.CUSTOMER, MODULE, LINE).unique()


def usage(events: nw.LazyFrame, places: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key: events, modules, product lines, days, share of denied licences (0-1) and the account.

    ``events`` and ``places`` are :func:`events` and :func:`places` of any number of parts of the log, one after the
    other. The share's denominator is all events, those without status included. A code is the same whether padded
    or with decimals: some parts of a log write it so.
    """
    key, names = Column.CUSTOMER, events.collect_schema().names()
    nulls = [nw.col(name).sum() for name in names if name.endswith(NULLS_SUFFIX)]
    empty = {DAY: nw.col(DAY).is_null(), LICENCE: nw.col(LICENCE).is_null() | nw.col(LICENCE).is_in(NULL_WORDS)}
    grouped = [_rows_where(is_empty).alias(name + NULLS_SUFFIX) for name, is_empty in empty.items()]
    flags = [_rows_where(nw.col(name)).alias(name) for name in names if name.endswith(INVALID_SUFFIX)]
    counted = events.group_by(key).agg(
        nw.col(ROWS).sum(),
        nw.col(ROWS).sum().alias(Column.EVENTS),
        *(*nulls, *grouped, *flags),
        distinct(DAY).alias(Column.ACTIVE_DAYS),
        _rows_where(says(LICENCE, DENIED)).alias(Column.DENIED_SHARE),
    )
    seen = (
        places.with_columns(_plain(MODULE), _plain(LINE))
        .group_by(key)
        .agg(distinct(MODULE).alias(Column.MODULES), distinct(LINE).alias(Column.PRODUCT_LINES))
    )
    denied = nw.col(Column.DENIED_SHARE) / nw.col(ROWS)
    return counted.join(seen, on=key, how="left").with_columns(denied.alias(Column.DENIED_SHARE))


def _plain(code: str) -> nw.Expr:
    """A whole number without leading zeros, decimals or marks of thousands, and nothing for a word that says so: some
    parts of a log write them, others do not."""
    text = nw.col(code).str
    digits = text.replace_all("[.,]0{1,2}$", "").str.replace_all("[.,]", "").str.replace_all("^0+([0-9])", "$1")
    number = nw.when(text.contains(DIGITS_OF_A_CODE)).then(digits).otherwise(nw.col(code))
    return nw.when(~nw.col(code).is_in(NULL_WORDS)).then(number).alias(code)


def _rows_where(condition: nw.Expr) -> nw.Expr:
    """Of rows that stand for :data:`ROWS` rows each, how many fulfil a condition."""
    return nw.when(condition).then(nw.col(ROWS)).otherwise(0).sum()


def durations(frame: nw.LazyFrame) -> nw.LazyFrame:
    """Key and duration of every event that has one."""
    return frame.select(Column.CUSTOMER, DURATION).filter(~nw.col(DURATION).is_null())


def typical_duration(durations: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key: the exact median of the durations as recorded.

    Impossible ones (negative, thousands of years) stay in: they are 0.02 % of the events and move a median by
    nothing, while leaving them out would need a limit that nobody knows.
    """
    median = nw.col(DURATION).median().alias(Column.EVENT_DURATION)
    return durations.group_by(Column.CUSTOMER).agg(median)
