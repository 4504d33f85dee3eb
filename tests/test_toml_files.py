"""TOML files that a person writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from meraki import analyst_rules, families
from meraki.errors import ConfigurationError
from meraki.resolution import resolve
from meraki.settings import CommonSettings
from meraki.toml_files import read_toml

READERS = {
    "--config": lambda path: resolve(CommonSettings, {}, {}, path),
    "--families": families.load_rules,
    "--rules": analyst_rules.load_rules,
}


@pytest.mark.parametrize(
    ("text", "where"),
    [("a = 1\nb = = 2", "linha 2, coluna 5"), ("a = 1\na = 2\nb = 3", "linha 2, coluna 6"), ("a =", "fim do arquivo")],
)
@pytest.mark.parametrize(("option", "read"), READERS.items())
def test_a_slip_of_writing_is_told_in_portuguese_with_its_line(
    tmp_path: Path, option: str, read: Callable[[Path], Any], text: str, where: str
) -> None:
    path = tmp_path / "arquivo.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read(path)
    assert "não segue o formato TOML" in caught.value.what
    assert caught.value.where == f"{path}, {where}"
    assert option in caught.value.action
    assert not {"line", "column", "Invalid", "Cannot"} & set(str(caught.value).split())


@pytest.mark.parametrize(
    "value",
    [r'"D:\extração"', r'"C:\Users\ana"', '"D:\\"', r'"D:\\dados\novos" "', r"""["a", 'b', "D:\extração"]"""],
    ids=["escape", "hex", "end", "other", "not the first"],
)
def test_a_windows_path_in_double_quotes_is_told_how_to_be_written(tmp_path: Path, value: str) -> None:
    path = tmp_path / "arquivo.toml"
    path.write_text(f"[etl]\nsource = {value}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="aspas simples") as caught:
        read_toml(path, "as configurações", "--config")
    assert "linha 2" in caught.value.where


@pytest.mark.parametrize("line", [r"source = 'D:\dados'", r"source = 'D:\dados' # a \"nova\""])
def test_a_backslash_in_single_quotes_is_not_what_is_wrong(tmp_path: Path, line: str) -> None:
    path = tmp_path / "arquivo.toml"
    path.write_text(f"[etl]\n{line}\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="não segue o formato TOML"):
        read_toml(path, "as configurações", "--config")


def test_content_and_text_of_a_file_saved_by_notepad(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    assert read_toml(tmp_path / "a.toml", "as regras", "--rules") == ({"a": 1}, "a = 1\n")
