"""What must not be known when the taste of a customer is judged from his attributes."""

from __future__ import annotations

import pandas as pd

from meraki.columns import Column

REVEALING_COLUMNS = (
    Column.CONTRACT_VALUE,
    Column.CONTRACTS,
    Column.ACTIVE_CONTRACTS,
    Column.PRODUCTS,
    Column.FAMILIES,
    Column.BRANDS,
    Column.LAST_CONTRACT,
    Column.DAYS_SINCE_CONTRACT,
    Column.TARGET_AUDIENCE,
    "QTD_CONTRATOS_CANCELADOS",
)
"""Computed from the owned lines: they tell how many products are hidden, or which."""


def safe_attributes(base: pd.DataFrame) -> pd.DataFrame:
    """``base`` without :data:`REVEALING_COLUMNS`; the frame the recommender's features are built from."""
    return base.drop(columns=[name for name in REVEALING_COLUMNS if name in base.columns])
