"""*Qualidade dos dados*: what was read, what was left out and why, how full each column is."""

from __future__ import annotations

from typing import Any

from meraki.reports.coverage import base_coverage, source_tables
from meraki.reports.dictionary import COUNT, SHARE, TEXT
from meraki.reports.outputs import Outputs
from meraki.reports.sheets.book import Book, Field
from meraki.reports.style import BAD, tint

NAME = "Qualidade dos dados"
_WIDTHS = (34, 14, 14, 14, 14, 18, 14, 14, 60)
_FIELDS = (
    Field("tabela", "Tabela", TEXT),
    Field("linhas_lidas", "Linhas lidas", COUNT),
    Field("linhas_usadas", "Linhas usadas", COUNT),
    Field("linhas_rejeitadas", "Linhas rejeitadas", COUNT),
    Field("clientes", "Clientes", COUNT),
    Field("sem_cadastro", "Clientes sem cadastro", COUNT),
    Field("linhas_sem_cadastro", "Linhas sem cadastro", COUNT),
    Field("duplicadas", "Linhas repetidas", COUNT),
    Field("motivos", "Motivos da rejeição", TEXT),
)
_COVERAGE = (
    Field("coluna", "Informação da base", TEXT),
    Field("clientes", "Clientes com o dado", COUNT),
    Field("parte", "Parte da base", SHARE),
)


def add(book: Book, outputs: Outputs) -> None:
    """The page, from qualidade_dados.json and the base."""
    subtitle = (
        "Lidas = usadas + rejeitadas; das usadas, as sem cadastro ficam fora da base. Detalhes em qualidade_dados.xlsx"
    )
    about = "O que foi lido, usado, rejeitado e de clientes sem cadastro; o que se sabe dos clientes"
    sheet = book.sheet(NAME, "Qualidade dos dados", subtitle, about=about)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = _tables(book, sheet, 4, outputs.quality)
    row = _warnings(book, sheet, row + 1, outputs.quality)
    coverage = base_coverage(outputs.base)
    if len(coverage):
        row = book.heading(sheet, row + 1, "O que se sabe dos clientes")
        end = book.table(sheet, row, _COVERAGE, coverage)
        bar = {"type": "data_bar", "bar_solid": True, "bar_color": "#9CC5D8", "min_type": "num", "min_value": 0}
        sheet.conditional_format(row + 1, 2, end - 1, 2, bar | {"max_type": "num", "max_value": 1})


def _tables(book: Book, sheet, row: int, quality: dict[str, Any] | None) -> int:
    row = book.heading(sheet, row, "Linhas por tabela de origem")
    table = source_tables(quality)
    if table.empty:
        said = "Sem registro de qualidade nesta pasta (a base veio pronta ou a etapa 1 não rodou aqui)."
        return book.paragraph(sheet, row, said, len(_WIDTHS) - 1, 150)
    end = book.table(sheet, row, _FIELDS, table)
    look = book.style(bg_color=tint(BAD, 0.3))
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
    for column in (3, 5, 6):
        sheet.conditional_format(row + 1, column, end - 1, column, rule)
    return end


def _warnings(book: Book, sheet, row: int, quality: dict[str, Any] | None) -> int:
    warnings = [str(sentence) for sentence in (quality or {}).get("avisos", [])]
    if not warnings:
        return row
    row = book.heading(sheet, row, "Avisos")
    for sentence in warnings:
        row = book.paragraph(sheet, row, f"• {sentence}", len(_WIDTHS) - 1, 170)
    return row
