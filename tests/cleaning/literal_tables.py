"""Tiny typed tables, as reading gives them, from literal rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from meraki.reading.table_contract import TableContract
from meraki.reading.tables import INVALID_SUFFIX

TYPES = {
    "key": pl.String,
    "store_key": pl.String,
    "code": pl.String,
    "text": pl.String,
    "number": pl.Float64,
    "date": pl.Date,
}
BAD = object()
"""A cell whose text did not parse."""


def typed(contract: TableContract, *rows: dict[str, Any]) -> nw.LazyFrame:
    """A lazy frame with every column of the contract, absent ones null, and the flags beside them."""
    columns: dict[str, pl.Series] = {}
    for column in contract.columns:
        values = [row.get(column.name) for row in rows]
        kind = TYPES[column.kind]
        columns[column.name] = pl.Series([None if value is BAD else value for value in values], dtype=kind)
        if column.kind in ("number", "date"):
            columns[column.name + INVALID_SUFFIX] = pl.Series([value is BAD for value in values], dtype=pl.Boolean)
    return nw.from_native(pl.DataFrame(columns).lazy())


def by_key(frame: nw.LazyFrame, *keys: str) -> dict[Any, dict[str, Any]]:
    """Collected rows by their key column (or by the tuple of several)."""
    rows = frame.collect().to_native().to_dicts()
    names = keys or ("CD_CLIENTE",)
    return {row[names[0]] if len(names) == 1 else tuple(row[name] for name in names): row for row in rows}


def day(text: str) -> date:
    """``2025-03-01`` as a date."""
    return date.fromisoformat(text)
