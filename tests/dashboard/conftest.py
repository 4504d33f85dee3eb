"""A made-up output folder for the pages, written once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.sample_outputs import World, write_sample


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A complete folder that no test changes, and the truth behind it."""
    directory = tmp_path_factory.mktemp("painel") / "outputs"
    return directory, write_sample(directory, customers=200)


@pytest.fixture
def world(sample: tuple[Path, World], monkeypatch: pytest.MonkeyPatch) -> World:
    """The truth behind the complete folder, which the dashboard reads in this test."""
    monkeypatch.setenv("MERAKI_OUTPUT", str(sample[0]))
    return sample[1]


@pytest.fixture
def folder(sample: tuple[Path, World], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that the test may change, which the dashboard reads in this test."""
    copy = tmp_path / "saída do João"
    shutil.copytree(sample[0], copy)
    monkeypatch.setenv("MERAKI_OUTPUT", str(copy))
    return copy
