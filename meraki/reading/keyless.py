"""Rows that have no customer, as they stand in their files."""

from __future__ import annotations

import polars as pl

from meraki.reading.canonical import SEPARATOR
from meraki.reading.casting import scan, single_blanks
from meraki.reading.keys import but_titles, key_of, why_no_key
from meraki.reading.table_contract import ColumnContract
from meraki.reading.tables import FilePart, TypedTable


def keyless_rows(table: TypedTable) -> list[pl.LazyFrame]:
    """Rows without a usable key, as ARQUIVO, LINHA, MOTIVO, TEXTO, a lazy frame per part; meant for the few."""
    column = table.contract.columns[0]
    return [_keyless(part, column) for part in table.parts] if column.kind in ("key", "store_key") else []


def _keyless(part: FilePart, column: ColumnContract) -> pl.LazyFrame:
    text = but_titles(single_blanks(pl.col(f"c{part.columns[column.name]}")), part, column)
    key = key_of(text, column.kind == "store_key")
    position = pl.col("__posicao").cast(pl.Int64) + 2
    line = pl.col(f"c{part.width - 1}").cast(pl.Int64) if part.canonical else position
    fields = [pl.col(f"c{number}").fill_null("") for number in range(len(part.header))]
    rejected = {
        "ARQUIVO": pl.lit(part.label),
        "LINHA": line,
        "MOTIVO": why_no_key(text),
        "TEXTO": pl.concat_str(fields, separator=part.separator or SEPARATOR),
    }
    return scan(part).with_row_index("__posicao").filter(key.is_null()).select(**rejected)
