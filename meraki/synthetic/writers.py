"""Writing delimited text the way each source system does: encoding, separator, decimal mark, line end."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

import polars as pl


@dataclass(frozen=True)
class Dialect:
    """How one file is spelled."""

    separator: str = ";"
    encoding: str = "utf-8"
    decimal_comma: bool = True
    newline: str = "\n"


UTF8 = Dialect()
UTF8_BOM = Dialect(encoding="utf-8-sig")
UTF8_POINT = Dialect(decimal_comma=False)
WINDOWS = Dialect(encoding="cp1252", newline="\r\n")
"""What calls itself latin-1 holds Windows-1252 bytes (dashes, curly quotes, the euro sign)."""
TELEMETRY = Dialect(separator=",", encoding="ascii", decimal_comma=False)


@dataclass
class TableFile:
    """An open CSV file that counts what it writes."""

    path: Path
    columns: Sequence[str]
    dialect: Dialect
    rows: int = 0
    _handle: IO[bytes] = field(init=False, repr=False)

    def __enter__(self) -> TableFile:
        self._handle = self.path.open("wb")
        self._handle.write(_header(self.columns, self.dialect).encode(self.dialect.encoding))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._handle.close()

    def write(self, frame: pl.DataFrame) -> None:
        """Append rows; the frame has the file's columns in order."""
        if tuple(frame.columns) != tuple(self.columns):
            raise ValueError(f"{self.path.name}: {frame.columns} are not its columns")
        text = _plain_csv(frame, self.dialect)
        if self.dialect.encoding == "cp1252":
            text = text.decode("utf-8").encode("cp1252")
        self._handle.write(text)
        self.rows += frame.height


def _header(columns: Sequence[str], dialect: Dialect) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=dialect.separator, lineterminator=dialect.newline).writerow(columns)
    return line.getvalue()


def _plain_csv(frame: pl.DataFrame, dialect: Dialect) -> bytes:
    buffer = io.BytesIO()
    frame.write_csv(
        buffer,
        include_header=False,
        separator=dialect.separator,
        decimal_comma=dialect.decimal_comma,
        line_terminator=dialect.newline,
        float_scientific=False,
        batch_size=65_536,
    )
    return buffer.getvalue()


def write_table(path: Path, frame: pl.DataFrame, dialect: Dialect) -> int:
    """Write a whole table; returns its rows."""
    with TableFile(path, frame.columns, dialect) as table:
        table.write(frame)
    return table.rows
