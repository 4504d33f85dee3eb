"""The shape of a CSV file: encoding, separator, header, and whether it can be scanned as it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from meraki.reading.encoding import WIDE, byte_order_mark, lines_of
from meraki.reading.survey import Survey, survey
from meraki.sources import RawPath

SEPARATORS = (";", ",", "\t", "|")
SAMPLE_LINES = 20
MAX_RECORD_LINES = 100
FEW_NULS = 1.5
"""A line with stray NUL bytes is not longer than so many times its text."""
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
    """Encoding, separator and header of a file, and how it may be read.

    Attributes:
        header: titles, stripped; empty for an empty file.
        above: records above the header (titles of a report, Excel's ``sep=;``).
        regular: UTF-8, header on the first line, no quotes, every line as long as the header: scanned as it is.
        rows: exact for a regular file or one with quotes around whole fields, else 0 (nobody has counted yet).
        clean: no text in it needs its blanks normalised.
    """

    encoding: str
    separator: str
    header: tuple[str, ...]
    regular: bool
    rows: int
    clean: bool
    above: int = 0


FindHeader = Callable[[list[list[str]]], int | None]


def first_row(rows: list[list[str]]) -> int | None:
    """The header of a table of which nothing is known: its first row."""
    return 0 if rows else None


def examine(path: RawPath, find: FindHeader = first_row) -> Structure:
    """Find out a file's structure in one pass over its bytes.

    Args:
        find: from the first rows, which is the header, or None; the separator that shows it one wins.
    """
    mark = byte_order_mark(path)
    separator, row, rows = _layout(list(islice(lines_of(path, mark), SAMPLE_LINES)), find)
    header = tuple(title.strip() for title in rows[row].fields) if rows else ()
    found = Survey(regular=False) if mark in WIDE or not header else survey(path, separator, len(header))
    at_top = bool(rows) and rows[row].line == 1 and "\n" not in rows[row].raw
    fits = found.regular and at_top
    encoding = mark or ("utf-8" if found.utf8 else "cp1252")
    rows_found, clean, regular = found.rows if fits else 0, fits and found.tidy, fits and not found.quoted
    return Structure(encoding, separator, header, regular, rows_found, clean, row)


def _layout(sample: list[str], find: FindHeader) -> tuple[str, int, list[Record]]:
    """Separator, place of the header among the first records, those records."""
    first = next((line for line in sample if line.strip()), "")
    by_width = sorted(SEPARATORS, key=lambda separator: -len(_split(first.rstrip("\n"), separator)))
    readings = {separator: list(records(sample, separator)) for separator in by_width}
    for separator, rows in readings.items():
        row = find([record.fields for record in rows])
        if row is not None:
            return separator, row, rows
    return by_width[0], 0, readings[by_width[0]]


def _split(text: str, separator: str) -> list[str]:
    return next(csv.reader([text], delimiter=separator), [])


def _beneath_nuls(text: str, separator: str) -> list[str]:
    """The fields of a line with stray NUL bytes; none where they are many: UTF-16 without its mark, or no text."""
    rest = text.replace("\0", "")
    return _split(rest, separator) if len(text) < FEW_NULS * len(rest) else []


def records(lines: Iterable[str], separator: str) -> Iterator[Record]:
    """Logical records of physical lines; blank lines are none.

    One with a NUL byte cannot be trusted, but where they are few its fields show: it may be the header.
    A quoted field may hold separators and line ends. A quote that never closes, or closes in a later record, costs
    only the line it stands on: reading goes on with the next one.
    """
    waiting = _Lookahead(lines)
    while (first := waiting.take()) is not None:
        number, text = first
        if "\0" in text:
            yield Record(number, text.rstrip("\n"), _beneath_nuls(text.rstrip("\n"), separator), "caractere nulo")
        elif text.strip():
            yield _record(number, text, separator, waiting)


def _record(number: int, text: str, separator: str, waiting: _Lookahead) -> Record:
    if '"' not in text:
        return Record(number, text.rstrip("\n"), text.rstrip("\n").split(separator))
    for extra in range(MAX_RECORD_LINES):
        whole = text + "".join(waiting.peek(extra))
        try:
            fields = next(csv.reader(io.StringIO(whole), delimiter=separator, strict=True))
        except csv.Error as error:
            if "unexpected end of data" not in str(error):
                return Record(number, text.rstrip("\n"), _split(text.rstrip("\n"), separator))
            if len(waiting.peek(extra + 1)) <= extra:
                break
        else:
            if _swallows(text, waiting.peek(extra), separator):
                break
            waiting.drop(extra)
            return Record(number, whole.rstrip("\n"), fields)
    return Record(number, text.rstrip("\n"), [], "aspas sem fechamento")


def _swallows(first: str, others: list[str], separator: str) -> bool:
    """Whether the lines within the quotes are records: as many fields each, most begun by a key of the same form."""
    fields = first.count(separator)
    alike = sum(_form_of_key(line, separator) == _form_of_key(first, separator) for line in others)
    return (
        bool(others) and fields > 0 and 2 * alike >= len(others) and all(x.count(separator) == fields for x in others)
    )


def _form_of_key(line: str, separator: str) -> str:
    """The first field with letters and digits made alike, for codes mix them: ``T0A1B2;x`` -> ``AAAAAA``."""
    return re.sub(r"[^\W_]", "A", line.strip().partition(separator)[0])


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
