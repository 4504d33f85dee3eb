"""Raw files in a folder and its sub-folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import NoReturn

from meraki.errors import SourceError, readable, system_reason
from meraki.sources import SourceFile

SUFFIXES = (".csv", ".txt", ".xlsx", ".xls", ".xlsm", ".gz", ".zip")
UNREAD = (".tsv", ".ods", ".parquet", ".rar", ".7z", ".xlsb")
"""Kinds of file that may hold a table and are not read: they are listed, to be named."""
_OF_THE_SYSTEM = {"$RECYCLE.BIN", "System Volume Information", "lost+found"}
"""Folders at the root of a disk that nobody may read."""


def list_files(folder: Path) -> list[SourceFile]:
    """Every file that may hold a table, hidden ones and Excel's lock files left out.

    Raises:
        SourceError: the folder does not exist, is not one, holds no such file, or has a sub-folder that cannot be read.
    """
    try:
        if not folder.is_dir():
            what = "não é uma pasta" if folder.exists() else "não existe"
            raise SourceError(f"A origem {what}.", where=str(folder), action="confira o caminho em --source.")
        paths = sorted(path for path in _walk(folder) if may_hold_a_table(path) and path.is_file())
    except OSError as error:
        _refuse(error)
    if not any(is_candidate(path) for path in paths):
        raise SourceError(
            f"Nenhum arquivo {', '.join(SUFFIXES)} na origem.",
            where=str(folder),
            action="confira o caminho em --source.",
        )
    return [_file(path, folder) for path in paths]


def _walk(folder: Path) -> Iterator[Path]:
    """Every file; unlike :meth:`pathlib.Path.rglob`, never past a folder in silence."""
    for place, folders, names in os.walk(folder, onerror=_refuse):
        folders[:] = [name for name in folders if name not in _OF_THE_SYSTEM]
        yield from (Path(place, name) for name in names)


def _refuse(error: OSError) -> NoReturn:
    raise SourceError(
        f"Não foi possível ler uma pasta da origem: {system_reason(error)}.",
        where=str(error.filename or ""),
        action="dê permissão de leitura a ela ou tire-a da origem.",
    ) from error


def _file(path: Path, folder: Path) -> SourceFile:
    address = path.resolve()
    name = readable(path.relative_to(folder).as_posix())
    return SourceFile(path, name, "", path.stat().st_size, address.as_posix() if is_utf8(address) else "")


def is_utf8(path: Path) -> bool:
    """Whether the disk's own bytes of a path are its text in UTF-8, whatever the locale says."""
    try:
        return os.fsencode(path).decode("utf-8") == str(path)
    except UnicodeError:
        return False


def may_hold_a_table(path: PurePath) -> bool:
    """Whether a file is worth naming, read or not."""
    return is_candidate(path.with_suffix(SUFFIXES[0])) if is_unread(path) else is_candidate(path)


def is_unread(path: PurePath) -> bool:
    """Whether a file is of a kind of :data:`UNREAD`."""
    return path.suffix.lower() in UNREAD


def is_candidate(path: PurePath) -> bool:
    """Whether a name may be that of a table file."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$"))
