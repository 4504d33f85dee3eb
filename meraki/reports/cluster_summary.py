"""cluster_summary.xlsx: the figures behind the clusters, a table per sheet, for analysts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from meraki.columns import Column
from meraki.reports.dictionary import SHARE, entry
from meraki.reports.style import ACCENT, WHITE

WHOLE = "todos"
UNKNOWN = "SEM INFORMAÇÃO"
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
PERCENT, INTEGER, DECIMAL, FINE = "0.0%", "#,##0", "#,##0.00", "0.0000"
_DECIMALS = {INTEGER: 0, DECIMAL: 2, FINE: 4}
SEGMENT_SHARES = "segmento_percentual"
_FIGURES = (Column.MEAN, Column.MEDIAN, Column.P25, Column.P75)
_HEADER, _TEXT, _RIGHT = "cabeçalho", "texto", "cabeçalho à direita"
_WIDEST = 72
_READABLE = 250
"""Characters that one landscape page may hold side by side before its letters are too small to read."""


def tables(
    base: pd.DataFrame, clusters: pd.DataFrame, decision: pd.DataFrame, profile: pd.DataFrame, personas: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Sheet name -> table; the frames are those of the files of stage 2, ``base`` in the order of ``clusters``.

    metricas_medias and metricas_medianas: cluster x numeric column, the whole base below as ``todos``;
    segmento_contagem and segmento_percentual: cluster x segment (absent without DS_SEGMENTO); tamanhos: customers,
    share, mean silhouette and affinity; silhueta_por_k: the decision table; perfil, personas: the files.
    """
    found = {
        "tamanhos": _sizes(clusters, personas),
        "metricas_medias": _wide(profile, Column.MEAN, personas),
        "metricas_medianas": _wide(profile, Column.MEDIAN, personas),
    }
    if Column.SEGMENT in base.columns:
        segments = base[Column.SEGMENT].fillna(UNKNOWN)
        counts = pd.crosstab(clusters[Column.CLUSTER].to_numpy(), segments.to_numpy(), rownames=[Column.CLUSTER])
        shares = counts.div(counts.sum(axis=1), axis=0)
        found |= {"segmento_contagem": counts.reset_index(), SEGMENT_SHARES: shares.reset_index()}
    return found | {"silhueta_por_k": decision, "perfil": profile, "personas": personas}


def write(path: Path, sheets: Mapping[str, pd.DataFrame], created: str = "") -> None:
    """Write each table on its sheet, header in the first row; text is always text, never a formula.

    Shares read as per cent, a column of whole numbers without decimals, and no number is wider than its column.
    ``created`` (ISO date) is the date the file bears, so that equal tables give equal bytes.
    """
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        day = datetime.fromisoformat(created) if created else datetime(2000, 1, 1)
        book.set_properties({"title": "Resumo dos clusters", "author": "Meraki Match", "created": day})
        looks = _looks(book)
        for name, table in sheets.items():
            _sheet(book.add_worksheet(name), name, table, looks)


def _sizes(clusters: pd.DataFrame, personas: pd.DataFrame) -> pd.DataFrame:
    groups = clusters.groupby(Column.CLUSTER)
    sizes = pd.DataFrame(
        {
            Column.CUSTOMERS: groups.size(),
            Column.PENETRATION: groups.size() / len(clusters),
            Column.SILHOUETTE: groups[Column.SILHOUETTE].mean(),
            Column.AFFINITY: groups[Column.AFFINITY].mean(),
        }
    ).reset_index()
    return sizes.merge(personas[[Column.CLUSTER, Column.PERSONA]], on=Column.CLUSTER, how="left")


def _wide(profile: pd.DataFrame, figure: str, personas: pd.DataFrame) -> pd.DataFrame:
    columns = list(dict.fromkeys(profile[Column.PROFILE_COLUMN]))
    wide = profile.pivot(index=Column.CLUSTER, columns=Column.PROFILE_COLUMN, values=figure).reindex(columns=columns)
    names = personas.set_index(Column.CLUSTER)[Column.PERSONA].reindex(wide.index)
    wide.insert(0, Column.PERSONA, names)
    whole = wide[wide.index == 0].reset_index().assign(**{Column.CLUSTER: WHOLE})
    return pd.concat([wide[wide.index != 0].reset_index().astype({Column.CLUSTER: object}), whole], ignore_index=True)


def number_formats(sheet: str, table: pd.DataFrame, column: str) -> list[str]:
    """The number format of each row of ``column``: per cent, whole, or the decimals that its size asks for."""
    values, shares = pd.to_numeric(table[column], errors="coerce"), _shares(sheet, table, column)
    others = values[[not share for share in shares]].dropna()
    plain = INTEGER if not (others % 1).any() else FINE if others.abs().max() < 10 else DECIMAL
    return [PERCENT if share else plain for share in shares]


def _shares(sheet: str, table: pd.DataFrame, column: str) -> list[bool]:
    """Which rows of ``column`` hold a share; in the profile that is a matter of the row."""
    if column in _FIGURES and Column.PROFILE_COLUMN in table:
        return [entry(str(name)).kind == SHARE for name in table[Column.PROFILE_COLUMN]]
    one = column != Column.CLUSTER if sheet == SEGMENT_SHARES else entry(column).kind == SHARE
    return [one] * len(table)


def _looks(book: xlsxwriter.Workbook) -> dict[str, Format]:
    head = {"bold": True, "bg_color": ACCENT, "font_color": WHITE}
    aside = {"align": "right", "indent": 2}  # the header alone: clear of its filter's button
    words = {"align": "left", "indent": 1}  # clear of the number beside it
    numbers = {
        mark: {"num_format": mark, "align": "right", "valign": "top"} for mark in (PERCENT, INTEGER, DECIMAL, FINE)
    }
    texts = {_HEADER: head | words, _RIGHT: head | aside, _TEXT: words | {"text_wrap": True, "valign": "top"}}
    return {name: book.add_format(look) for name, look in (texts | numbers).items()}


def _sheet(sheet: Worksheet, title: str, table: pd.DataFrame, looks: Mapping[str, Format]) -> None:
    widths = [_column(sheet, place, title, table, looks) for place in range(len(table.columns))]
    _heights(sheet, table)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))
    _paper(sheet, sum(widths))


def _column(sheet: Worksheet, place: int, title: str, table: pd.DataFrame, looks: Mapping[str, Format]) -> float:
    """Write one column; its width in characters comes out."""
    name, marks = str(table.columns[place]), number_formats(title, table, table.columns[place])
    values = table.iloc[:, place].astype(object).where(table.iloc[:, place].notna(), None).tolist()
    words = any(isinstance(value, str) for value in values)
    sheet.write_string(0, place, name, looks[_HEADER if words else _RIGHT])
    for row, (value, mark) in enumerate(zip(values, marks, strict=True), start=1):
        if isinstance(value, str):
            sheet.write_string(row, place, value, looks[_TEXT])
        elif value is not None:
            sheet.write_number(row, place, float(value), looks[mark])
    lengths = (len(_shown(value, mark)) + 3 for value, mark in zip(values, marks, strict=True))
    width = min(max(1.1 * len(name) + 4, 9, *lengths), _WIDEST)
    sheet.set_column(place, place, width)
    return width


def _heights(sheet: Worksheet, table: pd.DataFrame) -> None:
    """Rows as tall as their longest text: not every program works that out by itself."""
    for row, values in enumerate(table.itertuples(index=False), start=1):
        longest = max((len(value) for value in values if isinstance(value, str)), default=0)
        if longest > _WIDEST - 3:
            sheet.set_row(row, 15 * -(-longest // (_WIDEST - 5)))


def _shown(value: object, mark: str) -> str:
    """A cell as the sheet shows it, the marks of thousands and decimals in English."""
    if value is None or isinstance(value, str):
        return value or ""
    number = float(value)  # type: ignore[arg-type]
    return f"{number:.1%}" if mark == PERCENT else f"{number:,.{_DECIMALS[mark]}f}"


def _paper(sheet: Worksheet, width: float) -> None:
    """A4 on its side: one page wide while that can be read, else as many as it takes, the first column on each."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4)
    sheet.repeat_rows(0)
    if width <= _READABLE:
        sheet.fit_to_pages(1, 0)
        return
    sheet.set_print_scale(70)
    sheet.repeat_columns(0)
    sheet.print_across()
