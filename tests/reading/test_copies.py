"""A file that arrived twice counts once, and is named."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from meraki.reading import copies
from meraki.reading.copies import alike_by_name, originals_first
from meraki.reading.read import IgnoredFile, Reading, inspect, read_tables
from meraki.sources.folder import list_files
from tests.reading.malformed_workbooks import book

CUSTOMERS = b"CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO;VL_TOTAL_CONTRATO\nT00001;X;ATIVO;10\nT00002;Y;ATIVO;5\n"
ODD = CUSTOMERS.replace(b"X", "AÇÃO".encode("cp1252"))
SHEET = [["CD_CLIENTE", "DS_PROD", "SITUACAO_CONTRATO"], ["T00001", "X", "ATIVO"]]
EVENTS = b"clienteid,eventduration,moduloid,productlineid,referencedatestart,slotid,statuslicenca,tcloud,clienteprime\n"
EVENT = b"T0000%d00,1.5,M1,P1,2025-03-17,S,Conectado,,\n"


def zipped(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, body in members:
            archive.writestr(name, body)
    return target.getvalue()


def read(folder: Path, files: dict[str, bytes], seen: list[str] | None = None) -> Reading:
    for name, body in files.items():
        (folder / "dados" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "dados" / name).write_bytes(body)
    heard = [] if seen is None else seen
    return read_tables(list_files(folder / "dados"), folder / "trabalho", seen=lambda _, part: heard.append(part.label))


CASES: dict[str, tuple[dict[str, bytes], str, str]] = {
    # name: (files, what is left aside, what was read instead)
    "downloaded twice": (
        {"dados_clientes.csv": CUSTOMERS, "dados_clientes (1).csv": CUSTOMERS},
        "dados_clientes (1).csv",
        "dados_clientes.csv",
    ),
    "kept in a sub-folder": (
        {"dados_clientes.csv": CUSTOMERS, "backup/dados_clientes.csv": CUSTOMERS},
        "backup/dados_clientes.csv",
        "dados_clientes.csv",
    ),
    "unpacked beside its zip": (
        {"dados_clientes.csv": CUSTOMERS, "tudo.zip": zipped(("dados_clientes.csv", CUSTOMERS))},
        "tudo.zip/dados_clientes.csv",
        "dados_clientes.csv",
    ),
    "unpacked beside its gz": (
        {"clientes.csv": CUSTOMERS, "clientes.csv.gz": gzip.compress(CUSTOMERS)},
        "clientes.csv.gz",
        "clientes.csv",
    ),
    "in another encoding, rewritten before it is read": (
        {"dados_clientes.csv": ODD, "dados_clientes (1).csv": ODD},
        "dados_clientes (1).csv",
        "dados_clientes.csv",
    ),
    "on a second sheet": (
        {"dados_clientes.xlsx": book(A=SHEET, B=SHEET)},
        "dados_clientes.xlsx#B",
        "dados_clientes.xlsx#A",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_table_that_arrived_twice_is_read_once_and_the_copy_named(name: str, tmp_path: Path) -> None:
    files, copy, original = CASES[name]
    reading = read(tmp_path, files)
    (part,) = reading.tables["dados_clientes"].parts
    assert reading.tables["dados_clientes"].frame.collect().shape[0] == part.rows_read
    assert reading.ignored == [IgnoredFile(copy, f"cópia idêntica de {original}, que já foi lido")]
    listed = inspect(list_files(tmp_path / "dados"), tmp_path / "trabalho")
    assert reading.ignored == [each for each in listed if isinstance(each, IgnoredFile)]


def test_parts_that_differ_in_one_byte_are_both_read(tmp_path: Path) -> None:
    other = CUSTOMERS.replace(b";5\n", b";6\n")
    reading = read(tmp_path, {"dados_clientes.csv": CUSTOMERS, "dados_clientes (1).csv": other})
    table = reading.tables["dados_clientes"].frame.collect().to_polars()
    assert isinstance(table, pl.DataFrame)
    assert table["VL_TOTAL_CONTRATO"].sum() == 31
    assert reading.ignored == []


def test_members_of_one_name_are_two_parts_with_two_names(tmp_path: Path) -> None:
    """Both are rewritten, into copies of their own."""
    other = ODD.replace(b"T0000", b"T0001")
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = zipped(("dados_clientes.csv", ODD), ("dados_clientes.csv", other))
    reading = read(tmp_path, {"tudo.zip": archive})
    table = reading.tables["dados_clientes"]
    assert [part.label for part in table.parts] == ["tudo.zip/dados_clientes.csv", "tudo.zip/dados_clientes (2).csv"]
    assert sorted(table.frame.collect()["CD_CLIENTE"].to_list()) == ["T00001", "T00002", "T00011", "T00012"]


@pytest.mark.parametrize("name", ["base_analitica_meraki.csv", "base_analitica_meraki (2).csv"])
def test_a_result_of_ours_is_known_in_a_gz_and_as_a_copy(name: str, tmp_path: Path) -> None:
    reading = read(tmp_path, {"dados_clientes.csv": CUSTOMERS, f"{name}.gz": gzip.compress(ODD)})
    assert [(file.name, "é um resultado deste programa" in file.reason) for file in reading.ignored] == [
        (f"{name}.gz", True)
    ]


def test_the_usage_log_never_hears_of_a_copy(tmp_path: Path) -> None:
    """Its parts are counted as soon as they are known."""
    seen: list[str] = []
    events = {f"telemetria_{number}.csv": EVENTS + EVENT % number for number in (1, 2)}
    read(
        tmp_path,
        {"dados_clientes.csv": CUSTOMERS, **events, "velho/telemetria_1.csv": events["telemetria_1.csv"]},
        seen,
    )
    assert seen == ["dados_clientes.csv", "telemetria_1.csv", "telemetria_2.csv"]


def test_parts_of_other_sizes_are_not_read_to_be_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "_same_bytes", lambda first, second: pytest.fail("compared"))
    events = {f"telemetria_{number}.csv": EVENTS + (EVENT % number) * number for number in (1, 2, 3)}
    assert read(tmp_path, {"dados_clientes.csv": CUSTOMERS, **events}).ignored == []


def test_originals_come_before_their_copies_and_parts_in_natural_order() -> None:
    names = ["telemetria_10.csv", "mrr (1).csv", "backup/mrr.csv", "telemetria_2.csv", "mrr.csv"]
    ordered = ["mrr.csv", "mrr (1).csv", "telemetria_2.csv", "telemetria_10.csv", "backup/mrr.csv"]
    assert sorted(names, key=originals_first) == ordered


@pytest.mark.parametrize(
    ("names", "alike"),
    [
        (["mrr.csv", "mrr (1).csv", "mrr.xlsx"], [["mrr.csv", "mrr.xlsx", "mrr (1).csv"]]),
        (["mrr.csv", "mrr - Cópia.csv", "nps.csv"], [["mrr.csv", "mrr - Cópia.csv"]]),
        (["2025-02/tickets.csv", "2025-03/tickets.csv"], [["2025-02/tickets.csv", "2025-03/tickets.csv"]]),
        (["telemetria_1.csv", "telemetria_2.csv", "telemetria.csv"], []),
        (["mrr (1).csv", "mrr (2).csv"], []),
        (["telemetria.1.csv", "telemetria.2.csv", "telemetria.csv.001.gz", "telemetria.csv.002.gz"], []),
        (["mrr_copia.csv", "Cópia de mrr.csv", "mrr.csv"], [["Cópia de mrr.csv", "mrr.csv", "mrr_copia.csv"]]),
    ],
)
def test_copies_that_are_not_identical_are_known_by_their_names(names: list[str], alike: list[list[str]]) -> None:
    assert alike_by_name(names) == alike
