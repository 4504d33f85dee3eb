"""*Resumo*: the key figures, what stands out, what changed, the clusters and the products in charts."""

from __future__ import annotations

from typing import Any

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from meraki.columns import Column
from meraki.reports import formats
from meraki.reports.dictionary import SHARE, TEXT
from meraki.reports.figures import KeyFigures, by_product, cluster_table
from meraki.reports.findings import findings, what_changed
from meraki.reports.opportunities import ranked
from meraki.reports.outputs import Outputs
from meraki.reports.sheets.book import SHORT_NUMBER, Book, Field, band
from meraki.reports.style import ACCENT, MUTED, WHITE, cluster_colour

NAME = "Resumo"
TOP_PRODUCTS = 10
_WIDTHS = (30, 26, 10, 10, 11, 10, 14, 13)
_CHARACTERS = 125
_TILES = ((0, 0), (1, 1), (2, 3), (4, 5), (6, 6), (7, 7))
"""First and last column of each key figure."""
_CLUSTER_CHARTS = ((2, "Clientes por cluster", 0, 400), (7, "Valor esperado por cluster (R$)", 2, 425))
"""Column of the values, title, first column of the sheet that the chart covers, width in pixels: the second lies over
what of the first reaches its column."""

_CLUSTERS = (
    Field("NOME", "Cluster", wrap=True),
    Field(Column.PERSONA_LABEL, wrap=True),
    Field(Column.CUSTOMERS),
    Field(Column.PENETRATION, "Parte da base", SHARE),
    Field(Column.MRR, "MRR mediano"),
    Field(Column.NPS_MEAN),
    Field(Column.RECOMMENDATIONS, "Oportunidades"),
    Field(Column.EXPECTED_VALUE),
)
_PRODUCTS = (
    Field(Column.PRODUCT),
    Field("VAZIO", " "),
    Field(Column.RECOMMENDATIONS, "Clientes"),
    Field(Column.SCORE, "Chance média"),
    Field(Column.EXPECTED_VALUE),
)


def add(book: Book, outputs: Outputs, figures: KeyFigures) -> None:
    """The page a director reads."""
    about = "Números principais, o que se destaca, o que mudou, clusters e produtos"
    subtitle = formats.until(figures.reference_date).capitalize()
    sheet = book.sheet(NAME, "Resumo", subtitle, about=about)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_portrait()
    row = _tiles(book, sheet, 4, figures)
    row = _sentences(book, sheet, row + 1, "O que se destaca", findings(outputs))
    row = _sentences(book, sheet, row + 1, "O que mudou desde a execução anterior", what_changed(outputs))
    row = _clusters(book, sheet, row + 1, cluster_table(outputs))
    sheet.set_h_pagebreaks([row + 1])
    _products(book, sheet, row + 1, ranked(outputs))


def tiles(figures: KeyFigures) -> list[tuple[str, str]]:
    """(what, how much) of the six key figures; the last three add up to the customers with opportunities."""
    who = "" if figures.audience is None else f" ({formats.number(figures.audience)} no público-alvo)"
    whom = f" (para {formats.count(figures.customers_advised, 'cliente', 'clientes')})"
    return [
        (f"Clientes na base{who}", formats.number(figures.customers)),
        (f"Oportunidades{whom}", formats.number(figures.opportunities)),
        ("Valor esperado", formats.short_money(figures.expected_value)),
        ("Clientes prontos para a oferta", formats.number(figures.to_offer)),
        ("Clientes a cuidar", formats.number(figures.to_care)),
        ("Clientes sem sinal", formats.number(figures.silent)),
    ]


def _tiles(book: Book, sheet: Worksheet, row: int, figures: KeyFigures) -> int:
    sheet.set_row(row, 27)
    sheet.set_row(row + 1, 30)
    small = band(book, font_color=MUTED, align="center", font_size=9, left=5, left_color=WHITE, text_wrap=True)
    large = band(book, bold=True, font_size=17, font_color=ACCENT, align="center", left=5, left_color=WHITE)
    for (first, last), (what, how_much) in zip(_TILES, tiles(figures), strict=True):
        for offset, text, look in ((0, what, small), (1, how_much, large)):
            if last > first:
                sheet.merge_range(row + offset, first, row + offset, last, "", look)
            sheet.write_string(row + offset, first, text, look)
    return row + 2


def _sentences(book: Book, sheet: Worksheet, row: int, heading: str, sentences: list[str]) -> int:
    row = book.heading(sheet, row, heading)
    for sentence in sentences:
        row = book.paragraph(sheet, row, f"• {sentence}", len(_WIDTHS) - 1, _CHARACTERS)
    return row


def _clusters(book: Book, sheet: Worksheet, row: int, table: pd.DataFrame) -> int:
    row = book.heading(sheet, row, "Clusters")
    if table.empty:
        return book.paragraph(sheet, row, "Sem clusters nesta pasta.", len(_WIDTHS) - 1, _CHARACTERS)
    names = [f"{cluster} · {name}" if name else str(cluster) for cluster, name in _pairs(table)]
    shown = table.assign(NOME=names)
    end = book.table(sheet, row, _CLUSTERS, shown)
    for offset, told in enumerate(zip(shown["NOME"], shown[Column.PERSONA_LABEL], strict=True), row + 1):
        sheet.set_row(offset, 13 * max(2, -(-max(map(len, told)) // 30)))
    colours = [cluster_colour(int(cluster)) for cluster in table[Column.CLUSTER]]
    for column, title, place, width in _CLUSTER_CHARTS:
        chart = _bars(book, title, (row + 1, end - 1), column, colours, width)
        sheet.insert_chart(end + 1, place, chart, {"description": title})
    return end + 1 + 16


def _pairs(table: pd.DataFrame) -> list[tuple[int, str]]:
    return list(zip(table[Column.CLUSTER].astype(int), table[Column.PERSONA], strict=True))


def _products(book: Book, sheet: Worksheet, row: int, deals: pd.DataFrame | None) -> None:
    if deals is None or deals.empty:
        row = book.heading(sheet, row, "Produtos com mais valor esperado")
        book.paragraph(sheet, row, "Sem oportunidades.", len(_WIDTHS) - 1, _CHARACTERS)
        return
    table = by_product(deals).head(TOP_PRODUCTS).assign(VAZIO=None)
    heading = "O produto com mais valor esperado", "Os {} produtos com mais valor esperado"
    row = book.heading(sheet, row, formats.firsts(len(table), *heading))
    table[Column.PRODUCT] = [formats.shorten(name, 60) for name in table[Column.PRODUCT]]
    end = book.table(sheet, row, _PRODUCTS, table)
    look = book.cell_style(TEXT, indent=1)
    _across(sheet, row, _PRODUCTS[0].title, book.header_style(_PRODUCTS[0]))
    for offset, name in enumerate(table[Column.PRODUCT], 1):
        _across(sheet, row + offset, name, look)
    title = "Valor esperado por produto (R$)"
    chart = _bars(book, title, (row + 1, end - 1), 4, [ACCENT] * len(table), 870)
    sheet.insert_chart(end + 1, 0, chart, {"description": title})


def _across(sheet: Worksheet, row: int, text: str, look: Format) -> None:
    """A text over the first two columns; written apart, for merging would take some texts for formulas."""
    sheet.merge_range(row, 0, row, 1, "", look)
    sheet.write_string(row, 0, text, look)


def _bars(book: Book, title: str, rows: tuple[int, int], column: int, colours: list[str], width: int) -> Any:
    """Horizontal bars of a column of this page, in the table's order from the top."""
    chart = book.chart("bar")
    points = [{"fill": {"color": colour}} for colour in colours]
    chart.add_series(
        {
            "categories": [NAME, rows[0], 0, rows[1], 0],
            "values": [NAME, rows[0], column, rows[1], column],
            "points": points,
            "gap": 45,
            "data_labels": {"value": True, "num_format": SHORT_NUMBER, "font": {"size": 9}},
        }
    )
    chart.set_title({"name": title, "overlay": False, "name_font": {"size": 11, "bold": True, "color": ACCENT}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_size({"width": width, "height": 300})
    return chart
