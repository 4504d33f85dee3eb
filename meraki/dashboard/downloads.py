"""What a person takes from the dashboard: a workbook without formulas and a CSV that Excel in Brazil opens right."""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from meraki.columns import Column
from meraki.reports import dictionary, formats
from meraki.reports.approaches import CARE_REASON
from meraki.reports.crm import neutral
from meraki.reports.sheets.book import NUMBER_FORMATS, Field, set_widths, write_numbers, write_texts
from meraki.wording import segment_label

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv"
_WRAPPED = {Column.REASON: 56, CARE_REASON: 24, Column.APPROACH: 14, Column.PERSONA: 22, Column.REVENUE_BAND: 17}
"""Columns of long texts -> their width in characters; they go on in a second line."""
_LINE = 15
"""Height of a line, in points."""
_SPARE = 3
"""Letters of a line that stay empty, for words break whole."""
_PAPER_A4 = 9


def workbook(frame: pd.DataFrame, sheet: str) -> bytes:
    """``frame`` as an XLSX with titles in Portuguese, filters and number formats; text is always text."""
    buffer = io.BytesIO()
    said = frame.apply(_said)
    fields = [_field(name) for name in frame.columns]
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for place, field in enumerate(fields):
            _write_column(book, page, place, field, said[field.column])
        set_widths(page, fields, said)
        for row, lines in enumerate([2, *_lines(said)]):
            page.set_row(row, _LINE * lines)
        _lay_out(page, len(frame), len(fields) - 1)
    return buffer.getvalue()


def _field(name: str) -> Field:
    """How a column is written; a flag is a word here."""
    kind = dictionary.entry(name).kind
    return Field(
        name,
        kind=dictionary.TEXT if kind == dictionary.FLAG else kind,
        width=_WRAPPED.get(name, 0),
        wrap=name in _WRAPPED,
    )


def _write_column(book: xlsxwriter.Workbook, page: Worksheet, place: int, field: Field, values: pd.Series) -> None:
    numeric = field.type in NUMBER_FORMATS
    side: dict[str, Any] = {"valign": "top", **({"align": "right"} if numeric else {"align": "left", "indent": 1})}
    look = {"num_format": NUMBER_FORMATS[field.type]} if numeric else {"text_wrap": field.wrap}
    page.write_string(0, place, field.title, book.add_format(side | {"bold": True, "text_wrap": True, "bottom": 1}))
    write = write_numbers if numeric else write_texts
    write(page, 1, place, values, book.add_format(side | look))


def _lines(said: pd.DataFrame) -> list[int]:
    """Lines that each row needs for its longest text: not every program works it out on opening."""
    needed = pd.Series(1, index=said.index)
    for name in said.columns.intersection(list(_WRAPPED)):
        letters = said[name].fillna("").astype(str).str.len()
        needed = needed.combine(letters // (_WRAPPED[name] - _SPARE) + 1, max)
    return needed.tolist()


def _lay_out(page: Worksheet, rows: int, last_column: int) -> None:
    """On the screen the customer and the titles stay in sight; on paper every page has them and no column is lost."""
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, rows, last_column)
    page.set_landscape()
    page.set_paper(_PAPER_A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    page.repeat_rows(0)


def _said(column: pd.Series) -> pd.Series:
    """A flag in words, a segment by its name; any other column as it is."""
    if column.name == Column.SEGMENT:
        return column.map(segment_label, na_action="ignore")
    is_flag = dictionary.entry(str(column.name)).kind == dictionary.FLAG
    return column.map(formats.yes_no, na_action="ignore") if is_flag else column


def excel_csv(frame: pd.DataFrame) -> bytes:
    """``frame`` as CSV with BOM, semicolons and decimal commas, and no text that a spreadsheet would change."""
    said = frame.apply(_said)
    texts = {name: said[name].map(_text) for name in said.columns if not pd.api.types.is_numeric_dtype(said[name])}
    named = said.assign(**texts).rename(columns=dictionary.label)
    text = named.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n", float_format="%.10g")
    return b"\xef\xbb\xbf" + text.encode("utf-8")


def _text(value: Any) -> Any:
    return neutral(value) if isinstance(value, str) else value
