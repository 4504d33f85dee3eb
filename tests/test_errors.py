"""Messages to a person."""

from __future__ import annotations

import errno
import os

import pytest

from meraki.errors import SourceError, readable, system_reason


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("ação.csv", "ação.csv"),
        ("base_\udce9.csv", r"base_\xe9.csv"),
        ("\ud800", r"\ud800"),
        ("\U0001f600", "\U0001f600"),
    ],
)
def test_what_utf8_cannot_hold_is_told_by_its_code(text: str, told: str) -> None:
    assert readable(text) == told


@pytest.mark.parametrize(
    ("system", "length", "told"), [("nt", 260, "longo demais"), ("nt", 259, "não existe"), ("posix", 260, "não existe")]
)
def test_a_path_too_long_for_windows_is_told_as_such(
    system: str, length: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = FileNotFoundError(errno.ENOENT, "No such file", "C:\\" + "a" * (length - 3))
    with monkeypatch.context() as patch:  # pytest itself asks which system this is
        patch.setattr(os, "name", system)
        reason = system_reason(error)
    assert told in reason


def test_every_part_of_a_message_can_be_written() -> None:
    error = SourceError("Falta n\udce3o.", where="p\udce1sta", action="crie p\udce1sta.")
    assert str(error) == "Falta n\\xe3o.\n  Onde: p\\xe1sta\n  O que fazer: crie p\\xe1sta."
