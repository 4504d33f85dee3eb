"""Contract lines: several of one product are normal (other date, value, status) and none is a duplicate."""

from __future__ import annotations

import narwhals as nw

from meraki.cleaning.expressions import account, amounts, count, exact_sum, says, total
from meraki.cleaning.frequent import most_frequent
from meraki.columns import OWNED_STATUSES, STATUS_PRECEDENCE, Column

SIGNED = "DT_ASSINATURA_CONTRATO"
UNKNOWN_STATUS = "LINHAS_SITUACAO_DESCONHECIDA"
"""Lines whose SITUACAO_CONTRATO is a word nobody told us about; they are not owned."""

STATUS_RANK, OTHER_STATUS = "__precedencia", "__outra_situacao"
CATALOGUE = (Column.REVENUE_LINE, Column.BRAND, Column.COMMERCIAL_MODE)


def sound(frame: nw.LazyFrame) -> nw.LazyFrame:
    """Impossible amounts become null and count as invalid."""
    return amounts(frame, Column.CONTRACT_VALUE)


def by_product(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key and DS_PROD (nulls of both included): lines, owned value, dates, status and the account.

    VL_TOTAL_CONTRATO adds the owned lines as they are, small negatives too.
    """
    owned, known = says(Column.STATUS, OWNED_STATUSES), says(Column.STATUS, STATUS_PRECEDENCE)
    other = nw.when(~known).then(nw.col(Column.STATUS))
    value = nw.when(owned).then(nw.col(Column.CONTRACT_VALUE))
    grouped = frame.group_by(Column.CUSTOMER, Column.PRODUCT_NAME).agg(
        *account(frame),
        nw.len().alias(Column.CONTRACTS),
        count(owned).alias(Column.ACTIVE_CONTRACTS),
        count(says(Column.STATUS, ("CANCELADO",))).alias(Column.CANCELLED_CONTRACTS),
        count(~other.is_null()).alias(UNKNOWN_STATUS),
        *exact_sum(value, Column.CONTRACT_VALUE),
        nw.col(SIGNED).min().alias(Column.FIRST_CONTRACT),
        nw.col(SIGNED).max().alias(Column.LAST_CONTRACT),
        _rank().min().alias(STATUS_RANK),
        other.min().alias(OTHER_STATUS),
    )
    return grouped.with_columns(total(Column.CONTRACT_VALUE))


def _rank() -> nw.Expr:
    """Position in STATUS_PRECEDENCE; null for every other text."""
    ranks = [
        nw.when(says(Column.STATUS, (status,))).then(nw.lit(position))
        for position, status in enumerate(STATUS_PRECEDENCE)
    ]
    return nw.coalesce(*ranks)


def unnamed_brands(frame: nw.LazyFrame) -> nw.LazyFrame:
    """Key and MARCA_TOTVS of owned lines without DS_PROD, whose brand :func:`catalogue` cannot tell."""
    unnamed = nw.col(Column.PRODUCT_NAME).is_null() & ~nw.col(Column.BRAND).is_null()
    return frame.filter(unnamed & says(Column.STATUS, OWNED_STATUSES)).select(Column.CUSTOMER, Column.BRAND)


def catalogue(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per DS_PROD: its DS_LIN_REC, MARCA_TOTVS and MODAL_COMERC, the most frequent where lines differ."""
    return most_frequent(frame, Column.PRODUCT_NAME, CATALOGUE)
