"""Rows of a regular CSV file that is left where it is, as a lazy frame: a query reads it once, in pieces."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from polars.io.plugins import register_io_source

from meraki.sources.remote import RemoteFile

CHUNK = 1 << 24


def scan(file: RemoteFile, separator: str, width: int) -> pl.LazyFrame:
    """All rows below the header as text, columns named by position: ``c0``, ``c1``, ..."""
    schema = pl.Schema({f"c{position}": pl.String() for position in range(width)})

    def frames(
        columns: list[str] | None, predicate: pl.Expr | None, most: int | None, batch: int | None
    ) -> Iterator[pl.DataFrame]:
        for lines in _whole_lines(file):
            rows = pl.read_csv(
                lines, separator=separator, has_header=False, schema=schema, quote_char=None, n_rows=most
            )
            most = None if most is None else most - rows.height
            kept = rows if predicate is None else rows.filter(predicate)
            yield kept if columns is None else kept.select(columns)
            if most == 0:
                return

    return register_io_source(frames, schema=schema)


def _whole_lines(file: RemoteFile) -> Iterator[bytes]:
    with file.open() as lines:
        lines.readline()
        while chunk := lines.read(CHUNK):
            yield chunk + lines.readline()
