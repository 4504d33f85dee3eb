"""Raw files in a folder and its sub-folders."""

from __future__ import annotations

from pathlib import Path, PurePath

from meraki.errors import SourceError
from meraki.sources import SourceFile

SUFFIXES = (".csv", ".txt", ".xlsx", ".xls", ".xlsm", ".gz", ".zip")


def list_files(folder: Path) -> list[SourceFile]:
    """Every file that may hold a table, hidden ones and Excel's lock files left out.

    Raises:
        SourceError: the folder does not exist, is not one, or holds no such file.
    """
    if not folder.is_dir():
        what = "não é uma pasta" if folder.exists() else "não existe"
        raise SourceError(f"A origem {what}.", where=str(folder), action="confira o caminho em --source.")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and is_candidate(path))
    if not paths:
        raise SourceError(
            f"Nenhum arquivo {', '.join(SUFFIXES)} na origem.",
            where=str(folder),
            action="confira o caminho em --source.",
        )
    return [_file(path, folder) for path in paths]


def _file(path: Path, folder: Path) -> SourceFile:
    name, address = path.relative_to(folder).as_posix(), path.resolve().as_posix()
    return SourceFile(path, name, "", path.stat().st_size, address)


def is_candidate(path: PurePath) -> bool:
    """Whether a name may be that of a table file."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$"))
