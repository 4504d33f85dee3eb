"""Run the scripts as a person would: a subprocess each, from a folder that is not the project's."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ETL, MODEL, VISUAL = "etl_s3_totvs.py", "meraki_cluster_recomendacao.py", "visual.py"


def run_script(
    name: str, *flags: object, cwd: Path, env: Mapping[str, str] | None = None, expect: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run one script and check its exit code; the message of a failure is what it printed."""
    done = subprocess.run(
        [sys.executable, str(ROOT / name), *map(str, flags)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert done.returncode == expect, f"{name}: saiu com {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def run_pipeline(source: Path | str, output: Path, *visual_flags: object, env: Mapping[str, str] | None = None) -> None:
    """The three stages, one after the other, into ``output``."""
    cwd = output.parent
    run_script(ETL, "--source", source, "--output", output, "--cache", cwd / "cache", cwd=cwd, env=env)
    run_script(MODEL, "--output", output, cwd=cwd, env=env)
    run_script(VISUAL, "--output", output, *visual_flags, cwd=cwd, env=env)


def fingerprints(output: Path, *suffixes: str) -> dict[str, str]:
    """SHA-256 of every result with one of ``suffixes``, by its path inside ``output``."""
    files = sorted(path for path in output.rglob("*") if path.suffix in suffixes)
    return {path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
