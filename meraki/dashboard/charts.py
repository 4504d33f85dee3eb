"""Charts of the dashboard, drawn by Vega-Lite: one colour per cluster, values beside the marks, Brazilian numbers.

The data of a chart has fixed field names; names from the files are only values and texts, which Vega draws as they are.
The specifications are plain dictionaries: building and checking them with a library would cost more than the page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from meraki.columns import Column
from meraki.dashboard import encodings, tables
from meraki.dashboard.encodings import Spec
from meraki.dashboard.text import plain
from meraki.reports import dictionary, formats
from meraki.reports.style import ACCENT, INK, LINE, NEUTRAL, cluster_colour

ROOM = 96
"""Pixels kept for the text at the end of a bar, whatever the width of the page."""
STANDING_ROOM = 150
"""The same for a value and its median."""
MAP_POINTS = 4000
OTHERS = "outros clusters"
WHOLE_WORDS = ("menos que todos", "todos os clientes", "mais que todos")
CLUSTER_WORDS = ("menor", "mediana", "maior")


def _draw(data: pd.DataFrame, spec: Spec, rows: int | None = None) -> None:
    height = {} if rows is None else {"height": encodings.row_height(data["nome"]) * max(rows, 1) + 10}
    st.vega_lite_chart(data, {**height, **spec})


def bars(names: Sequence[str], values: Sequence[float], texts: Sequence[str], colours: Sequence[str]) -> None:
    """Horizontal bars in the given order, each with its text at the end."""
    data = pd.DataFrame({"nome": [plain(name) for name in names], "valor": values, "texto": texts, "cor": colours})
    x = encodings.amount("valor", 0, max([*data["valor"], 1e-9]), room=ROOM)
    layers = [
        {"mark": {"type": "bar", "cornerRadiusEnd": 3, "height": 18}, "encoding": {"color": encodings.OWN_COLOUR}},
        {"mark": encodings.text(), "encoding": {"text": encodings.TEXT}},
    ]
    shared = {"y": encodings.names(data["nome"]), "x": x, "tooltip": encodings.hints(nome=" ", texto=" ")}
    _draw(data, {"encoding": shared, "layer": layers}, len(data))


def sizes(table: pd.DataFrame, names: Mapping[int, str]) -> None:
    """Customers of each cluster (QTD_CLIENTES), in the order of the clusters."""
    counts, total = table[Column.CUSTOMERS], table[Column.CUSTOMERS].sum()
    texts = [f"{formats.number(count)} ({formats.percent(count / total)})" for count in counts]
    _cluster_bars(table, names, counts, texts)


def usage(rows: pd.DataFrame, names: Mapping[int, str]) -> None:
    """Share of each cluster that uses one product; rows of recomendacoes_por_cluster.csv."""
    pairs = zip(rows[Column.PENETRATION], rows[Column.QUANTITY], strict=True)
    texts = [f"{formats.percent(share)} ({formats.number(count)})" for share, count in pairs]
    _cluster_bars(rows, names, rows[Column.PENETRATION], texts)


def _cluster_bars(rows: pd.DataFrame, names: Mapping[int, str], values: pd.Series, texts: Sequence[str]) -> None:
    clusters = [int(cluster) for cluster in rows[Column.CLUSTER]]
    bars([names[cluster] for cluster in clusters], values.tolist(), texts, [cluster_colour(c) for c in clusters])


def differences(profile: pd.DataFrame, clusters: Sequence[int], names: Mapping[int, str]) -> None:
    """How far each cluster is from the whole, indicator by indicator: a point per cluster on a line from zero.

    Args:
        profile: rows of clusters_perfil.csv of the wanted columns, in the order to show.
        clusters: one or two clusters.
    """
    data, order = _differences(profile, clusters, names), profile[Column.PROFILE_COLUMN].map(dictionary.label)
    reach = 1.1 * max([1.0, *data["valor"].abs()])
    x = encodings.amount("valor", -reach, reach, encodings.sides((-reach, 0, reach), WHOLE_WORDS))
    colour = encodings.palette([plain(names[c]) for c in clusters], [cluster_colour(c) for c in clusters])
    hints = encodings.hints(grupo="Cluster", nome="Indicador", mediana="Mediana")
    layers = [
        {"mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.5}, "encoding": {"x2": {"datum": 0}}},
        {"mark": {"type": "circle", "size": 140, "opacity": 1}},
    ]
    _draw(
        data,
        {"encoding": {"y": encodings.names(order), "x": x, "color": colour, "tooltip": hints}, "layer": layers},
        order.nunique() + 1,
    )


def _differences(profile: pd.DataFrame, clusters: Sequence[int], names: Mapping[int, str]) -> pd.DataFrame:
    rows = profile[profile[Column.CLUSTER].isin(clusters)].dropna(subset=Column.DIFFERENCE)
    pairs = zip(rows[Column.PROFILE_COLUMN], rows[Column.MEDIAN], strict=True)
    return pd.DataFrame(
        {
            "nome": rows[Column.PROFILE_COLUMN].map(dictionary.label).tolist(),
            "valor": rows[Column.DIFFERENCE].tolist(),
            "grupo": [plain(names[int(cluster)]) for cluster in rows[Column.CLUSTER]],
            "mediana": [tables.written(column, value) for column, value in pairs],
        }
    )


def standing(table: pd.DataFrame, colour: str) -> None:
    """Where a customer stands in its cluster, of :func:`meraki.dashboard.views.standing`."""
    rows = list(table.itertuples(index=False))
    data = pd.DataFrame(
        {
            "nome": [dictionary.label(column) for column, *_ in rows],
            "posicao": table["posicao"].tolist(),
            "texto": [f"{tables.short(name, own)}  ({tables.short(name, half)})" for name, own, half, _ in rows],
        }
    )
    x = encodings.amount(
        "posicao", 0, 1, encodings.sides((0, 0.5, 1), CLUSTER_WORDS, STANDING_ROOM), room=STANDING_ROOM
    )
    line = {"type": "rule", "strokeWidth": 3, "color": colour, "opacity": 0.45}
    layers = [
        {"mark": line, "encoding": {"x2": {"datum": 0.5}}},
        {"mark": {"type": "circle", "size": 150, "color": colour, "opacity": 1}},
        {"mark": encodings.text(12, 16), "encoding": {"x": {"datum": 1}, "text": encodings.TEXT}},
    ]
    shared = {"y": encodings.names(data["nome"]), "x": x, "tooltip": encodings.hints(nome="Indicador", texto="Cliente")}
    _draw(data, {"encoding": shared, "layer": layers}, len(data) + 1)


def people_map(points: pd.DataFrame, clusters: Sequence[int], names: Mapping[int, str]) -> None:
    """The 2-D map of the customers (MAPA_X, MAPA_Y): the chosen clusters in colour over the others in grey."""
    data = _map_data(points, clusters, names)
    groups = [*(plain(names[cluster]) for cluster in clusters), OTHERS]
    colour = encodings.palette(groups, [*(cluster_colour(cluster) for cluster in clusters), LINE])
    bare = {"title": None, "labels": False, "ticks": False, "grid": False, "domain": False}
    plane = {name: {"field": name, "type": "quantitative", "axis": bare, "scale": {"zero": False}} for name in "xy"}
    encoding = {**plane, "color": colour, "tooltip": encodings.hints(cliente="Cliente", grupo="Cluster")}
    _draw(data, {"height": 420, "mark": {"type": "circle", "size": 22, "opacity": 0.65}, "encoding": encoding})


def _map_data(points: pd.DataFrame, clusters: Sequence[int], names: Mapping[int, str]) -> pd.DataFrame:
    some = points.iloc[:: max(1, -(-len(points) // MAP_POINTS))]
    named = {cluster: plain(names[cluster]) for cluster in clusters}
    data = pd.DataFrame(
        {
            "x": some[Column.MAP_X].to_numpy(),
            "y": some[Column.MAP_Y].to_numpy(),
            "cliente": some[Column.CUSTOMER].map(plain).to_numpy(),
            "grupo": some[Column.CLUSTER].map(named).fillna(OTHERS).to_numpy(),
        }
    )
    return pd.concat([data[data["grupo"] == OTHERS], data[data["grupo"] != OTHERS]])


def with_and_without(table: pd.DataFrame, users: str, others: str) -> None:
    """Two points a product of :func:`meraki.dashboard.views.used_together`: among the users, among the others."""
    names = table[Column.PRODUCT].map(plain)
    parts = [
        pd.DataFrame({"nome": names, "valor": table[share], "grupo": group, "texto": table[share].map(formats.percent)})
        for share, group in (("com", users), ("sem", others))
    ]
    data = pd.concat(parts)
    x = encodings.amount("valor", 0, max([*data["valor"], 1e-9]), room=ROOM // 2)
    layers = [
        {"mark": {"type": "line", "color": LINE, "strokeWidth": 3}, "encoding": {"detail": {"field": "nome"}}},
        {
            "mark": {"type": "circle", "size": 140, "opacity": 1},
            "encoding": {"color": encodings.palette([users, others], [ACCENT, NEUTRAL])},
        },
        {
            "mark": encodings.text(12, 11),
            "transform": [{"filter": {"field": "grupo", "equal": users}}],
            "encoding": {"text": encodings.TEXT},
        },
    ]
    shared = {"y": encodings.names(names), "x": x, "tooltip": encodings.hints(nome="Produto", grupo=" ", texto=" ")}
    _draw(data, {"encoding": shared, "layer": layers}, len(table) + 1)


def methods(table: pd.DataFrame) -> None:
    """NDCG@5 of each method with its 95 % interval, of :func:`meraki.reports.evaluation.methods`; ours comes first."""
    data = pd.DataFrame(
        {
            "nome": table["rotulo"].map(plain),
            "valor": table["ndcg@5"],
            "texto": table["ndcg@5"].map(lambda value: formats.number(value, 3)),
            "baixo": table["ic_baixo"].fillna(table["ndcg@5"]),
            "alto": table["ic_alto"].fillna(table["ndcg@5"]),
            "cor": [ACCENT, *[NEUTRAL] * (len(table) - 1)],
        }
    )
    low, middle, high = (
        encodings.amount(name, 0, max([*data["alto"], 1e-9]), room=ROOM // 2) for name in ("baixo", "valor", "alto")
    )
    bar = {"type": "bar", "height": 16, "opacity": 0.85, "cornerRadiusEnd": 3}
    layers = [
        {"mark": bar, "encoding": {"x": middle, "color": encodings.OWN_COLOUR}},
        {"mark": {"type": "rule", "color": INK, "strokeWidth": 2}, "encoding": {"x": low, "x2": {"field": "alto"}}},
        {"mark": encodings.text(), "encoding": {"x": high, "text": encodings.TEXT}},
    ]
    title = "NDCG@5, com intervalo de 95 %"
    _draw(data, {"title": title, "encoding": {"y": encodings.names(data["nome"])}, "layer": layers}, len(data))


def calibration(deciles: pd.DataFrame) -> None:
    """Predicted against observed share of each decile; on the dashed line the prediction holds exactly."""
    data = pd.DataFrame({"x": deciles["previsto"], "y": deciles["observado"]})
    data = data.assign(previsto=data["x"].map(formats.percent), observado=data["y"].map(formats.percent))
    top = max(0.01, 1.03 * float(data[["x", "y"]].to_numpy().max()))
    percents = {"labelExpr": "round(datum.value * 100) + ' %'", "tickCount": 5}
    plane = {
        name: {**encodings.amount(name, 0, top, percents), "title": title}
        for name, title in (("x", "previsto"), ("y", "observado"))
    }
    diagonal = {"values": [{"x": 0, "y": 0}, {"x": top, "y": top}]}
    layers = [
        {"data": diagonal, "mark": {"type": "line", "color": NEUTRAL, "strokeDash": [4, 4]}},
        {
            "mark": {"type": "circle", "size": 110, "color": ACCENT, "opacity": 1},
            "encoding": {"tooltip": encodings.hints(previsto="Previsto", observado="Observado")},
        },
    ]
    with st.container(width=480):
        _draw(data, {"height": 320, "encoding": plane, "layer": layers})
