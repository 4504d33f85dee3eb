"""The shape of a CSV file: separator, header, and whether every line has as many fields as the header.

Fast way: one pass over the bytes. When a file has no quotes and as many separators as its lines ask for
in all, and Polars (which refuses a line that is too long) reads it, then no line is too short either.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from meraki.reading.encoding import byte_order_mark, chunks_of, detect, lines_of

SEPARATORS = (";", ",", "\t", "|")
SAMPLE_LINES = 20
MAX_RECORD_LINES = 100
csv.field_size_limit(1 << 30)


@dataclass(frozen=True)
class Record:
    """One logical record: physical line it starts on, its text, its fields, or why it has none."""

    line: int
    raw: str
    fields: list[str]
    problem: str = ""


@dataclass(frozen=True)
class Structure:
    """Encoding, separator, header; ``regular`` files can be scanned as they are.

    ``rows`` is exact for a regular file, else 0 (nobody has counted yet).
    ``clean``: no blank, tab, carriage return or byte above 127 anywhere below the header.
    """

    encoding: str
    separator: str
    header: tuple[str, ...]
    regular: bool
    rows: int
    clean: bool


def examine(path: Path) -> Structure:
    """Find out a file's structure in one pass; an empty file has an empty header."""
    marked = byte_order_mark(path)
    encoding = marked if marked and marked != "utf-8-sig" else detect(path)
    sample = list(islice(lines_of(path, encoding), SAMPLE_LINES))
    separator = find_separator(sample)
    header = tuple(title.strip() for title in _first_fields(sample, separator))
    counts = _count(path, separator) if encoding in ("utf-8", "utf-8-sig") and header else None
    regular = counts is not None and counts.regular(len(header))
    return Structure(
        encoding, separator, header, regular, counts.rows if counts and regular else 0, bool(counts and counts.clean)
    )


def find_separator(sample: list[str]) -> str:
    """The separator that splits the header in most fields, counting only outside quotes."""
    first = next((line for line in sample if line.strip()), "")
    return max(SEPARATORS, key=lambda separator: len(_split(first.rstrip("\n"), separator)))


def _first_fields(sample: list[str], separator: str) -> list[str]:
    record = next(records(sample, separator), None)
    return record.fields if record else []


def _split(text: str, separator: str) -> list[str]:
    return next(csv.reader([text], delimiter=separator), [])


@dataclass
class _Counts:
    separators: int = 0
    newlines: int = 0
    ends_open: bool = False
    odd: bool = False
    clean: bool = True

    @property
    def rows(self) -> int:
        return self.newlines + self.ends_open - 1

    def regular(self, width: int) -> bool:
        return not self.odd and self.separators == (width - 1) * (self.rows + 1)


def _count(path: Path, separator: str) -> _Counts:
    counts, first = _Counts(), True
    for chunk in chunks_of(path):
        values = np.frombuffer(chunk, dtype=np.uint8)
        counts.separators += int(np.count_nonzero(values == ord(separator)))
        counts.newlines += int(np.count_nonzero(values == ord("\n")))
        counts.odd = counts.odd or b'"' in chunk or b"\0" in chunk or chunk.count(b"\r") != chunk.count(b"\r\n")
        body = chunk[chunk.find(b"\n") :] if first else chunk
        counts.clean = counts.clean and _is_clean(body)
        counts.ends_open, first = not chunk.endswith(b"\n"), False
    return counts


def _is_clean(body: bytes) -> bool:
    return body.isascii() and not any(mark in body for mark in (b" ", b"\t", b"\r"))


def records(lines: Iterable[str], separator: str) -> Iterator[Record]:
    """Logical records of physical lines; blank lines are none.

    A quoted field may hold separators and line ends. A quote that never closes costs only the line it
    stands on: reading goes on with the next one.
    """
    waiting = _Lookahead(lines)
    while (first := waiting.take()) is not None:
        number, text = first
        if "\0" in text:
            yield Record(number, text.rstrip("\n"), [], "caractere nulo")
        elif text.strip():
            yield _record(number, text, separator, waiting)


def _record(number: int, text: str, separator: str, waiting: _Lookahead) -> Record:
    if '"' not in text:
        return Record(number, text.rstrip("\n"), text.rstrip("\n").split(separator))
    for extra in range(MAX_RECORD_LINES):
        whole = text + "".join(waiting.peek(extra))
        try:
            fields = next(csv.reader(whole.splitlines(keepends=True), delimiter=separator, strict=True))
        except csv.Error as error:
            if "unexpected end of data" not in str(error):
                return Record(number, text.rstrip("\n"), _split(text.rstrip("\n"), separator))
            if len(waiting.peek(extra + 1)) <= extra:
                break
        else:
            waiting.drop(extra)
            return Record(number, whole.rstrip("\n"), fields)
    return Record(number, text.rstrip("\n"), [], "aspas sem fechamento")


class _Lookahead:
    """Numbered lines that can be looked at before they are taken."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = enumerate(lines, start=1)
        self._seen: list[tuple[int, str]] = []

    def take(self) -> tuple[int, str] | None:
        return self._seen.pop(0) if self._seen else next(self._lines, None)

    def peek(self, count: int) -> list[str]:
        self._seen.extend(islice(self._lines, max(0, count - len(self._seen))))
        return [text for _, text in self._seen[:count]]

    def drop(self, count: int) -> None:
        del self._seen[:count]
