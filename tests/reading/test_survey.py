"""What one pass over the bytes says of a file is what its fields say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meraki.reading import survey as module
from meraki.reading.casting import BLANKS
from meraki.reading.survey import survey

FIELDS = st.lists(st.lists(st.text(" ab\u00e9\u00a0\u2003\u3000\t,", max_size=4), min_size=2, max_size=2), max_size=5)


def _file(folder: Path, rows: list[list[str]], end: str = "\n") -> Path:
    path = folder / "tabela.csv"
    path.write_bytes("".join(";".join(row) + end for row in [["x", "y"], *rows]).encode())
    return path


def _is_normal(field: str) -> bool:
    """As Polars normalises it; its pattern spells code points in braces."""
    pattern = re.sub(r"\\u\{(\w+)\}", lambda code: chr(int(code[1], 16)), BLANKS)
    return re.sub(pattern, " ", field).strip(" ") == field


@settings(max_examples=300)
@given(rows=FIELDS, end=st.sampled_from(["\n", "\r\n"]))
def test_tidy_means_that_normalising_blanks_changes_no_field(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], end: str
) -> None:
    found = survey(_file(tmp_path_factory.mktemp("f"), rows, end), ";", 2)
    assert found.tidy == all(_is_normal(field) for row in rows for field in row)
    assert (found.regular, found.rows) == (True, len(rows))


@pytest.mark.parametrize("row", [["a ", "b"], ["a", " b"], ["a", "b "], [" a", "b"], ["a  b", "c"]])
def test_blank_beside_a_mark_is_seen_wherever_a_chunk_ends(
    tmp_path: Path, row: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _file(tmp_path, [["a b", "c"], row, ["a", "b"]])
    for size in range(1, 12):
        monkeypatch.setattr(module, "CHUNK", size)
        assert not survey(path, ";", 2).tidy


def test_quote_around_a_blank_is_a_mark(tmp_path: Path) -> None:
    assert not survey(_file(tmp_path, [['" a"', "b"]]), ";", 2).tidy
    assert survey(_file(tmp_path, [['"a b"', "b"]]), ";", 2).tidy


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_no_byte_passes_that_a_closer_look_would_tell_of(
    tmp_path: Path, separator: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark, row = separator.encode(), b"a1%bb-2%2.5\n".replace(b"%", separator.encode())
    cells = [bytes([code]) for code in range(256)] + [mark + b"\n" + row, b'""', b"\r\n", b"\n" + row]
    for place in (0, 1, 5, len(row) - 1):
        for cell in cells:
            path = tmp_path / "tabela.csv"
            path.write_bytes(b"x%y%z\n".replace(b"%", mark) + row + row[:place] + cell + row[place:] + row)
            quick = survey(path, separator, 3)
            with monkeypatch.context() as patched:
                patched.setattr(module, "_bare_rows", lambda *arguments: None)
                closer = survey(path, separator, 3)
            if not closer.regular:
                quick.rows = closer.rows  # told of regular files only
            assert quick == closer, (place, cell)
