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
from meraki.reports.style import ACCENT, WHITE

WHOLE = "todos"
UNKNOWN = "SEM INFORMAÇÃO"
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_WIDEST = 60


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
        found |= {"segmento_contagem": counts.reset_index(), "segmento_percentual": shares.reset_index()}
    return found | {"silhueta_por_k": decision, "perfil": profile, "personas": personas}


def write(path: Path, sheets: Mapping[str, pd.DataFrame], created: str = "") -> None:
    """Write each table on its sheet, header in the first row; text is always text, never a formula.

    ``created`` (ISO date) is the date the file bears, so that equal tables give equal bytes.
    """
    with xlsxwriter.Workbook(str(path), _OPTIONS) as book:
        day = datetime.fromisoformat(created) if created else datetime(2000, 1, 1)
        book.set_properties({"title": "Resumo dos clusters", "author": "Meraki Match", "created": day})
        header = book.add_format({"bold": True, "bg_color": ACCENT, "font_color": WHITE})
        formats = {True: book.add_format({"num_format": "#,##0.####"}), False: book.add_format({"text_wrap": False})}
        for name, table in sheets.items():
            _sheet(book.add_worksheet(name), table, header, formats)


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


def _sheet(sheet: Worksheet, table: pd.DataFrame, header: Format, formats: Mapping[bool, Format]) -> None:
    for place, name in enumerate(table.columns):
        values = table[name].astype(object).where(table[name].notna(), None).tolist()
        sheet.write_string(0, place, str(name), header)
        widest = max([len(str(name)), *(len(str(value)) for value in values if isinstance(value, str))])
        sheet.set_column(place, place, min(max(widest + 2, 10), _WIDEST))
        for row, value in enumerate(values, start=1):
            if isinstance(value, str):
                sheet.write_string(row, place, value, formats[False])
            elif value is not None:
                sheet.write_number(row, place, float(value), formats[True])
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))
