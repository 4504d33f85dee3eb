"""qualidade_dados.xlsx: the ledger for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from meraki.reports.style import ACCENT, WHITE

TABLE = (
    "Tabela",
    "Linhas lidas",
    "Usadas",
    "Rejeitadas",
    "Clientes",
    "Clientes sem cadastro",
    "Linhas sem cadastro",
    "Duplicadas",
)
FILE = (
    "Tabela",
    "Arquivo",
    "Aba",
    "Codificação",
    "Separador",
    "Linhas lidas",
    "Usadas",
    "Rejeitadas",
    "Colunas ausentes",
    "Colunas não lidas",
)
COLUMN = ("Tabela", "Coluna", "Nulos", "% nulos", "Ilegíveis", "Como foi lida", "Exemplos ilegíveis")
REJECTION = ("Tabela", "Motivo", "Linhas")
IGNORED = ("Arquivo", "Motivo")
NUMBERS = frozenset({*TABLE[1:], *FILE[5:8], "Nulos", "% nulos", "Ilegíveis", "Linhas"})
"""The headers of columns of numbers."""

_WIDEST, _ALONE = 60, 110
"""Characters of a column at most, and of one that is alone on its sheet."""


def write(path: Path, content: dict[str, Any]) -> None:
    """Write the workbook of one qualidade_dados.json."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": "Qualidade dos dados", "author": "Meraki Match", "created": datetime(2000, 1, 1)})
        tables = content["tabelas"]
        _sheet(book, "Resumo", TABLE, (_table_row(name, table) for name, table in tables.items()))
        _sheet(book, "Arquivos", FILE, (_file_row(n, f) for n, table in tables.items() for f in table["arquivos"]))
        _sheet(book, "Colunas", COLUMN, (_column_row(n, t, c) for n, t in tables.items() for c in t["colunas"]))
        rejections = ((n, reason, rows) for n, table in tables.items() for reason, rows in table["rejeicoes"].items())
        _sheet(book, "Rejeições", REJECTION, rejections, "Nenhuma linha foi rejeitada.")
        ignored = ((file["arquivo"], file["motivo"]) for file in content["arquivos_ignorados"])
        _sheet(book, "Ignorados", IGNORED, ignored, "Nenhum arquivo foi ignorado.")
        _sheet(book, "Avisos", ("Aviso",), ((sentence,) for sentence in content["avisos"]), "Nenhum aviso.")


def _table_row(name: str, table: dict[str, Any]) -> tuple[Any, ...]:
    counts = (table["linhas_lidas"], table["linhas_usadas"], table["linhas_rejeitadas"], table["clientes"])
    return (name, *counts, table["orfaos"]["clientes"], table["orfaos"]["linhas"], table["duplicadas"])


def _file_row(name: str, file: dict[str, Any]) -> tuple[Any, ...]:
    how = (file["arquivo"], file["folha"], file["codificacao"], file["separador"])
    counts = (file["linhas_lidas"], file["linhas_usadas"], file["linhas_rejeitadas"])
    return (name, *how, *counts, ", ".join(file["colunas_ausentes"]), ", ".join(file["colunas_ignoradas"]))


def _column_row(name: str, table: dict[str, Any], column: str) -> tuple[Any, ...]:
    facts = table["colunas"][column]
    share = facts["nulos"] / table["linhas_lidas"] if table["linhas_lidas"] else 0.0
    return (name, column, facts["nulos"], share, facts["invalidos"], facts["convencao"], "; ".join(facts["exemplos"]))


def _sheet(
    book: xlsxwriter.Workbook, title: str, header: Sequence[str], rows: Iterable[Sequence[Any]], none: str = ""
) -> None:
    """A sheet of ``rows`` under ``header``; where there is no row, the sentence ``none`` in the first cell."""
    sheet, written = book.add_worksheet(title), [tuple(row) for row in rows]
    _header(book, sheet, header)
    _rows(book, sheet, written or [(none,)])
    widest = _WIDEST if len(header) > 1 else _ALONE
    for column, width in enumerate(_widths(header, written or [(none,)], widest)):
        sheet.set_column(column, column, width)
    _heights(sheet, written, widest)
    sheet.autofilter(0, 0, max(len(written), 1), len(header) - 1)
    sheet.print_area(0, 0, max(len(written), 1), len(header) - 1)
    _paper(sheet)


def _header(book: xlsxwriter.Workbook, sheet: Worksheet, header: Sequence[str]) -> None:
    look = {"bold": True, "bg_color": ACCENT, "font_color": WHITE, "text_wrap": True, "valign": "vcenter"}
    text = book.add_format(look | {"align": "left", "indent": 1})
    number = book.add_format(look | {"align": "right", "indent": 2})  # clear of the filter's button
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, number if name in NUMBERS else text)


def _rows(book: xlsxwriter.Workbook, sheet: Worksheet, rows: Sequence[Sequence[Any]]) -> None:
    text = book.add_format({"text_wrap": True, "valign": "top", "align": "left", "indent": 1})
    number, percent = (
        book.add_format({"num_format": mark, "valign": "top", "align": "right"}) for mark in ("#,##0", "0.0%")
    )
    for position, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(position, column, value, text)
            elif value is not None:
                sheet.write_number(position, column, value, percent if isinstance(value, float) else number)


def _widths(header: Sequence[str], rows: Sequence[Sequence[Any]], widest: int) -> list[float]:
    """Characters that each column takes: its longest cell or its header, filter's button and all."""
    longest = [max((len(_shown(value)) for value in cells), default=0) for cells in zip(*rows[:500], strict=True)]
    longest += [0] * (len(header) - len(longest))
    return [min(max(size + 3, 1.1 * len(name) + 4), widest) for name, size in zip(header, longest, strict=True)]


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.1%}"
    return f"{value:,}" if isinstance(value, int) else value or ""


def _heights(sheet: Worksheet, rows: Sequence[Sequence[Any]], widest: int) -> None:
    """Rows as tall as their longest text: not every program works that out by itself."""
    for position, row in enumerate(rows, start=1):
        longest = max((len(value) for value in row if isinstance(value, str)), default=0)
        if longest > widest - 3:
            sheet.set_row(position, 15 * -(-longest // (widest - 5)))


def _paper(sheet: Worksheet) -> None:
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)
