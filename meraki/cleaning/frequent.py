"""The value that most rows of a group hold."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from meraki.cleaning.expressions import ROWS

_NAME, _VALUE = "__coluna", "__valor"


def most_frequent(frame: nw.LazyFrame, by: str, columns: Sequence[str], highest: Sequence[str] = ()) -> nw.LazyFrame:
    """One row per value of ``by``: the most frequent non-null text of each column, null where there is none.

    Ties go to the first in alphabetical order, or to the last for the columns in ``highest``. A value of ``by``
    without any informed column has no row.
    """
    profiles = frame.group_by(by, *columns).agg(nw.len().alias(ROWS))
    long = profiles.unpivot(on=list(columns), index=[by, ROWS], variable_name=_NAME, value_name=_VALUE)
    votes = long.filter(~nw.col(_VALUE).is_null()).group_by(by, _NAME, _VALUE).agg(nw.col(ROWS).sum())
    best = votes.filter(nw.col(ROWS) == nw.col(ROWS).max().over(by, _NAME))
    return best.group_by(by).agg(*(_chosen(column, column in highest) for column in columns))


def _chosen(column: str, highest: bool) -> nw.Expr:
    value = nw.when(nw.col(_NAME) == column).then(nw.col(_VALUE))
    return (value.max() if highest else value.min()).alias(column)
