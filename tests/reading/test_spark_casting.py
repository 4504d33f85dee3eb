"""Spark types every spelling as Polars does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("pyspark")
from meraki.reading.read import read_tables
from meraki.reading.spark_casting import cast_table
from meraki.sources.folder import list_files

pytestmark = [pytest.mark.spark, pytest.mark.skipif(shutil.which("java") is None, reason="needs Java")]

NUMBERS = [
    "1.234,56",
    "R$ 5,5",
    "(7,25)",
    "8,1-",
    "1.234",
    "1.234.567,8",
    "abc",
    "",
    "-0,01",
    "12 %",
    "1e3",
    "2.5",
    "1,5",
]
DATES = [
    "2025-03-04",
    "2025-03-04 10:00:00",
    "25/12/2024",
    "03/04/2025",
    "2025-02-30",
    "20250304",
    "",
    "ontem",
    "x",
    "y",
]
DATES += ["2025/01/02", "31/01/2020", "2020-1-2"]


def test_spark_reads_numbers_dates_text_and_keys_as_polars_does(tmp_path: Path) -> None:
    lines = [f" t{index:04d}\u00a0;A  B;ATIVO;{n};{d}" for index, (n, d) in enumerate(zip(NUMBERS, DATES, strict=True))]
    header = "CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO;VL_TOTAL_CONTRATO;DT_ASSINATURA_CONTRATO"
    (tmp_path / "dados_clientes.csv").write_text("\n".join([header, *lines, ";;;;"]), encoding="utf-8")
    telemetry = (
        "clienteid,eventduration,moduloid,productlineid,referencedatestart,slotid,statuslicenca,tcloud,clienteprime"
    )
    (tmp_path / "telemetria_1.csv").write_text(
        f"{telemetry}\nT000100,1.5,M,P,2025-03-17,S,Negado,,\n", encoding="utf-8"
    )
    files = list_files(tmp_path)
    polars, spark = read_tables(files, tmp_path / "w"), read_tables(files, tmp_path / "w", cast_table)
    for name, table in polars.tables.items():
        expected = table.frame.collect().to_arrow().to_pylist()
        found = spark.tables[name].frame.collect("pyarrow").to_arrow().to_pylist()
        assert sorted(found, key=str) == sorted(expected, key=str), name
