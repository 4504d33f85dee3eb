"""Oportunidades: whom to call about what, filtered, ranked and ready to take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from meraki.columns import Column
from meraki.dashboard import downloads, tables
from meraki.dashboard.folder import Folder
from meraki.dashboard.parts import (
    Figure,
    advice_of,
    cluster_names,
    download,
    expected,
    figure,
    figures,
    go_to_customer,
    require,
)
from meraki.dashboard.text import inert
from meraki.dashboard.views import audience, find_customers
from meraki.reports import dictionary, formats
from meraki.reports.approaches import CARE_REASON
from meraki.reports.style import MUTED, NEUTRAL

ROWS = 500
"""Rows on the screen; the files carry them all."""
CHOICES = (Column.SEGMENT, Column.STATE, Column.CLUSTER, Column.KIND, Column.APPROACH, Column.PRODUCT)
SCREEN = [
    Column.CUSTOMER,
    Column.EXPECTED_VALUE,
    Column.PRODUCT,
    Column.APPROACH,
    Column.SCORE,
    Column.POTENTIAL,
    Column.STATE,
    Column.SEGMENT,
    Column.CLUSTER,
    Column.KIND,
    CARE_REASON,
    Column.REASON,
]
"""What matters most comes first, for a narrow window shows no more: the value before the product, since a cut name
is still known and a cut sum misread; the long texts are last, in whole."""
FILE = [
    Column.CUSTOMER,
    Column.SEGMENT,
    Column.STATE,
    Column.CITY,
    Column.REVENUE_BAND,
    Column.CLUSTER,
    Column.PERSONA,
    Column.TARGET_AUDIENCE,
    Column.RANK,
    Column.PRODUCT,
    Column.KIND,
    Column.SCORE,
    Column.POTENTIAL,
    Column.POTENTIAL_LOW,
    Column.POTENTIAL_HIGH,
    Column.EXPECTED_VALUE,
    Column.APPROACH,
    CARE_REASON,
    Column.REASON,
]


_CODE, _LEAST, _TARGET = "filtro_codigo", "filtro_chance", "filtro_publico"
# No colour of the theme reaches a toggle that is off: it takes a tenth of the text's, which nobody sees on white.
_OFF = (
    f"<style>.st-key-{_TARGET} label:not([data-selected]):not([data-disabled]) > div:first-of-type "
    f"{{ background-color: {NEUTRAL}; box-shadow: 0 0 0 1px {MUTED}; }}</style>"
)


@dataclass(frozen=True)
class Filters:
    """What the person asked for; an empty choice means any."""

    choices: dict[str, list[object]]
    least_score: float = 0.0
    """0-1, compared with the chance as it is displayed, in whole per cent."""
    only_target: bool = True
    customer: str = ""
    """Part of a code, whatever its case."""


def select(advice: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """The recommendations that pass all the filters, in the order they came."""
    keep = formats.whole_percents(advice[Column.SCORE]) >= round(100 * filters.least_score)
    for column, wanted in filters.choices.items():
        if wanted:
            keep &= advice[column].isin(wanted)
    if filters.only_target:
        keep &= advice[Column.TARGET_AUDIENCE] == 1
    if filters.customer:
        keep &= advice[Column.CUSTOMER].str.contains(filters.customer, case=False, regex=False)
    return advice[keep]


def render(folder: Folder) -> None:
    """Draw the page."""
    if not require(folder, "recommendations"):
        return
    require(folder, "base")
    advice = advice_of(folder)
    filters = _ask(folder, advice)
    found = select(advice, filters)
    figures(_figures(found))
    if found.empty:
        _nothing(advice, filters.customer)
        return
    _downloads(found)
    shown = found.head(ROWS)
    picked = tables.show(shown[SCREEN], key="oportunidades", rows=16, selectable=True)
    how_many = f"{formats.number(len(shown))} de {formats.number(len(found))}"
    st.caption(
        f"{how_many}, em ordem de valor esperado; os arquivos trazem todas. Marque uma linha para abrir o cliente."
    )
    if picked is not None:
        go_to_customer(shown[Column.CUSTOMER].iloc[picked])


def _nothing(advice: pd.DataFrame, code: str) -> None:
    """Why no row is left: a code that nobody has, or the filters together."""
    if code and not find_customers(advice[Column.CUSTOMER], code):
        st.info(f"Nenhum cliente com oportunidade tem {inert(code)} no código. Confira ou digite menos letras.")
    else:
        st.info("Nenhuma oportunidade passa por estes filtros. Retire um deles.")


def _ask(folder: Folder, advice: pd.DataFrame) -> Filters:
    above = st.container()
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    code = middle.text_input(
        "Código do cliente", placeholder="o código ou parte dele", key=_CODE, persist_state="session"
    )
    score = left.slider("Chance mínima (%)", 0, 100, key=_LEAST, persist_state="session")
    target = _target(right, bool(advice[Column.TARGET_AUDIENCE].notna().any()))
    with above:
        choices = _choices(folder, audience(advice) if target else advice)
    return Filters(choices, score / 100, target, code.strip())


def _target(place: DeltaGenerator, known: bool) -> bool:
    """Whether the target audience alone is asked for, where it is ``known``; beside it the way back to no filter."""
    st.session_state.setdefault(_TARGET, known)
    st.html(_OFF)
    with place, st.container(horizontal=True, vertical_alignment="center"):
        target = st.toggle("Só o público-alvo", disabled=not known, key=_TARGET, persist_state="session")
        st.button("Limpar filtros", on_click=_clear, args=(known,), icon=":material/filter_alt_off:")
    return target


def _clear(known: bool) -> None:
    """All filters as they are when the page is first opened."""
    empty: dict[str, Any] = {_key(column): [] for column in CHOICES}
    st.session_state.update(empty | {_CODE: "", _LEAST: 0, _TARGET: known})


def _choices(folder: Folder, advice: pd.DataFrame) -> dict[str, list[object]]:
    """What is asked of each column; offered is what ``advice`` has, and what was chosen before it had less."""
    offered = {column: _offered(advice, column) for column in CHOICES}
    clusters = cluster_names(folder, [int(cluster) for cluster in offered[Column.CLUSTER]])
    choices = {}
    for place, column in zip([*st.columns(3), *st.columns(3)], CHOICES, strict=True):
        with place:
            name = clusters.__getitem__ if column == Column.CLUSTER else partial(tables.written, column)
            choices[column] = _any_of(column, offered[column], name)
    return choices


def _offered(advice: pd.DataFrame, column: str) -> list[Any]:
    return sorted({*advice[column].dropna(), *st.session_state.get(_key(column), ())})


def _any_of(column: str, offered: list[Any], name: Callable[[Any], str]) -> list[object]:
    return st.multiselect(
        dictionary.label(column),
        offered,
        format_func=name,
        placeholder="qualquer",
        select_all=False,
        key=_key(column),
        persist_state="session",
    )


def _key(column: str) -> str:
    return f"filtro_{column}"


def _figures(found: pd.DataFrame) -> list[Figure]:
    return [
        ("Oportunidades", formats.number(len(found)), "Um cliente e um produto que ele não tem."),
        ("Clientes", formats.number(found[Column.CUSTOMER].nunique()), ""),
        figure(Column.SCORE, found[Column.SCORE].mean(), "Chance média"),
        expected(found),
    ]


def _downloads(found: pd.DataFrame) -> None:
    taken = found.reindex(columns=FILE)
    with st.container(horizontal=True):
        workbook, csv = partial(downloads.workbook, taken, "Oportunidades"), partial(downloads.excel_csv, taken)
        download("Baixar planilha (XLSX)", workbook, "oportunidades.xlsx", downloads.XLSX_TYPE)
        download("Baixar CSV para Excel", csv, "oportunidades.csv", downloads.CSV_TYPE)
