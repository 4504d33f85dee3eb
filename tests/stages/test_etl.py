"""Stage 1 on generated files: everything equals the generator's truth, and nothing is lost or half written."""

from __future__ import annotations

import csv
import logging
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from meraki import base as base_table
from meraki.columns import Column, OutputFile
from meraki.configuration import PSEUDONYM_KEY
from meraki.errors import ConfigurationError, UsageError
from meraki.pseudonyms import pseudonym
from meraki.settings import EtlSettings
from meraki.stages.etl import run
from tests.stages.etl_run import TEXT, Run, again

UNKNOWN_TO_THE_GENERATOR = {
    *(Column.DAYS_SINCE_CONTRACT, Column.FAMILIES, Column.BRANDS, Column.NPS_LAST, Column.NPS_LAST_DATE),
    *(Column.DAYS_SINCE_NPS, Column.LAST_TICKET, Column.DAYS_SINCE_TICKET, Column.DISCOUNT, Column.LAST_PROPOSAL),
    *(Column.TARGET_AUDIENCE, Column.REFERENCE_DATE),
}
"""The test of families and tables written by hand guard these."""

NEVER_DIFFER = (OutputFile.BASE, OutputFile.PRODUCTS, OutputFile.QUALITY_JSON, OutputFile.QUALITY_XLSX)


def test_base_equals_the_truth_in_every_column_that_the_generator_knows(done: Run):
    truth = done.truth.customers.set_index(Column.CUSTOMER)
    base = done.base
    assert list(base.index) == sorted(truth.index)
    shared = [name for name in truth.columns if name in base.columns]
    assert set(base.columns) - set(shared) == UNKNOWN_TO_THE_GENERATOR
    assert [name for name in shared if not _equal(base[name], truth[name].reindex(base.index))] == []


def test_products_equal_the_truth_in_every_column(done: Run):
    key = [Column.CUSTOMER, Column.PRODUCT_NAME]
    products = pd.read_csv(done.output / OutputFile.PRODUCTS, dtype=TEXT)
    assert products.equals(products.sort_values(key, ignore_index=True))
    truth = done.truth.products.set_index(key).sort_index()
    products = products.set_index(key).sort_index()
    assert products.index.equals(truth.index)
    assert [name for name in truth.columns if not _equal(products[name], truth[name])] == []


def test_families_in_use_are_those_of_the_products_owned(done: Run):
    owned = done.truth.products[done.truth.products[Column.ACTIVE] == 1]
    families = owned.groupby(Column.CUSTOMER)[Column.PRODUCT].nunique().reindex(done.base.index, fill_value=0)
    assert done.base[Column.FAMILIES].tolist() == families.tolist()
    assert (done.base[Column.FAMILIES] < done.base[Column.PRODUCTS]).any()


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
    second = again(done, tmp_path / "de novo")
    for name in NEVER_DIFFER:
        assert (second.output / name).read_bytes() == (done.output / name).read_bytes(), name


def test_dry_run_tells_the_plan_and_writes_nothing(done: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    again(done, tmp_path / "nada", dry_run=True)
    told = capsys.readouterr().out
    assert not (tmp_path / "nada").exists()
    for text in ("tabela dados_clientes", "separador ';'", "cp1252", "CD_CLIENTE", OutputFile.BASE, "Nada foi gravado"):
        assert text in told, text


def test_no_source_says_what_to_do():
    with pytest.raises(UsageError, match="--source PASTA"):
        run(EtlSettings())


def test_reference_date_is_configured_or_the_latest_of_the_data(done: Run, tmp_path: Path):
    assert done.base[Column.REFERENCE_DATE].unique().tolist() == ["2025-03-25"]
    late = again(done, tmp_path / "saída", reference_date=pd.Timestamp("2025-04-24").date()).base
    assert late[Column.REFERENCE_DATE].unique().tolist() == ["2025-04-24"]
    for name in (Column.DAYS_SINCE_CONTRACT, Column.DAYS_SINCE_TICKET, Column.DAYS_SINCE_NPS):
        assert ((late[name] - done.base[name]).dropna() == 30).all()


KEY = "uma chave bem comprida e secreta"


def test_pseudonyms_replace_every_code_in_every_output(done: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(PSEUDONYM_KEY, KEY)
    output = again(done, tmp_path / "saída", pseudonymize=True).output
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
        again(done, tmp_path / "saída", pseudonymize=True)


def test_no_customer_code_reaches_the_log(done: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture):
    logging.getLogger("meraki").propagate = True
    with caplog.at_level(logging.DEBUG, logger="meraki"):
        again(done, tmp_path / "saída")
    assert caplog.text
    assert not [code for code in done.truth.customers[Column.CUSTOMER] if code in caplog.text]


def test_the_stage_imports_no_pandas() -> None:
    """Polars does all of it: pandas would be a third more of start-up and 70 MB."""
    code = "import sys, meraki.stages.etl; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
