"""Same request, same bytes; other seeds, other data; impossible requests are refused."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from meraki.errors import UsageError
from meraki.synthetic import generate
from meraki.synthetic.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


def contents(directory: Path) -> dict[str, bytes]:
    return {str(p.relative_to(directory)): p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}


def test_the_extract_has_24_files(tmp_path: Path) -> None:
    generate(tmp_path, customers=30, telemetry_rows=200, tickets=50)
    assert len(contents(tmp_path)) == 24


@pytest.mark.parametrize("kind", ["csv", "mixed"])
def test_same_seed_gives_byte_equal_files(tmp_path: Path, kind: str) -> None:
    for run in ("a", "b"):
        generate(tmp_path / run, customers=40, telemetry_rows=500, tickets=200, format=kind, truth=tmp_path / f"t{run}")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "ta") == contents(tmp_path / "tb")


def test_another_seed_gives_other_customers(tmp_path: Path) -> None:
    first = generate(tmp_path / "a", customers=40, telemetry_rows=100, tickets=50, seed=1)
    second = generate(tmp_path / "b", customers=40, telemetry_rows=100, tickets=50, seed=2)
    assert set(first.customers.CD_CLIENTE) != set(second.customers.CD_CLIENTE)


def test_truth_is_refused_among_the_data(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="verdade"):
        generate(tmp_path, customers=40, telemetry_rows=100, truth=tmp_path / "verdade")


@pytest.mark.parametrize("size", [{"customers": 5}, {"telemetry_rows": 0}, {"tickets": 0}, {"orphans": -1}])
def test_impossible_sizes_are_refused(tmp_path: Path, size: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        generate(tmp_path / "x", **size)


@pytest.mark.parametrize("seed", ["-1", str(10**40)])
def test_a_seed_is_zero_or_more(tmp_path: Path, seed: str, capsys: pytest.CaptureFixture[str]) -> None:
    sizes = ["--customers", "40", "--telemetry-rows", "100", "--tickets", "50", "--quiet"]
    assert main([str(tmp_path / "x"), "--seed", seed, *sizes]) == (2 if seed == "-1" else 0)
    assert ("A semente não pode ser negativa: -1." in capsys.readouterr().err) is (seed == "-1")


def command(folder: Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    words = [sys.executable, "-m", "meraki.synthetic", folder, "--customers", "40", "--telemetry-rows", "100"]
    return subprocess.run(words, cwd=ROOT, check=False, **options)


def test_a_console_without_accents_shows_question_marks(tmp_path: Path) -> None:
    done = command(tmp_path / "x", env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Dados sint?ticos em" in done.stdout


def test_output_closed_by_its_reader_is_130_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = command(tmp_path / "x", stdout=writer, stderr=writer)
    os.close(writer)
    assert done.returncode == 130
    assert list(tmp_path.iterdir()) == []
