"""A workbook in the house style, in which text from the data is always text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from meraki.collector import at_rest
from meraki.columns import Column
from meraki.reports import dictionary, formats
from meraki.reports.style import ACCENT, INK, LINE, MUTED, PANEL, WHITE
from meraki.wording import segment_label

NUMBER_FORMATS = {
    dictionary.MONEY: "[$R$-416] #,##0;-[$R$-416] #,##0",
    dictionary.COUNT: "#,##0",
    dictionary.SHARE: "0%",
    dictionary.DECIMAL: "#,##0.0",
    dictionary.FLAG: "0",
    "ndcg": "0.000",
}
SHORT_NUMBER = '[>=999500]0.0,," mi";[>=999.5]0.0," mil";0'
"""12,3 mil and 4,6 mi, for the labels of native charts."""

WHOLE_OR_TEXT = "inteiro ou texto"
"""Kind of a column of texts some of which are whole numbers, which Excel would mark as numbers stored as text."""
_WHOLE = re.compile(r"-?[1-9][0-9]{0,14}|0")
INDEX = "Índice"
_BASE: dict[str, Any] = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"}
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


@dataclass(frozen=True)
class Field:
    """A column of a table: which column of the frame, its header, kind, width in characters, text wrapped or not."""

    column: str
    header: str = ""
    kind: str = ""
    width: float = 0
    wrap: bool = False

    @property
    def title(self) -> str:
        return self.header or dictionary.label(self.column)

    @property
    def type(self) -> str:
        return self.kind or dictionary.entry(self.column).kind


class Book:
    """An open workbook: sheets with a title, formats made once, tables."""

    def __init__(self, path: Path, created: str | None) -> None:
        self._workbook = xlsxwriter.Workbook(str(path), _OPTIONS)
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        day = datetime.fromisoformat(created) if created else datetime(2000, 1, 1)
        self._workbook.set_properties({"title": "Meraki Match", "author": "Meraki Match", "created": day})
        self._workbook.set_size(2400, 1400)
        self.pages: list[tuple[str, str]] = []

    def close(self) -> None:
        """Write the file."""
        self._workbook.close()

    def style(self, **properties: Any) -> Format:
        """The format with the house's font and ``properties``."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(_BASE | properties)
        return self._formats[key]

    def chart(self, kind: str, subtype: str = "") -> Any:
        """A native chart, in the house's font; ``subtype`` as xlsxwriter names it."""
        options = {"type": kind} | ({"subtype": subtype} if subtype else {})
        chart = self._workbook.add_chart(options)
        chart.set_chartarea({"border": {"none": True}})
        return chart

    def sheet(self, name: str, title: str, subtitle: str = "", *, about: str = "", colour: str = ACCENT) -> Worksheet:
        """A new page with its title in A1, a subtitle in A2 and a way back to the index in A3.

        ``name`` is ours, never from the data; ``about`` is its line in the index.
        """
        sheet = self._workbook.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_tab_color(colour)
        sheet.set_row(0, 26)
        sheet.write_string(0, 0, title, self.style(bold=True, font_size=16, font_color=ACCENT))
        sheet.write_string(1, 0, subtitle, self.style(font_color=MUTED))
        if name != INDEX:
            sheet.write_url(2, 0, f"internal:'{INDEX}'!A1", self.style(font_color=ACCENT, underline=1), "← Índice")
            self.pages.append((name, about or subtitle))
        _print_set_up(sheet)
        return sheet

    def heading(self, sheet: Worksheet, row: int, text: str, column: int = 0) -> int:
        """A section's heading; returns the row after it."""
        sheet.set_row(row, 20)
        sheet.write_string(row, column, text, self.style(bold=True, font_size=12, font_color=ACCENT))
        return row + 1

    def paragraph(self, sheet: Worksheet, row: int, text: str, last_column: int, characters: int) -> int:
        """Running text over the columns to ``last_column``, some ``characters`` a line; returns the row after it."""
        sheet.merge_range(row, 0, row, last_column, "", self.style(text_wrap=True, valign="top"))
        sheet.write_string(row, 0, text, self.style(text_wrap=True, valign="top"))
        sheet.set_row(row, 14.5 * max(1, math.ceil(len(text) / characters)))
        return row + 1

    def table(self, sheet: Worksheet, row: int, fields: Sequence[Field], frame: pd.DataFrame, column: int = 0) -> int:
        """Header and rows from ``row`` on; returns the row after the last."""
        self.header(sheet, row, fields, column)
        for offset, field in enumerate(fields):
            self._column(sheet, row + 1, column + offset, field, frame[field.column])
        return row + 1 + len(frame)

    def header(self, sheet: Worksheet, row: int, fields: Sequence[Field], column: int = 0) -> None:
        """The header cells of a table."""
        for offset, field in enumerate(fields):
            sheet.write_string(row, column + offset, field.title, self.header_style(field))
        sheet.set_row(row, 32)

    def header_style(self, field: Field) -> Format:
        """The format of the header cell of one column."""
        look: dict[str, Any] = {"bold": True, "font_color": WHITE, "bg_color": ACCENT, "text_wrap": True, "border": 1}
        return self.style(**look, border_color=WHITE, **_alignment(field))

    def cell_style(self, kind: str, **properties: Any) -> Format:
        """The format of a body cell of one kind."""
        look: dict[str, Any] = {"bottom": 1, "bottom_color": LINE} | properties
        return self.style(**look, **({"num_format": NUMBER_FORMATS[kind]} if kind in NUMBER_FORMATS else {}))

    def _column(self, sheet: Worksheet, row: int, column: int, field: Field, values: pd.Series) -> None:
        wrapped = {"text_wrap": True, "font_size": 9} if field.wrap else {}
        look = self.cell_style(field.type, **wrapped, **_alignment(field))
        if field.type in NUMBER_FORMATS:
            write_numbers(sheet, row, column, values, look)
        else:
            write_texts(sheet, row, column, _as_read(field, values), look, whole=field.type == WHOLE_OR_TEXT)


def _as_read(field: Field, values: pd.Series) -> pd.Series:
    """Dates and segments as people write them; other texts as they are."""
    if field.type == dictionary.DATE:
        return values.map(formats.day, na_action="ignore")
    if field.column == Column.SEGMENT:
        return values.map(lambda segment: segment_label(str(segment)), na_action="ignore")
    return values


def _alignment(field: Field) -> dict[str, Any]:
    """Texts left with some air, numbers right, the cluster's number, a name rather than a quantity, in the middle."""
    if field.column == Column.CLUSTER:
        return {"align": "center"}
    return {"align": "right"} if field.type in NUMBER_FORMATS else {"align": "left", "indent": 1}


def write_numbers(sheet: Worksheet, row: int, column: int, values: pd.Series, look: Format) -> None:
    """A column of numbers; what is missing stays an empty cell with its border."""
    write, blank = sheet.write_number, sheet.write_blank
    for offset, value in enumerate(pd.to_numeric(values).astype(float).tolist(), row):
        if math.isfinite(value):
            write(offset, column, value, look)
        else:
            blank(offset, column, None, look)


def write_texts(
    sheet: Worksheet, row: int, column: int, values: pd.Series, look: Format, *, whole: bool = False
) -> None:
    """A column of texts, each a text whatever it begins with; with ``whole`` those that are a whole number one."""
    write, blank = sheet.write_string, sheet.write_blank
    for offset, value in enumerate(values.astype(object).where(values.notna(), None).tolist(), row):
        if value is None:
            blank(offset, column, None, look)
        elif whole and _WHOLE.fullmatch(str(value)):
            sheet.write_number(offset, column, int(value), look)
        else:
            write(offset, column, str(value), look)


def set_widths(sheet: Worksheet, fields: Sequence[Field], frame: pd.DataFrame, column: int = 0) -> None:
    """Widths that fit the header's words and nearly all of the values."""
    for offset, field in enumerate(fields):
        sheet.set_column(column + offset, column + offset, field.width or _fitting_width(field, frame[field.column]))


def _fitting_width(field: Field, values: pd.Series, sample: int = 2000) -> float:
    longest_word = max(len(word) for word in field.title.split())
    if field.type in NUMBER_FORMATS:
        largest = pd.to_numeric(values).abs().max()
        digits = len(formats.number(0 if pd.isna(largest) else largest)) + (4 if field.type == dictionary.MONEY else 2)
        return max(8.0, longest_word * 1.1 + 1.5, digits)
    lengths = values.dropna().astype(str).head(sample).str.len()
    typical = 0 if lengths.empty else float(lengths.quantile(0.98))
    return float(min(44, max(7, longest_word * 1.1 + 2.5, typical * 1.05 + 1.5)))


def _print_set_up(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&8Meraki Match · &A&R&8Página &P de &N")


def band(book: Book, **properties: Any) -> Format:
    """A cell on the house's light panel."""
    return book.style(bg_color=PANEL, **properties)


@contextmanager
def open_book(path: Path, created: str | None) -> Iterator[Book]:
    """A book that is written when the block ends well; ``created`` (``YYYY-MM-DD``) is its date, never today."""
    with at_rest():  # a cell is a tuple and none points back: hundreds of thousands would be walked for nothing
        book = Book(path, created)
        yield book
        book.close()
