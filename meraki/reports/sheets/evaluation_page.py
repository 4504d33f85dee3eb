"""*Avaliação*: how often the advice is right, beside the reference methods, in plain words."""

from __future__ import annotations

from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from meraki.reports.dictionary import COUNT, DECIMAL, SHARE, TEXT
from meraki.reports.evaluation import MEANINGS, TITLES, calibration_words, in_words, methods
from meraki.reports.sheets.book import Book, Field
from meraki.reports.style import ACCENT, NEUTRAL

NAME = "Avaliação"
_WIDTHS = (38, 15, 15, 15, 13, 15, 15, 15, 17, 13)
_KINDS = {
    "rotulo": TEXT,
    "hit_rate@1": SHARE,
    "hit_rate@3": SHARE,
    "hit_rate@5": SHARE,
    "ndcg@5": "ndcg",
    "ic_baixo": "ndcg",
    "ic_alto": "ndcg",
    "mrr": "ndcg",
    "coverage@3": SHARE,
    "novelty": DECIMAL,
}
_METHODS = tuple(Field(column, TITLES[column], kind) for column, kind in _KINDS.items())
_CALIBRATION = (
    Field("previsto", "Chance prevista", SHARE),
    Field("observado", "Confirmado no teste", SHARE),
    Field("n", "Casos", COUNT),
)


def add(book: Book, evaluation: dict[str, Any]) -> None:
    """The page, from avaliacao.json."""
    subtitle = "Quanto as recomendações acertam produtos que o cliente já tinha e foram escondidos do cálculo"
    sheet = book.sheet(NAME, "Avaliação", subtitle)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = 4
    for sentence in in_words(evaluation):
        row = book.paragraph(sheet, row, f"• {sentence}", len(_WIDTHS) - 1, 165)
    row = _methods(book, sheet, row + 1, methods(evaluation))
    _calibration(book, sheet, row + 1, evaluation)


def _methods(book: Book, sheet: Worksheet, row: int, table: pd.DataFrame) -> int:
    row = book.heading(sheet, row, "Métodos comparados nos mesmos clientes")
    if table.empty:
        return book.paragraph(sheet, row, "Sem métodos no arquivo de avaliação.", len(_WIDTHS) - 1, 150)
    shown = [field for field in _METHODS if field.column in table]
    end = book.table(sheet, row, shown, table)
    chart = book.chart("bar")
    points = [{"fill": {"color": ACCENT if place == 0 else NEUTRAL}} for place in range(len(table))]
    chart.add_series(
        {
            "categories": [NAME, row + 1, 0, end - 1, 0],
            "values": [NAME, row + 1, 4, end - 1, 4],
            "points": points,
            "gap": 45,
            "data_labels": {"value": True, "num_format": "0.000"},
        }
    )
    chart.set_title(
        {"name": "Posição na lista (NDCG@5) por método: maior é melhor", "name_font": {"size": 11, "color": ACCENT}}
    )
    chart.set_legend({"none": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_size({"width": 640, "height": 260})
    sheet.insert_chart(end + 1, 0, chart, {"description": "NDCG@5 por método"})
    return _meanings(book, sheet, end + 15, shown)


def _meanings(book: Book, sheet: Worksheet, row: int, fields: list[Field]) -> int:
    sheet.set_h_pagebreaks([row])  # the second sheet of paper keeps the calibration whole
    row = book.heading(sheet, row, "O que cada coluna mede")
    for field in fields:
        if field.column in MEANINGS:
            told = f"• {field.title}: {MEANINGS[field.column]}"
            row = book.paragraph(sheet, row, told, len(_WIDTHS) - 1, 165)
    return row


def _calibration(book: Book, sheet: Worksheet, row: int, evaluation: dict[str, Any]) -> None:
    deciles = (evaluation.get("calibracao") or {}).get("decis") or []
    if not deciles:
        return
    row = book.heading(sheet, row, "A chance prevista se confirma?")
    row = book.paragraph(sheet, row, calibration_words(evaluation), len(_WIDTHS) - 1, 165)
    book.table(sheet, row, _CALIBRATION, pd.DataFrame(deciles))
