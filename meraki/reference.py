"""The reference date: the day the extract was made, told by the data and never by today's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from meraki.cleaning.expressions import NO_DATE, ROWS

NEVER = date(2100, 1, 1)
"""From here on a date is a typo or a sentinel (``2205-01-01``, ``9999-12-31``)."""

LONELY = ((timedelta(days=31), 0.001), (timedelta(days=3653), 0.10))
"""(gap, share): dates after a gap longer than this do not count when they are at most this share of all cells."""


def reference_date(days: pl.DataFrame) -> date | None:
    """The latest date that the data bear out; None without any.

    ``days``: DIA and LINHAS (how many cells hold that date); those up to NO_DATE are none. A typo must not move every
    recency by years, so the dates behind the first gap that :data:`LONELY` describes are left out.
    """
    known = days.filter((pl.col("DIA") > NO_DATE) & (pl.col("DIA") < NEVER)).sort("DIA")
    if known.is_empty():
        return None
    tail = pl.col(ROWS).reverse().cum_sum().reverse() / pl.col(ROWS).sum()
    gap = pl.col("DIA").diff()
    lonely = pl.any_horizontal((gap > longest) & (tail <= share) for longest, share in LONELY)
    believed = known.filter(~lonely.fill_null(False).cum_max())
    return believed["DIA"].max()  # type: ignore[return-value]


@dataclass(frozen=True)
class Calendar:
    """The dates of a run.

    Attributes:
        reference: recency counts from here: the configured date, else the detected one.
        detected: the latest date that the data bear out.
    """

    reference: date | None
    detected: date | None

    @property
    def latest(self) -> date | None:
        """Dates after this one are errors; the later of the two, because a configured past makes no date wrong."""
        return max((day for day in (self.reference, self.detected) if day), default=None)


def calendar_of(days: pl.DataFrame, configured: date | None) -> Calendar:
    """The dates of a run whose data hold ``days``; ``configured`` is ``--reference-date``."""
    detected = reference_date(days)
    return Calendar(configured or detected, detected)
