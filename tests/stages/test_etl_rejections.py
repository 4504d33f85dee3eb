"""Rejected rows as they came."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from meraki import manifest
from meraki.columns import OutputFile
from meraki.settings import EtlSettings
from meraki.stages import etl_rejections
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


def test_at_most_a_million_rejected_rows_of_a_table_are_written(tmp_path: Path) -> None:
    rows = pl.select(ARQUIVO=pl.lit("a"), LINHA=pl.int_range(1_000_001), MOTIVO=pl.lit("b"), TEXTO=pl.lit("c"))
    rows.write_csv(tmp_path / "desajustadas.csv")
    table = SimpleNamespace(parts=[SimpleNamespace(rejected_rows=tmp_path / "desajustadas.csv")])
    assert write_rejected(table, 0, tmp_path / "mrr.csv", pl.col("TEXTO")) == 1_000_000


@pytest.mark.parametrize(
    ("most", "told"),
    [(2, ["mrr: rejeitados/mrr.csv guarda só 2 das 3 linhas rejeitadas, as primeiras; a conta é de todas."]), (3, [])],
)
def test_that_more_rows_were_rejected_than_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, told: list[str]
) -> None:
    monkeypatch.setattr(etl_rejections, "MOST", most)
    source, output = tmp_path / "dados", tmp_path / "saida"
    source.mkdir()
    (source / "dados_clientes.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT1;A;ATIVO\n")
    (source / "mrr.csv").write_text("CLIENTE;MRR_12M\nT1;1\n;2\nT1;3;4;5\n")
    (source / "mrr_2.csv").write_text("CLIENTE;MRR_12M\nT1;1\n;6\n")
    run(EtlSettings(source=str(source), output=output, quiet=True))
    written = pl.read_csv(output / OutputFile.REJECTED_DIR / "mrr.csv")
    assert written["MOTIVO"].to_list() == ["chave vazia", "campos de mais", "chave vazia"][:most]
    warnings = manifest.read(output)["etapas"]["etl"]["avisos"]
    assert [sentence for sentence in warnings if "guarda só" in sentence] == told
    assert json.loads((output / OutputFile.QUALITY_JSON).read_text(encoding="utf-8"))["avisos"] == warnings
    assert [sentence for sentence in warnings if "3 linhas rejeitadas (" in sentence]


def test_rows_of_a_table_without_customers_are_written_too(tmp_path: Path) -> None:
    source = tmp_path / "dados"
    source.mkdir()
    (source / "dados_clientes.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT1;A;ATIVO\nT2;B;ATIVO\n")
    (source / "dicionario.csv").write_text("Tabela;Campo;Descrição\nmrr;MRR_12M;receita\nmrr;demais;x;y\n")
    run(EtlSettings(source=str(source), output=tmp_path / "saida", quiet=True))
    assert pl.read_csv(tmp_path / "saida/rejeitados/dicionario.csv")["MOTIVO"].to_list() == ["campos de mais"]
