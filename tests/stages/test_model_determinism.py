"""Same input, settings and seed: the same bytes, whatever the number of threads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.stages.model_inputs_sample import write_full

ROOT = Path(__file__).resolve().parents[2]
OF_THE_RUN = ("manifesto.json", ".publicacao.lock")
"""They hold durations."""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    base, products = write_full(tmp_path_factory.mktemp("entrada"))
    lines = pd.read_csv(products)
    lines[lines["MARCA_TOTVS"].isin(["ALFA", "BETA"])].to_csv(products, index=False)  # half the forms to fit
    return base, products


@pytest.fixture(scope="module")
def first(inputs: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """The folder and the bytes of a run on two threads."""
    output = tmp_path_factory.mktemp("dois")
    return output, _run(inputs, output, 2)


def _run(inputs: tuple[Path, Path], output: Path, threads: int) -> dict[str, bytes]:
    command = [sys.executable, str(ROOT / "meraki_cluster_recomendacao.py"), "--k-max", "4", "--quiet"]
    flags = ["--base", str(inputs[0]), "--products", str(inputs[1]), "--output", str(output)]
    done = subprocess.run(
        [*command, *flags],
        env={**os.environ, "OMP_NUM_THREADS": str(threads)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    files = (path for path in output.rglob("*") if path.is_file() and "logs" not in path.parts)
    return {str(path.relative_to(output)): path.read_bytes() for path in sorted(files) if path.name not in OF_THE_RUN}


def test_one_and_two_threads_give_the_same_bytes(
    inputs: tuple[Path, Path], first: tuple[Path, dict[str, bytes]], tmp_path: Path
) -> None:
    alone, together = _run(inputs, tmp_path, 1), first[1]
    assert alone.keys() == together.keys()
    assert [name for name in alone if alone[name] != together[name]] == []


def test_a_second_run_into_the_same_folder_changes_nothing(
    inputs: tuple[Path, Path], first: tuple[Path, dict[str, bytes]]
) -> None:
    output, before = first
    after = _run(inputs, output, 2)
    assert [name for name in after if after[name] != before.get(name)] == []
    assert after.keys() == before.keys()
