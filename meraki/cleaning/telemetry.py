"""Usage log: tens of millions of rows without event id or clock, so equal rows are real, repeated events."""

from __future__ import annotations

import narwhals as nw

from meraki.cleaning.expressions import ROWS, account, count, distinct, says
from meraki.columns import Column

DURATION, MODULE, LINE, DAY, LICENCE = (
    "eventduration",
    "moduloid",
    "productlineid",
    "referencedatestart",
    "statuslicenca",
)
DENIED = ("Negado", "Negada", "Denied")


def usage(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key: events, modules, product lines, days, share of denied licences (0-1) and the account.

    The share's denominator is all events, those without status included.
    """
    grouped = frame.group_by(Column.CUSTOMER).agg(
        *account(frame),
        distinct(MODULE).alias(Column.MODULES),
        distinct(LINE).alias(Column.PRODUCT_LINES),
        distinct(DAY).alias(Column.ACTIVE_DAYS),
        count(says(LICENCE, DENIED)).alias(Column.DENIED_SHARE),
    )
    return grouped.with_columns(
        nw.col(ROWS).alias(Column.EVENTS), (nw.col(Column.DENIED_SHARE) / nw.col(ROWS)).alias(Column.DENIED_SHARE)
    )


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
