"""Stage 1 tells the allocator of Polars to use memory again, in words that it understands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import etl_s3_totvs
from meraki.allocator import VARIABLE, reuse_memory
from meraki.settings import EtlSettings

ROOT = Path(etl_s3_totvs.__file__).parent
CHECKED = "abort_conf:true,"
"""Makes jemalloc end the process at an option that it does not know."""
on_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere Polars may have another allocator"
)


def _loads(configuration: str) -> bool:
    environment = {**os.environ, VARIABLE: CHECKED + configuration}
    return (
        subprocess.run(
            [sys.executable, "-c", "import polars"], check=False, env=environment, capture_output=True
        ).returncode
        == 0
    )


@on_linux
def test_the_allocator_reads_its_options_and_knows_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    reuse_memory()
    assert _loads(os.environ[VARIABLE])
    assert not _loads("narenas_of_another_version:2")


def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "narenas:7")
    reuse_memory()
    assert os.environ[VARIABLE] == "narenas:7"


class _ImportsReachedError(Exception):
    pass


def test_the_options_are_set_before_polars_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop() -> None:
        raise _ImportsReachedError

    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(etl_s3_totvs, "importing", stop)
    with pytest.raises(_ImportsReachedError):
        etl_s3_totvs._stage(EtlSettings())
    assert VARIABLE in os.environ
    loaded = "import etl_s3_totvs, sys; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False, cwd=ROOT).returncode == 0
