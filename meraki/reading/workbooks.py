"""Sheets of XLSX workbooks as records of text, without the artefacts of spreadsheet cells."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from meraki.errors import SourceError
from meraki.reading.archives import is_protected_workbook
from meraki.reading.structure import Record


def sheets(path: Path, name: str) -> Iterator[tuple[str, list[list[Any]]]]:
    """(sheet name, rows of cell values) of every sheet, hidden ones too.

    Raises:
        SourceError: damaged or protected by a password.
    """
    if is_protected_workbook(path):
        raise SourceError(
            "Planilha protegida por senha ou em formato antigo (.xls).",
            where=name,
            action="salve como .xlsx sem senha e envie de novo.",
        )
    try:
        book = CalamineWorkbook.from_path(str(path))
        for sheet in book.sheet_names:
            yield sheet, book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except Exception as error:  # calamine has an exception class per format
        raise SourceError(
            f"Planilha ilegível: {error}.", where=name, action="abra no Excel, salve de novo e reenvie."
        ) from error


def cell_text(value: Any) -> str:
    """A cell as the CSV would have it: whole numbers without ``.0``, dates as ISO, floats by ``repr``."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value.total_seconds()) if isinstance(value, timedelta) else str(value)


def records_of(rows: list[list[Any]], header_row: int, width: int) -> Iterator[Record]:
    """Records below ``header_row`` (0-based); rows without any text are none; lines are the sheet's, from 1."""
    for number, row in enumerate(rows[header_row + 1 :], start=header_row + 2):
        fields = [cell_text(value) for value in row]
        if any(field.strip() for field in fields):
            yield Record(number, ";".join(fields), _to_width(fields, width))


def _to_width(fields: list[str], width: int) -> list[str]:
    """Cells beside the table are comments, unless they hold something: then the row does not fit."""
    spare = any(field.strip() for field in fields[width:])
    return fields if spare else (fields + [""] * width)[:width]
