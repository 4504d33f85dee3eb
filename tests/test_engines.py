"""Copies of tables begun early are the tables."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from meraki.columns import Column
from meraki.engines import Spool, collect
from meraki.reading.read import read_tables
from meraki.sources.folder import list_files

HEADER = "clienteid,eventduration,moduloid,productlineid,referencedatestart,slotid,statuslicenca,tcloud,clienteprime"
CUSTOMERS = "CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT00001;X;ATIVO\n"


def _copied(tmp_path: Path, *parts: str) -> pl.DataFrame:
    folder, work = tmp_path / "dados", tmp_path / "trabalho"
    folder.mkdir()
    work.mkdir()
    (folder / "dados_clientes.csv").write_text(CUSTOMERS, encoding="utf-8")
    for number, rows in enumerate(parts, 1):
        (folder / f"telemetria_{number}.csv").write_text(f"{HEADER}\n{rows}", encoding="utf-8")
    with Spool(work, "polars") as spool:
        reading = read_tables(list_files(folder), work, seen=spool.begin)
        return collect(spool.table(reading.tables["telemetria"]))


def test_parts_copied_in_the_background_keep_every_row_in_order(tmp_path: Path) -> None:
    found = _copied(tmp_path, "t000100,1.5,1,1,2025-01-02,1,Conectado,,\n", "T000200,2,1,1,2025-01-03,1,Negado,,\n")
    assert found[Column.CUSTOMER].to_list() == ["T0001", "T0002"]
    assert found["eventduration"].to_list() == [1.5, 2.0]


def test_number_that_does_not_parse_in_one_part_loses_no_row_of_any(tmp_path: Path) -> None:
    found = _copied(tmp_path, "T000100,muito,1,1,2025-01-02,1,Conectado,,\n", "T000200,2,1,1,2025-01-03,1,Negado,,\n")
    assert found["eventduration"].to_list() == [None, 2.0]
    assert found["eventduration__invalido"].to_list() == [True, False]


def test_decimal_commas_in_one_part_say_nothing_of_a_part_whose_fields_commas_separate(tmp_path: Path) -> None:
    semicolons = "T000200;2,25;1;1;2025-01-03;1;Negado;;\n"
    folder = tmp_path / "dados"
    found = _copied(tmp_path, "T000100,1.125,1,1,2025-01-02,1,Conectado,,\n")
    assert found["eventduration"].to_list() == [1.125]
    (folder / "telemetria_2.csv").write_text(HEADER.replace(",", ";") + "\n" + semicolons, encoding="utf-8")
    reading = read_tables(list_files(folder), tmp_path / "trabalho")
    with Spool(tmp_path / "trabalho", "polars") as spool:
        both = collect(spool.table(reading.tables["telemetria"]))
    assert both["eventduration"].to_list() == [1.125, 2.25]
