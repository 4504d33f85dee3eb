"""What reading gives to cleaning: typed tables and an account of every row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import narwhals as nw

from meraki.reading.table_contract import TableContract
from meraki.sources import RawPath

NULL_WORDS = tuple(
    sorted(
        {
            spelling(word)
            for word in ("NA", "N/A", "NaN", "NULL", "None", "-", "#N/A", "#N/D")
            for spelling in (str, str.upper, str.lower, str.capitalize)
        }
    )
)
"""What programs write for nothing."""
DIGITS_OF_A_CODE = "^([0-9]+|[0-9]{1,3}([.,][0-9]{3})+)([.,]0{1,2})?$"
"""A code of digits, with or without marks of thousands and decimals that are none."""
INVALID_SUFFIX = "__invalido"
"""Beside each number or date column: there was text, and it did not parse."""

LINE = "__linha"
"""Line of the source file, in a canonical copy."""


@dataclass(frozen=True)
class FilePart:
    """One file, sheet or archive member that holds rows of one table.

    Attributes:
        file: name in the source; ``archive.zip/member.csv`` inside an archive.
        sheet: sheet of a workbook, else empty.
        path: a UTF-8 CSV with this part's rows, either the file itself or a canonical copy.
        columns: canonical column -> position in ``path``.
        width: number of columns of ``path``, the line column of a copy included.
        canonical: ``path`` is a copy whose last column is the source's line.
        clean: the blanks of its text need no normalisation.
        address: where every machine of a cluster finds these rows as they are (a path, or ``s3a://bucket/key``); empty
            for a copy, which only this machine has.
        rejections: reason -> rows rejected for their structure; the rows are in ``rejected_rows``.
    """

    file: str
    sheet: str
    path: RawPath
    encoding: str
    separator: str
    header: tuple[str, ...]
    columns: dict[str, int]
    rows_read: int
    canonical: bool = False
    clean: bool = False
    spreadsheet: bool = False
    rejections: Counter[str] = field(default_factory=Counter)
    rejected_rows: Path | None = None
    etag: str = ""
    size: int = 0
    address: str = ""

    @property
    def rows_rejected(self) -> int:
        """Rows rejected for their structure."""
        return sum(self.rejections.values())

    @property
    def plain(self) -> bool:
        """Clean and with commas between fields, as a machine writes it."""
        return self.clean and self.separator == ","

    @property
    def label(self) -> str:
        """What people call this part: file, and sheet after ``#``."""
        return f"{self.file}#{self.sheet}" if self.sheet else self.file

    @property
    def ignored_columns(self) -> list[str]:
        """Headers that no contract asks for; their values are never read."""
        used = set(self.columns.values())
        return [title for position, title in enumerate(self.header) if position not in used]

    @property
    def width(self) -> int:
        """Columns of ``path``."""
        return len(self.header) + self.canonical


@dataclass(frozen=True)
class TypedTable:
    """A table ready for cleaning.

    Attributes:
        frame: every column of the contract, typed: keys normalised, text with single blanks, numbers Float64,
            dates Date, absent ones null; beside each number and date C a Boolean ``C + INVALID_SUFFIX``.
        conventions: number and date column -> how it was read, in words.
        by_part: of a bulk table read by Polars, ``frame`` in a piece per part.
        overlaps: of another table, parts of whose rows most are also in the second of the pair.
    """

    contract: TableContract
    frame: nw.LazyFrame
    parts: tuple[FilePart, ...]
    conventions: dict[str, str] = field(default_factory=dict)
    by_part: tuple[nw.LazyFrame, ...] = ()
    overlaps: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Name of the table, as in the contract."""
        return self.contract.name

    @property
    def missing_columns(self) -> list[str]:
        """Contract columns that no part has."""
        present = {name for part in self.parts for name in part.columns}
        return [column.name for column in self.contract.columns if column.name not in present]

    @property
    def uneven_parts(self) -> dict[tuple[str, ...], list[str]]:
        """Columns that only other parts have -> the parts with rows that lack them."""
        absent = set(self.missing_columns)
        found: dict[tuple[str, ...], list[str]] = {}
        for part in self.parts:
            names = (column.name for column in self.contract.columns if column.name not in part.columns)
            lacking = tuple(name for name in names if name not in absent)
            if lacking and part.rows_read:
                found.setdefault(lacking, []).append(part.label)
        return found
