"""Pieces that several pages share: what is missing, key figures, names of clusters, the way to a customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from meraki.dashboard import tables, views
from meraki.dashboard.folder import Folder, Gap, Stamp
from meraki.dashboard.text import code, inert, plain
from meraki.reports import dictionary, formats
from meraki.reports.figures import worth
from meraki.reports.opportunities import persona_of
from meraki.reports.outputs import Outputs

EXPECTED_HELP = "Soma de chance x potencial. Serve para ordenar o trabalho; não é previsão de receita."
CUSTOMER_PARAMETER = "codigo"
_PAGES = "paginas"
_SIDE_BY_SIDE = "lado_a_lado_"
# A column of its own stacks only on a phone, long after a chart in half of the page has lost its room.
_STACKED = (
    "<style>@media (max-width: 1280px) {"
    f"[class*='st-key-{_SIDE_BY_SIDE}'] [data-testid='stColumn'] {{ min-width: 100%; }}"
    "}</style>"
)
T = TypeVar("T")
Figure = tuple[str, str, str]
"""A key figure: its name, its value as text, what it means."""


def require(folder: Folder, *fields: str) -> bool:
    """Whether all these fields of the outputs are there; tells how to make those that are not."""
    gaps = folder.missing(*fields)
    for gap in gaps:
        tell(gap)
    return not gaps


def tell(gap: Gap) -> None:
    """Say what is missing, or warn of what is damaged; the command is code, so that it can be copied as it is."""
    how = f" Para gerar, rode: {code(gap.command)}" if gap.command else ""
    if gap.damaged:
        st.warning(inert(gap.why) + how, icon=":material/warning:")
    else:
        st.info(inert(gap.why) + how, icon=":material/info:")


def figure(column: str, value: Any, name: str = "") -> Figure:
    """The key figure of a column, called as in the dictionary unless it has a ``name``."""
    entry = dictionary.entry(column)
    return name or entry.label, tables.short(column, value), entry.meaning


def expected(deals: pd.DataFrame) -> Figure:
    """The expected value of ``deals`` together."""
    return "Valor esperado", formats.short_money(worth(deals)), EXPECTED_HELP


def download(label: str, make: Callable[[], bytes], file_name: str, mime: str) -> None:
    """A button whose file is made when it is pressed; the page stays as it is."""
    st.download_button(label, make, file_name=file_name, mime=mime, icon=":material/download:", on_click="ignore")


def figures(values: Sequence[Figure], border: bool = True) -> None:
    """Key figures side by side; those that do not fit in whole go to the next line."""
    with st.container(horizontal=True):
        for name, value, explanation in values:
            st.metric(inert(name), inert(value), help=explanation or None, border=border)


def side_by_side(key: str, count: int = 2) -> list[DeltaGenerator]:
    """Columns, one below the other where the window is too narrow for a chart in each; ``key`` is theirs alone."""
    st.html(_STACKED)
    with st.container(key=_SIDE_BY_SIDE + key):
        return st.columns(count, gap="large")


def cluster_names(folder: Folder, clusters: Sequence[int]) -> dict[int, str]:
    """Cluster -> ``2 · Nome da persona``, or ``Cluster 2`` where there is no persona."""
    personas = persona_of(folder.outputs)
    return {int(c): f"{c} · {plain(personas[c])}" if personas.get(int(c)) else f"Cluster {c}" for c in clusters}


def once(folder: Folder, view: Callable[[Outputs], T]) -> T:
    """``view`` of the folder's outputs, computed once for each content. Nobody may change the result."""
    return _once(folder.signature, f"{view.__module__}.{view.__qualname__}", view, folder.outputs)


@st.cache_resource(max_entries=32, show_spinner="Preparando as tabelas…")
def _once(signature: tuple[Stamp, ...], name: str, _view: Callable[[Outputs], Any], _outputs: Outputs) -> Any:
    return _view(_outputs)


def people_of(folder: Folder) -> pd.DataFrame:
    """Every customer of the folder; see :func:`meraki.dashboard.views.customers`."""
    return once(folder, views.customers)


def advice_of(folder: Folder) -> pd.DataFrame:
    """Every recommendation of the folder; see :func:`meraki.dashboard.views.opportunities`."""
    return once(folder, views.opportunities)


def remember_pages(pages: dict[str, Any]) -> None:
    """Keep the entries of the menu, by address, for :func:`go_to_customer`."""
    st.session_state[_PAGES] = pages


def go_to_customer(code: str) -> None:
    """Open the page of customer ``code``."""
    st.switch_page(st.session_state[_PAGES]["cliente"], query_params={CUSTOMER_PARAMETER: code})
