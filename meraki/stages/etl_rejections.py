"""Rows that could not be used, written out as they are: file, line, reason and raw text.

TEXTO stays as it came, even where it begins with ``=`` or ``@``: docs/lgpd.md promises it so, for people find the row
by it in their file and mend it there, and an apostrophe before it would be a change. It is no table to be opened in a
spreadsheet without importing TEXTO as text; what is made for spreadsheets (``reports.crm``) is neutral.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from meraki.cleaning.expressions import ROWS
from meraki.columns import Column
from meraki.quality import Counted
from meraki.reading.keyless import keyless_rows
from meraki.reading.tables import TypedTable

SCHEMA = {"ARQUIVO": pl.String, "LINHA": pl.Int64, "MOTIVO": pl.String, "TEXTO": pl.String}
MOST = 1_000_000
"""Rows of one table written at most; all are counted, and a warning tells where not all are written."""


def keyless_by_part(table: TypedTable, counted: Counted) -> dict[str, dict[str, int]]:
    """Part label -> reason -> rows without a key, counted in the files themselves where cleaning found any."""
    if not counted.keyless:
        return {}
    found = pl.concat([rows.select("ARQUIVO", "MOTIVO") for rows in keyless_rows(table)])
    by_part: dict[str, dict[str, int]] = {}
    for part, reason, rows in found.group_by("ARQUIVO", "MOTIVO").len().collect(engine="streaming").iter_rows():
        by_part.setdefault(part, {})[reason] = rows
    return by_part


def write_rejected(table: TypedTable, keyless: int, path: Path, raw_text: pl.Expr) -> int:
    """Write the rejected rows of a table in the order of its files; gives how many, and no file when none.

    Args:
        keyless: how many rows of it have no customer; its files are read for them only where there are any.
        raw_text: what stands in TEXTO: the text itself, or what hides it.
    """
    lacking = keyless_rows(table) if keyless else [pl.LazyFrame(schema=SCHEMA)] * len(table.parts)
    rows = [_of_part(part.rejected_rows, rest).head(MOST) for part, rest in zip(table.parts, lacking, strict=False)]
    found = pl.concat(rows).head(MOST).with_columns(raw_text.alias("TEXTO")).collect(engine="streaming")
    if found.height:
        path.parent.mkdir(parents=True, exist_ok=True)
        found.write_csv(path)
    return found.height


def _of_part(structural: Path | None, keyless: pl.LazyFrame) -> pl.LazyFrame:
    typed = keyless.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    if structural is None:
        return typed
    return pl.concat([pl.scan_csv(structural, schema=SCHEMA), typed]).sort("LINHA", maintain_order=True)


def orphans(counted: Mapping[str, Counted], known: pl.Series) -> pl.DataFrame:
    """TABELA, CD_CLIENTE, LINHAS of every key that dados_clientes does not have."""
    found = [
        table.orphans(known).select(pl.lit(name).alias("TABELA"), Column.CUSTOMER, ROWS)
        for name, table in counted.items()
    ]
    return pl.concat(found)
