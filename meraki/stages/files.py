"""How the stages write tables for machines."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl

BLOCK = 250_000
"""Rows that are in memory as text at once."""


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """UTF-8, comma, decimal point, ``\\n``; empty is null; dates YYYY-MM-DD; floats the shortest that round-trips."""
    with path.open("wb") as file:
        for start in range(0, max(len(frame), 1), BLOCK):
            table = pl.from_pandas(frame.iloc[start : start + BLOCK].reset_index(drop=True), nan_to_null=True)
            table.with_columns(pl.col(pl.Datetime).cast(pl.Date)).write_csv(file, include_header=start == 0)
