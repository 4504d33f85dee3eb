"""*Qualidade dos dados*: what was read, what was left out and why, how full each column is."""

from __future__ import annotations

from typing import Any

import pandas as pd

from meraki.columns import Column
from meraki.reports.dictionary import COUNT, SHARE, TEXT, label
from meraki.reports.outputs import Outputs
from meraki.reports.sheets.book import Book, Field
from meraki.reports.style import BAD, tint

NAME = "Qualidade dos dados"
_WIDTHS = (34, 14, 14, 14, 14, 18, 14, 60)
_FIELDS = (
    Field("tabela", "Tabela", TEXT),
    Field("linhas_lidas", "Linhas lidas", COUNT),
    Field("linhas_usadas", "Linhas usadas", COUNT),
    Field("linhas_rejeitadas", "Linhas rejeitadas", COUNT),
    Field("clientes", "Clientes", COUNT),
    Field("sem_cadastro", "Clientes sem cadastro", COUNT),
    Field("duplicadas", "Linhas repetidas", COUNT),
    Field("motivos", "Motivos da rejeição", TEXT),
)
_COVERAGE = (
    Field("coluna", "Informação da base", TEXT),
    Field("clientes", "Clientes com o dado", COUNT),
    Field("parte", "Parte da base", SHARE),
)
COVERED = (
    Column.SEGMENT,
    Column.REVENUE_BAND,
    Column.STATE,
    Column.MRR,
    Column.NPS_MEAN,
    Column.TICKET_DAYS,
    Column.EVENTS,
    Column.LAST_PROPOSAL,
)


def add(book: Book, outputs: Outputs) -> None:
    """The page, from qualidade_dados.json and the base."""
    subtitle = "Toda linha lida foi usada ou rejeitada com motivo; os detalhes estão em qualidade_dados.xlsx"
    sheet = book.sheet(NAME, "Qualidade dos dados", subtitle)
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


def tables(quality: dict[str, Any] | None) -> pd.DataFrame:
    """A row per source table: rows read, used, rejected, customers, orphans, duplicates, reasons in words."""
    rows = [
        {
            "tabela": name,
            **{key: table.get(key) for key in ("linhas_lidas", "linhas_usadas", "linhas_rejeitadas", "clientes")},
            "sem_cadastro": (table.get("orfaos") or {}).get("clientes"),
            "duplicadas": table.get("duplicadas"),
            "motivos": "; ".join(f"{reason}: {count}" for reason, count in (table.get("rejeicoes") or {}).items()),
        }
        for name, table in ((quality or {}).get("tabelas") or {}).items()
    ]
    return pd.DataFrame(rows, columns=[field.column for field in _FIELDS])


def base_coverage(base: pd.DataFrame | None) -> pd.DataFrame:
    """How many customers have each of the main facts; empty without a base."""
    if base is None:
        return pd.DataFrame()
    known = {column: int(base[column].notna().sum()) for column in COVERED if column in base}
    return pd.DataFrame(
        {
            "coluna": [label(column) for column in known],
            "clientes": list(known.values()),
            "parte": [count / len(base) for count in known.values()],
        }
    )


def _tables(book: Book, sheet, row: int, quality: dict[str, Any] | None) -> int:
    row = book.heading(sheet, row, "Linhas por tabela de origem")
    table = tables(quality)
    if table.empty:
        said = "Sem registro de qualidade nesta pasta (a base veio pronta ou a etapa 1 não rodou aqui)."
        return book.paragraph(sheet, row, said, len(_WIDTHS) - 1, 150)
    end = book.table(sheet, row, _FIELDS, table)
    look = book.style(bg_color=tint(BAD, 0.3))
    rule = {"type": "cell", "criteria": ">", "value": 0, "format": look}
    sheet.conditional_format(row + 1, 3, end - 1, 3, rule)
    sheet.conditional_format(row + 1, 5, end - 1, 5, rule)
    return end


def _warnings(book: Book, sheet, row: int, quality: dict[str, Any] | None) -> int:
    warnings = [str(sentence) for sentence in (quality or {}).get("avisos", [])]
    if not warnings:
        return row
    row = book.heading(sheet, row, "Avisos")
    for sentence in warnings:
        row = book.paragraph(sheet, row, f"• {sentence}", len(_WIDTHS) - 1, 170)
    return row
