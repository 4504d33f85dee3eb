"""Publishing: the files of a run appear together or not at all.

A stage writes into a hidden folder inside ``--output`` (same file system, so that a move is a rename).
When it succeeds the files are moved in, the manifest last, under a journal (:mod:`meraki.journal`): a process
killed before the journal leaves the earlier results untouched; after one killed later, the next start finishes
the moves. An error while moving (a workbook open in Excel) puts the earlier files back.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from meraki import journal, manifest
from meraki.columns import OutputFile
from meraki.documents import write_json
from meraki.errors import NO_SPACE, ConfigurationError, MerakiError, OutputError, readable, system_reason
from meraki.settings import CommonSettings

logger = logging.getLogger("meraki.publishing")

LOCK = ".publicacao.lock"
_KEPT = {OutputFile.HISTORY_DIR, OutputFile.LOG_DIR}
_FULL_ON_WINDOWS = frozenset({39, 112})
"""ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL."""


class Publication:
    """The outputs of one run of one stage, as a context manager that holds the lock of the folder.

    Write to ``publication.path(name)``; when the block ends well all of it is in ``output``, files of the
    stage's earlier run that were not written again are gone (those in ``historico`` stay), and the manifest tells
    of the run. When the block raises, ``output`` is as it was.

    Raises:
        OutputError: another run holds the folder, a target is open in another program, the disk is full or
            the folder cannot be written.
        ConfigurationError: the name of the folder has accents, and the locale none.
    """

    def __init__(self, output: Path, stage: str, settings: CommonSettings) -> None:
        self.output, self.stage, self.settings = output, stage, settings
        self.warnings: list[str] = []
        self.files: list[str] = []
        self._inputs: list[manifest.Input] = []
        self._decisions: dict[str, Any] = {}
        self._lock = _lock(output)

    def __enter__(self) -> Publication:
        self._started, self._clock = datetime.now().astimezone(), time.perf_counter()
        _check_name(self.output)
        with _told(self.output):
            self.output.mkdir(parents=True, exist_ok=True)
            _acquire(self._lock, self.output)
            try:
                _settle(self.output)
                journal.new_files(self.output).mkdir(parents=True)
            except BaseException:
                self._lock.release()
                raise
        return self

    def path(self, name: str) -> Path:
        """Where to write the output ``name`` (``graficos/tamanho.png``); its folder exists."""
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts or name == OutputFile.MANIFEST:
            raise ValueError(f"not the name of an output: {name}")
        target = journal.new_files(self.output) / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def add_input(self, name: str, *, etag: str = "", size: int | None = None, rows: int | None = None) -> None:
        """Record a file that the stage read: size in bytes, rows of data."""
        self._inputs.append(manifest.Input(name, etag, size, rows))

    def record(self, decision: str, content: Any) -> None:
        """Keep in the manifest what the run decided by itself, JSON-ready."""
        self._decisions[decision] = content

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
                    raise _full_disk_at_work(self.output) from error
        finally:
            journal.discard(self.output)
            self._lock.release()

    def _publish(self) -> None:
        new = journal.new_files(self.output)
        self.files = _files_in(new)
        earlier = manifest.read(self.output)
        obsolete = _obsolete(self.output, manifest.outputs_of(earlier, self.stage), self.files)
        entry = manifest.stage_entry(
            self.settings,
            self._inputs,
            [manifest.describe(new, name) for name in self.files],
            self.warnings,
            self._decisions,
            self._started,
            time.perf_counter() - self._clock,
        )
        write_json(new / OutputFile.MANIFEST, manifest.with_entry(earlier, self.stage, entry))
        journal.replace_outputs(self.output, [*self.files, OutputFile.MANIFEST], obsolete)


def recover(output: Path) -> None:
    """Finish, or throw away, what a killed run left in ``output``; a run that is alive is left alone.

    Raises:
        OutputError: the moves cannot be finished (a file is open in another program, the disk is full).
    """
    if not (output / journal.STAGING).is_dir():
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


def _check_name(output: Path) -> None:
    """Refuse a folder that the libraries which write our files cannot name: they take text, and as UTF-8."""
    try:
        name = os.fsencode(output).decode("utf-8")
    except UnicodeError as error:
        raise OutputError(
            "O nome da pasta de resultados não está em UTF-8.",
            where=readable(str(output)),
            action="escolha outra pasta com --output, ou renomeie esta.",
        ) from error
    if name != str(output):
        raise ConfigurationError(
            f"O sistema está configurado para nomes em {sys.getfilesystemencoding()}, e o da pasta de resultados "
            "tem acentos.",
            where=name,
            action="defina PYTHONUTF8=1 (ou LC_ALL=C.UTF-8) e rode de novo, ou escolha uma pasta sem acentos.",
        )


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
    if journal.settle(output):
        logger.info("Publicação de uma execução interrompida concluída.")


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
            f"Não foi possível gravar na pasta de resultados: {system_reason(error)}.",
            where=str(error.filename or output),
            action="verifique a permissão da pasta ou escolha outra com --output.",
        ) from error


def _disk_is_full(error: BaseException | None) -> bool:
    """Also where a library wrapped the system's error, or tells it only in words (Rust: ``os error 28``)."""
    while error is not None:
        if isinstance(error, OSError) and (error.errno in NO_SPACE or _windows_number(error) in _FULL_ON_WINDOWS):
            return True
        if _says_full(str(error), os.name):
            return True
        error = error.__cause__ or error.__context__
    return False


def _windows_number(error: OSError) -> int | None:
    """What Windows itself said: of 39 Python makes an errno that tells nothing. None on other systems."""
    return getattr(error, "winerror", None)


def _says_full(text: str, system: str) -> bool:
    """Whether the words of a library mean a full disk; the same number means something else on another ``system``."""
    told = re.search(r"os error (\d+)", text)
    numbers = _FULL_ON_WINDOWS if system == "nt" else NO_SPACE
    return "No space left" in text or bool(told and int(told[1]) in numbers)


def _full_disk(output: Path) -> OutputError:
    return OutputError(
        "O disco está cheio; os resultados anteriores continuam inteiros.",
        where=str(output),
        action="libere espaço ou escolha outra pasta com --output.",
    )


def _full_disk_at_work(output: Path) -> OutputError:
    """The copies that a stage works on are in the system's temporary folder, often a small disk of its own."""
    temporary = Path(tempfile.gettempdir())
    if temporary.stat().st_dev == output.stat().st_dev:
        return _full_disk(output)
    variable = "TEMP" if os.name == "nt" else "TMPDIR"
    return OutputError(
        "O disco está cheio; os resultados anteriores continuam inteiros.",
        where=f"{output}, ou a pasta temporária {temporary}",
        action=f"libere espaço nas duas, ou escolha outras com --output e com a variável {variable}.",
    )
