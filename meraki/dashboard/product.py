"""Produto: who uses it, what goes with it, and the best customers to offer it to."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meraki.columns import Column
from meraki.dashboard import charts, tables, views
from meraki.dashboard.folder import Folder
from meraki.dashboard.parts import (
    Figure,
    advice_of,
    cluster_names,
    expected,
    figure,
    figures,
    go_to_customer,
    once,
    require,
    side_by_side,
)
from meraki.dashboard.text import plain
from meraki.reports import formats
from meraki.reports.approaches import CARE_REASON

BEST = 200
BEST_COLUMNS = [
    Column.CUSTOMER,
    Column.EXPECTED_VALUE,
    Column.APPROACH,
    Column.SCORE,
    Column.POTENTIAL,
    Column.STATE,
    Column.SEGMENT,
    Column.CLUSTER,
    CARE_REASON,
    Column.REASON,
]
"""In the order of the list of opportunities."""


def render(folder: Folder) -> None:
    """Draw the page."""
    if not require(folder, "products"):
        return
    held = once(folder, views.holdings)
    if held.empty:
        st.info("Nenhum cliente tem produto em uso.")
        return
    product = _choice(held)
    offers = _offers(folder, product)
    told = _offered(offers) if folder.outputs.recommendations is not None else []
    customers = once(folder, views.customer_count)
    figures([*_usage(held, product, customers), *told])
    left, right = side_by_side("produto")
    with left:
        _by_cluster(folder, product)
    with right:
        _together(held, product, customers)
    if require(folder, "recommendations"):
        _best(offers)


def _choice(held: pd.DataFrame) -> str:
    """The product asked for in the list or in the page's address; the most used come first."""
    counts = held[Column.PRODUCT].value_counts().rename("n").reset_index()
    options = counts.sort_values(["n", Column.PRODUCT], ascending=[False, True])[Column.PRODUCT].tolist()
    return st.selectbox("Produto", options, format_func=plain, key="produto", bind="query-params")


def _offers(folder: Folder, product: str) -> pd.DataFrame:
    if folder.outputs.recommendations is None:
        return pd.DataFrame(columns=BEST_COLUMNS)
    advice = views.audience(advice_of(folder))
    return advice[advice[Column.PRODUCT] == product]


def _usage(held: pd.DataFrame, product: str, customers: int) -> list[Figure]:
    users = int((held[Column.PRODUCT] == product).sum())
    return [
        ("Clientes que usam", formats.number(users), f"De {formats.number(customers)}, com ou sem produto em uso."),
        ("Parte dos clientes", formats.percent(users / customers), "Entre todos, com ou sem produto em uso."),
    ]


def _offered(offers: pd.DataFrame) -> list[Figure]:
    return [
        ("Recomendado a", formats.number(len(offers)), "Clientes do público-alvo que o recebem como recomendação."),
        figure(Column.SCORE, offers[Column.SCORE].mean(), "Chance média"),
        expected(offers),
    ]


def _by_cluster(folder: Folder, product: str) -> None:
    st.subheader("Uso por cluster")
    usage = folder.outputs.cluster_products
    if not require(folder, "cluster_products") or usage is None:
        return
    mine = usage[usage[Column.PRODUCT] == product].sort_values(Column.CLUSTER)
    if mine.empty:
        st.info("As recomendações foram feitas em outra unidade (--product-level); não há uso por cluster deste nome.")
        return
    charts.usage(mine, cluster_names(folder, mine[Column.CLUSTER].tolist()))


def _together(held: pd.DataFrame, product: str, customers: int) -> None:
    st.subheader("Quem usa também usa")
    table = views.used_together(held, product, customers)
    if table.empty:
        st.info("Nenhum outro produto é mais comum entre os clientes deste.")
        return
    charts.with_and_without(table, "clientes deste produto", "demais clientes")


def _best(offers: pd.DataFrame) -> None:
    st.subheader("Melhores clientes para oferecer")
    if offers.empty:
        st.info("Este produto não foi recomendado a nenhum cliente do público-alvo.")
        return
    best = offers.head(BEST).reindex(columns=BEST_COLUMNS)
    picked = tables.show(best, key="melhores_clientes", selectable=True)
    st.caption(f"{formats.number(len(best))} de {formats.number(len(offers))}. Marque uma linha para abrir o cliente.")
    if picked is not None:
        go_to_customer(best[Column.CUSTOMER].iloc[picked])
