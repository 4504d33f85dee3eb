"""qualidade_dados.xlsx: the ledger for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

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
    "Folha",
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
        _sheet(book, "Rejeições", REJECTION, rejections)
        _sheet(
            book,
            "Ignorados",
            ("Arquivo", "Motivo"),
            ((f["arquivo"], f["motivo"]) for f in content["arquivos_ignorados"]),
        )
        _sheet(book, "Avisos", ("Aviso",), ((sentence,) for sentence in content["avisos"]))


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


def _sheet(book: xlsxwriter.Workbook, title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet = book.add_worksheet(title)
    bold = book.add_format(
        {"bold": True, "bg_color": ACCENT, "font_color": WHITE, "text_wrap": True, "valign": "vcenter"}
    )
    number, percent = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "0.0%"})
    sheet.write_row(0, 0, header, bold)
    written = [tuple(row) for row in rows]
    for position, row in enumerate(written, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(position, column, value)
            elif value is not None:
                sheet.write_number(position, column, value, percent if isinstance(value, float) else number)
    for column, name in enumerate(header):
        longest = max([len(name), *(len(str(row[column])) for row in written[:500])])
        sheet.set_column(column, column, min(longest + 3, 60))
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(written), 1), len(header) - 1)
