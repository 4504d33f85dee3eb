"""recomendacoes_meraki.xlsx: what a sales manager opens on Monday."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from meraki.columns import Column, OutputFile
from meraki.errors import UsageError
from meraki.reports.dictionary import label
from meraki.reports.figures import key_figures, reference_date
from meraki.reports.opportunities import cluster_ids, described, has_audience, joined, ranked
from meraki.reports.outputs import Outputs
from meraki.reports.sheets import (
    cluster_page,
    evaluation_page,
    index_page,
    opportunity_page,
    product_page,
    quality_page,
    reference_pages,
    summary_page,
    white_space_page,
)
from meraki.reports.sheets.book import Book, open_book

MAX_SPLITS = 500
SPLIT_DIR = f"{Path(OutputFile.WORKBOOK).stem}_por_"
NO_VALUE = "sem_valor"


def write(path: Path, outputs: Outputs, *, max_rows: int, settings: Mapping[str, Any] | None = None) -> None:
    """Write the business workbook; same outputs and settings, same bytes.

    Args:
        path: the file to write; its folder exists.
        outputs: what the stages left; a part that is missing leaves its page out or a sentence in it.
        max_rows: most opportunities shown; the page says when there are more.
        settings: the run's settings by name, told on the last page (paths are left out).
    """
    figures, deals = key_figures(outputs), ranked(outputs)
    with open_book(path, figures.reference_date) as book:
        index = index_page.start(book, figures)
        summary_page.add(book, outputs, figures)
        if deals is not None:
            shown = described(deals.head(max_rows), outputs)
            opportunity_page.add(book, deals, shown, audience_words(outputs))
        for cluster in cluster_ids(outputs):
            cluster_page.add(book, outputs, cluster, deals)
        if deals is not None:
            white_space_page.add(book, white_space_page.matrix(outputs, deals, max_rows))
            best = described(product_page.best_customers(deals), outputs)
            product_page.add(book, best, figures.products_advised)
        quality_page.add(book, outputs)
        if outputs.evaluation:
            evaluation_page.add(book, outputs.evaluation)
        _reference(book, outputs, settings or {})
        index_page.finish(book, index)


def write_split(directory: Path, outputs: Outputs, column: str, *, max_rows: int) -> list[Path]:
    """One workbook of opportunities per value of ``column``, in ``directory/recomendacoes_meraki_por_<column>/``.

    Customers without a value go to ``..._sem_valor.xlsx``. Returns the files, sorted.

    Raises:
        UsageError: no such column among the recommendations and the base, or more than 500 values.
    """
    deals = ranked(outputs)
    if deals is None:
        return []
    deals = joined(described(deals, outputs), outputs.base, (column,))  # an owner column, say, that only the base has
    groups = _split(deals, column, outputs.base)
    folder = directory / f"{SPLIT_DIR}{_file_word(column).lower()}"
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for word, (value, part) in groups.items():
        path = folder / f"{_file_word(column)}_{word}.xlsx"
        _write_part(path, outputs, part.reset_index(drop=True), f"{label(column)} {value}", max_rows)
        paths.append(path)
    return sorted(paths)


def audience_words(outputs: Outputs) -> str:
    """Who the list is for, as the subtitle says it."""
    return "o público-alvo" if has_audience(outputs) else "todos os clientes (a base não informa o público-alvo)"


def _write_part(path: Path, outputs: Outputs, deals: pd.DataFrame, whose: str, max_rows: int) -> None:
    with open_book(path, reference_date(outputs)) as book:
        index = index_page.start(book, key_figures(outputs))
        opportunity_page.add(book, deals, deals.head(max_rows), f"{audience_words(outputs)}: {whose}")
        product_page.add(book, product_page.best_customers(deals), deals[Column.PRODUCT].nunique())
        reference_pages.add_about(book, outputs, {}, reference_date(outputs))
        index_page.finish(book, index)


def _reference(book: Book, outputs: Outputs, settings: Mapping[str, Any]) -> None:
    reference_pages.add_changes(book, outputs)
    reference_pages.add_dictionary(book, outputs)
    reference_pages.add_about(book, outputs, settings, reference_date(outputs))


def _split(deals: pd.DataFrame, column: str, base: pd.DataFrame | None) -> dict[str, tuple[str, pd.DataFrame]]:
    """Word for the file name -> (value, its opportunities); the words differ even without regard to case."""
    if column not in deals:
        known = {*deals.columns, *(() if base is None else base.columns)}
        usable = sorted(known - {Column.REASON, Column.RECOMMENDATION_ID})
        raise UsageError(
            f"A coluna {column!r} de --split-by não existe.", action=f"escolha uma destas: {', '.join(usable)}."
        )
    values = deals[column].astype(object).where(deals[column].notna(), None)
    names = sorted({str(value) for value in values if value is not None})
    if len(names) > MAX_SPLITS:
        raise UsageError(
            f"A coluna {column} de --split-by tem {len(names)} valores.",
            action=f"escolha uma com no máximo {MAX_SPLITS}.",
        )
    groups: dict[str, tuple[str, pd.DataFrame]] = {}
    for name in names:
        groups[_unused(_file_word(name), groups)] = (name, deals[values.astype(str) == name])
    if values.isna().any():
        groups[_unused(NO_VALUE, groups)] = ("sem valor", deals[values.isna()])
    return groups


def _file_word(text: str) -> str:
    """Letters, digits and ``_`` only: a name that every file system takes, whatever the data say."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")[:60] or "valor"


def _unused(word: str, taken: Mapping[str, Any]) -> str:
    lowered, number, candidate = {name.lower() for name in taken}, 2, word
    while candidate.lower() in lowered:
        candidate, number = f"{word}_{number}", number + 1
    return candidate
