"""Clusters: who they are, what sets them apart, and two of them side by side."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from meraki.columns import Column
from meraki.dashboard import charts, tables
from meraki.dashboard.folder import Folder
from meraki.dashboard.parts import Figure, cluster_names, figure, figures, people_of, require, side_by_side
from meraki.dashboard.text import inert
from meraki.reports import dictionary, formats
from meraki.reports.figures import products_used
from meraki.reports.opportunities import cluster_ids
from meraki.reports.texts import rules_accuracy

TELLING = 12
"""Indicators shown: those that set the clusters apart the most."""
PRODUCTS = 15
WHOLE = 0
"""The number that clusters_perfil.csv gives to all customers together."""
USAGE = [
    Column.PRODUCT,
    Column.QUANTITY,
    Column.PENETRATION,
    Column.BASE_PENETRATION,
    Column.LIFT,
    Column.RECOMMENDATIONS,
]
TRIED = [
    Column.K,
    Column.SILHOUETTE,
    Column.STABILITY,
    Column.SMALLEST_CLUSTER,
    Column.LARGEST_CLUSTER,
    Column.CHOSEN,
    Column.REASON,
]
Names = dict[int, str]


def render(folder: Folder) -> None:
    """Draw the page."""
    if not require(folder, "base", "clusters"):
        return
    names = cluster_names(folder, cluster_ids(folder.outputs))
    chosen = _choice(names)
    _persona(folder, chosen[0], names)
    profile, products, plane, decision = st.tabs(["Perfil", "Produtos", "Mapa", "Por que este número de clusters"])
    with profile:
        _profile(folder, chosen, names)
    with products:
        _products(folder, chosen, names)
    with plane:
        _map(folder, chosen, names)
    with decision:
        _decision(folder)


def _choice(names: Names) -> list[int]:
    """The cluster to look at and, perhaps, one to compare it with."""
    left, right = st.columns(2)
    first = left.selectbox("Cluster", list(names), format_func=names.__getitem__, key="cluster", bind="query-params")
    second = right.selectbox(
        "Comparar com",
        [cluster for cluster in names if cluster != first],
        index=None,
        format_func=names.__getitem__,
        placeholder="todos os clientes",
        key="outro",
        bind="query-params",
    )
    return [first] if second is None else [first, second]


def _persona(folder: Folder, cluster: int, names: Names) -> None:
    people, personas = people_of(folder), folder.outputs.personas
    st.subheader(inert(names[cluster]))
    if require(folder, "personas") and personas is not None:
        for _, persona in personas[personas[Column.CLUSTER] == cluster].iterrows():
            _persona_text(persona)
    figures(_figures(people[people[Column.CLUSTER] == cluster], len(people)))


def _persona_text(persona: pd.Series) -> None:
    accuracy = persona.get(Column.RULES_ACCURACY)
    right = f" ({rules_accuracy(accuracy)})" if pd.notna(accuracy) else ""
    sentences = {
        Column.PERSONA_LABEL: "**{}**",
        Column.PERSONA_TEXT: "{}",
        Column.PLAY: "**O que fazer:** {}",
        Column.PERSONA_RULES: f"**Quem pertence{right}:** {{}}",
    }
    for name, sentence in sentences.items():
        text = inert(persona.get(name))
        if text:
            st.markdown(sentence.format(text))


def _figures(mine: pd.DataFrame, total: int) -> list[Figure]:
    medians = mine[[Column.MRR, Column.CONTRACT_VALUE, Column.PRODUCTS]].median()
    return [
        ("Clientes", formats.number(len(mine)), f"{formats.percent(len(mine) / total)} da base."),
        figure(Column.MRR, medians[Column.MRR], "MRR mediano"),
        figure(Column.CONTRACT_VALUE, medians[Column.CONTRACT_VALUE], "Contratos (mediana)"),
        figure(Column.PRODUCTS, medians[Column.PRODUCTS], "Produtos (mediana)"),
        figure(Column.NPS_MEAN, mine[Column.NPS_MEAN].mean(), "NPS médio"),
    ]


def telling(profile: pd.DataFrame, clusters: list[int], limit: int = TELLING) -> pd.DataFrame:
    """The rows of clusters_perfil.csv of the columns that set ``clusters`` apart the most, strongest first."""
    mine = profile[profile[Column.CLUSTER].isin(clusters)]
    strength = mine[Column.DIFFERENCE].abs().groupby(mine[Column.PROFILE_COLUMN]).max().dropna()
    order = strength.sort_values(ascending=False, kind="stable").head(limit).index
    places = {name: place for place, name in enumerate(order)}
    rows = profile[profile[Column.PROFILE_COLUMN].isin(places)]
    return rows.sort_values(Column.PROFILE_COLUMN, key=lambda names: names.map(places), kind="stable")


def _profile(folder: Folder, chosen: list[int], names: Names) -> None:
    profile = folder.outputs.profile
    if not require(folder, "profile") or profile is None:
        return
    rows = telling(profile, chosen)
    charts.differences(rows, chosen, names)
    st.caption("Distância em desvios-padrão: permite comparar indicadores de unidades diferentes.")
    tables.show(medians(rows, chosen, names))


def medians(rows: pd.DataFrame, chosen: list[int], names: Names) -> pd.DataFrame:
    """Indicator x (each chosen cluster, all customers): medians as text."""
    titles = {**{cluster: f"{names[cluster]} (mediana)" for cluster in chosen}, WHOLE: "Todos (mediana)"}
    columns = list(dict.fromkeys(rows[Column.PROFILE_COLUMN]))
    values = rows.set_index([Column.PROFILE_COLUMN, Column.CLUSTER])[Column.MEDIAN]
    table = {"Indicador": [dictionary.label(column) for column in columns]}
    for cluster, title in titles.items():
        table[title] = [tables.written(column, values.get((column, cluster))) for column in columns]
    return pd.DataFrame(table)


def _products(folder: Folder, chosen: list[int], names: Names) -> None:
    if not require(folder, "cluster_products"):
        return
    for place, cluster in zip(side_by_side("clusters", len(chosen)), chosen, strict=True):
        mine = products_used(folder.outputs, cluster).reindex(columns=USAGE).head(PRODUCTS)
        with place:
            st.markdown(f"**{inert(names[cluster])}**")
            tables.show(mine, rows=PRODUCTS)


def _map(folder: Folder, chosen: list[int], names: Names) -> None:
    points = folder.outputs.clusters
    if points is None or not {Column.MAP_X, Column.MAP_Y} <= set(points.columns):
        st.info("Estes clusters não têm o mapa dos clientes.")
        return
    charts.people_map(points, chosen, names)
    st.caption("Cada ponto é um cliente; pontos próximos têm indicadores parecidos. Os eixos não têm unidade.")


def _decision(folder: Folder) -> None:
    decision = folder.outputs.decision
    if not require(folder, "decision") or decision is None:
        return
    table = decision.reindex(columns=TRIED)
    fractions = dict.fromkeys((Column.SILHOUETTE, Column.STABILITY), tables.FRACTION)
    tables.show(table.sort_values(Column.K), kinds=fractions)
    for column in (Column.SILHOUETTE, Column.STABILITY):
        st.caption(f"{dictionary.label(column)}: {dictionary.entry(column).meaning}")
