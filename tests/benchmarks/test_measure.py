"""What a benchmark measures is of the work itself; what it leaves behind reads the same on every system."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.readme import read_results

ROOT = Path(__file__).resolve().parents[2]
REPORT = """
import pathlib, sys
from benchmarks import measure
measure.RESULTS = pathlib.Path(sys.argv[1])
measure.report("medida", [], metodo="vizinhan\\u00e7a")
"""
MEASURE_FROM_A_LARGE_PROCESS = """
import sys
from functools import partial
from benchmarks.measure import apart, run, timed
held = b"x" * 600_000_000
print(run("a command", [sys.executable, "-c", "print()"]).peak_mb)
length, cost = apart(timed, "work of our own", partial(eval, "len(b'x' * 200_000_000)"))
print(length, cost.peak_mb)
"""
NOT_UTF8 = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "utf-8"}
"""As on Windows: files are written in another encoding unless they name theirs."""


def test_results_are_utf8_whatever_the_system_writes(tmp_path: Path) -> None:
    environment = {**os.environ, **NOT_UTF8}
    subprocess.run([sys.executable, "-c", REPORT, tmp_path], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert json.loads((tmp_path / "medida.json").read_text(encoding="utf-8"))["metodo"] == "vizinhança"


@pytest.mark.skipif(sys.platform == "win32", reason="peaks are read from the kernel of Unix systems")
def test_a_peak_is_of_what_was_measured_not_of_the_process_that_measures() -> None:
    command = [sys.executable, "-c", MEASURE_FROM_A_LARGE_PROCESS]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    command_peak, length, work_peak = map(float, told)
    assert length == 200_000_000
    assert command_peak < 100
    assert 200 < work_peak < 400


def test_every_published_cost_has_its_seconds_and_its_peak() -> None:
    costs = [cost for result in read_results(ROOT / "benchmarks" / "results").values() for cost in result["costs"]]
    assert costs
    assert all(cost["seconds"] > 0 and cost["peak_mb"] > 0 for cost in costs)
