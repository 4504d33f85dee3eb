"""Rejected rows as they came."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import polars as pl

from meraki.stages.etl_rejections import write_rejected


def test_text_is_kept_as_it_came_also_where_a_spreadsheet_would_compute_it(tmp_path: Path) -> None:
    found = ["=1+1;2", "@SOMA(A1);x", "-1", "sem, aspas"]
    rows = pl.DataFrame({"ARQUIVO": "mrr.csv", "LINHA": range(2, 6), "MOTIVO": "sem chave", "TEXTO": found})
    rows.write_csv(tmp_path / "desajustadas.csv")
    table = SimpleNamespace(parts=[SimpleNamespace(rejected_rows=tmp_path / "desajustadas.csv")])
    written = write_rejected(table, SimpleNamespace(keyless=0), tmp_path / "mrr.csv", pl.col("TEXTO"))  # type: ignore[arg-type]
    assert written == len(found)
    assert pl.read_csv(tmp_path / "mrr.csv", infer_schema=False)["TEXTO"].to_list() == found
