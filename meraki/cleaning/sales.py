"""Tables of one row per customer: since when, hires of twelve months, MRR.

Where a customer has several rows that contradict each other, the earliest date and the largest value stand: the
fuller record of a customer is the later one. How many rows were too many is in the ledger.
"""

from __future__ import annotations

import narwhals as nw

from meraki.cleaning.expressions import account, amounts
from meraki.columns import Column


def sound_hires(frame: nw.LazyFrame) -> nw.LazyFrame:
    """Impossible counts and amounts become null and count as invalid."""
    return amounts(frame, Column.HIRES, Column.HIRES_VALUE)


def sound_mrr(frame: nw.LazyFrame) -> nw.LazyFrame:
    """Impossible amounts become null and count as invalid."""
    return amounts(frame, Column.MRR)


def since(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key: CLIENTE_DESDE and the account."""
    return frame.group_by(Column.CUSTOMER).agg(*account(frame), nw.col(Column.CUSTOMER_SINCE).min())


def hires(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key: QTD_CONTRATACOES_12M, VLR_CONTRATACOES_12M and the account."""
    largest = (nw.col(name).max() for name in (Column.HIRES, Column.HIRES_VALUE))
    return frame.group_by(Column.CUSTOMER).agg(*account(frame), *largest)


def mrr(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key: MRR_12M and the account."""
    return frame.group_by(Column.CUSTOMER).agg(*account(frame), nw.col(Column.MRR).max())
