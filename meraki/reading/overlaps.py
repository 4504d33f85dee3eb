"""Parts of one table whose rows are largely the same: a second extract, whatever its name."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from meraki.reading.table_contract import TableContract
from meraki.reading.tables import FilePart

SAMPLE = 1_000
"""Rows of a part that are looked for in another."""
ENOUGH = 10
"""Of fewer rows too many may be alike by chance."""
MOST = 0.5
"""From here on the rows of a part are largely those of another."""


def overlapping(
    contract: TableContract, parts: Sequence[FilePart], rows: Sequence[pl.DataFrame]
) -> tuple[tuple[str, str], ...]:
    """Labels of a part and of a larger one that has most of its rows; ``rows`` are typed, a frame per part.

    Rows are alike when they are in all columns that every part has. The rows of a sample are compared, by their hash.
    """
    if len(parts) == 1:
        return ()
    shared = [column.name for column in contract.columns if all(column.name in part.columns for part in parts)]
    hashed = sorted(
        ((part.label, frame.select(shared).hash_rows()) for part, frame in zip(parts, rows, strict=True)),
        key=lambda each: len(each[1]),
    )
    return tuple(
        (label, other)
        for place, (label, found) in enumerate(hashed)
        for other, others in hashed[place + 1 :]
        if _is_in(found, others)
    )


def _is_in(rows: pl.Series, others: pl.Series) -> bool:
    sample = rows.gather_every(max(1, len(rows) // SAMPLE))
    return len(sample) >= ENOUGH and bool(sample.is_in(others.implode()).sum() > MOST * len(sample))
