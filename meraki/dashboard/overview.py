"""Visão geral: the figures, what stands out, the clusters and the best opportunities on one page."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meraki.columns import Column
from meraki.dashboard import charts, tables
from meraki.dashboard.folder import Folder
from meraki.dashboard.parts import EXPECTED_HELP, Figure, cluster_names, figures, go_to_customer, once, require
from meraki.dashboard.text import inert
from meraki.reports import formats
from meraki.reports.figures import KeyFigures, cluster_table, key_figures
from meraki.reports.findings import findings
from meraki.reports.opportunities import described, ranked
from meraki.reports.outputs import Outputs

TOP = 10
BEST = [
    Column.CUSTOMER,
    Column.EXPECTED_VALUE,
    Column.PRODUCT,
    Column.APPROACH,
    Column.SCORE,
    Column.POTENTIAL,
    Column.STATE,
    Column.SEGMENT,
    Column.CLUSTER,
]
"""In the order of the list of opportunities."""
CLUSTERS = [
    Column.CLUSTER,
    Column.PERSONA,
    Column.CUSTOMERS,
    Column.MRR,
    Column.NPS_MEAN,
    Column.RECOMMENDATIONS,
    Column.EXPECTED_VALUE,
]
CLUSTER_TITLES = {Column.MRR: "MRR mediano", Column.RECOMMENDATIONS: "Oportunidades"}


def render(folder: Folder) -> None:
    """Draw the page."""
    require(folder, "base", "clusters", "recommendations")
    facts = once(folder, key_figures)
    figures(_customer_figures(facts))
    if facts.opportunities:
        figures(_advice_figures(facts))
    _findings(once(folder, findings))
    if folder.outputs.clusters is not None:
        _clusters(folder)
    if facts.opportunities:
        _best(once(folder, _best_deals))


def _customer_figures(facts: KeyFigures) -> list[Figure]:
    return [
        ("Clientes", formats.number(facts.customers), "Um por linha da base analítica."),
        ("Público-alvo", formats.number(facts.audience), "Segmentos priorizados, com ao menos um produto em uso."),
        (
            "Clusters",
            formats.number(facts.clusters or None),
            "Grupos de clientes parecidos em porte, uso e relacionamento.",
        ),
    ]


def _advice_figures(facts: KeyFigures) -> list[Figure]:
    return [
        ("Oportunidades", formats.number(facts.opportunities), "Um cliente do público-alvo e um produto a oferecer."),
        ("Prontos para a oferta", formats.number(facts.to_offer), "Com nota ou chamado, e nada que peça cuidado."),
        ("Clientes a cuidar", formats.number(facts.to_care), "Nota até 6 ou muitos chamados em aberto."),
        ("Clientes sem sinal", formats.number(facts.silent), "Nem nota nem chamado."),
        ("Valor esperado", formats.short_money(facts.expected_value), EXPECTED_HELP),
    ]


def _findings(sentences: list[str]) -> None:
    if sentences:
        st.subheader("O que chama a atenção")
        st.markdown("\n".join(f"- {inert(sentence)}" for sentence in sentences))


def _clusters(folder: Folder) -> None:
    st.subheader("Clusters")
    table = once(folder, cluster_table)
    charts.sizes(table, cluster_names(folder, table[Column.CLUSTER].tolist()))
    tables.show(table[CLUSTERS].dropna(axis="columns", how="all"), names=CLUSTER_TITLES)


def _best_deals(outputs: Outputs) -> pd.DataFrame:
    deals = ranked(outputs)
    assert deals is not None
    return described(deals.head(TOP), outputs)


def _best(best: pd.DataFrame) -> None:
    st.subheader("Melhores oportunidades")
    picked = tables.show(best[BEST], key="melhores", selectable=True)
    st.caption("Do público-alvo, em ordem de valor esperado. Marque uma linha para abrir a página do cliente.")
    if picked is not None:
        go_to_customer(best[Column.CUSTOMER].iloc[picked])
