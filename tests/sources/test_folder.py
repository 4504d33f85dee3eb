"""What a folder holds, and nothing of it passed over in silence."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from meraki.errors import SourceError
from meraki.reading.read import read_tables
from meraki.sources.folder import is_utf8, list_files

CUSTOMERS = b"CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT00001;X;ATIVO\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dados" / "sub").mkdir(parents=True)
    (tmp_path / "dados" / "dados_clientes.csv").write_bytes(CUSTOMERS)
    return tmp_path / "dados"


def refuse_to_list(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Root may list any folder."""
    really_scan = os.scandir

    def scan(place: Any = ".") -> Any:
        if Path(place).name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))
        return really_scan(place)

    monkeypatch.setattr(os, "scandir", scan)


def test_a_sub_folder_that_cannot_be_read_is_a_source_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_to_list(monkeypatch, "sub")
    with pytest.raises(SourceError, match=r"(?s)permissão negada.*sub.*permissão de leitura") as caught:
        list_files(folder)
    assert caught.value.exit_code == 4


def test_folders_of_the_system_are_no_part_of_a_disk(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "lost+found").mkdir()
    refuse_to_list(monkeypatch, "lost+found")
    assert [file.name for file in list_files(folder)] == ["dados_clientes.csv"]


@pytest.mark.parametrize("suffix", ["ods", "tsv", "parquet", "rar"])
def test_a_table_of_a_kind_that_is_not_read_is_named(suffix: str, folder: Path, tmp_path: Path) -> None:
    (folder / "sub" / f"mrr.{suffix}").write_bytes(b"CLIENTE\tMRR_12M\nT00001\t1\n")
    (told,) = read_tables(list_files(folder), tmp_path / "trabalho").ignored
    assert told.name == f"sub/mrr.{suffix}"
    assert "formato que não é lido" in told.reason


def test_a_folder_of_kinds_that_are_not_read_holds_no_table(tmp_path: Path) -> None:
    (tmp_path / "mrr.ods").write_bytes(b"")
    with pytest.raises(SourceError, match="Nenhum arquivo"):
        list_files(tmp_path)


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("açaí.csv", True),
        (os.fsdecode(b"a\xe7ai.csv"), False),
        ("açaí.csv".encode().decode("ascii", "surrogateescape"), False),
    ],
    ids=["UTF-8", "another encoding", "UTF-8 in an ASCII locale"],
)
def test_a_name_is_utf8_only_where_its_text_is_too(text: str, told: bool) -> None:
    """Libraries take the text and write it in UTF-8: in an ASCII locale they would look for another file."""
    assert is_utf8(Path(text)) is told
