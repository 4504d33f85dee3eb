"""What a person takes from the dashboard: a workbook without formulas and a CSV that Excel in Brazil opens right."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from meraki.columns import Column
from meraki.reports import dictionary, formats
from meraki.reports.crm import neutral
from meraki.wording import segment_label

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv"
_NUMBER_FORMATS = {
    dictionary.MONEY: '"R$" #,##0.00',
    dictionary.SHARE: "0.0%",
    dictionary.DECIMAL: "#,##0.00",
    dictionary.COUNT: "#,##0",
}
_WIDTHS = {dictionary.TEXT: 22, dictionary.MONEY: 16, dictionary.DATE: 12}
_REASON_WIDTH = 90


def workbook(frame: pd.DataFrame, sheet: str) -> bytes:
    """``frame`` as an XLSX with titles in Portuguese, filters and number formats; text is always text."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for place, name in enumerate(frame.columns):
            kind = dictionary.entry(name).kind
            style = book.add_format({"num_format": _NUMBER_FORMATS.get(kind, "General")})
            page.set_column(place, place, _REASON_WIDTH if name == Column.REASON else _WIDTHS.get(kind, 12), style)
            page.write_string(0, place, dictionary.label(name), head)
            _write_column(page, place, _said(frame[name]).tolist())
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, len(frame), frame.shape[1] - 1)
    return buffer.getvalue()


def _said(column: pd.Series) -> pd.Series:
    """A flag in words, a segment by its name; any other column as it is."""
    if column.name == Column.SEGMENT:
        return column.map(segment_label, na_action="ignore")
    is_flag = dictionary.entry(str(column.name)).kind == dictionary.FLAG
    return column.map(formats.yes_no, na_action="ignore") if is_flag else column


def _write_column(page: Any, place: int, values: Sequence[Any]) -> None:
    for row, value in enumerate(values, 1):
        if isinstance(value, str):
            page.write_string(row, place, value)
        elif not pd.isna(value):
            page.write_number(row, place, value)


def excel_csv(frame: pd.DataFrame) -> bytes:
    """``frame`` as CSV with BOM, semicolons and decimal commas, and no text that a spreadsheet would change."""
    said = frame.apply(_said)
    texts = {name: said[name].map(_text) for name in said.columns if not pd.api.types.is_numeric_dtype(said[name])}
    named = said.assign(**texts).rename(columns=dictionary.label)
    text = named.to_csv(index=False, sep=";", decimal=",", lineterminator="\r\n", float_format="%.10g")
    return b"\xef\xbb\xbf" + text.encode("utf-8")


def _text(value: Any) -> Any:
    return neutral(value) if isinstance(value, str) else value
