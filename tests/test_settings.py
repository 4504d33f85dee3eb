"""Options are declared once, and meraki.toml shows them all."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from meraki.resolution import known_keys, resolve
from meraki.settings import ALL_SETTINGS, CommonSettings, EtlSettings, ModelSettings, VisualSettings, as_plain

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("kind", ALL_SETTINGS)
def test_settings_are_told_in_json(kind: type[CommonSettings]) -> None:
    plain = as_plain(kind())
    assert set(plain) == {field.name for field in dataclasses.fields(kind)}
    assert json.loads(json.dumps(plain)) == plain


def test_an_option_that_stages_share_is_the_same_in_each() -> None:
    by_key: dict[tuple[str, str], set[tuple[Any, str]]] = {}
    for kind in ALL_SETTINGS:
        for field in dataclasses.fields(kind):
            key = (field.metadata["section"], field.name)
            by_key.setdefault(key, set()).add((field.default, field.metadata["help"]))
    assert [key for key, meanings in by_key.items() if len(meanings) > 1] == []


def test_the_file_of_the_project_shows_every_option_with_its_default() -> None:
    text = (ROOT / "meraki.toml").read_text(encoding="utf-8")
    shown = tomllib.loads("\n".join(_without_mark(line) for line in text.splitlines()))
    assert {section: set(values) for section, values in shown.items()} == known_keys()
    defaults = {
        (field.metadata["section"], field.name): as_plain(kind())[field.name]
        for kind in ALL_SETTINGS
        for field in dataclasses.fields(kind)
    }
    for (section, name), default in defaults.items():
        if default is not None:
            assert shown[section][name] == default, f"[{section}] {name}"


def _without_mark(line: str) -> str:
    """An option that is shown but not set is a line such as ``#seed = 42``; prose has a blank after the mark."""
    return line[1:] if line.startswith("#") and not line.startswith(("# ", "##")) else line


def test_the_file_of_the_project_sets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (EtlSettings, ModelSettings, VisualSettings):
        assert resolve(kind, {}, {}, ROOT / "meraki.toml") == kind()
