"""Files inside files: ``.gz`` and ``.zip`` unpacked into the work folder, within limits."""

from __future__ import annotations

import errno
import gzip
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from meraki.errors import SourceError
from meraki.sources import RawPath, SourceFile
from meraki.sources.folder import is_candidate

MAX_UNPACKED = 60_000_000_000
"""Bytes that one file of the source may unpack to, all its members together."""
MAX_RATIO = 400
"""Text shrinks some ten times; a thousand times is a bomb."""
SMALL = 40_000_000
"""Bytes that are no danger, whatever the ratio."""
MAX_DEPTH = 3
"""A table in a gz in a zip is one thing; a zip that holds itself is another."""
_CHUNK = 1 << 22
_DAMAGED = (None, errno.EINVAL)
"""Of a gzip that is none, and of a place before the file's beginning; other numbers are the disk's or the system's."""
_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass
class _Budget:
    """What may still be unpacked from one file of the source."""

    outer: SourceFile
    left: int

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise SourceError(
                "O arquivo compactado se expande além do razoável.",
                where=self.outer.name,
                action="confira a origem do arquivo; ele não foi lido.",
            )


def unpack(file: SourceFile, work: Path) -> list[SourceFile]:
    """The file itself, or the members of an archive; workbooks are no archives here.

    A member of a kind that is never read is named but not unpacked: its path does not exist.

    Raises:
        SourceError: truncated, damaged, password protected, or far larger inside than outside.
    """
    budget = _Budget(file, min(MAX_UNPACKED, max(file.size * MAX_RATIO, SMALL)))
    try:
        return list(_unpack(file, work, budget, MAX_DEPTH))
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in _DAMAGED:
            raise
        raise SourceError(
            "Arquivo compactado danificado ou protegido por senha.",
            where=file.name,
            action="peça o arquivo de novo, sem senha.",
        ) from error


def _unpack(file: SourceFile, work: Path, budget: _Budget, depth: int) -> Iterator[SourceFile]:
    start = first_bytes(file.path)
    is_zip = start.startswith(_ZIP)
    if is_zip and is_workbook(file.local):
        _weigh(file.local, budget)
        yield file
    elif is_zip or start.startswith(_GZIP):
        if not depth:
            raise SourceError(
                "Há arquivos compactados demais um dentro do outro.",
                where=budget.outer.name,
                action="extraia as tabelas e envie-as sem compactar, ou em um só .zip.",
            )
        for member in _zip_members(file, work, budget) if is_zip else [_gzip_member(file, work, budget)]:
            yield from _unpack(member, work, budget, depth - 1) if member.path.exists() else [member]
    else:
        yield file


def first_bytes(path: RawPath) -> bytes:
    """Enough of a file to tell what it is."""
    with path.open("rb") as file:
        return file.read(8)


def is_workbook(path: Path) -> bool:
    """Whether a zip file is an XLSX workbook."""
    with zipfile.ZipFile(path) as archive:
        return "[Content_Types].xml" in archive.namelist()


def is_protected_workbook(path: Path) -> bool:
    """An OLE container: an XLSX with a password, or an old XLS."""
    return first_bytes(path).startswith(_OLE)


def _weigh(path: Path, budget: _Budget) -> None:
    """Unpack a workbook to nowhere: its reader has no limit of its own, and sizes that a zip declares may lie."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            with archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    budget.spend(len(chunk))


def _gzip_member(file: SourceFile, work: Path, budget: _Budget) -> SourceFile:
    """What a ``.gz`` holds keeps its name, and its address: Spark unpacks it by itself."""
    with gzip.open(file.local) as stream:
        member = _copy_out(stream, file.name, work, budget)
    return replace(member, address=file.address if file.name.endswith(".gz") else "")


def _zip_members(file: SourceFile, work: Path, budget: _Budget) -> Iterator[SourceFile]:
    with zipfile.ZipFile(file.local) as archive:
        for member in archive.infolist():
            name = f"{file.name}/{member.filename}"
            if member.is_dir() or member.filename.startswith("__MACOSX/"):
                continue
            if not is_candidate(Path(member.filename)):
                yield SourceFile(work / "nao_extraido", name, budget.outer.etag, member.file_size)
                continue
            with archive.open(member) as stream:
                yield _copy_out(stream, name, work, budget)


def _copy_out(stream: IO[bytes] | gzip.GzipFile, name: str, work: Path, budget: _Budget) -> SourceFile:
    """The member's own name never becomes a path: only a digest of it, its place in the archive and the run does."""
    work.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(
        f"{work}\0{budget.outer.name}\0{name}\0{budget.left}".encode("utf-8", "replace")
    ).hexdigest()
    target = work / f"membro_{digest[:20]}"
    size = 0
    with target.open("wb") as copy:
        while chunk := stream.read(_CHUNK):
            budget.spend(len(chunk))
            size += len(chunk)
            copy.write(chunk)
    return SourceFile(target, name, budget.outer.etag, size)
