"""*O que mudou*, *Dicionário* and *Sobre*: the pages to look things up in."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib import metadata
from typing import Any

import pandas as pd

from meraki import __version__
from meraki.columns import Column, OutputFile
from meraki.reports import crm, formats
from meraki.reports.dictionary import TEXT, entry
from meraki.reports.outputs import FRAMES, Outputs
from meraki.reports.sheets.book import WHOLE_OR_TEXT, Book, Field, set_widths
from meraki.reports.texts import CHANGE_NAMES, LIMITS, METHOD, PRIVACY

CHANGES, DICTIONARY, ABOUT = "O que mudou", "Dicionário", "Sobre"
HEADER_ROW = 4
MAX_CHANGES = 20_000
SETTINGS = {
    "seed": "Semente",
    "k_min": "Menor número de clusters tentado",
    "k_max": "Maior número de clusters tentado",
    "min_cluster_share": "Menor cluster aceito (parte dos clientes)",
    "min_cluster_size": "Menor cluster aceito (clientes)",
    "min_stability": "Estabilidade mínima",
    "include_columns": "Só estas colunas nos clusters",
    "exclude_columns": "Colunas fora dos clusters",
    "top_n": "Recomendações por cliente",
    "product_level": "Unidade recomendada",
    "diversity": "Peso da variedade",
    "discontinued_months": "Meses sem assinatura para não oferecer (0 desliga)",
    "workbook_rows": "Máximo de oportunidades na planilha",
}
"""Settings told in the workbook; paths are not: they differ between machines and are nobody's business."""

LIBRARIES = ("numpy", "pandas", "polars", "scikit-learn", "scipy", "xlsxwriter")
_CHANGES = (
    Field("MUDANCA", "Mudança", TEXT),
    Field(Column.CUSTOMER),
    Field(Column.PRODUCT),
    Field(Column.CHANGE_FROM, kind=WHOLE_OR_TEXT),
    Field(Column.CHANGE_TO, kind=WHOLE_OR_TEXT),
)
_DICTIONARY = (
    Field("ARQUIVO", "Arquivo", TEXT, 34),
    Field("COLUNA", "Coluna no arquivo", TEXT, 32),
    Field("NOME", "Nome nos relatórios", TEXT, 32),
    Field("TIPO", "Tipo", TEXT, 12),
    Field("SIGNIFICADO", "Significado", TEXT, 80, wrap=True),
)


def add_changes(book: Book, outputs: Outputs) -> None:
    """The list of changes since the run before, when there is one."""
    table = outputs.changes
    if table is None:
        return
    order = {kind: place for place, kind in enumerate(CHANGE_NAMES)}
    shown = table.reindex(columns=[Column.CHANGE_KIND, *(field.column for field in _CHANGES[1:])])
    shown = shown.assign(
        MUDANCA=[CHANGE_NAMES.get(kind, kind) for kind in shown[Column.CHANGE_KIND]],
        ORDEM=shown[Column.CHANGE_KIND].map(order),
    ).sort_values(["ORDEM", Column.CUSTOMER, Column.PRODUCT], na_position="last", kind="stable")
    cut = (
        f" Mostradas {formats.number(MAX_CHANGES)}; a lista inteira está em mudancas.csv."
        if len(shown) > MAX_CHANGES
        else ""
    )
    subtitle = f"{formats.count(len(shown), 'mudança', 'mudanças')} desde a execução anterior.{cut}"
    sheet = book.sheet(CHANGES, "O que mudou", subtitle)
    shown = shown.head(MAX_CHANGES)
    end = book.table(sheet, HEADER_ROW, _CHANGES, shown)
    set_widths(sheet, _CHANGES, shown)
    sheet.autofilter(HEADER_ROW, 0, max(end - 1, HEADER_ROW + 1), len(_CHANGES) - 1)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.repeat_rows(HEADER_ROW)


def add_dictionary(book: Book, outputs: Outputs) -> None:
    """Every column of every CSV of the folder, explained."""
    sheet = book.sheet(DICTIONARY, "Dicionário", "O que significa cada coluna dos arquivos e desta planilha")
    table = columns_explained(outputs)
    end = book.table(sheet, HEADER_ROW, _DICTIONARY, table)
    set_widths(sheet, _DICTIONARY, table)
    sheet.autofilter(HEADER_ROW, 0, max(end - 1, HEADER_ROW + 1), len(_DICTIONARY) - 1)
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    sheet.repeat_rows(HEADER_ROW)


def columns_explained(outputs: Outputs) -> pd.DataFrame:
    """A row per file and column: ARQUIVO, COLUNA, NOME, TIPO, SIGNIFICADO."""
    files = {file: getattr(outputs, field) for field, file in FRAMES.items()}
    columns = {file: list(frame.columns) for file, frame in files.items() if frame is not None}
    if outputs.recommendations is not None:
        columns[OutputFile.CRM] = list(crm.COLUMNS)
    rows = [(file, name, entry(name, file)) for file, names in columns.items() for name in names]
    told = [(file, name, known.label, known.kind, known.meaning) for file, name, known in rows]
    return pd.DataFrame(told, columns=[field.column for field in _DICTIONARY])


def add_about(book: Book, outputs: Outputs, settings: Mapping[str, Any], reference_date: str | None) -> None:
    """The run: sources, seed, settings, versions; the method; what the numbers do not mean."""
    sheet = book.sheet(ABOUT, "Sobre esta planilha", "De onde vem, como se fez e o que os números não querem dizer")
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 70)
    sheet.set_portrait()
    row = 4
    for heading, sentences in (("O que os números não querem dizer", LIMITS), ("Como se chega ao resultado", METHOD)):
        row = book.heading(sheet, row, heading)
        for sentence in sentences:
            row = book.paragraph(sheet, row, f"• {sentence}", 1, 118)
        row += 1
    facts = [("Dados até", formats.day(reference_date)), ("Versão do Meraki Match", __version__)]
    for heading, pairs in (
        ("Esta execução", [*facts, *_settings(settings)]),
        ("Arquivos de origem", _sources(outputs)),
        ("Programas", versions()),
    ):
        row = _pairs(book, sheet, row, heading, pairs)
    book.paragraph(sheet, row, PRIVACY, 1, 118)


def versions() -> list[tuple[str, str]]:
    """Python and the libraries that may change a result."""
    return [("Python", platform.python_version()), *((name, metadata.version(name)) for name in LIBRARIES)]


def _settings(settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [
        (label, _said(settings[key])) for key, label in SETTINGS.items() if settings.get(key) not in (None, "", (), [])
    ]


def _said(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return formats.number(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _sources(outputs: Outputs) -> list[tuple[str, str]]:
    stages = (outputs.manifest or {}).get("etapas") or {}
    inputs = (stages.get("etl") or {}).get("entradas") or []
    return [(str(item.get("arquivo")), _size(item)) for item in inputs]


def _size(item: Mapping[str, Any]) -> str:
    rows, size = item.get("linhas"), item.get("bytes")
    parts = [formats.count(rows, "linha", "linhas") if rows is not None else ""]
    parts.append(formats.file_size(size) if size is not None else "")
    return ", ".join(part for part in parts if part)


def _pairs(book: Book, sheet: Any, row: int, heading: str, pairs: list[tuple[str, str]]) -> int:
    if not pairs:
        return row
    row = book.heading(sheet, row, heading)
    for key, value in pairs:
        sheet.write_string(row, 0, key, book.cell_style(TEXT))
        sheet.write_string(row, 1, value, book.cell_style(TEXT))
        row += 1
    return row + 1
