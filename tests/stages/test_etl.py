"""Stage 1 on generated files: everything equals the generator's truth, and nothing is lost or half written."""

from __future__ import annotations

import csv
import gzip
import json
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from meraki import base as base_table
from meraki import manifest
from meraki.columns import Column, OutputFile
from meraki.configuration import PSEUDONYM_KEY
from meraki.errors import ConfigurationError, QualityGateError, SourceError, UsageError
from meraki.pseudonyms import pseudonym
from meraki.settings import EtlSettings
from meraki.stages.etl import run
from meraki.synthetic import generate
from meraki.synthetic.truth import Truth

TEXT = {Column.CUSTOMER: str, Column.COUNTRY: str}
NEVER_DIFFER = (OutputFile.BASE, OutputFile.PRODUCTS, OutputFile.QUALITY_JSON, OutputFile.QUALITY_XLSX)


@dataclass(frozen=True)
class Run:
    """A source, its truth and what stage 1 made of it."""

    source: Path
    output: Path
    truth: Truth

    @property
    def base(self) -> pd.DataFrame:
        return pd.read_csv(self.output / OutputFile.BASE, dtype=TEXT).set_index(Column.CUSTOMER)

    @property
    def quality(self) -> dict:
        return json.loads((self.output / OutputFile.QUALITY_JSON).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("etapa 1 é ótima")
    truth = generate(folder / "dados", customers=120, telemetry_rows=4_000, tickets=3_000, seed=3, orphans=9)
    run(EtlSettings(source=str(folder / "dados"), output=folder / "saída"))
    return Run(folder / "dados", folder / "saída", truth)


def _again(done: Run, output: Path, **options: object) -> Run:
    run(EtlSettings(source=str(options.pop("source", done.source)), output=output, **options))  # type: ignore[arg-type]
    return Run(done.source, output, done.truth)


def _copy(done: Run, target: Path, change: Callable[[Path], None]) -> Path:
    """A copy of the source with one change."""
    target.mkdir()
    for path in done.source.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    change(target)
    return target


def test_base_equals_the_truth_in_every_column(done: Run):
    truth = done.truth.customers.set_index(Column.CUSTOMER)
    base = done.base
    assert list(base.index) == sorted(truth.index)
    shared = [name for name in truth.columns if name in base.columns]
    assert len(shared) >= 25
    assert [name for name in shared if not _equal(base[name], truth[name].reindex(base.index))] == []


def test_products_equal_the_truth_in_every_column(done: Run):
    key = [Column.CUSTOMER, Column.PRODUCT_NAME]
    products = pd.read_csv(done.output / OutputFile.PRODUCTS, dtype=TEXT)
    assert products.equals(products.sort_values(key, ignore_index=True))
    truth = done.truth.products.set_index(key).sort_index()
    products = products.set_index(key).sort_index()
    assert products.index.equals(truth.index)
    assert [name for name in truth.columns if not _equal(products[name], truth[name])] == []


def _equal(found: pd.Series, expected: pd.Series) -> bool:
    if not (found.isna().to_numpy() == expected.isna().to_numpy()).all():
        return False
    found, expected = found.dropna(), expected.dropna()
    if pd.api.types.is_numeric_dtype(expected):
        return bool(np.allclose(found.astype(float), expected.astype(float), rtol=1e-9, atol=1e-6))
    return bool((found.astype(str).to_numpy() == expected.astype(str).to_numpy()).all())


def test_columns_are_those_of_the_architecture_in_that_order(done: Run):
    document = (Path(__file__).parents[2] / "docs" / "arquitetura.md").read_text(encoding="utf-8")
    promised = [name for name in vars(Column).values() if isinstance(name, str) and name in document]
    assert list(done.base.reset_index().columns) == list(base_table.ORDER)
    positions = [document.index(name) for name in base_table.ORDER if name in promised]
    assert len(positions) == len(base_table.ORDER)


def test_every_row_of_every_file_is_used_or_rejected(done: Run):
    tables = done.quality["tabelas"]
    for name, truth in done.truth.tables.items():
        table = next(facts for found, facts in tables.items() if found.startswith(name))
        assert (table["linhas_lidas"], table["linhas_rejeitadas"]) == (truth.rows, truth.empty_keys), name
        assert table["orfaos"] == {"clientes": truth.orphan_customers, "linhas": truth.orphan_rows}, name
        assert len(table["arquivos"]) == truth.files
        for part in [table, *table["arquivos"]]:
            assert part["linhas_lidas"] == part["linhas_usadas"] + part["linhas_rejeitadas"], name


def test_rejected_rows_are_written_with_file_line_reason_and_text(done: Run):
    path = done.output / OutputFile.REJECTED_DIR / "nps_transacional_onboarding.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert [(row["ARQUIVO"], row["MOTIVO"]) for row in rows] == [("nps_transacional_onboarding.csv", "chave vazia")]
    source = (done.source / "nps_transacional_onboarding.csv").read_bytes().decode("cp1252").splitlines()
    assert rows[0]["TEXTO"].split(";")[0] == source[int(rows[0]["LINHA"]) - 1].split(";")[0]


def test_orphans_are_listed_and_not_in_the_base(done: Run):
    rows = pd.read_csv(done.output / OutputFile.REJECTED_DIR / "orfaos.csv", dtype=TEXT)
    assert set(rows[Column.CUSTOMER]).isdisjoint(done.base.index)
    by_table = rows.groupby("TABELA")["LINHAS"].sum().to_dict()
    tables = done.quality["tabelas"]
    assert by_table == {name: facts["orfaos"]["linhas"] for name, facts in tables.items() if facts["orfaos"]["linhas"]}


def test_two_runs_are_byte_equal(done: Run, tmp_path: Path):
    again = _again(done, tmp_path / "de novo")
    for name in NEVER_DIFFER:
        assert (again.output / name).read_bytes() == (done.output / name).read_bytes(), name


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_names_that_are_not_utf8_are_read_and_shown_with_their_bytes(done: Run, tmp_path: Path):
    def rename(folder: Path) -> None:
        (folder / "mrr.csv").rename(folder / os.fsdecode(b"mrr_extra\xe7\xe3o.csv"))
        (folder / os.fsdecode(b"not\xe3o.csv")).write_text("a;b\n1;2\n")

    source = _copy(done, tmp_path / os.fsdecode(b"extra\xe7\xe3o"), rename)
    found = _again(done, tmp_path / "saída", source=source)
    assert (found.output / OutputFile.BASE).read_bytes() == (done.output / OutputFile.BASE).read_bytes()
    told = json.loads((found.output / OutputFile.MANIFEST).read_text(encoding="utf-8"))["etapas"]["etl"]
    assert r"mrr_extra\xe7\xe3o.csv" in [item["arquivo"] for item in told["entradas"]]
    assert any(r"not\xe3o.csv" in sentence for sentence in told["avisos"])


def test_dry_run_tells_the_plan_and_writes_nothing(done: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    _again(done, tmp_path / "nada", dry_run=True)
    told = capsys.readouterr().out
    assert not (tmp_path / "nada").exists()
    for text in ("tabela dados_clientes", "separador ';'", "cp1252", "CD_CLIENTE", OutputFile.BASE, "Nada foi gravado"):
        assert text in told, text


def test_no_source_says_what_to_do():
    with pytest.raises(UsageError, match="--source PASTA"):
        run(EtlSettings())


def test_missing_optional_files_leave_columns_unknown(done: Run, tmp_path: Path):
    def drop(folder: Path) -> None:
        for pattern in ("telemetria_*", "tickets*", "mrr*", "contratacoes*", "historico*", "nps_*", "clientes_desde*"):
            for path in folder.glob(pattern):
                path.unlink()

    base = _again(done, tmp_path / "saída", source=_copy(done, tmp_path / "fonte", drop)).base
    unknown = [Column.EVENTS, Column.TICKETS, Column.MRR, Column.HIRES, Column.PROPOSALS, Column.NPS_ANSWERS]
    assert base[[*unknown, Column.CUSTOMER_SINCE, Column.NPS_MEAN]].isna().all().all()
    assert base[Column.CONTRACTS].notna().all()


def test_a_column_that_no_file_has_leaves_its_measure_unknown(done: Run, tmp_path: Path):
    def rename(folder: Path) -> None:
        path = folder / "historico.csv"
        path.write_bytes(path.read_bytes().replace(b";VL_TOTAL;", b";VL_OUTRO;", 1))

    found = _again(done, tmp_path / "saída", source=_copy(done, tmp_path / "fonte", rename))
    assert found.base[Column.PROPOSALS_VALUE].isna().all()
    assert found.base[Column.PROPOSALS].notna().all()
    assert any("historico: sem as colunas VL_TOTAL" in sentence for sentence in found.quality["avisos"])


def test_values_that_no_file_tells_are_unknown_in_base_and_products(done: Run, tmp_path: Path):
    def rename(folder: Path) -> None:
        path = folder / "dados_clientes.csv"
        path.write_bytes(path.read_bytes().replace(b";VL_TOTAL_CONTRATO;", b";VALOR;", 1))

    found = _again(done, tmp_path / "saída", source=_copy(done, tmp_path / "fonte", rename))
    products = pd.read_csv(found.output / OutputFile.PRODUCTS, dtype=TEXT)
    for table in (found.base, products):
        assert table[Column.CONTRACT_VALUE].isna().all()
        assert table[Column.CONTRACTS].notna().all()


@pytest.mark.parametrize("name", ["dados_clientes_old.csv", "dados_clientes (1).csv"])
def test_a_second_extract_of_a_table_is_told_once(done: Run, tmp_path: Path, name: str):
    def again(folder: Path) -> None:
        lines = (folder / "dados_clientes.csv").read_bytes().splitlines(keepends=True)
        (folder / name).write_bytes(b"".join(lines[:-1]))

    told = _again(done, tmp_path / "saída", source=_copy(done, tmp_path / "fonte", again)).quality["avisos"]
    (said,) = [sentence for sentence in told if "contam em dobro" in sentence]
    assert said.startswith("dados_clientes: ")
    assert name in said
    assert "dados_clientes.csv" in said


def test_brands_count_where_the_line_names_no_product(tmp_path: Path):
    rows = ["T1;X;A;ATIVO", "T1;;A;ATIVO", "T1;;B;ATIVO", "T1;;C;CANCELADO", "T2;;B;ATIVO", "T3;X;A;CANCELADO"]
    (tmp_path / "fonte").mkdir()
    text = "\n".join(["CD_CLIENTE;DS_PROD;MARCA_TOTVS;SITUACAO_CONTRATO", *rows])
    (tmp_path / "fonte" / "dados_clientes.csv").write_text(text)
    run(EtlSettings(source=str(tmp_path / "fonte"), output=tmp_path / "saída"))
    base = pd.read_csv(tmp_path / "saída" / OutputFile.BASE)
    assert base[Column.BRANDS].tolist() == [2, 1, 0]
    assert base[Column.PRODUCTS].tolist() == [1, 0, 0]


def test_a_part_without_a_column_that_other_parts_have_is_named(tmp_path: Path):
    source = tmp_path / "fonte"
    source.mkdir()
    (source / "dados_clientes_1.csv").write_text(
        "CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO;VL_TOTAL_CONTRATO\nT1;X;ATIVO;5\n"
    )
    (source / "dados_clientes_2.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT2;X;ATIVO\n")
    (source / "dados_clientes_3.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\n")
    run(EtlSettings(source=str(source), output=tmp_path / "saída"))
    told = json.loads((tmp_path / "saída" / OutputFile.QUALITY_JSON).read_text(encoding="utf-8"))["avisos"]
    (said,) = [sentence for sentence in told if "colunas que outros arquivos da tabela têm" in sentence]
    assert said.startswith(
        "dados_clientes: em dados_clientes_2.csv faltam colunas que outros arquivos da tabela têm: VL_TOTAL_CONTRATO;"
    )


def test_reference_date_is_configured_or_the_latest_of_the_data(done: Run, tmp_path: Path):
    assert done.base[Column.REFERENCE_DATE].unique().tolist() == ["2025-03-25"]
    late = _again(done, tmp_path / "saída", reference_date=pd.Timestamp("2025-04-24").date()).base
    assert late[Column.REFERENCE_DATE].unique().tolist() == ["2025-04-24"]
    for name in (Column.DAYS_SINCE_CONTRACT, Column.DAYS_SINCE_TICKET, Column.DAYS_SINCE_NPS):
        assert ((late[name] - done.base[name]).dropna() == 30).all()


@pytest.mark.parametrize(("typo", "told"), [("2205-01-01", (1, ["2205-01-01"], 0)), ("1900-01-01", (0, [], 1))])
def test_a_typo_in_a_date_moves_no_recency_and_is_in_the_ledger(
    done: Run, tmp_path: Path, typo: str, told: tuple[int, list[str], int]
):
    def mistype(folder: Path) -> None:
        path = folder / "dados_clientes.csv"
        head, line, rest = path.read_bytes().split(b"\n", 2)
        path.write_bytes(b"\n".join([head, line.rstrip()[:-10] + typo.encode(), rest]))

    found = _again(done, tmp_path / "saída", source=_copy(done, tmp_path / "fonte", mistype))
    assert found.base[Column.REFERENCE_DATE].unique().tolist() == ["2025-03-25"]
    assert found.base[Column.LAST_CONTRACT].max() <= "2025-03-25"
    before, column = (
        run.quality["tabelas"]["dados_clientes"]["colunas"]["DT_ASSINATURA_CONTRATO"] for run in (done, found)
    )
    assert (column["invalidos"], column["exemplos"], column["nulos"] - before["nulos"]) == told
    assert found.base[Column.FIRST_CONTRACT].min() > "1970"


def _garble_hires(folder: Path) -> None:
    """Most rows of one file lose their key."""
    path = folder / "contratacoes_ultimos_12_meses.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    lines *= 3  # of few rows a share says little
    bad = [";" + line.split(";", 1)[1] for line in lines[: len(lines) * 3 // 4]]
    path.write_text("\n".join([head, *bad, *lines[len(bad) :]]) + "\n", encoding="utf-8")


def test_data_outside_the_limits_replace_nothing(done: Run, tmp_path: Path):
    output = tmp_path / "saída"
    _again(done, output)
    before = {path.name: path.read_bytes() for path in output.glob("*.*")}
    source = _copy(done, tmp_path / "fonte", _garble_hires)
    with pytest.raises(QualityGateError, match=r"contratacoes_ultimos_12_meses: 7.* das linhas rejeitadas") as caught:
        _again(done, output, source=source)
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

    source = _copy(done, tmp_path / "fonte", recode)
    with pytest.raises(QualityGateError, match=rf"{column}: \d+ de \d+ palavras desconhecidas \(limite 50,0 %\)"):
        _again(done, tmp_path / "saída", source=source)


def test_a_creation_far_ahead_does_not_cost_the_update_of_its_ticket(done: Run, tmp_path: Path):
    def mistype(folder: Path) -> None:
        rows = pd.read_csv(folder / "tickets.csv", sep=";", dtype=str, encoding="utf-8-sig")
        rows.loc[0, "DT_CRIACAO"], rows.loc[1, "DT_ATUALIZACAO"] = "9999-12-31", "1980-01-01"
        rows.to_csv(folder / "tickets.csv", sep=";", index=False)

    found = _again(done, tmp_path / "saída", source=_copy(done, tmp_path / "fonte", mistype))
    columns = found.quality["tabelas"]["tickets"]["colunas"]
    assert [columns[name]["exemplos"] for name in ("DT_CRIACAO", "DT_ATUALIZACAO")] == [["9999-12-31"], ["1980-01-01"]]
    assert found.base[Column.TICKET_DAYS].min() >= 0


@pytest.mark.parametrize("file", ["tickets.csv", "nps_transacional_suporte.csv"])
@pytest.mark.parametrize("spelt", ["0{}", "{}.0", "{:,}"])
def test_answers_find_their_ticket_however_either_file_spells_it(done: Run, tmp_path: Path, file: str, spelt: str):
    def respell(folder: Path) -> None:
        rows = pd.read_csv(folder / file, sep=";", dtype=str, encoding="utf-8-sig")
        column = "BK_TICKET" if "BK_TICKET" in rows else "ticket"
        numbers = rows[column].map(lambda number: spelt.format(int(number)))
        rows.assign(**{column: numbers}).to_csv(folder / file, sep=";", index=False)

    found = _again(done, tmp_path / "saída", source=_copy(done, tmp_path / "fonte", respell))
    assert (found.output / OutputFile.BASE).read_bytes() == (done.output / OutputFile.BASE).read_bytes()


def test_answers_whose_ticket_is_nowhere_are_told(done: Run, tmp_path: Path):
    def renumber(folder: Path) -> None:
        path = folder / "nps_transacional_suporte.csv"
        head, line, rest = path.read_bytes().split(b"\n", 2)
        path.write_bytes(b"\n".join([head, b"9" + line, rest]))

    told = _again(done, tmp_path / "saída", source=_copy(done, tmp_path / "fonte", renumber)).quality["avisos"]
    said = "nps_transacional_suporte: 1 resposta é de um chamado que não está em tickets e fica sem data."
    assert set(told) - set(done.quality["avisos"]) == {said}


def test_a_file_and_its_gz_that_differ_are_both_accounted_for(tmp_path: Path):
    source = tmp_path / "fonte"
    source.mkdir()
    (source / "dados_clientes.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT00001;X;ATIVO\n")
    (source / "mrr.csv").write_text("CLIENTE;MRR_12M\nT00001;1\n;5\n")
    (source / "mrr.csv.gz").write_bytes(gzip.compress(b"CLIENTE;MRR_12M\nT00001;2\n;6\n;7\n"))
    run(EtlSettings(source=str(source), output=tmp_path / "saída"))
    quality = json.loads((tmp_path / "saída" / OutputFile.QUALITY_JSON).read_text(encoding="utf-8"))
    told = [(part["arquivo"], part["linhas_rejeitadas"]) for part in quality["tabelas"]["mrr"]["arquivos"]]
    assert told == [("mrr.csv", 1), ("mrr.csv.gz", 2)]


@pytest.mark.parametrize("rows", ["", ";X;ATIVO\n"])
def test_customers_without_a_usable_row_are_no_base(rows: str, tmp_path: Path):
    (tmp_path / "fonte").mkdir()
    (tmp_path / "fonte" / "dados_clientes.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\n" + rows)
    for force in (False, True):
        with pytest.raises(SourceError, match="nenhuma linha utilizável") as caught:
            run(EtlSettings(source=str(tmp_path / "fonte"), output=tmp_path / "saída", force=force))
        assert caught.value.exit_code == 4
    assert not (tmp_path / "saída" / OutputFile.BASE).exists()


def test_force_lets_them_pass_and_is_recorded(done: Run, tmp_path: Path):
    found = _again(done, tmp_path / "saída", source=_copy(done, tmp_path / "fonte", _garble_hires), force=True)
    for warnings in (found.quality["avisos"], manifest.read(found.output)["etapas"]["etl"]["avisos"]):
        assert any(sentence.startswith("Gravado com --force") for sentence in warnings)


def test_a_file_that_vanished_since_the_last_run_stops_the_next(done: Run, tmp_path: Path):
    _again(done, tmp_path / "saída")
    source = _copy(done, tmp_path / "fonte", lambda folder: (folder / "tickets.csv").unlink())
    with pytest.raises(QualityGateError, match="tickets: de 3000 para 0 linhas"):
        _again(done, tmp_path / "saída", source=source)


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
    found = _again(done, tmp_path / "saída")
    assert found.quality == done.quality
    assert sorted(manifest.read(found.output)["etapas"]) == ["etl"]


KEY = "uma chave bem comprida e secreta"


def test_pseudonyms_replace_every_code_in_every_output(done: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(PSEUDONYM_KEY, KEY)
    output = _again(done, tmp_path / "saída", pseudonymize=True).output
    codes = set(done.truth.customers[Column.CUSTOMER])
    written = {path.name: path for path in output.rglob("*.csv")}
    way_back = pd.read_csv(written.pop(OutputFile.PSEUDONYM_MAP), dtype=str).set_index("PSEUDONIMO")[Column.CUSTOMER]
    for path in [*written.values(), output / OutputFile.QUALITY_JSON, output / OutputFile.MANIFEST]:
        words = set(path.read_text(encoding="utf-8").replace('"', ",").replace(";", ",").split(","))
        assert codes.isdisjoint(words), path.name
    base = pd.read_csv(written[OutputFile.BASE], dtype=TEXT)
    assert base[Column.CUSTOMER].is_monotonic_increasing
    assert set(base[Column.CUSTOMER].map(way_back)) == codes
    assert base[Column.CUSTOMER].iloc[0] == pseudonym(way_back[base[Column.CUSTOMER].iloc[0]], KEY.encode())
    assert stat.S_IMODE((output / OutputFile.PSEUDONYM_MAP).stat().st_mode) == 0o600
    truth = done.truth.customers.set_index(Column.CUSTOMER)[Column.CONTRACTS]
    assert base[Column.CONTRACTS].tolist() == truth.loc[base[Column.CUSTOMER].map(way_back)].tolist()


def test_pseudonyms_without_a_key_are_refused(done: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(PSEUDONYM_KEY, raising=False)
    with pytest.raises(ConfigurationError, match=PSEUDONYM_KEY):
        _again(done, tmp_path / "saída", pseudonymize=True)


def test_no_customer_code_reaches_the_log(done: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    logging.getLogger("meraki").propagate = True
    with caplog.at_level(logging.DEBUG, logger="meraki"):
        _again(done, tmp_path / "saída")
    assert caplog.text
    assert not [code for code in done.truth.customers[Column.CUSTOMER] if code in caplog.text]


def test_the_stage_imports_no_pandas() -> None:
    """Polars does all of it: pandas would be a third more of start-up and 70 MB."""
    code = "import sys, meraki.stages.etl; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
