"""How MRR and NPS spread inside each cluster."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from meraki.columns import Column
from meraki.reports import formats
from meraki.reports.charts.canvas import INNER, WIDTH, Chart, Page, bare, names, words
from meraki.reports.charts.lettering import text_width
from meraki.reports.figures import FEW, members_with_base
from meraki.reports.outputs import Outputs
from meraki.reports.style import BAD, FAIR, GOOD, INK, LINE, MUTED, cluster_colour, ink_on, tint

MRR, NPS = "04_mrr_por_cluster", "05_nps_por_cluster"
CLASSES = ("Detratores (média até 6)", "Neutros", "Promotores (média 9 ou mais)")
_LABELS, _ROW, _RIGHT, _RIGHT_OF_MONEY = 3.0, 0.42, 1.75, 2.2
_WHISKERS = (0.10, 0.25, 0.50, 0.75, 0.90)


def draw_mrr(outputs: Outputs) -> Chart | None:
    """Deciles and quartiles of MRR per cluster on a log scale; ``None`` when nobody is known to pay.

    A log scale has no place for who pays nothing: where there are such, all is said of who pays.
    """
    values = _known(outputs, Column.MRR)
    if values is None or not (values[Column.MRR] > 0).any():
        return None
    positive = values[values[Column.MRR] > 0]
    whose = "da base" if len(positive) == len(values) else "de quem paga"
    table = positive.groupby(Column.CLUSTER)[Column.MRR].quantile(list(_WHISKERS)).unstack()
    counts, whole = positive.groupby(Column.CLUSTER).size(), float(positive[Column.MRR].median())
    subtitle = (
        "MRR dos clientes de cada cluster, em escala logarítmica: traço central, mediana; faixa cheia, metade dos "
        f"clientes; linha fina, oito de cada dez. Linha vertical: mediana {whose} ({formats.short_money(whole)})"
        f"{_unpaid(len(values) - len(positive))}"
    )
    page = Page(outputs, _mrr_title(table, counts, whole, whose), subtitle, _ROW * len(table) + 0.3)
    axes = page.axes(_LABELS, 0.3, INNER - _LABELS - _RIGHT_OF_MONEY, _ROW * len(table))
    _boxes(axes, table, whole)
    _row_labels(axes, outputs, table.index)
    for place, cluster in enumerate(table.index):
        said = f"{formats.short_money(table.loc[cluster, 0.5])} ({_customers(counts[cluster])})"
        _at_right(axes, len(table) - 1 - place, said)
    alt = "; ".join(f"cluster {cluster} mediana {formats.money(table.loc[cluster, 0.5])}" for cluster in table.index)
    return Chart(MRR, page.title, f"Distribuição do MRR por cluster: {alt}.", page.figure)


def _known(outputs: Outputs, column: str) -> pd.DataFrame | None:
    members = members_with_base(outputs)
    if members is None or column not in members:
        return None
    known = members[[Column.CLUSTER, column]].dropna()
    return None if known.empty else known.astype({Column.CLUSTER: int})


def _unpaid(customers: int) -> str:
    """How many are left out, as the end of a sentence; "" of none."""
    return f"; fora do gráfico, {formats.count(customers, 'cliente', 'clientes')} com MRR até zero" if customers else ""


def _mrr_title(table: pd.DataFrame, counts: pd.Series, whole: float, whose: str) -> str:
    large = table[counts.reindex(table.index) >= FEW]
    if large.empty or len(table) == 1 or whole <= 0:
        return "MRR por cluster"
    cluster = large[0.5].idxmax()
    ratio = large.loc[cluster, 0.5] / whole
    if ratio < 1.05:
        return "O MRR mediano quase não muda entre os clusters"
    return f"O cluster {cluster} paga {formats.times(ratio)} o MRR mediano {whose}"


def _boxes(axes: Axes, table: pd.DataFrame, whole: float) -> None:
    bare(axes)
    axes.set_xscale("log")
    low, high = float(table[0.10].min()), float(table[0.90].max())
    axes.set(xlim=(low / 1.3, high * 1.3), ylim=(-0.5, len(table) - 0.5))
    axes.axvline(whole, color=MUTED, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    for place, (cluster, row) in enumerate(table.iterrows()):
        y, colour = len(table) - 1 - place, cluster_colour(int(str(cluster)))
        axes.plot([row[0.10], row[0.90]], [y, y], color=colour, linewidth=1.5, zorder=2, solid_capstyle="butt")
        width = max(row[0.75] - row[0.25], row[0.5] * 0.002)
        axes.barh(y, width, left=row[0.25], height=0.52, color=tint(colour, 0.55), zorder=3)
        axes.plot([row[0.5]] * 2, [y - 0.3, y + 0.3], color=INK, linewidth=2, zorder=4)
    ticks = money_ticks(low / 1.3, high * 1.3)
    axes.set_xticks(ticks, [formats.short_money(tick) for tick in ticks], minor=False)
    axes.set_xticks([], minor=True)
    axes.grid(axis="x", color=LINE, linewidth=0.8)


def money_ticks(low: float, high: float) -> list[float]:
    """Three round values or more between ``low`` and ``high`` (above 0) for a log scale, as few as can be."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    for digits in ((1,), (1, 3), (1, 2, 5)):
        ticks = [digit * 10.0**power for power in powers for digit in digits]
        ticks = [tick for tick in ticks if low <= tick <= high]
        if len(ticks) >= 3:
            return ticks
    return [float(tick) for tick in MaxNLocator(4).tick_values(low, high) if low <= tick <= high]


def draw_nps(outputs: Outputs) -> Chart | None:
    """Shares of detractors, neutral and promoters per cluster by the customer's mean note; ``None`` without notes."""
    values = _known(outputs, Column.NPS_MEAN)
    if values is None:
        return None
    bins = pd.cut(values[Column.NPS_MEAN], [-np.inf, 6, 8.9999999, np.inf], labels=list(CLASSES))
    counts = pd.crosstab(values[Column.CLUSTER], bins).reindex(columns=list(CLASSES), fill_value=0)
    answered, means = counts.sum(axis=1), values.groupby(Column.CLUSTER)[Column.NPS_MEAN].mean()
    shares = counts.div(answered, axis=0)
    subtitle = "Clientes com resposta, pela média das notas de cada um; à direita, a nota média do cluster"
    page = Page(outputs, _nps_title(shares, answered), subtitle, _ROW * len(shares) + 0.35)
    axes = page.axes(_LABELS, 0.35, INNER - _LABELS - _RIGHT, _ROW * len(shares))
    words(page, 0.05, list(zip(CLASSES, (BAD, FAIR, GOOD), strict=True)))
    _stacks(axes, shares)
    _row_labels(axes, outputs, shares.index)
    for place, cluster in enumerate(shares.index):
        said = f"{formats.number(means[cluster], 1)} ({_customers(answered[cluster])})"
        _at_right(axes, len(shares) - 1 - place, said)
    alt = "; ".join(f"cluster {c} {formats.percent(shares.loc[c, CLASSES[2]])} promotores" for c in shares.index)
    return Chart(NPS, page.title, f"NPS por cluster: {alt}.", page.figure)


def _nps_title(shares: pd.DataFrame, answered: pd.Series) -> str:
    large = shares[answered >= FEW][CLASSES[2]]
    if len(large) < 2:
        return "Satisfação por cluster"
    low, high = large.idxmin(), large.idxmax()
    if large[high] - large[low] < 0.05:
        promoters = float((shares[CLASSES[2]] * answered).sum() / answered.sum())
        return f"A satisfação quase não muda entre os clusters: {formats.percent(promoters)} de promotores"
    return (
        f"Promotores vão de {formats.percent(large[low])} no cluster {low} "
        f"a {formats.percent(large[high])} no cluster {high}"
    )


def _stacks(axes: Axes, shares: pd.DataFrame) -> None:
    """A bar of the three classes per cluster; each share is written where its part is wide enough."""
    bare(axes)
    inches = axes.get_position().width * WIDTH
    axes.set(xlim=(0, 1), ylim=(-0.5, len(shares) - 0.5))
    for place, (_, row) in enumerate(shares.iterrows()):
        start, y = 0.0, len(shares) - 1 - place
        for share, colour in zip(row, (BAD, FAIR, GOOD), strict=True):
            axes.barh(y, share, left=start, height=0.68, color=colour, edgecolor="white", linewidth=1)
            said = formats.percent(share)
            if text_width(said, 9) + 0.06 <= share * inches:
                axes.text(start + share / 2, y, said, ha="center", va="center", size=9, color=ink_on(colour))
            start += share


def _row_labels(axes: Axes, outputs: Outputs, clusters: pd.Index) -> None:
    called = names(outputs, _LABELS - 0.15, 9.5)
    axes.set_yticks(range(len(clusters))[::-1], [called.get(int(cluster), str(cluster)) for cluster in clusters])


def _customers(number: float) -> str:
    return formats.count(int(number), "cliente", "clientes")


def _at_right(axes: Axes, y: float, said: str) -> None:
    axes.annotate(
        said, (1, y), (8, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points", va="center", size=9.5
    )
