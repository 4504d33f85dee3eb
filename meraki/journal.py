"""The moves that turn one complete set of outputs into the next, so that a kill at any moment loses neither.

Inside ``--output`` a hidden folder holds the new files and, as hard links, the files they replace. A journal that
is durable before the first move says what is to be done; whoever finds it does it, or undoes it, to the end.
Every step may be repeated. The caller holds the lock of the folder.
"""

from __future__ import annotations

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath
from typing import Any

from meraki.documents import write_json
from meraki.errors import NO_SPACE, OutputError

STAGING = ".publicacao"
_NEW, _OLD = "novos", "anteriores"
_READY, _UNDO = "publicar.json", "desfazer.json"


def new_files(output: Path) -> Path:
    """The folder in which the new files are written aside."""
    return output / STAGING / _NEW


def settle(output: Path) -> bool:
    """Bring the folder to the complete set of one run; whether a killed run was completed."""
    staging = output / STAGING
    if (staging / _UNDO).exists():
        _roll_back(output)
    completed = (staging / _READY).exists()
    if completed:
        _commit(output)
    discard(output)
    return completed


def replace_outputs(output: Path, moves: list[str], obsolete: list[str]) -> None:
    """Move ``moves`` from the hidden folder into ``output``, in order, and remove ``obsolete``.

    Raises:
        OutputError: a file is open in another program; every file is as it was before.
        OSError: the disk is full or the folder cannot be written; every file is as it was before.
    """
    _prepare(output, moves, obsolete)
    _write_durably(output / STAGING / _READY, {"mover": moves, "remover": obsolete})
    _commit(output)


def discard(output: Path) -> None:
    """Remove the hidden folder unless it holds a journal, which the next start must find."""
    staging = output / STAGING
    if not ((staging / _READY).exists() or (staging / _UNDO).exists()):
        shutil.rmtree(staging, ignore_errors=True)


def _prepare(output: Path, moves: list[str], obsolete: list[str]) -> None:
    """Make the new files durable and keep the files they replace; fails while nothing has been moved."""
    staging = output / STAGING
    with ThreadPoolExecutor(16) as pool:  # a disk writes many waiting files at the price of one
        list(pool.map(_sync, [staging / _NEW / name for name in moves]))
    for name in moves:
        (output / name).parent.mkdir(parents=True, exist_ok=True)
    for name in [name for name in [*moves, *obsolete] if os.path.lexists(output / name)]:
        _check_replaceable(output / name)
        backup = staging / _OLD / name
        backup.parent.mkdir(parents=True, exist_ok=True)
        _link_or_copy(output / name, backup)


def _check_replaceable(target: Path) -> None:
    """A program that holds the file open (Excel does) lets it be neither opened for writing nor renamed."""
    try:
        with target.open("r+b"):
            pass
        target.replace(target)
    except OSError as error:
        if error.errno in NO_SPACE:
            raise
        raise _in_use(target) from error


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # the file system has no hard links
        shutil.copy2(source, target)


def _commit(output: Path) -> None:
    """Do what the journal says; at the first refusal put everything back."""
    staging = output / STAGING
    journal = json.loads((staging / _READY).read_text(encoding="utf-8"))
    try:
        for name in journal["remover"]:
            (output / name).unlink(missing_ok=True)
        for name in journal["mover"]:
            if (staging / _NEW / name).exists():  # else moved before the process was killed
                _move(staging / _NEW / name, output / name)
    except BaseException:
        (staging / _READY).replace(staging / _UNDO)
        _roll_back(output)
        raise
    _remove_empty_folders(output, journal["remover"])
    _sync_folder(output)
    (staging / _READY).unlink()


def _roll_back(output: Path) -> None:
    staging = output / STAGING
    journal = json.loads((staging / _UNDO).read_text(encoding="utf-8"))
    for name in [*journal["mover"], *journal["remover"]]:
        if (staging / _NEW / name).exists():
            continue  # never moved in: the earlier file is in its place, and may be the one that is open
        backup = staging / _OLD / name
        if backup.exists():
            copy = staging / "restaurado"  # the backup stays, so that this can be done again
            copy.unlink(missing_ok=True)
            _link_or_copy(backup, copy)
            _move(copy, output / name)
        else:  # it had no earlier version
            (output / name).unlink(missing_ok=True)
    (staging / _UNDO).unlink()


def _move(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except PermissionError as error:
        raise _in_use(target) from error


def _remove_empty_folders(output: Path, names: list[str]) -> None:
    for parent in {parent for name in names for parent in PurePosixPath(name).parents if parent.parts}:
        try:
            (output / parent).rmdir()
        except OSError:
            continue  # not empty, or already gone


def _write_durably(path: Path, content: dict[str, Any]) -> None:
    """After this returns, the file is there and whole even if the power goes."""
    partial = path.with_suffix(".parcial")
    write_json(partial, content)
    _sync(partial)
    partial.replace(path)
    _sync_folder(path.parent)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows does not open folders
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _in_use(target: Path) -> OutputError:
    kind = "a planilha" if target.suffix == ".xlsx" else "o arquivo"
    return OutputError(
        f"{target.name} está aberto em outro programa ou protegido; nada foi substituído.",
        where=str(target),
        action=f"feche {kind} {target.name} e rode de novo.",
    )
