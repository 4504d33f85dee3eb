"""How the clusters were found: the silhouette of each k, and the map of customers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from meraki.columns import Column
from meraki.reports import formats
from meraki.reports.charts.canvas import INNER, Chart, Page, badge, bare, legend, legend_height
from meraki.reports.figures import FEW, WELL_APART
from meraki.reports.outputs import Outputs
from meraki.reports.style import ACCENT, LINE, MUTED, NEUTRAL, cluster_colour

SILHOUETTE, MAP = "08_silhueta_por_k", "09_mapa_dos_clientes"

_MAP_POINTS = 6000
_SQUEEZE = 1.5
"""How many times as wide as nearly all customers (998 in 1,000) the map may be, for the sake of showing all."""
_BADGE_GAP = 0.34
"""Inches between the centres of two labels on the map."""


def draw_silhouette(outputs: Outputs) -> Chart | None:
    """Silhouette of each k with its interval and the chosen one; ``None`` without the decision table."""
    table = outputs.decision
    if table is None:
        return None
    table = table.dropna(subset=[Column.SILHOUETTE]).sort_values(Column.K)
    if table.empty:
        return None
    chosen = table[table[Column.CHOSEN] == 1]
    page = Page(outputs, _silhouette_title(table, chosen), _silhouette_subtitle(chosen), 3.6)
    axes = page.axes(0.5, 0.55, INNER - 0.7, 3.0)
    _silhouette_line(axes, table)
    page.text(INNER / 2, 0.02, "Número de clusters (k)", size=9, color=MUTED, ha="center")
    alt = "; ".join(
        f"k {int(k)} silhueta {formats.number(value, 3)}"
        for k, value in zip(table[Column.K], table[Column.SILHOUETTE], strict=True)
    )
    return Chart(SILHOUETTE, page.title, f"Silhueta por número de clusters: {alt}.", page.figure)


def _silhouette_line(axes: Axes, table: pd.DataFrame) -> None:
    x, y = table[Column.K].to_numpy(float), table[Column.SILHOUETTE].to_numpy(float)
    low, high = (table.get(name, table[Column.SILHOUETTE]).fillna(table[Column.SILHOUETTE]).to_numpy(float)
                 for name in (Column.SILHOUETTE_LOW, Column.SILHOUETTE_HIGH))  # fmt: skip
    eligible = table[Column.ELIGIBLE].to_numpy() == 1 if Column.ELIGIBLE in table else np.ones(len(x), bool)
    chosen = table[Column.CHOSEN].to_numpy() == 1
    axes.plot(x, y, color=NEUTRAL, linewidth=1.5, zorder=1)
    axes.vlines(x, low, high, color=NEUTRAL, linewidth=3, zorder=2)
    axes.scatter(x[eligible], y[eligible], s=60, color=NEUTRAL, zorder=3)
    axes.scatter(x[~eligible], y[~eligible], s=60, facecolor="white", edgecolor=NEUTRAL, linewidth=1.6, zorder=3)
    axes.scatter(x[chosen], y[chosen], s=110, color=ACCENT, zorder=4)
    for place in range(len(x)):
        weight, at = "bold" if chosen[place] else "normal", (x[place], high[place])
        said = formats.number(y[place], 3)
        note = axes.annotate(said, at, (0, 9), textcoords="offset points", ha="center", size=9, weight=weight)
        note.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})
    axes.set_xlim(x.min() - 0.6, x.max() + 0.6)
    axes.set_xticks(x, [str(int(value)) for value in x])
    _silhouette_scale(axes, min(0.0, float(low.min())), max(0.0, float(high.max())))


def _silhouette_scale(axes: Axes, low: float, high: float) -> None:
    """Heights from zero, so that one twice as high is twice as good; below it only where a silhouette is negative."""
    reach = max(high - low, 0.02)
    bottom, top = low - (0.1 * reach if low < 0 else 0), high + 0.2 * reach
    axes.set_ylim(bottom, top)
    ticks = [tick for tick in MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(low, high) if bottom <= tick <= top]
    decimals = 2 if reach >= 0.04 else 3
    axes.set_yticks(ticks, [formats.number(tick, decimals) for tick in ticks])
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.tick_params(length=0)


def _silhouette_title(table: pd.DataFrame, chosen: pd.DataFrame) -> str:
    if chosen.empty:
        return "Silhueta de cada número de clusters"
    k, value = int(chosen[Column.K].iloc[0]), float(chosen[Column.SILHOUETTE].iloc[0])
    eligible = table[table[Column.ELIGIBLE] == 1] if Column.ELIGIBLE in table else table
    best = len(eligible) > 0 and value >= float(eligible[Column.SILHOUETTE].max()) and k in set(eligible[Column.K])
    why = "a melhor entre os elegíveis" if best else "escolhido pelo conjunto dos critérios"
    said = f"{formats.count(k, 'cluster', 'clusters')}: silhueta de {formats.number(value, 3)}"
    return f"{said}, {why}"


def _silhouette_subtitle(chosen: pd.DataFrame) -> str:
    said = (
        "De -1 a 1: quanto maior, mais separados os grupos. Círculo vazio: fora dos limites de tamanho ou estabilidade."
    )
    if chosen.empty or Column.REASON not in chosen or formats.is_missing(chosen[Column.REASON].iloc[0]):
        return said
    return f"{said} {formats.shorten(chosen[Column.REASON].iloc[0], 160)}"


def draw_map(outputs: Outputs) -> Chart | None:
    """Every customer (a fixed sample of very many) as a point in its cluster's colour; ``None`` without a map.

    The subtitle says how many of all customers are drawn wherever it is not every one, and how many lie too far off.
    """
    members = outputs.clusters
    if members is None or Column.MAP_X not in members or Column.MAP_Y not in members:
        return None
    points = members.dropna(subset=[Column.MAP_X, Column.MAP_Y]).sort_values(Column.CUSTOMER)
    if points.empty:
        return None
    shown = points.iloc[:: -(-len(points) // _MAP_POINTS)]
    foot = legend_height(outputs) + 0.15
    limits = map_limits(shown)
    outside = _outside(shown, limits)
    page = Page(outputs, _map_title(members), _map_subtitle(len(shown) - outside, len(members), outside), foot + 5.2)
    legend(page, outputs)
    axes = page.axes(0, foot, INNER, 5.1)
    bare(axes)
    colours = [cluster_colour(int(cluster)) for cluster in shown[Column.CLUSTER]]
    size = 26 if len(shown) < 500 else 12 if len(shown) < 3000 else 6
    axes.scatter(shown[Column.MAP_X], shown[Column.MAP_Y], s=size, c=colours, alpha=0.55, linewidth=0, rasterized=True)
    for column, setter in ((Column.MAP_X, axes.set_xlim), (Column.MAP_Y, axes.set_ylim)):
        setter(*limits[column])
    _map_badges(axes, points)
    alt = (
        f"Mapa de {formats.count(len(shown) - outside, 'cliente', 'clientes')} em duas dimensões, colorido por cluster."
    )
    return Chart(MAP, page.title, f"{alt} {page.title}.", page.figure)


def _map_subtitle(shown: int, customers: int, outside: int) -> str:
    part = "" if shown == customers else f" (desenhados {formats.number(shown)} dos {formats.number(customers)})"
    far = formats.count(outside, "cliente fica", "clientes ficam")
    left_out = f". Longe dos demais, {far} fora do quadro" if outside else ""
    return f"Cada ponto é um cliente{part}; perto quer dizer parecido. Os eixos não têm unidade{left_out}"


def map_limits(points: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Least and greatest coordinate drawn on each axis: of all points, but for far ones that would squeeze the rest."""
    limits = {}
    for column in (Column.MAP_X, Column.MAP_Y):
        low, near_low, near_high, high = (float(edge) for edge in points[column].quantile([0, 0.001, 0.999, 1]))
        if high - low > _SQUEEZE * (near_high - near_low) > 0:
            low, high = near_low, near_high
        room = 0.06 * (high - low) or 1.0
        limits[column] = (low - room, high + room)
    return limits


def _outside(points: pd.DataFrame, limits: dict[str, tuple[float, float]]) -> int:
    inside = [points[column].between(*edges) for column, edges in limits.items()]
    return int((~np.logical_and.reduce(inside)).sum())


def _map_badges(axes: Axes, points: pd.DataFrame) -> None:
    centres = points.groupby(Column.CLUSTER)[[Column.MAP_X, Column.MAP_Y]].median()
    box = axes.get_position()
    figure = axes.get_figure(root=True)
    assert figure is not None
    width, height = box.width * figure.get_figwidth(), box.height * figure.get_figheight()
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    scale, origin = np.array([(right - left) / width, (top - bottom) / height]), np.array([left, bottom])
    inches = apart((centres.to_numpy(float) - origin) / scale, _BADGE_GAP, (width, height))
    for cluster, (x, y) in zip(centres.index, inches * scale + origin, strict=True):
        badge(axes, x, y, int(cluster), size=10)


def apart(points: np.ndarray, gap: float, size: tuple[float, float]) -> np.ndarray:
    """``points`` (k, 2) pushed from each other until no two are nearer than ``gap``, kept inside ``size``; inches."""
    moved = points.copy()
    room = np.array([gap / 2, gap / 2]), np.array(size) - gap / 2
    for _ in range(300):
        steps = moved[:, None, :] - moved[None, :, :]
        distance = np.hypot(steps[..., 0], steps[..., 1]) + np.eye(len(moved)) * 1e9
        close = distance < gap
        if not close.any():
            break
        angle = np.arange(len(moved))[:, None] * 2.4 + np.zeros(len(moved))
        direction = np.where(
            distance[..., None] > 1e-9,
            steps / np.maximum(distance, 1e-9)[..., None],
            np.dstack([np.cos(angle), np.sin(angle)]),
        )
        push = np.where(close, (gap - distance) / 2 + 1e-3, 0.0)[..., None] * direction
        moved = np.clip(moved + push.sum(axis=1), *room)
    return moved


def _map_title(members: pd.DataFrame) -> str:
    if Column.SILHOUETTE not in members:
        return "Onde estão os clientes de cada cluster"
    groups = members.groupby(Column.CLUSTER)[Column.SILHOUETTE]
    means = groups.mean()[groups.size() >= FEW].dropna()
    if len(means) < 2:
        return "Onde estão os clientes de cada cluster"
    best, worst = means.idxmax(), means.idxmin()
    high, low = (formats.number(means[cluster], 2) for cluster in (best, worst))
    whole = float(members[Column.SILHOUETTE].mean())
    if whole < WELL_APART:
        said = f"Os clusters se sobrepõem: silhueta média de {formats.number(whole, 2)}"
        return f"{said}, do {int(best)} ({high}) ao {int(worst)} ({low})"
    return f"O cluster {int(best)} é o mais bem separado (silhueta média {high}); o {int(worst)}, o menos ({low})"
