"""Sheets of XLSX workbooks as records of text, without the artefacts of spreadsheet cells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from meraki.errors import SourceError
from meraki.reading.archives import is_protected_workbook
from meraki.reading.structure import Record

Row = list[Any]


def sheets(path: Path, name: str) -> Iterator[tuple[str, list[Row]]]:
    """(sheet name, rows of cell values) of every sheet, hidden ones too.

    Raises:
        SourceError: damaged or protected by a password.
    """
    yield from ((sheet, list(rows)) for sheet, rows, _ in visible_first(path, name))


def visible_first(path: Path, name: str) -> Iterator[tuple[str, Iterator[Row], bool]]:
    """(sheet name, rows of cell values, whether it is hidden) of every sheet of cells; the hidden ones last.

    Raises:
        SourceError: damaged or protected by a password.
    """
    if is_protected_workbook(path):
        raise _protected(name)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            with_cells = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            for sheet in sorted(with_cells, key=lambda each: each.visible != SheetVisibleEnum.Visible):
                rows = book.get_sheet_by_name(sheet.name).iter_rows()
                yield sheet.name, rows, sheet.visible != SheetVisibleEnum.Visible
    except SourceError:
        raise
    except PasswordError as error:
        raise _protected(name) from error
    except Exception as error:  # calamine has an exception class per format
        raise SourceError(
            "Planilha ilegível: o arquivo parece danificado.",
            where=name,
            action="abra no Excel, salve de novo e reenvie.",
        ) from error


def _protected(name: str) -> SourceError:
    return SourceError(
        "Planilha protegida por senha ou em formato antigo (.xls).",
        where=name,
        action="salve como .xlsx sem senha e envie de novo.",
    )


def first_rows(rows: Iterator[Row], count: int) -> tuple[list[list[str]], Iterator[Row]]:
    """The first rows as text, and all rows."""
    first = list(islice(rows, count))
    return [[cell_text(value) for value in row] for row in first], chain(first, rows)


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


def number_text(value: Any) -> str:
    """A cell of a number column; a float says which mark is its decimal one: ``1.234`` -> ``1.2340``."""
    text = cell_text(value)
    return text + "0" if isinstance(value, float) and "." in text and "e" not in text else text


def records_of(
    rows: Iterable[Row], header_row: int, width: int, number_columns: Collection[int] = ()
) -> Iterator[Record]:
    """Records below ``header_row`` (0-based); rows without any text are none; lines are the sheet's, from 1."""
    for number, row in enumerate(islice(rows, header_row + 1, None), start=header_row + 2):
        fields = [(number_text if place in number_columns else cell_text)(value) for place, value in enumerate(row)]
        if any(field.strip() for field in fields):
            yield Record(number, ";".join(fields), _to_width(fields, width))


def _to_width(fields: list[str], width: int) -> list[str]:
    """Cells beside the table are comments, unless they hold something: then the row does not fit."""
    spare = any(field.strip() for field in fields[width:])
    return fields if spare else (fields + [""] * width)[:width]
