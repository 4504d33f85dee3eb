"""Encoding by rule: a byte order mark, else strict UTF-8, else Windows-1252. No statistics.

Statistical detectors call Portuguese latin-1 by the names of printers; the rule never does.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

CHUNK = 1 << 24
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _undefined_byte(error: UnicodeError) -> tuple[str, int]:
    """Five bytes mean nothing in Windows-1252; they become what latin-1 says."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("meraki-latin1", _undefined_byte)


def byte_order_mark(path: Path) -> str:
    """Encoding named by the file's mark, or ``""``."""
    with path.open("rb") as file:
        start = file.read(4)
    return next((encoding for mark, encoding in _MARKS if start.startswith(mark)), "")


def is_utf8(chunks: Iterator[bytes]) -> bool:
    """Whether the bytes are UTF-8 from the first to the last."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks:
            if decoder.getstate()[0] or not chunk.isascii():
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def chunks_of(path: Path, size: int = CHUNK) -> Iterator[bytes]:
    """The file's bytes, ``size`` at a time."""
    with path.open("rb") as file:
        while chunk := file.read(size):
            yield chunk


def detect(path: Path) -> str:
    """Name of the codec: utf-8-sig, utf-16, utf-32, utf-8 or cp1252."""
    return byte_order_mark(path) or ("utf-8" if is_utf8(chunks_of(path)) else "cp1252")


def lines_of(path: Path, encoding: str) -> Iterator[str]:
    """Physical lines with their ends (``\\n``, ``\\r\\n`` or a lone ``\\r`` all end one).

    In a file that is not UTF-8, each line that is by itself UTF-8 is read so: files glued together
    from two sources keep their accents.
    """
    if encoding == "cp1252":
        yield from map(_decode_line, _byte_lines(path))
        return
    with path.open(encoding=encoding, errors="replace", newline=None) as file:
        yield from file


def _byte_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in file:
            yield from line.replace(b"\r\n", b"\n").replace(b"\r", b"\n").splitlines(keepends=True)


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="meraki-latin1")
