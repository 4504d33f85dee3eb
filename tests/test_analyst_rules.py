"""The file of the analyst's rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from meraki.analyst_rules import load_rules
from meraki.errors import ConfigurationError


def test_the_rules_of_the_project_are_read() -> None:
    assert load_rules().vendor_segments


def test_a_file_that_cannot_be_read_is_told_in_portuguese(tmp_path: Path) -> None:
    (tmp_path / "regras.toml").write_bytes("# exclusão".encode("cp1252"))
    cases = {tmp_path: "é uma pasta", tmp_path / "nada.toml": "o caminho não existe", tmp_path / "regras.toml": "UTF-8"}
    for path, reason in cases.items():
        with pytest.raises(ConfigurationError) as caught:
            load_rules(path)
        assert reason in caught.value.what
        assert "codec" not in str(caught.value)
        assert "Errno" not in str(caught.value)
