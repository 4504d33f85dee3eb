"""``--engine spark`` on a bucket: separate workers read telemetry at ``s3a://``, and the results are those of Polars.

The driver meets a real S3 server. Spark here has no hadoop-aws: its ``s3a`` is a folder, mounted by Hadoop's own
viewfs, which holds the objects that workers must read by themselves; of the others, it has no row.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from meraki.columns import Column, OutputFile
from meraki.synthetic import generate
from tests.end_to_end.scripts import ETL, run_script
from tests.s3_server import S3Server, running_s3

pytest.importorskip("pyspark")
pytestmark = [pytest.mark.spark, pytest.mark.skipif(shutil.which("java") is None, reason="needs Java")]

ADDRESS = "s3a://extracao/lote/"
WORKERS = "--master local-cluster[1,1,1024] --conf spark.sql.shuffle.partitions=1 --conf spark.ui.enabled=false"
MOUNTED = (
    "--conf spark.hadoop.fs.s3a.impl=org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme "
    "--conf spark.hadoop.fs.viewfs.overload.scheme.target.file.impl=org.apache.hadoop.fs.LocalFileSystem "
    "--conf spark.hadoop.fs.viewfs.mounttable.extracao.link./lote=file://{folder}"
)
ONLY_HERE = {"telemetria_3.zip", "telemetria_5.csv"}
"""No worker can read them as they are: Spark unpacks no zip, and one has a line cut short."""


@dataclass(frozen=True)
class Run:
    """What both engines made of the bucket."""

    server: S3Server
    polars: Path
    spark: Path
    cache: Path


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("bucket")
    source, seen = folder / "dados", folder / "mounted"
    generate(source, customers=40, telemetry_rows=900, tickets=200, seed=11, format="mixed")
    _spoil(source)
    seen.mkdir()
    for path in source.glob("telemetria*"):
        shutil.copy(path, seen)
    for name in ONLY_HERE:
        (seen / name).write_text("clienteid\n")
    with running_s3(tmp_path_factory.mktemp("s3")) as server:
        server.put_folder(source, "extracao", "lote/")
        flags = ("--source", ADDRESS, "--cache", folder / "cache spark", "--output", folder / "spark")
        run_script(ETL, "--engine", "spark", *flags, cwd=folder, env=_environment(server, MOUNTED.format(folder=seen)))
        run_script(ETL, "--source", ADDRESS, "--output", folder / "polars", cwd=folder, env=server.environment)
        yield Run(server, folder / "polars", folder / "spark", folder / "cache spark")


def _environment(server: S3Server, conf: str = "") -> dict[str, str]:
    return {**server.environment, "PYSPARK_SUBMIT_ARGS": f"{WORKERS} {conf} pyspark-shell"}


def _spoil(source: Path) -> None:
    """Telemetry with a key missing, a number that is none, a line cut short, and another country's spelling."""
    plain, short, commas = (source / f"telemetria_{number}.csv" for number in (4, 5, 6))
    header, first, second, *rest = plain.read_text("utf-8").splitlines()
    keyless, wrong = ("," + first.partition(",")[2], second.replace(second.split(",")[1], "muito", 1))
    plain.write_text("\n".join([header, keyless, wrong, *rest]) + "\n", "utf-8")
    short.write_text(short.read_text("utf-8") + "T00001,1.5\n", "utf-8")
    text = commas.read_text("utf-8").replace(",", ";")
    commas.write_text(text.replace(".", ","), "utf-8")


def test_base_and_products_equal_those_of_polars(run: Run) -> None:
    for name in (OutputFile.BASE, OutputFile.PRODUCTS):
        found, expected = (
            pd.read_csv(folder / name, dtype={Column.CUSTOMER: str}) for folder in (run.spark, run.polars)
        )
        assert len(expected) > 0
        assert_frame_equal(found, expected, rtol=1e-9, atol=1e-9)


def test_ledger_and_rejected_rows_equal_those_of_polars(run: Run) -> None:
    found, expected = (
        json.loads((folder / OutputFile.QUALITY_JSON).read_text("utf-8")) for folder in (run.spark, run.polars)
    )
    assert found == expected
    rejected = {path.name: path.read_bytes() for path in (run.polars / OutputFile.REJECTED_DIR).iterdir()}
    assert {path.name: path.read_bytes() for path in (run.spark / OutputFile.REJECTED_DIR).iterdir()} == rejected
    assert b"chave vazia" in rejected["telemetria.csv"] and b"campos de menos" in rejected["telemetria.csv"]


def test_no_plain_telemetry_is_stored_on_the_driver(run: Run) -> None:
    stored = [path.read_bytes()[:9] for path in run.cache.glob("[!.]*.csv")]
    assert stored
    assert b"clienteid" not in stored


def test_session_without_s3a_is_exit_3_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    flags = ("--engine", "spark", "--source", ADDRESS, "--cache", tmp_path / "cache", "--output", tmp_path / "saida")
    done = run_script(ETL, *flags, cwd=tmp_path, env=_environment(run.server), expect=3)
    assert "não sabe ler s3a://" in done.stderr and "hadoop-aws" in done.stderr
    assert "s3a://extracao/lote/telemetria_1.csv" in done.stderr
    assert not (tmp_path / "cache").exists()


def test_without_java_is_exit_3(tmp_path: Path) -> None:
    (tmp_path / "dados").mkdir()
    (tmp_path / "dados" / "dados_clientes.csv").write_text("CD_CLIENTE;DS_PROD\nT00001;X\n")
    flags = ("--engine", "spark", "--source", tmp_path / "dados", "--output", tmp_path / "saida")
    env = {"PATH": "/nenhum", "JAVA_HOME": str(tmp_path / "sem-java")}
    done = run_script(ETL, *flags, cwd=tmp_path, env=env, expect=3)
    assert "O Spark não começou" in done.stderr and "Java 17" in done.stderr
