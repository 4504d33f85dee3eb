"""Encoding by rule: a byte order mark, else strict UTF-8, else Windows-1252. No statistics.

Statistical detectors call Portuguese latin-1 by the names of printers; the rule never does.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from meraki.sources import RawPath

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

WIDE = ("utf-16", "utf-32")
"""Encodings of more than one byte a character; only a mark tells them."""


def _undefined_byte(error: UnicodeError) -> tuple[str, int]:
    """Five bytes mean nothing in Windows-1252; they become what latin-1 says."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("meraki-latin1", _undefined_byte)


def byte_order_mark(path: RawPath) -> str:
    """Encoding named by the file's mark, or ``""``."""
    with path.open("rb") as file:
        start = file.read(4)
    return next((encoding for mark, encoding in _MARKS if start.startswith(mark)), "")


def lines_of(path: RawPath, encoding: str) -> Iterator[str]:
    """Physical lines with their ends (``\\n``, ``\\r\\n`` or a lone ``\\r`` all end one, and come as ``\\n``).

    Each line that is UTF-8 is read so and each other one as Windows-1252: files glued together from two sources
    keep their accents. ``encoding`` matters where a mark says that characters are wider than a byte.
    """
    if encoding in WIDE:
        with path.open(encoding=encoding, errors="replace", newline=None) as file:
            yield from file
        return
    for number, line in enumerate(_byte_lines(path)):
        yield _decode_line(line if number else line.removeprefix(codecs.BOM_UTF8))


def _byte_lines(path: RawPath) -> Iterator[bytes]:
    with path.open("rb") as file:
        for line in file:
            if b"\r" in line:
                yield from line.replace(b"\r\n", b"\n").replace(b"\r", b"\n").splitlines(keepends=True)
            else:
                yield line


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="meraki-latin1")
