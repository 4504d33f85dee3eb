"""Stages 1 and 2 tell the allocator of Polars how much to keep, in words that it understands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import etl_s3_totvs
import meraki_cluster_recomendacao
from meraki.allocator import VARIABLE, one_arena, reuse_memory
from meraki.settings import EtlSettings, ModelSettings

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
@pytest.mark.parametrize("tell", [reuse_memory, one_arena])
def test_the_allocator_reads_its_options_and_knows_ours(
    monkeypatch: pytest.MonkeyPatch, tell: Callable[[], None]
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    tell()
    assert _loads(os.environ[VARIABLE])
    assert not _loads("narenas_of_another_version:2")


@pytest.mark.parametrize("tell", [reuse_memory, one_arena])
def test_what_the_user_has_set_stays(monkeypatch: pytest.MonkeyPatch, tell: Callable[[], None]) -> None:
    monkeypatch.setenv(VARIABLE, "narenas:7")
    tell()
    assert os.environ[VARIABLE] == "narenas:7"


class _ImportsReachedError(Exception):
    pass


@pytest.mark.parametrize(
    ("script", "settings"), [(etl_s3_totvs, EtlSettings()), (meraki_cluster_recomendacao, ModelSettings())]
)
def test_the_options_are_set_before_polars_is_loaded(
    monkeypatch: pytest.MonkeyPatch, script: ModuleType, settings: EtlSettings | ModelSettings
) -> None:
    def stop() -> None:
        raise _ImportsReachedError

    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(script, "importing", stop)
    with pytest.raises(_ImportsReachedError):
        script._stage(settings)
    assert VARIABLE in os.environ
    loaded = f"import {script.__name__}, sys; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], check=False, cwd=ROOT).returncode == 0
