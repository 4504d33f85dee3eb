"""The three scripts against a real S3 server: the same results as from a folder, and nothing downloaded twice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from meraki import journal, manifest
from meraki.columns import Column, OutputFile
from meraki.publishing import recover
from meraki.synthetic import generate
from meraki.synthetic.truth import Truth
from tests.end_to_end.scripts import ETL, MODEL, ROOT, VISUAL, fingerprints, run_pipeline, run_script
from tests.end_to_end.truths import differing_columns
from tests.figures import CANARIES, KILLS, Record
from tests.s3_server import KEY, SECRET, S3Server, running_s3

TEXT = {Column.CUSTOMER: str, Column.COUNTRY: str}
ADDRESS = "s3://extracao/lote 1/"
RESULTS = (".csv", ".xlsx", ".pdf", ".png", ".svg")


@dataclass(frozen=True)
class Run:
    """What the scripts made of the bucket, and of the same files in a folder."""

    server: S3Server
    folder: Path
    from_s3: Path
    from_folder: Path
    truth: Truth

    @property
    def cache(self) -> Path:
        return self.from_s3.parent / "cache"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("bucket e pasta")
    truth = generate(folder / "dados", customers=120, telemetry_rows=3_000, tickets=1_500, seed=11, format="mixed")
    with running_s3(tmp_path_factory.mktemp("s3")) as server:
        server.put_folder(folder / "dados", "extracao", "lote 1/")
        run_pipeline(ADDRESS, folder / "do s3", "--upload", "s3://extracao/resultados/", env=server.environment)
        run_pipeline(folder / "dados", folder / "da pasta")
        yield Run(server, folder / "dados", folder / "do s3", folder / "da pasta", truth)


def test_bucket_holds_workbooks_and_archives_beside_csv(run: Run) -> None:
    suffixes = {path.suffix for path in run.folder.rglob("*") if path.is_file()}
    assert {".csv", ".xlsx", ".gz", ".zip"} <= suffixes


def test_base_and_products_from_s3_equal_the_truth(run: Run) -> None:
    base = pd.read_csv(run.from_s3 / OutputFile.BASE, dtype=TEXT)
    products = pd.read_csv(run.from_s3 / OutputFile.PRODUCTS, dtype=TEXT)
    shared = [column for column in run.truth.customers.columns if column in base.columns]
    assert len(shared) >= 25
    assert differing_columns(base, run.truth.customers[shared], [Column.CUSTOMER]) == []
    assert differing_columns(products, run.truth.products, [Column.CUSTOMER, Column.PRODUCT_NAME]) == []


def test_folder_and_s3_give_the_same_bytes(run: Run) -> None:
    assert fingerprints(run.from_s3, *RESULTS) == fingerprints(run.from_folder, *RESULTS)


def test_second_run_downloads_nothing(run: Run, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in run.cache.glob("[!.]*")}
    again = ("--source", ADDRESS, "--output", tmp_path / "saida", "--cache", run.cache)
    run_script(ETL, *again, cwd=tmp_path, env=run.server.environment)
    assert len(before) == sum(path.is_file() for path in run.folder.rglob("*")) >= 24
    assert {path: path.stat().st_mtime_ns for path in run.cache.glob("[!.]*")} == before


def test_wrong_credentials_are_exit_3_and_never_shown(run: Run, tmp_path: Path) -> None:
    env = {**run.server.environment, "AWS_SECRET_ACCESS_KEY": "canario-de-teste"}
    flags = ("--source", ADDRESS, "--output", tmp_path / "saida", "--cache", tmp_path / "cache", "--verbose")
    done = run_script(ETL, *flags, cwd=tmp_path, env=env, expect=3)
    assert "canario-de-teste" not in done.stdout + done.stderr
    assert not list((tmp_path / "cache").glob("[!.]*"))


def test_results_are_uploaded_as_they_are(run: Run) -> None:
    pages = run.server.client().list_objects_v2(Bucket="extracao", Prefix="resultados/")["Contents"]
    names = {item["Key"].removeprefix("resultados/") for item in pages}
    assert {OutputFile.BASE, OutputFile.WORKBOOK, OutputFile.REPORT, OutputFile.MANIFEST} <= names
    body = run.server.client().get_object(Bucket="extracao", Key=f"resultados/{OutputFile.WORKBOOK}")["Body"].read()
    assert body == (run.from_s3 / OutputFile.WORKBOOK).read_bytes()


@pytest.mark.parametrize("script", [ETL, MODEL, VISUAL])
def test_a_script_killed_while_it_writes_leaves_the_earlier_results(
    script: str, run: Run, tmp_path: Path, record_property: Record
) -> None:
    output = shutil.copytree(run.from_folder, tmp_path / "saída")
    before = fingerprints(output, *RESULTS)
    flags = {ETL: ("--source", run.folder), MODEL: ("--k-max", 3), VISUAL: ("--top-n", 3)}[script]
    killed = subprocess.Popen([sys.executable, ROOT / script, "--quiet", "--output", output, *map(str, flags)])
    while not any(journal.new_files(output).glob("*")):
        assert killed.poll() is None
        time.sleep(0.005)
    killed.kill()
    assert killed.wait() != 0
    recover(output)
    assert fingerprints(output, *RESULTS) == before
    listed = json.loads((output / OutputFile.MANIFEST).read_text(encoding="utf-8"))
    for stage in listed["etapas"]:
        for name, digest in manifest.outputs_of(listed, stage).items():
            assert manifest.sha256(output / name) == digest
    record_property(KILLS, 1)


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
def test_no_secret_is_in_a_file_on_the_screen_or_in_the_list_of_processes(
    run: Run, tmp_path: Path, record_property: Record
) -> None:
    flags = ("--source", ADDRESS, "--output", tmp_path / "saida", "--cache", tmp_path / "cache", "--verbose")
    command = [sys.executable, ROOT / ETL, *map(str, flags)]
    with (tmp_path / "tela.txt").open("wb") as screen:
        script = subprocess.Popen(
            command, env={**os.environ, **run.server.environment}, stdout=screen, stderr=screen, cwd=tmp_path
        )
        seen: set[bytes] = set()
        while script.poll() is None:
            seen |= _command_lines()
            time.sleep(0.02)
    assert any(b"etl_s3_totvs" in line for line in seen)
    written = [path for folder in (tmp_path, run.from_s3) for path in folder.rglob("*") if path.is_file()]
    assert len(written) > 80
    for canary in (KEY, SECRET):
        assert [line for line in seen if canary.encode() in line] == []
        assert [path for path in written if _holds(path, canary.encode())] == []
    record_property(CANARIES, 2)


def _command_lines() -> set[bytes]:
    """The arguments of every process that runs now."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.add(path.read_bytes())
        except OSError:  # ended meanwhile
            continue
    return found


def _holds(path: Path, text: bytes) -> bool:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return any(text in archive.read(name) for name in archive.namelist())
    return text in path.read_bytes()
