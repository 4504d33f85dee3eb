"""Stage 1 stops where the data are outside the limits, and replaces nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from meraki import manifest
from meraki.columns import OutputFile
from meraki.errors import QualityGateError
from tests.stages.etl_run import Run, again, copied


def _garble_hires(folder: Path) -> None:
    """Most rows of one file lose their key."""
    path = folder / "contratacoes_ultimos_12_meses.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    lines *= 3  # of few rows a share says little
    bad = [";" + line.split(";", 1)[1] for line in lines[: len(lines) * 3 // 4]]
    path.write_text("\n".join([head, *bad, *lines[len(bad) :]]) + "\n", encoding="utf-8")


def test_data_outside_the_limits_replace_nothing(done: Run, tmp_path: Path):
    output = tmp_path / "saída"
    again(done, output)
    before = {path.name: path.read_bytes() for path in output.glob("*.*")}
    source = copied(done, tmp_path / "fonte", _garble_hires)
    with pytest.raises(QualityGateError, match=r"contratacoes_ultimos_12_meses: 7.* das linhas rejeitadas") as caught:
        again(done, output, source=source)
    assert caught.value.exit_code == 5
    assert {path.name: path.read_bytes() for path in output.glob("*.*")} == before


@pytest.mark.parametrize(
    ("file", "column", "words"),
    [
        ("dados_clientes.csv", "SITUACAO_CONTRATO", {"ATIVO": "A", "CANCELADO": "C", "GRATUITO": "G"}),
        ("dados_clientes.csv", "SITUACAO_CONTRATO", {"ATIVO": "ATIVA", "CANCELADO": "CANCELADA", "GRATUITO": "LIVRE"}),
        ("tickets.csv", "STATUS_TICKET", {"closed": "3", "solved": "4"}),
    ],
)
def test_a_column_of_codes_that_nobody_understands_stops(
    done: Run, tmp_path: Path, file: str, column: str, words: dict[str, str]
):
    def recode(folder: Path) -> None:
        rows = pd.read_csv(folder / file, sep=";", dtype=str, encoding="utf-8-sig")
        rows.assign(**{column: rows[column].replace(words)}).to_csv(folder / file, sep=";", index=False)

    source = copied(done, tmp_path / "fonte", recode)
    with pytest.raises(QualityGateError, match=rf"{column}: \d+ de \d+ palavras desconhecidas \(limite 50,0 %\)"):
        again(done, tmp_path / "saída", source=source)


def test_force_lets_them_pass_and_is_recorded(done: Run, tmp_path: Path):
    found = again(done, tmp_path / "saída", source=copied(done, tmp_path / "fonte", _garble_hires), force=True)
    for warnings in (found.quality["avisos"], manifest.read(found.output)["etapas"]["etl"]["avisos"]):
        assert any(sentence.startswith("Gravado com --force") for sentence in warnings)


def test_a_file_that_vanished_since_the_last_run_stops_the_next(done: Run, tmp_path: Path):
    again(done, tmp_path / "saída")
    source = copied(done, tmp_path / "fonte", lambda folder: (folder / "tickets.csv").unlink())
    with pytest.raises(QualityGateError, match="tickets: de 3000 para 0 linhas"):
        again(done, tmp_path / "saída", source=source)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (OutputFile.QUALITY_JSON, '{"tabelas": {"mrr": 3}}'),
        (OutputFile.QUALITY_JSON, '{"tabelas": {"mrr": {"linhas_lidas": "abc"}}}'),
        (OutputFile.QUALITY_JSON, '{"tabelas": {"mrr": {"linhas_lidas": 1e999}}}'),
        (OutputFile.QUALITY_JSON, '{"tabelas": {"mrr": {"linhas_lidas": 120, "colunas": [1]}}}'),
        (
            OutputFile.QUALITY_JSON,
            '{"tabelas": {"mrr": {"linhas_lidas": 120, "colunas": {"MRR_12M": {"nulos": "x"}}}}}',
        ),
        (OutputFile.QUALITY_JSON, "[" * 100_000),
        (OutputFile.MANIFEST, '{"etapas": {"etl": 5}}'),
        (OutputFile.MANIFEST, '{"etapas": {"etl": {"saidas": [7]}}}'),
        (OutputFile.MANIFEST, '{"etapas": {"etl": {"saidas": [{"arquivo": "", "sha256": ""}]}}}'),
        (OutputFile.MANIFEST, '{"etapas": {"modelo": {"entradas": [7]}}}'),
        (OutputFile.MANIFEST, '{"etapas": [1]}'),
        (OutputFile.MANIFEST, "[" * 100_000),
    ],
)
def test_an_earlier_document_out_of_shape_is_as_no_earlier_run(done: Run, tmp_path: Path, name: str, content: str):
    (tmp_path / "saída").mkdir()
    (tmp_path / "saída" / name).write_text(content, encoding="utf-8")
    found = again(done, tmp_path / "saída")
    assert found.quality == done.quality
    assert sorted(manifest.read(found.output)["etapas"]) == ["etl"]
