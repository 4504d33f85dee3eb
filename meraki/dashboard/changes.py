"""O que mudou: customers and advice against the run before, in the same folder."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from meraki.columns import Column, OutputFile
from meraki.dashboard import downloads, tables
from meraki.dashboard.folder import Folder
from meraki.dashboard.parts import download, figures, tell
from meraki.dashboard.text import inert
from meraki.reports import formats
from meraki.reports.findings import clusters_redrawn, conversion, ran_before
from meraki.reports.opportunities import has_audience
from meraki.reports.texts import CHANGE_LABELS, CHANGE_NAMES, FIRST_RUN

ROWS = 500


def render(folder: Folder) -> None:
    """Draw the page."""
    summary, changes = folder.outputs.changes_summary, folder.outputs.changes
    if changes is None and not ran_before(summary or {}):
        _nothing(folder)
        return
    counts = _counts(summary, changes)
    shown = [(title, formats.number(counts.get(kind, 0)), "") for kind, title in CHANGE_LABELS.items()]
    figures(shown[:3])
    figures(shown[3:])
    _before(summary or {}, has_audience(folder.outputs))
    if changes is not None:
        _list(changes)


def _nothing(folder: Folder) -> None:
    problems = [folder.problems.get(file) for file in (OutputFile.CHANGES, OutputFile.CHANGES_SUMMARY)]
    damaged = [problem for problem in problems if problem and problem.damaged]  # no row is what a first run leaves
    for problem in damaged:
        tell(problem)
    if not damaged:
        st.info(FIRST_RUN)


def _counts(summary: dict[str, Any] | None, changes: pd.DataFrame | None) -> dict[str, int]:
    """How many of each kind: as the run counted them, else counted here."""
    counted = (summary or {}).get("contagens")
    if counted is None:
        counted = {} if changes is None else changes[Column.CHANGE_KIND].value_counts().to_dict()
    return {str(kind): int(count) for kind, count in counted.items()}


def _before(summary: dict[str, Any], audience: bool) -> None:
    before = summary.get("data_anterior")
    if before:
        st.markdown(f"Em relação à execução anterior, com dados até **{inert(formats.day(before))}**.")
    for sentence in (clusters_redrawn(summary), conversion(summary, of_all=audience)):
        if sentence:
            st.markdown(inert(sentence))


def _list(changes: pd.DataFrame) -> None:
    present = [kind for kind in CHANGE_NAMES if (changes[Column.CHANGE_KIND] == kind).any()]
    wanted = st.multiselect(
        "Mudança",
        present,
        format_func=CHANGE_NAMES.__getitem__,
        placeholder="qualquer",
        key="mudanca",
        select_all=False,
    )
    found = changes[changes[Column.CHANGE_KIND].isin(wanted)] if wanted else changes
    told = in_words(found.dropna(axis="columns", how="all"))  # of all: the first rows may be without a product
    shown = told.head(ROWS)
    download("Baixar CSV para Excel", partial(downloads.excel_csv, told), "mudancas.csv", downloads.CSV_TYPE)
    tables.show(shown, rows=16)
    st.caption(f"{formats.number(len(shown))} de {formats.number(len(found))}. Todas estão em {OutputFile.CHANGES}.")


def in_words(changes: pd.DataFrame) -> pd.DataFrame:
    """``changes`` with the kind named and De and Para said to be of a cluster: a bare number says nothing."""
    kinds = changes[Column.CHANGE_KIND].map(lambda kind: CHANGE_NAMES.get(kind, kind))
    ends = [name for name in (Column.CHANGE_FROM, Column.CHANGE_TO) if name in changes]
    clusters = {name: changes[name].map("cluster {}".format, na_action="ignore") for name in ends}
    return changes.assign(**{Column.CHANGE_KIND: kinds}, **clusters)
