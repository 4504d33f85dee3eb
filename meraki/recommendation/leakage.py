"""What must not be known when the taste of a customer is judged from his attributes."""

from __future__ import annotations

from meraki.columns import Column

COUNTED_COLUMNS = (
    Column.CONTRACT_VALUE,
    Column.CONTRACTS,
    Column.ACTIVE_CONTRACTS,
    Column.PRODUCTS,
    Column.FAMILIES,
    Column.BRANDS,
    Column.LAST_CONTRACT,
    Column.DAYS_SINCE_CONTRACT,
    Column.TARGET_AUDIENCE,
    Column.CANCELLED_CONTRACTS,
)
"""Computed from the owned lines: they tell how many products are hidden, or which. No cluster is formed on them."""

CHARGED_COLUMNS = (Column.MRR, Column.HIRES, Column.HIRES_VALUE, Column.MODULES, Column.PRODUCT_LINES)
"""What is paid for and used of all that is owned, the hidden product included, and cannot be recomputed without it.
People see clusters of them; advice does not learn from them."""

REVEALING_COLUMNS = COUNTED_COLUMNS + CHARGED_COLUMNS
"""All that the recommender must not know."""
