"""Files inside files: ``.gz`` and ``.zip`` unpacked into the work folder, within a limit."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from meraki.errors import SourceError
from meraki.sources import SourceFile

MAX_UNPACKED = 60_000_000_000
MAX_RATIO = 400
"""Text shrinks some ten times; a thousand times is a bomb."""
_CHUNK = 1 << 22
_GZIP, _ZIP, _OLE = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def unpack(file: SourceFile, work: Path) -> list[SourceFile]:
    """The file itself, or the members of an archive; workbooks are no archives here.

    Raises:
        SourceError: truncated, damaged, password protected, or far larger inside than outside.
    """
    start = file.path.open("rb").read(4) if file.size else b""
    try:
        if start.startswith(_GZIP):
            name = file.name.removesuffix(".gz").removesuffix(".GZ")
            return unpack(_unpack_one(gzip.open(file.path), name, file, work), work)
        if start.startswith(_ZIP) and not is_workbook(file.path):
            return [inner for member in _members(file, work) for inner in unpack(member, work)]
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as error:
        raise SourceError(
            f"Arquivo compactado danificado ou protegido por senha: {error}.",
            where=file.name,
            action="peça o arquivo de novo, sem senha.",
        ) from error
    return [file]


def is_workbook(path: Path) -> bool:
    """Whether a zip file is an XLSX workbook."""
    with zipfile.ZipFile(path) as archive:
        return "[Content_Types].xml" in archive.namelist()


def is_protected_workbook(path: Path) -> bool:
    """An OLE container: an XLSX with a password, or an old XLS."""
    return path.open("rb").read(4) == _OLE


def _members(file: SourceFile, work: Path) -> Iterator[SourceFile]:
    with zipfile.ZipFile(file.path) as archive:
        for member in archive.infolist():
            if not member.is_dir() and not member.filename.startswith("__MACOSX/"):
                yield _unpack_one(archive.open(member), f"{file.name}/{member.filename}", file, work)


def _unpack_one(stream: IO[bytes] | gzip.GzipFile, name: str, outer: SourceFile, work: Path) -> SourceFile:
    """The member's own name never becomes a path: only its place in the work folder does."""
    work.mkdir(parents=True, exist_ok=True)
    target = work / f"membro_{len(list(work.glob('membro_*'))):05d}"
    limit = min(MAX_UNPACKED, max(outer.size * MAX_RATIO, 10 * _CHUNK))
    size = 0
    with stream, target.open("wb") as copy:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise SourceError(
                    f"O arquivo compactado se expande além do razoável ({size:,} bytes).".replace(",", "."),
                    where=outer.name,
                    action="confira a origem do arquivo; ele não foi lido.",
                )
            copy.write(chunk)
    return SourceFile(target, name, outer.etag, size)
