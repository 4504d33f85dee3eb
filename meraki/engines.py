"""The one place where a lazy frame becomes a table in memory, whatever the engine."""

from __future__ import annotations

import narwhals as nw
import polars as pl


def collect(frame: nw.LazyFrame) -> pl.DataFrame:
    """Run a query; Polars streams it, another engine hands over Arrow."""
    native = nw.to_native(frame)
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    found = pl.from_arrow(frame.collect("pyarrow").to_arrow())
    assert isinstance(found, pl.DataFrame)
    return found
