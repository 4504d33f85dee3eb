"""Where the money is: expected value by product, split by how to approach the customer."""

from __future__ import annotations

import pandas as pd

from meraki.columns import APPROACH_CARE, APPROACH_OFFER, APPROACH_UNKNOWN, Column
from meraki.reports import formats
from meraki.reports.charts.canvas import INNER, Chart, Page, bare, words
from meraki.reports.charts.lettering import fit
from meraki.reports.figures import by_product
from meraki.reports.opportunities import ranked
from meraki.reports.outputs import Outputs
from meraki.reports.style import APPROACH_COLOURS

NAME = "10_oportunidades_por_produto"
_LABELS, _ROW, _RIGHT = 3.3, 0.4, 2.1
_APPROACHES = (APPROACH_OFFER, APPROACH_CARE, APPROACH_UNKNOWN)


def draw(outputs: Outputs, top: int) -> Chart | None:
    """Bars of expected value of the ``top`` products; ``None`` without opportunities."""
    deals = ranked(outputs)
    if deals is None or not deals[Column.EXPECTED_VALUE].sum() > 0:
        return None
    table = by_product(deals).head(top)
    parts = _parts(deals, table)
    whose = formats.firsts(len(table), "do produto maior", "dos {} produtos maiores")
    subtitle = f"Valor esperado (chance x potencial) {whose}, pela abordagem indicada"
    page = Page(outputs, title(deals, table), subtitle, _ROW * len(table) + 0.4)
    words(page, 0.05, [(name.capitalize(), APPROACH_COLOURS[name]) for name in _APPROACHES])
    axes = page.axes(_LABELS, 0.4, INNER - _LABELS - _RIGHT, _ROW * len(table))
    bare(axes)
    places, start = list(range(len(table)))[::-1], pd.Series(0.0, index=table[Column.PRODUCT])
    for name in _APPROACHES:
        axes.barh(places, parts[name], left=start, height=0.66, color=APPROACH_COLOURS[name], edgecolor="white")
        start += parts[name]
    axes.set(ylim=(-0.5, len(table) - 0.5), xlim=(0, float(start.max())))
    axes.set_yticks(places, [fit(name, _LABELS - 0.15, 9.5) for name in table[Column.PRODUCT]])
    for place, worth, count in zip(places, table[Column.EXPECTED_VALUE], table[Column.RECOMMENDATIONS], strict=True):
        said = f"{formats.short_money(worth)} · {formats.count(int(count), 'cliente', 'clientes')}"
        axes.annotate(said, (worth, place), (5, 0), textcoords="offset points", va="center", size=9.5)
    alt = "; ".join(
        f"{formats.shorten(name, 50)} {formats.short_money(worth)}"
        for name, worth in zip(table[Column.PRODUCT], table[Column.EXPECTED_VALUE], strict=True)
    )
    return Chart(NAME, page.title, f"Valor esperado por produto: {alt}.", page.figure)


def _parts(deals: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    approach = deals[Column.APPROACH].where(deals[Column.APPROACH].isin(_APPROACHES), APPROACH_UNKNOWN)
    parts = deals.groupby([Column.PRODUCT, approach])[Column.EXPECTED_VALUE].sum().unstack(fill_value=0.0)
    return parts.reindex(index=table[Column.PRODUCT], columns=list(_APPROACHES), fill_value=0.0)


def title(deals: pd.DataFrame, table: pd.DataFrame) -> str:
    """The finding: how much the first product, or the first three, hold."""
    total = deals[Column.EXPECTED_VALUE].sum()
    first = table[Column.EXPECTED_VALUE].iloc[0] / total
    if first >= 0.25 or len(table) < 3:
        name = fit(table[Column.PRODUCT].iloc[0], 4, 15, bold=True)
        return f"{name} concentra {formats.percent(first)} dos {formats.short_money(total)} de valor esperado"
    three = table[Column.EXPECTED_VALUE].head(3).sum() / total
    return f"Três produtos somam {formats.percent(three)} dos {formats.short_money(total)} de valor esperado"
