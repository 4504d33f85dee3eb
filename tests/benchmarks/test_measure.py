"""What a benchmark leaves behind reads the same on every system."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPORT = """
import pathlib, sys
from benchmarks import measure
measure.RESULTS = pathlib.Path(sys.argv[1])
measure.report("medida", [], metodo="vizinhan\\u00e7a")
"""
NOT_UTF8 = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "utf-8"}
"""As on Windows: files are written in another encoding unless they name theirs."""


def test_results_are_utf8_whatever_the_system_writes(tmp_path: Path) -> None:
    environment = {**os.environ, **NOT_UTF8}
    subprocess.run([sys.executable, "-c", REPORT, tmp_path], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert json.loads((tmp_path / "medida.json").read_text(encoding="utf-8"))["metodo"] == "vizinhança"
