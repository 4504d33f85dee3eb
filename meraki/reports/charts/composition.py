"""What each cluster is made of: segments, and the products it uses most."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex

from meraki.columns import Column
from meraki.reports import formats
from meraki.reports.charts.canvas import (
    INNER,
    Chart,
    Page,
    badge,
    bare,
    legend,
    legend_height,
    names,
    tick,
    two_lines,
)
from meraki.reports.charts.lettering import fit
from meraki.reports.figures import FEW, cluster_table, members_with_base
from meraki.reports.outputs import Outputs
from meraki.reports.style import INK, MUTED, SEQUENTIAL, cluster_colour, ink_on
from meraki.wording import segment_label

SEGMENTS, PRODUCTS = "06_segmentos_por_cluster", "07_produtos_por_cluster"
OTHERS, UNKNOWN = "Outros", "Sem segmento"
_MAX_SEGMENTS = 12
_ROW = 0.3
_PANEL_COLUMNS, _PRODUCT_ROW = 3, 0.36


def segment_shares(outputs: Outputs) -> pd.DataFrame | None:
    """Segments x clusters, each column summing to 1; the commonest segments first, the rest pooled as *Outros*.

    Segments by the names that people read: ``SERVICOS`` is *Serviços*.
    """
    members = members_with_base(outputs)
    if members is None or Column.SEGMENT not in members:
        return None
    segments = members[Column.SEGMENT].map(segment_label, na_action="ignore").fillna(UNKNOWN).astype(str)
    order = (
        segments.value_counts().rename_axis("s").reset_index().sort_values(["count", "s"], ascending=[False, True])["s"]
    )
    kept = order.head(_MAX_SEGMENTS if len(order) <= _MAX_SEGMENTS else _MAX_SEGMENTS - 1).tolist()
    shares = pd.crosstab(
        segments.where(segments.isin(kept), OTHERS), members[Column.CLUSTER].astype(int), normalize="columns"
    )
    rest = [OTHERS] if OTHERS in shares.index and OTHERS not in kept else []
    return shares.reindex([*kept, *rest])


def draw_segments(outputs: Outputs) -> Chart | None:
    """Share of each segment in each cluster as a coloured table; ``None`` without segments."""
    shares = segment_shares(outputs)
    if shares is None:
        return None
    foot = legend_height(outputs) + 0.15
    subtitle = "Parte dos clientes de cada cluster por segmento; cada coluna soma 100 %, a menos de arredondamentos"
    page = Page(outputs, _segment_title(outputs, shares), subtitle, foot + _ROW * (len(shares) + 1) + 0.1)
    legend(page, outputs)
    axes = page.axes(2.6, foot, INNER - 2.6, _ROW * (len(shares) + 1))
    _segment_cells(axes, shares)
    axes.set_yticks(range(len(shares)), [fit(name, 2.45, 9.5) for name in shares.index])
    alt = "; ".join(
        f"cluster {cluster} {named.idxmax()} {formats.percent(named.max())}"
        for cluster, named in _named(shares).items()
    )
    return Chart(SEGMENTS, page.title, f"Segmentos por cluster. Maior segmento de cada um: {alt}.", page.figure)


def _segment_cells(axes: Axes, shares: pd.DataFrame) -> None:
    colours = LinearSegmentedColormap.from_list("meraki", SEQUENTIAL)
    bare(axes)
    axes.set(xlim=(-0.5, len(shares.columns) - 0.5), ylim=(len(shares) - 0.5, -1.5))
    for column, cluster in enumerate(shares.columns):
        badge(axes, column, -1, int(cluster))
        for row, share in enumerate(shares[cluster]):
            colour = to_hex(colours(min(1.0, float(share) / 0.8)))
            axes.barh(row, 0.96, left=column - 0.48, height=0.92, color=colour)
            said = formats.percent(share) if share > 0 else "–"
            axes.text(
                column, row, said, ha="center", va="center", size=8.5, color=ink_on(colour) if share > 0 else MUTED
            )


def _named(shares: pd.DataFrame) -> pd.DataFrame:
    """The rows of segments, where there are any: what is rare or unknown, put together, is none."""
    named = shares.drop(index=[OTHERS, UNKNOWN], errors="ignore")
    return shares if named.empty else named


def _segment_title(outputs: Outputs, shares: pd.DataFrame) -> str:
    sizes = cluster_table(outputs).set_index(Column.CLUSTER)[Column.CUSTOMERS].fillna(0)
    large = [cluster for cluster in shares.columns if sizes.get(cluster, 0) >= FEW]
    if not large:
        return "Segmentos de cada cluster"
    named = _named(shares)[large]
    best = named.max().idxmax()
    segment, share = named[best].idxmax(), named[best].max()
    if share >= 0.5:
        return f"{fit(segment, 5, 15, bold=True)} é {formats.percent(share)} do cluster {best}"
    name = fit(segment, 3, 15, bold=True)
    return f"Nenhum segmento domina um cluster: o maior é {name}, {formats.percent(share)} do {best}"


def draw_products(outputs: Outputs, top: int) -> Chart | None:
    """The ``top`` most used products of each cluster, a panel each; ``None`` without products."""
    products = outputs.cluster_products
    if products is None:
        return None
    used = products[products[Column.QUANTITY] > 0]
    used = used.sort_values([Column.CLUSTER, Column.QUANTITY, Column.PRODUCT], ascending=[True, False, True])
    drawn = used.groupby(Column.CLUSTER).head(top)
    best = {int(str(cluster)): rows for cluster, rows in drawn.groupby(Column.CLUSTER)}
    clusters = sorted(int(cluster) for cluster in products[Column.CLUSTER].unique())
    deepest = max([len(rows) for rows in best.values()], default=1)
    columns = min(_PANEL_COLUMNS, len(clusters))
    called = names(outputs, INNER / columns - 0.3, 10, bold=True)
    head, rows = 0.73 if two_lines(called) else 0.55, -(-len(clusters) // columns)
    panel = _PRODUCT_ROW * deepest + head
    which = formats.firsts(top, "O produto mais usado", "Os {} produtos mais usados")
    subtitle = f"{which} de cada cluster: parte dos clientes que usa; o traço marca o uso na base"
    page = Page(outputs, _product_title(drawn), subtitle, rows * panel)
    for place, cluster in enumerate(clusters):
        left, bottom = (place % columns) * INNER / columns, (rows - 1 - place // columns) * panel
        name = called.get(cluster, str(cluster))
        page.text(left, bottom + panel - 0.17, name, size=10, weight="bold", color=INK, va="top")
        height = _PRODUCT_ROW * deepest
        _product_panel(
            page.axes(left, bottom + 0.12, INNER / columns - 0.35, height), best.get(cluster), cluster, deepest
        )
    alt = "; ".join(
        f"cluster {cluster}: {formats.shorten(rows[Column.PRODUCT].iloc[0], 60)}" for cluster, rows in best.items()
    )
    return Chart(PRODUCTS, page.title, f"Produtos mais usados por cluster. Primeiro de cada um: {alt}.", page.figure)


def _product_panel(axes: Axes, rows: pd.DataFrame | None, cluster: int, deepest: int) -> None:
    bare(axes)
    axes.set(xlim=(0, 1.16), ylim=(deepest, 0))
    if rows is None:
        axes.text(0, 0.5, "nenhum produto em uso", size=8.5, color=MUTED, va="center")
        return
    inches = axes.get_position().width * 10
    for place, (_, row) in enumerate(rows.iterrows()):
        share = float(row[Column.PENETRATION])
        axes.text(0, place + 0.24, fit(row[Column.PRODUCT], inches, 8.5), size=8.5, va="center", color=INK)
        axes.barh(place + 0.68, share, height=0.3, color=cluster_colour(cluster))
        base = row.get(Column.BASE_PENETRATION)
        known = base is not None and not formats.is_missing(base)
        after = max(share, float(base)) if known and base < share + 0.16 else share
        axes.text(after + 0.02, place + 0.68, formats.percent(share), size=8.5, va="center", color=INK)
        if known:
            tick(axes, float(base), place + 0.68, 0.36)


def _product_title(drawn: pd.DataFrame) -> str:
    common = drawn[(drawn[Column.QUANTITY] >= FEW) & (drawn[Column.PENETRATION] >= 0.1)]
    alone = drawn[Column.CLUSTER].nunique() == 1
    if alone or not common.get(Column.BASE_PENETRATION, pd.Series(dtype=float)).notna().any():
        return "O que cada cluster mais usa"
    lifts = common[Column.PENETRATION] / common[Column.BASE_PENETRATION]
    row = common.loc[lifts.idxmax()]
    product = fit(row[Column.PRODUCT], 4, 15, bold=True)
    if lifts.max() < 1.2:
        return "Os clusters usam quase os mesmos produtos"
    return f"{product} é {formats.times(lifts.max())} mais comum no cluster {int(row[Column.CLUSTER])} que na base"
