"""Rejected rows as they came."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import polars as pl

from meraki.settings import EtlSettings
from meraki.stages.etl import run
from meraki.stages.etl_rejections import write_rejected


def test_text_is_kept_as_it_came_also_where_a_spreadsheet_would_compute_it(tmp_path: Path) -> None:
    found = ["=1+1;2", "@SOMA(A1);x", "-1", "sem, aspas"]
    rows = pl.DataFrame({"ARQUIVO": "mrr.csv", "LINHA": range(2, 6), "MOTIVO": "sem chave", "TEXTO": found})
    rows.write_csv(tmp_path / "desajustadas.csv")
    table = SimpleNamespace(parts=[SimpleNamespace(rejected_rows=tmp_path / "desajustadas.csv")])
    written = write_rejected(table, 0, tmp_path / "mrr.csv", pl.col("TEXTO"))
    assert written == len(found)
    assert pl.read_csv(tmp_path / "mrr.csv", infer_schema=False)["TEXTO"].to_list() == found


def test_rows_of_a_table_without_customers_are_written_too(tmp_path: Path) -> None:
    source = tmp_path / "dados"
    source.mkdir()
    (source / "dados_clientes.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT1;A;ATIVO\nT2;B;ATIVO\n")
    (source / "dicionario.csv").write_text("Tabela;Campo;Descrição\nmrr;MRR_12M;receita\nmrr;demais;x;y\n")
    run(EtlSettings(source=str(source), output=tmp_path / "saida", quiet=True))
    assert pl.read_csv(tmp_path / "saida/rejeitados/dicionario.csv")["MOTIVO"].to_list() == ["campos de mais"]
