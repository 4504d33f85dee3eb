"""Cliente: one customer against its cluster, what it has in use and what to offer, with the reason."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from meraki.columns import APPROACH_CARE, APPROACH_OFFER, Column
from meraki.dashboard import charts, tables, views
from meraki.dashboard.folder import Folder
from meraki.dashboard.parts import (
    CUSTOMER_PARAMETER,
    advice_of,
    cluster_names,
    figure,
    figures,
    people_of,
    require,
    side_by_side,
)
from meraki.dashboard.text import inert, plain, unbroken
from meraki.reports import formats
from meraki.reports.approaches import CARE_REASON
from meraki.reports.style import MUTED, cluster_colour

FIGURES = (Column.MRR, Column.CONTRACT_VALUE, Column.PRODUCTS, Column.NPS_MEAN, Column.OPEN_TICKETS)
ABOUT = (Column.SEGMENT, Column.SUBSEGMENT, Column.REVENUE_BAND, Column.CITY, Column.STATE)
LISTED = 20
"""Codes to choose from; more are told, not listed."""
CARD = (Column.SCORE, Column.POTENTIAL, Column.EXPECTED_VALUE)
_AUDIENCE = {1: "Está no público-alvo.", 0: "Não está no público-alvo."}
_QUERY, _SHOWN = "busca_cliente", "cliente_mostrado"
_SHADES: dict[str, Literal["green", "orange"]] = {APPROACH_OFFER: "green", APPROACH_CARE: "orange"}


def render(folder: Folder) -> None:
    """Draw the page."""
    if not require(folder, "base"):
        return
    people = people_of(folder)
    code = _search(people[Column.CUSTOMER])
    if code is None:
        return
    one = people[people[Column.CUSTOMER] == code].iloc[0]
    _header(folder, one)
    left, right = side_by_side("cliente")
    with left:
        _advice(folder, code)
    with right:
        _standing(people, one)
    _owned(folder, code)


def _search(codes: pd.Series) -> str | None:
    """The customer asked for, in the box or in the page's address, which then holds the code of who is shown."""
    asked = st.query_params.get(CUSTOMER_PARAMETER)
    if asked != st.session_state.get(_SHOWN):  # another address since the last time: it says more than the box
        st.session_state[_QUERY] = asked or ""
    query = st.text_input("Código do cliente", placeholder="o código ou parte dele", key=_QUERY)
    code = st.session_state[_SHOWN] = _found(codes, query)
    if code is None:
        st.query_params.pop(CUSTOMER_PARAMETER, None)
    elif code != asked:
        st.query_params[CUSTOMER_PARAMETER] = code
    return code


def _found(codes: pd.Series, query: str) -> str | None:
    """The one customer of ``query``, or the one chosen among those whose code contains it."""
    found = views.find_customers(codes, query)
    if not query.strip():
        st.info("Digite o código de um cliente, ou parte dele.")
    elif not found:
        st.warning(f"Nenhum cliente tem {inert(query)} no código. Confira com a planilha ou digite menos letras.")
    elif len(found) > 1:
        return _one_of(found)
    return found[0] if found else None


def _one_of(found: list[str]) -> str:
    chosen = st.selectbox("Códigos encontrados", found[:LISTED], format_func=plain)
    if len(found) > LISTED:
        st.caption(f"Mostrando {LISTED} de {formats.number(len(found))}; escreva mais letras ou o código.")
    return chosen


def _header(folder: Folder, one: pd.Series) -> None:
    st.header(inert(one[Column.CUSTOMER]), divider="gray")
    about = [tables.written(name, one[name]) for name in ABOUT if pd.notna(one.get(name))]
    if pd.notna(one.get(Column.CUSTOMER_SINCE)):
        about.append(f"cliente desde {formats.day(one[Column.CUSTOMER_SINCE])}")
    st.text(" · ".join(about))
    if pd.notna(one[Column.CLUSTER]):
        cluster = int(one[Column.CLUSTER])
        audience = _AUDIENCE.get(one[Column.TARGET_AUDIENCE], "")
        name = cluster_names(folder, [cluster])[cluster].removeprefix("Cluster ")
        st.markdown(f"Cluster **{inert(name)}**. {audience}")
    figures([figure(name, one.get(name)) for name in FIGURES])


def _advice(folder: Folder, code: str) -> None:
    st.subheader("O que oferecer")
    if not require(folder, "recommendations"):
        return
    advice = advice_of(folder)
    mine = advice[advice[Column.CUSTOMER] == code]  # by expected value, as the list that led here
    if mine.empty:
        st.info(
            "Não há recomendação para este cliente: nada falta do que clientes parecidos usam, ou uma regra exclui."
        )
    if len(mine) > 1:
        st.caption("Em ordem de valor esperado.")
    for place, (_, row) in enumerate(mine.iterrows(), 1):
        _card(place, row)


def _card(place: int, row: pd.Series) -> None:
    with st.container(border=True):
        st.markdown(f"**{place}. {inert(row[Column.PRODUCT])}**")
        _badges(row)
        st.text(unbroken(row[Column.REASON]))
        figures([figure(name, row[name]) for name in CARD], border=False)
        low, high = (formats.money(row[name]) for name in (Column.POTENTIAL_LOW, Column.POTENTIAL_HIGH))
        if pd.notna(row[Column.POTENTIAL_LOW]):
            who = "Dos clientes comparáveis que já usam e pagam R$ 1 ou mais"
            st.caption(inert(f"{who}, metade paga entre {low} e {high}."))


def _badges(row: pd.Series) -> None:
    with st.container(horizontal=True):
        if pd.notna(row[Column.KIND]):
            st.badge(inert(row[Column.KIND]), color="blue")
        if pd.notna(row[Column.APPROACH]):
            st.badge(inert(row[Column.APPROACH]), color=_SHADES.get(row[Column.APPROACH], "gray"))
        if pd.notna(row[CARE_REASON]):
            st.caption(inert(row[CARE_REASON]), width="content")


def _standing(people: pd.DataFrame, one: pd.Series) -> None:
    alone = pd.isna(one[Column.CLUSTER])
    st.subheader("Comparado à base" if alone else "Comparado ao seu cluster")
    table = views.standing(people, one[Column.CUSTOMER])
    if table.empty:
        st.info("A base não tem indicadores deste cliente para comparar.")
        return
    colour = MUTED if alone else cluster_colour(int(one[Column.CLUSTER]))
    charts.standing(table, colour)
    where, whose = ("na base", "da base") if alone else ("no cluster", "do cluster")
    place = f"O ponto é a posição do cliente {where}; no meio, ele está na mediana."
    st.caption(f"{place} Ao lado, o valor dele e, entre parênteses, a mediana {whose}.")


def _owned(folder: Folder, code: str) -> None:
    st.subheader("O que já usa")
    if not require(folder, "products") or folder.outputs.products is None:
        return
    owned = views.owned(folder.outputs.products, code)
    if owned.empty:
        st.info("Este cliente não tem produto em uso.")
        return
    tables.show(owned)
