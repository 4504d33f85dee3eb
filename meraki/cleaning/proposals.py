"""Commercial proposals: one row is an item; (NR_PROPOSTA, ITEM_PROPOSTA, CD_PROD) is the key."""

from __future__ import annotations

import narwhals as nw

from meraki.cleaning.expressions import amounts, count, distinct, exact_sum, only_where, total
from meraki.columns import Column

ITEM_KEY = ("NR_PROPOSTA", "ITEM_PROPOSTA", "CD_PROD")
UPLOADED, VALUE, PERCENT = "DT_UPLOAD", "VL_TOTAL", "VL_PCT_DESCONTO"
REPEATED = "LINHAS_REPETIDAS"


def sound(frame: nw.LazyFrame) -> nw.LazyFrame:
    """Discounts outside 0-100 % and impossible amounts become null and count as invalid."""
    percent = nw.col(PERCENT)
    return only_where(amounts(frame, VALUE), PERCENT, (percent >= 0) & (percent <= 100))


def by_customer(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key: proposals, their value, products, mean discount of an item (0-1) and last date.

    A row whose key was seen before is the same item again: it is counted in LINHAS_REPETIDAS and not added.
    """
    grouped = (
        _items(frame)
        .group_by(Column.CUSTOMER)
        .agg(
            distinct(ITEM_KEY[0]).alias(Column.PROPOSALS),
            distinct(ITEM_KEY[2]).alias(Column.PROPOSED_PRODUCTS),
            *exact_sum(nw.col(VALUE), Column.PROPOSALS_VALUE),
            *exact_sum(nw.col(PERCENT), Column.DISCOUNT),
            count(~nw.col(PERCENT).is_null()).alias("__com_desconto"),
            nw.col(UPLOADED).max().alias(Column.LAST_PROPOSAL),
            nw.col(REPEATED).sum(),
        )
    )
    totals = grouped.with_columns(total(Column.PROPOSALS_VALUE), total(Column.DISCOUNT))
    informed = nw.when(nw.col("__com_desconto") > 0).then(nw.col("__com_desconto"))
    return totals.with_columns((nw.col(Column.DISCOUNT) / (informed * 100)).alias(Column.DISCOUNT))


def _items(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per item; a row with an incomplete key cannot be told from another, so it stands for itself."""
    complete = ~nw.any_horizontal(*(nw.col(name).is_null() for name in ITEM_KEY), ignore_nulls=True)
    values = (UPLOADED, VALUE, PERCENT)
    whole = frame.filter(complete).group_by(Column.CUSTOMER, *ITEM_KEY)
    items = whole.agg(*(nw.col(name).max() for name in values), (nw.len() - 1).cast(nw.Int64).alias(REPEATED))
    names = [Column.CUSTOMER, *ITEM_KEY, *values]
    rest = frame.filter(~complete).select(*names).with_columns(nw.lit(0, nw.Int64).alias(REPEATED))
    return nw.concat([items.select(*names, REPEATED), rest], how="vertical")
