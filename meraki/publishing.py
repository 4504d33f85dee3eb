"""Publishing: the files of a run appear together or not at all.

A stage writes into a hidden folder inside ``--output`` (same file system, so that a move is a rename).
When it succeeds, a journal that lists every move is made durable, the files are moved in, the manifest last,
and the hidden folder goes. A process killed before the journal leaves the earlier results untouched; one killed
after it leaves a journal from which the next start finishes the moves. An error while moving (a workbook open
in Excel) puts the earlier files back.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from meraki import manifest
from meraki.columns import OutputFile
from meraki.errors import MerakiError, OutputError
from meraki.settings import CommonSettings

logger = logging.getLogger("meraki.publishing")

LOCK = ".publicacao.lock"
STAGING = ".publicacao"
_NEW, _OLD = "novos", "anteriores"
_READY, _UNDO = "publicar.json", "desfazer.json"
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_KEPT = {OutputFile.HISTORY_DIR, OutputFile.LOG_DIR}


class Publication:
    """The outputs of one run of one stage, as a context manager that holds the lock of the folder.

    Write to ``publication.path(name)``; when the block ends well all of it is in ``output``, files of the
    stage's earlier run that were not written again are gone, and the manifest tells of the run. When the block
    raises, ``output`` is as it was.

    Raises:
        OutputError: another run holds the folder, a target is open in another program, the disk is full or
            the folder cannot be written.
    """

    def __init__(self, output: Path, stage: str, settings: CommonSettings) -> None:
        self.output, self.stage, self.settings = output, stage, settings
        self.warnings: list[str] = []
        self.files: list[str] = []
        self._inputs: list[manifest.Input] = []
        self._lock = _lock(output)
        self._staging = output / STAGING

    def __enter__(self) -> Publication:
        self._started, self._clock = datetime.now().astimezone(), time.perf_counter()
        with _told(self.output):
            self.output.mkdir(parents=True, exist_ok=True)
            _acquire(self._lock, self.output)
            try:
                _settle(self.output)
                (self._staging / _NEW).mkdir(parents=True)
            except BaseException:
                self._lock.release()
                raise
        return self

    def path(self, name: str) -> Path:
        """Where to write the output ``name`` (``graficos/tamanho.png``); its folder exists."""
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts or name == OutputFile.MANIFEST:
            raise ValueError(f"not the name of an output: {name}")
        target = self._staging / _NEW / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def add_input(self, name: str, *, etag: str = "", size: int | None = None, rows: int | None = None) -> None:
        """Record a file that the stage read: size in bytes, rows of data."""
        self._inputs.append(manifest.Input(name, etag, size, rows))

    def warn(self, sentence: str) -> None:
        """Show a warning and keep it in the manifest."""
        logger.warning("%s", sentence)
        self.warnings.append(sentence)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            with _told(self.output):
                if error is None:
                    self._publish()
                elif _disk_is_full(error):
                    raise _full_disk(self.output) from error
        finally:
            _discard(self._staging)
            self._lock.release()

    def _publish(self) -> None:
        new = self._staging / _NEW
        self.files = _files_in(new)
        earlier = manifest.read(self.output)
        obsolete = _obsolete(self.output, manifest.outputs_of(earlier, self.stage), self.files)
        entry = manifest.stage_entry(
            self.settings,
            self._inputs,
            [manifest.describe(new, name) for name in self.files],
            self.warnings,
            self._started,
            time.perf_counter() - self._clock,
        )
        _write_json(new / OutputFile.MANIFEST, manifest.with_entry(earlier, self.stage, entry))
        moves = [*self.files, OutputFile.MANIFEST]
        _prepare(self.output, moves, obsolete)
        _write_durably(self._staging / _READY, {"mover": moves, "remover": obsolete})
        _commit(self.output)


def recover(output: Path) -> None:
    """Finish, or throw away, what a killed run left in ``output``; a run that is alive is left alone.

    Raises:
        OutputError: the moves cannot be finished (a file is open in another program, the disk is full).
    """
    if not (output / STAGING).is_dir():
        return
    lock = _lock(output)
    with _told(output):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return
        try:
            _settle(output)
        finally:
            lock.release()


def _lock(output: Path) -> FileLock:
    return FileLock(output / LOCK, thread_local=False)


def _acquire(lock: FileLock, output: Path) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise OutputError(
            "Outra execução está usando a pasta de resultados.",
            where=str(output),
            action="espere ela terminar ou escolha outra pasta com --output.",
        ) from error


def _settle(output: Path) -> None:
    """Bring the folder to the complete set of one run; the lock is held."""
    staging = output / STAGING
    if (staging / _UNDO).exists():
        _roll_back(output)
    if (staging / _READY).exists():
        logger.info("Concluindo a publicação de uma execução interrompida.")
        _commit(output)
    _discard(staging)


def _prepare(output: Path, moves: list[str], obsolete: list[str]) -> None:
    """Make the new files durable and keep the files they replace; fails while nothing has been moved."""
    staging = output / STAGING
    for name in moves:
        _sync(staging / _NEW / name)
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
        if error.errno in _NO_SPACE:
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


def _move(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except PermissionError as error:
        raise _in_use(target) from error


def _roll_back(output: Path) -> None:
    staging = output / STAGING
    journal = json.loads((staging / _UNDO).read_text(encoding="utf-8"))
    for name in [*journal["mover"], *journal["remover"]]:
        backup = staging / _OLD / name
        if backup.exists():
            copy = staging / "restaurado"  # the backup stays, so that this can be done again
            copy.unlink(missing_ok=True)
            _link_or_copy(backup, copy)
            _move(copy, output / name)
        elif not (staging / _NEW / name).exists() and name in journal["mover"]:
            (output / name).unlink(missing_ok=True)
    (staging / _UNDO).unlink()


def _discard(staging: Path) -> None:
    """Remove the hidden folder unless it holds a journal, which the next start must find."""
    if not ((staging / _READY).exists() or (staging / _UNDO).exists()):
        shutil.rmtree(staging, ignore_errors=True)


def _files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _obsolete(output: Path, earlier: dict[str, str], current: list[str]) -> list[str]:
    """Files of the stage's last run, still as it wrote them, that this run did not write."""
    gone = sorted(set(earlier) - set(current))
    return [name for name in gone if _may_be_removed(name) and _is_as_written(output / name, earlier[name])]


def _may_be_removed(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.parts[0] not in _KEPT


def _is_as_written(path: Path, sha256: str) -> bool:
    return path.is_file() and not path.is_symlink() and manifest.sha256(path) == sha256


def _remove_empty_folders(output: Path, names: list[str]) -> None:
    for parent in {parent for name in names for parent in PurePosixPath(name).parents if parent.parts}:
        try:
            (output / parent).rmdir()
        except OSError:
            continue  # not empty, or already gone


def _write_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _write_durably(path: Path, content: dict[str, Any]) -> None:
    """After this returns, the file is there and whole even if the power goes."""
    partial = path.with_suffix(".parcial")
    _write_json(partial, content)
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


@contextmanager
def _told(output: Path) -> Iterator[None]:
    """Turn what the system refuses into a sentence with exit code 6."""
    try:
        yield
    except MerakiError:
        raise
    except OSError as error:
        if _disk_is_full(error):
            raise _full_disk(output) from error
        raise OutputError(
            f"Não foi possível gravar na pasta de resultados: {error.strerror or error}.",
            where=str(error.filename or output),
            action="verifique a permissão da pasta ou escolha outra com --output.",
        ) from error


def _disk_is_full(error: BaseException | None) -> bool:
    """Also where a library wrapped the system's error, or tells it only in words (Rust: ``os error 28``)."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _NO_SPACE:
            return True
        if "os error 28" in str(error) or "No space left" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _full_disk(output: Path) -> OutputError:
    return OutputError(
        "O disco está cheio; os resultados anteriores continuam inteiros.",
        where=str(output),
        action="libere espaço ou escolha outra pasta com --output.",
    )


def _in_use(target: Path) -> OutputError:
    kind = "a planilha" if target.suffix == ".xlsx" else "o arquivo"
    return OutputError(
        f"{target.name} está aberto em outro programa ou protegido; nada foi substituído.",
        where=str(target),
        action=f"feche {kind} {target.name} e rode de novo.",
    )
