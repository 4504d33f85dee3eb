"""Any raw file ends as rows used plus rows rejected, or in one sentence with its exit code; nothing in silence."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from meraki.families import FamilyRules
from meraki.quality import Ledger
from meraki.reading.read import Reading, read_tables
from meraki.sources.folder import list_files
from meraki.stages import etl_subjects as subjects
from meraki.stages.etl_ledger import ledger_of
from meraki.stages.etl_rejections import write_rejected
from meraki.stages.etl_usage import UsageDigest
from meraki.stages.model_inputs import Input, read_base, read_products
from tests.figures import INPUTS, Record
from tests.reading.malformed_commands import COMMANDS, ETL, MODEL, OUTPUTS, VISUAL
from tests.reading.malformed_inputs import CUSTOMERS, KNOWN, LEFT_ASIDE, LINES, READ, Files
from tests.reading.malformed_tables import BAD_BASES, BAD_PRODUCTS, BASES, PRODUCTS
from tests.reading.malformed_workbooks import BOMB, LEFT_ASIDE_BOOKS, REFUSED, WORKBOOKS

CASES = {**READ, **WORKBOOKS}
ASIDE = {**LEFT_ASIDE, **LEFT_ASIDE_BOOKS}
Script = Callable[..., tuple[int, str]]
ADVICE = (
    "ID_RECOMENDACAO,CD_CLIENTE,cluster,RANK,PRODUTO,SCORE,MOTIVO,POTENCIAL_VALOR,VALOR_ESPERADO\n"
    "a,T1,1,1,X,0.5,Porque sim,10,5\n"
)
"""A sound file of recommendations, beside which another one is spoilt."""


@dataclass(frozen=True)
class Account:
    """A reading, its closed ledger, and what cleaning counted."""

    reading: Reading
    ledger: Ledger
    cleaned: subjects.Cleaned

    def told(self, table: str) -> dict[str, Any]:
        """The table as in qualidade_dados.json."""
        return self.ledger.as_json(None, [])["tabelas"][table]


@pytest.fixture(autouse=True)
def small_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What tests/reading/test_read.py proves with the real limit need not cost as much in each case here."""
    monkeypatch.setattr("meraki.reading.archives.SMALL", BOMB // 2)


def put(folder: Path, files: Files) -> Path:
    folder.mkdir()
    for name, body in files.items():
        put_file(folder / name, body)
    return folder


def put_file(path: Path, body: str | bytes) -> None:
    path.write_bytes(body if isinstance(body, bytes) else body.encode())


def with_customers(files: Files) -> Files:
    return {"dados_clientes.csv": CUSTOMERS + LINES, **files}


def account_of(tmp_path: Path, files: Files) -> Account:
    """Stage 1 up to the ledger, which raises where rows in are not rows used plus rows rejected."""
    work = tmp_path / "trabalho"
    work.mkdir()
    with UsageDigest(work, "polars") as digest:
        reading = read_tables(list_files(put(tmp_path / "dados", with_customers(files))), work, seen=digest.begin)
        log = reading.tables.get("telemetria")
        usage = digest.usage(log) if log else None
    tables = {name: subjects.prepared(name, None)(table.frame) for name, table in reading.tables.items()}
    cleaned = subjects.clean(tables, usage, None)
    if "dados_clientes.csv" in files:
        subjects.contract_lines(tables, cleaned)
    return Account(reading, ledger_of(reading, cleaned, pl.Series(KNOWN), None, with_examples=True), cleaned)


@pytest.mark.parametrize("name", CASES)
def test_a_malformed_file_gives_its_rows_and_a_closed_account(
    name: str, tmp_path: Path, record_property: Record
) -> None:
    case = CASES[name]
    account = account_of(tmp_path, case.files)
    told = account.told(case.table)
    assert _used(account.reading, case.table, case.column) == case.rows
    assert told["rejeicoes"] == case.rejected
    assert told["linhas_lidas"] == len(case.rows) + sum(case.rejected.values())
    assert told["orfaos"]["clientes"] == len({key for key, _ in case.rows} - set(KNOWN))
    assert told["duplicadas"] == case.repeated
    assert told["colunas"][case.column]["invalidos"] == case.invalid
    assert told["colunas"][case.column]["nulos"] == sum(value is None for _, value in case.rows) - case.invalid
    assert bool(told["colunas"][case.column]["exemplos"]) == bool(case.invalid)
    assert tuple(file.name for file in account.reading.ignored) == case.ignored
    assert _written(account, case.table, tmp_path / "rejeitados.csv") == case.rejected
    for part in told["arquivos"]:
        assert part["linhas_lidas"] == part["linhas_usadas"] + part["linhas_rejeitadas"]
    record_property(INPUTS, 1)


def _used(reading: Reading, table: str, column: str) -> list[tuple[str, Any]]:
    frame = subjects.prepared(table, None)(reading.tables[table].frame).to_native().collect()
    return frame.filter(pl.col("CD_CLIENTE").is_not_null()).select("CD_CLIENTE", column).rows()


def _written(account: Account, table: str, target: Path) -> dict[str, int]:
    """Reason -> rows in the file of rejected rows."""
    if not write_rejected(
        account.reading.tables[table], account.cleaned.counted[table].keyless, target, pl.col("TEXTO")
    ):
        return {}
    return dict(pl.read_csv(target)["MOTIVO"].value_counts().rows())


@pytest.mark.parametrize("name", ASIDE)
def test_a_file_of_no_table_is_named_with_a_reason(name: str, tmp_path: Path, record_property: Record) -> None:
    case = ASIDE[name]
    found = list_files(put(tmp_path / "dados", with_customers(case.files)))
    reading = read_tables(found, tmp_path / "trabalho")
    assert list(reading.tables) == ["dados_clientes"]
    assert [file.name for file in reading.ignored] == [case.name]
    assert case.reason in reading.ignored[0].reason
    record_property(INPUTS, 1)


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Script:
    """Run a script's ``main`` in an empty folder and give its exit code and what it said on the error stream."""
    place = tmp_path / "aqui"
    place.mkdir()
    monkeypatch.chdir(place)

    def run(module: str, *arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", [module, *arguments])
        code = importlib.import_module(module).main()
        return code, capsys.readouterr().err

    return run


def check_sentence(told: tuple[int, str], code: int, said: str) -> None:
    """One Portuguese message: what happened, what to do, the exit code of its family; no traceback."""
    got, text = told
    assert got == code, text
    _, error = text.split("ERRO: ")
    assert re.search(said, error, re.S), error
    assert "\n  O que fazer: " in error
    assert "Traceback" not in text
    assert "Erro inesperado" not in text


def nothing_written(place: Path) -> bool:
    return not [path for path in place.rglob("*") if path.is_file() and path.suffix in (".csv", ".xlsx", ".json")]


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_cannot_be_trusted_stop_stage_1_with_one_sentence(
    name: str, script: Script, tmp_path: Path, record_property: Record
) -> None:
    case = REFUSED[name]
    source = put(tmp_path / "dados", case.files)
    check_sentence(script(ETL, "--source", str(source), "--quiet"), case.code, case.said)
    assert nothing_written(tmp_path / "aqui")
    record_property(INPUTS, 1)


@pytest.mark.parametrize("name", COMMANDS)
def test_settings_and_flags_that_cannot_be_stop_a_script_with_one_sentence(
    name: str, script: Script, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> None:
    case = COMMANDS[name]
    if case.settings is not None:
        put_file(Path("meraki.toml"), case.settings)
    for variable, value in case.environment.items():
        monkeypatch.setenv(variable, value)
    check_sentence(script(case.script, *case.arguments), case.code, case.said)
    assert nothing_written(Path())
    record_property(INPUTS, 1)


@pytest.mark.parametrize("name", OUTPUTS)
def test_results_that_were_spoilt_stop_stage_3_with_one_sentence(
    name: str, script: Script, record_property: Record
) -> None:
    file, body, said = OUTPUTS[name]
    put(Path("outputs"), {"recomendacoes_por_cliente.csv": ADVICE, file: body})
    check_sentence(script(VISUAL, "--quiet"), 4, said)
    assert not Path("outputs/relatorio_executivo.pdf").exists()
    record_property(INPUTS, 1)


def _read_base(path: Path, work: Path) -> Input:
    return read_base(path, work)


def _read_products(path: Path, work: Path) -> Input:
    return read_products(path, work, FamilyRules())


TABLES = {f"base: {name}": (_read_base, case) for name, case in BASES.items()}
TABLES |= {f"products: {name}": (_read_products, case) for name, case in PRODUCTS.items()}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_others_gives_its_rows_and_a_closed_account(
    name: str, tmp_path: Path, record_property: Record
) -> None:
    reader, case = TABLES[name]
    put_file(tmp_path / "tabela.csv", case.body)
    found = reader(tmp_path / "tabela.csv", tmp_path / "trabalho")
    frame = found.frame[list(case.columns)].astype(object)
    assert list(frame.where(frame.notna(), None).itertuples(index=False, name=None)) == case.rows
    assert found.rejections == case.rejected
    assert found.rows_read == len(case.rows) + sum(case.rejected.values())
    assert re.search(case.told, " ".join(found.notes)) if case.told else found.notes == []
    record_property(INPUTS, 1)


UNUSABLE = {f"base: {name}": ("--base", case) for name, case in BAD_BASES.items()}
UNUSABLE |= {f"products: {name}": ("--products", case) for name, case in BAD_PRODUCTS.items()}
SOUND = {"--base": "CD_CLIENTE,UF\nT1,SP\nT2,RJ\n", "--products": "CD_CLIENTE,DS_PROD\nT1,X\nT2,Y\n"}


@pytest.mark.parametrize("name", UNUSABLE)
def test_a_table_of_others_that_is_no_use_stops_stage_2_with_one_sentence(
    name: str, script: Script, tmp_path: Path, record_property: Record
) -> None:
    spoilt, case = UNUSABLE[name]
    arguments = ["--quiet"]
    for flag, body in {**SOUND, spoilt: case.body}.items():
        arguments += [flag, str(tmp_path / f"{flag}.csv")]
        if body is not None:
            put_file(tmp_path / f"{flag}.csv", body)
    check_sentence(script(MODEL, *arguments), 4, case.said)
    assert nothing_written(Path())
    record_property(INPUTS, 1)


def test_there_are_at_least_a_hundred_malformed_inputs() -> None:
    assert len(CASES) + len(ASIDE) + len(REFUSED) + len(COMMANDS) + len(OUTPUTS) + len(TABLES) + len(UNUSABLE) >= 100
