"""Texts that gave no value, for people to see what is wrong with a column."""

from __future__ import annotations

from collections.abc import Callable

import narwhals as nw
import polars as pl

from meraki.reading.casting import cast_table, gather_source
from meraki.reading.tables import INVALID_SUFFIX, TypedTable

HOW_MANY = 3
LONGEST = 60

Prepare = Callable[[nw.LazyFrame], nw.LazyFrame]


def invalid_examples(table: TypedTable, prepare: Prepare, columns: list[str]) -> dict[str, list[str]]:
    """Column -> the first distinct texts that became null, in the order of the files.

    ``prepare`` is the cleaning that flags further cells; it must keep every row in its place.
    """
    if not columns:
        return {}
    typed = nw.to_native(prepare(cast_table(table.contract, list(table.parts)).frame))
    text = pl.concat([gather_source(table.contract, part).text for part in table.parts])
    flags = typed.select(pl.col(name + INVALID_SUFFIX) for name in columns)
    rows = pl.concat([text.select(columns), flags], how="horizontal")
    return {name: _first(rows, name) for name in columns}


def _first(rows: pl.LazyFrame, name: str) -> list[str]:
    found = rows.filter(pl.col(name + INVALID_SUFFIX)).select(pl.col(name).str.head(LONGEST))
    return found.unique(maintain_order=True).head(HOW_MANY).collect()[name].to_list()
