"""How many customers each cluster has."""

from __future__ import annotations

import pandas as pd

from meraki.columns import Column
from meraki.reports import formats
from meraki.reports.charts.canvas import INNER, Chart, Page, bare, names
from meraki.reports.figures import cluster_table
from meraki.reports.outputs import Outputs
from meraki.reports.style import INK, cluster_colour

NAME = "01_tamanho_dos_clusters"
_LABELS = 3.0
_ROW = 0.42


def draw(outputs: Outputs) -> Chart | None:
    """Bars of customers per cluster; ``None`` without clusters."""
    table = cluster_table(outputs).dropna(subset=[Column.CUSTOMERS])
    if table.empty:
        return None
    page = Page(outputs, title(table), "Clientes por cluster e parte da base", _ROW * len(table))
    axes = page.axes(_LABELS, 0, INNER - _LABELS - 1.5, _ROW * len(table))
    counts, places = table[Column.CUSTOMERS].astype(int).tolist(), list(range(len(table)))[::-1]
    axes.barh(places, counts, height=0.68, color=[cluster_colour(cluster) for cluster in table[Column.CLUSTER]])
    axes.set_ylim(-0.5, len(table) - 0.5)
    called = names(outputs, _LABELS - 0.15, 9.5)
    bare(axes)
    axes.set_yticks(places, [called[cluster] for cluster in table[Column.CLUSTER]])
    for place, count, share in zip(places, counts, table[Column.PENETRATION], strict=True):
        said = f"{formats.number(count)} ({formats.percent(share)})"
        axes.annotate(said, (count, place), (5, 0), textcoords="offset points", va="center", color=INK)
    alt = "; ".join(
        f"cluster {cluster}: {formats.number(count)}"
        for cluster, count in zip(table[Column.CLUSTER], counts, strict=True)
    )
    return Chart(NAME, page.title, f"Barras de clientes por cluster. {alt}.", page.figure)


def title(table: pd.DataFrame) -> str:
    """The finding: the largest and the smallest; of several smallest all."""
    if len(table) == 1:
        return "Todos os clientes estão em um só cluster"
    sizes = table[Column.CUSTOMERS].astype(int)
    few = formats.count(int(sizes.min()), "cliente", "clientes")
    if sizes.min() == sizes.max():
        return f"Os {len(table)} clusters têm o mesmo tamanho: {few} cada um"
    most = table.loc[sizes.idxmax()]
    largest = f"O cluster {int(most[Column.CLUSTER])} reúne {formats.percent(most[Column.PENETRATION])} dos clientes"
    least = [f"o {cluster}" for cluster in table.loc[sizes == sizes.min(), Column.CLUSTER]]
    if len(least) == 1:
        return f"{largest}; o menor, {least[0]}, tem {few}"
    return f"{largest}; os menores, {formats.joined(least)}, têm {few} cada um"
