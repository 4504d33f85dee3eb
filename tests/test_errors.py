"""Messages to a person."""

from __future__ import annotations

import pytest

from meraki.errors import SourceError, readable


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


def test_every_part_of_a_message_can_be_written() -> None:
    error = SourceError("Falta n\udce3o.", where="p\udce1sta", action="crie p\udce1sta.")
    assert str(error) == "Falta n\\xe3o.\n  Onde: p\\xe1sta\n  O que fazer: crie p\\xe1sta."
