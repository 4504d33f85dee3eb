"""Documents for machines."""

from __future__ import annotations

from pathlib import Path

from meraki.documents import write_json


def test_a_document_is_the_same_on_every_system_and_keeps_its_accents(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"ação": [1]})
    assert (tmp_path / "a.json").read_bytes() == '{\n "ação": [\n  1\n ]\n}\n'.encode()
