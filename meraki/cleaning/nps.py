"""Six satisfaction surveys as one: the 0-10 question, whoever asked it."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from meraki.cleaning.expressions import ROWS, count, exact_sum, only_where, total
from meraki.cleaning.tickets import TICKET_ID, UPDATED
from meraki.columns import DETRACTOR, Column
from meraki.reading.contracts import ANSWERED_ON, NPS_ANSWER, TICKET

PROMOTER = 9
_LAST = "__ultima_data"


def sound(frame: nw.LazyFrame) -> nw.LazyFrame:
    """Answers outside 0-10 become null and count as invalid."""
    return only_where(frame, NPS_ANSWER, (nw.col(NPS_ANSWER) >= 0) & (nw.col(NPS_ANSWER) <= 10))


def dated_by_ticket(support: nw.LazyFrame, tickets: nw.LazyFrame) -> nw.LazyFrame:
    """Support answers with the date their ticket was last updated; null where the ticket is not known."""
    known = tickets.filter(~nw.col(TICKET_ID).is_null())
    dates = known.group_by(TICKET_ID).agg(nw.col(UPDATED).max().alias(ANSWERED_ON)).rename({TICKET_ID: TICKET})
    return support.join(dates, on=TICKET, how="left")


def without_ticket(support: nw.LazyFrame, tickets: nw.LazyFrame) -> nw.LazyFrame:
    """LINHAS: how many support answers name a ticket that no row of ``tickets`` has."""
    known = tickets.select(nw.col(TICKET_ID).alias(TICKET)).unique()
    asked = support.filter(~nw.col(TICKET).is_null())
    return asked.join(known, on=TICKET, how="anti").select(nw.len().alias(ROWS))


def undated(frame: nw.LazyFrame) -> nw.LazyFrame:
    """Answers of a survey that has no date."""
    return frame.with_columns(nw.lit(None).cast(nw.Date).alias(ANSWERED_ON))


def by_customer(surveys: Sequence[nw.LazyFrame]) -> nw.LazyFrame:
    """One row per key with an answer: mean, answers, shares of promoters and detractors (0-1), last answer and date.

    No answer is a duplicate of another. Of several on the last day the lowest stands: care comes first.
    """
    names = (Column.CUSTOMER, ANSWERED_ON, NPS_ANSWER)
    answers = nw.concat([survey.select(*names) for survey in surveys], how="vertical")
    answer, asked = nw.col(NPS_ANSWER), nw.col(ANSWERED_ON)
    valid = answers.filter(~answer.is_null()).with_columns(asked.max().over(Column.CUSTOMER).alias(_LAST))
    grouped = valid.group_by(Column.CUSTOMER).agg(
        nw.len().alias(Column.NPS_ANSWERS),
        *exact_sum(answer, Column.NPS_MEAN),
        count(answer >= PROMOTER).alias(Column.PROMOTERS),
        count(answer <= DETRACTOR).alias(Column.DETRACTORS),
        nw.when(asked == nw.col(_LAST)).then(answer).min().alias(Column.NPS_LAST),
        asked.max().alias(Column.NPS_LAST_DATE),
    )
    shares = (Column.NPS_MEAN, Column.PROMOTERS, Column.DETRACTORS)
    counted = grouped.with_columns(total(Column.NPS_MEAN))
    return counted.with_columns(*((nw.col(name) / nw.col(Column.NPS_ANSWERS)).alias(name) for name in shares))
