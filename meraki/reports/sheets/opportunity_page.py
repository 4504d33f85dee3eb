"""*Oportunidades*: whom to call about what, why, and what it may bring; best first."""

from __future__ import annotations

import math

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from meraki.columns import APPROACH_CARE, APPROACH_OFFER, Column
from meraki.reports import formats
from meraki.reports.approaches import CARE_REASON, with_care_reasons
from meraki.reports.dictionary import TEXT
from meraki.reports.figures import worth
from meraki.reports.sheets.book import Book, Field, set_widths
from meraki.reports.style import ACCENT_LIGHT, APPROACH_COLOURS, tint

NAME = "Oportunidades"
HEADER_ROW = 4
REASON_WIDTH = 50
PRINTED = (
    Field(Column.CUSTOMER),
    Field(Column.SEGMENT, width=17, wrap=True),
    Field(Column.STATE, width=6),
    Field(Column.PRODUCT, width=24, wrap=True),
    Field(Column.SCORE, width=9),
    Field(Column.POTENTIAL, width=12),
    Field(Column.EXPECTED_VALUE, width=13),
    Field(Column.APPROACH, width=15, wrap=True),
    Field(CARE_REASON, CARE_REASON, TEXT, 22, wrap=True),
    Field(Column.REASON, width=REASON_WIDTH, wrap=True),
)
"""What a rep calls with: a sheet of paper holds these in letters that can be read."""
FIELDS = (
    *PRINTED,
    Field(Column.CLUSTER, width=8.5),
    Field(Column.PERSONA),
    Field(Column.KIND, width=11),
    Field(Column.POTENTIAL_LOW),
    Field(Column.POTENTIAL_HIGH),
    Field(Column.POTENTIAL_OWNERS, width=13),
)


def add(book: Book, deals: pd.DataFrame, shown: pd.DataFrame, audience: str) -> Worksheet:
    """The page of the ranked list ``deals``: its first rows, ``shown``, described, and a note when there are more."""
    sheet = book.sheet(NAME, "Oportunidades por valor esperado", subtitle(deals, shown, audience))
    shown = with_care_reasons(shown)
    book.table(sheet, HEADER_ROW, FIELDS, shown)
    set_widths(sheet, FIELDS, shown)
    _finish(sheet, shown)
    _colour(book, sheet, len(shown))
    return sheet


def subtitle(deals: pd.DataFrame, shown: pd.DataFrame, audience: str) -> str:
    """How many, for whom, and whether the list is cut."""
    if deals.empty:
        return f"Nenhuma oportunidade para {audience}."
    total = f"{formats.count(len(deals), 'oportunidade', 'oportunidades')} para {audience}"
    value = formats.short_money(worth(deals))
    cut = (
        f" Mostradas as {formats.number(len(shown))} de maior valor; a lista inteira está no CSV."
        if len(shown) < len(deals)
        else ""
    )
    return f"{total}; valor esperado somado: {value} (chance x potencial, uma estimativa).{cut}"


def _finish(sheet: Worksheet, shown: pd.DataFrame) -> None:
    last = HEADER_ROW + max(len(shown), 1)
    sheet.autofilter(HEADER_ROW, 0, last, len(FIELDS) - 1)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.repeat_rows(HEADER_ROW)
    sheet.print_area(0, 0, last, len(PRINTED) - 1)
    lengths = shown[Column.REASON].fillna("").astype(str).str.len()
    lines = 1 if lengths.empty else math.ceil(float(lengths.quantile(0.98)) / (REASON_WIDTH * 1.18))
    sheet.set_default_row(max(18, 12.5 * min(lines, 8)))
    for row in range(1, HEADER_ROW):
        sheet.set_row(row, 15)


def _colour(book: Book, sheet: Worksheet, rows: int) -> None:
    if not rows:
        return
    first, last = HEADER_ROW + 1, HEADER_ROW + rows
    columns = [field.column for field in FIELDS]
    bar = {"type": "data_bar", "bar_solid": True, "bar_border_color": ACCENT_LIGHT, "min_type": "num", "min_value": 0}
    score, value, approach = (columns.index(name) for name in (Column.SCORE, Column.EXPECTED_VALUE, Column.APPROACH))
    sheet.conditional_format(
        first, score, last, score, bar | {"bar_color": "#F2C77D", "max_type": "num", "max_value": 1}
    )
    sheet.conditional_format(first, value, last, value, bar | {"bar_color": "#9CC5D8"})
    for words in (APPROACH_OFFER, APPROACH_CARE):
        look = book.style(bg_color=tint(APPROACH_COLOURS[words], 0.2))
        rule = {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": look}
        sheet.conditional_format(first, approach, last, approach, rule)
