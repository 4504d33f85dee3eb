"""What sets the clusters apart: means of the most telling indicators, and the whole profile as a heat map."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex

from meraki.columns import Column
from meraki.reports import formats
from meraki.reports.charts.canvas import INNER, Chart, Page, badge, bare, legend, legend_height, tick
from meraki.reports.charts.lettering import fit, text_width
from meraki.reports.dictionary import MONEY, SHARE, entry, label
from meraki.reports.figures import FEW, cluster_table
from meraki.reports.outputs import Outputs
from meraki.reports.style import DIVERGING, INK, MUTED, NEUTRAL, cluster_colour, ink_on
from meraki.wording import is_year, rounded

NO_HEADLINE = "O que distingue os clusters"
MEANS, HEAT = "02_medias_por_cluster", "03_mapa_de_calor_do_perfil"
_PANELS, _COLUMNS, _ROW = 6, 3, 0.25
_HEAT_ROWS = 16
_LIMIT = 1.5
"""Standard deviations at which the colour of the heat map is full."""


def telling(profile: pd.DataFrame, most: int) -> list[str]:
    """The indicators that tell the clusters apart best, at most ``most``; none that no cluster informs enough."""
    known = profile[(profile[Column.CLUSTER] > 0) & profile[Column.DIFFERENCE].notna()]
    whole = profile.drop_duplicates(Column.PROFILE_COLUMN)
    whole = whole[whole[Column.PROFILE_COLUMN].isin(known[Column.PROFILE_COLUMN])]
    order = whole.assign(FORCA_=whole.get(Column.STRENGTH, 0.0))
    order = order.sort_values(["FORCA_", Column.PROFILE_COLUMN], ascending=[False, True])
    return order[Column.PROFILE_COLUMN].head(most).tolist()


def draw_means(outputs: Outputs) -> Chart | None:
    """Six small charts of means, the median marked, of medians where :func:`typical`; ``None`` without a profile."""
    profile = outputs.profile
    if profile is None:
        return None
    columns = telling(profile, _PANELS)
    clusters = sorted(int(cluster) for cluster in profile[Column.CLUSTER].unique() if cluster > 0)
    rows, foot = -(-len(columns) // _COLUMNS), legend_height(outputs) + 0.1
    panel = _ROW * len(clusters) + 0.55
    title = finding(outputs, profile, columns)
    subtitle = "Média (*: mediana) de cada cluster nos indicadores que mais os distinguem; o traço marca a mediana"
    page = Page(outputs, title, subtitle, foot + rows * panel)
    legend(page, outputs)
    for place, column in enumerate(columns):
        left = (place % _COLUMNS) * INNER / _COLUMNS
        bottom = foot + (rows - 1 - place // _COLUMNS) * panel
        axes = page.axes(left + 0.3, bottom + 0.12, INNER / _COLUMNS - 1.25, _ROW * len(clusters))
        _panel(axes, profile, column, clusters)
        page.text(left, bottom + panel - 0.34, _panel_title(profile, column), size=9, weight="bold", color=INK)
    said = "; ".join(_means_in_words(profile, column, clusters) for column in columns[:3])
    return Chart(MEANS, title, f"Médias, ou medianas onde escrito, por cluster. {said}.", page.figure)


def typical(profile: pd.DataFrame, column: str) -> str:
    """MEDIANA of money, whose mean a few customers carry, unless it is zero everywhere; MEDIA of all else."""
    medians = profile.loc[profile[Column.PROFILE_COLUMN] == column, Column.MEDIAN]
    return Column.MEDIAN if entry(column).kind == MONEY and (medians > 0).any() else Column.MEAN


def _panel(axes: Axes, profile: pd.DataFrame, column: str, clusters: list[int]) -> None:
    rows = profile[profile[Column.PROFILE_COLUMN] == column].set_index(Column.CLUSTER).reindex(clusters)
    drawn = rows[typical(profile, column)]
    values, medians, places = drawn.fillna(0.0), rows[Column.MEDIAN].fillna(0.0), list(range(len(clusters)))[::-1]
    axes.barh(places, values, height=0.7, color=[cluster_colour(cluster) for cluster in clusters])
    for place, median in zip(places, rows[Column.MEDIAN], strict=True):
        if not formats.is_missing(median):
            tick(axes, float(median), place, 0.5)
    bare(axes)
    top = max(values.max(), medians.max(), 0) or 1
    axes.set(ylim=(-0.5, len(clusters) - 0.5), xlim=(min(0.0, values.min()), top))
    axes.set_yticks(places, [str(cluster) for cluster in clusters])
    look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "size": 8.5, "annotation_clip": False}
    for place, value, median, shown in zip(places, values, medians, drawn, strict=True):
        axes.annotate(show(column, shown), (max(value, median, 0), place), (5, 0), **look)


def _called(profile: pd.DataFrame, column: str, median: str) -> str:
    return label(column) + (median if typical(profile, column) == Column.MEDIAN else "")


def _panel_title(profile: pd.DataFrame, column: str) -> str:
    whole = profile[(profile[Column.PROFILE_COLUMN] == column) & (profile[Column.CLUSTER] == 0)]
    base = f" · base: {show(column, whole[typical(profile, column)].iloc[0])}" if len(whole) else ""
    room, said = INNER / _COLUMNS - 0.15, _called(profile, column, "*")
    return said + base if text_width(said + base, 9, bold=True) <= room else fit(said, room, 9, bold=True)


def show(column: str, value: Any) -> str:
    """A value of an indicator as it is read."""
    kind = entry(column).kind
    if kind == MONEY:
        return formats.short_money(value)
    if is_year(value, column):
        return str(rounded(value, 0))
    return formats.percent(value, 1) if kind == SHARE else formats.short_number(value)


def _means_in_words(profile: pd.DataFrame, column: str, clusters: list[int]) -> str:
    rows = profile[profile[Column.PROFILE_COLUMN] == column].set_index(Column.CLUSTER)[typical(profile, column)]
    said = ", ".join(f"cluster {cluster} {show(column, rows.get(cluster))}" for cluster in clusters)
    return f"{_called(profile, column, ' (mediana)')}: {said}"


def finding(outputs: Outputs, profile: pd.DataFrame, columns: list[str]) -> str:
    """The widest difference from the whole, in what the chart draws: the cluster's mean or median beside the base's."""
    rows = _headline_rows(outputs, profile, columns)
    if rows.empty:
        return NO_HEADLINE
    which = {column: typical(profile, column) for column in columns}
    whole = profile[profile[Column.CLUSTER] == 0].set_index(Column.PROFILE_COLUMN)
    own = pd.Series([row[which[row[Column.PROFILE_COLUMN]]] for _, row in rows.iterrows()], index=rows.index)
    base = rows[Column.PROFILE_COLUMN].map({column: whole[which[column]].get(column) for column in columns})
    agree = (own - base) * rows[Column.DIFFERENCE] > 0  # the difference is one of ranks
    if not agree.any():
        return NO_HEADLINE
    widest = rows[Column.DIFFERENCE].abs()[agree].idxmax()
    column, cluster = rows.at[widest, Column.PROFILE_COLUMN], int(rows.at[widest, Column.CLUSTER])
    name = "mediana" if which[column] == Column.MEDIAN else "média"
    mine, usual = show(column, own[widest]), show(column, base[widest])
    return f"{label(column)}: {name} de {mine} no cluster {cluster}, contra {usual} na base"


def _headline_rows(outputs: Outputs, profile: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The profile's rows that may give a headline: clusters that are not tiny, a difference that is known."""
    table = cluster_table(outputs).set_index(Column.CLUSTER)
    large = table.index[table[Column.CUSTOMERS].fillna(0) >= FEW]
    fits = profile[Column.PROFILE_COLUMN].isin(columns) & profile[Column.CLUSTER].isin(large)
    return profile[fits & profile[Column.DIFFERENCE].notna() & (profile[Column.CLUSTER] > 0)]


def draw_heat(outputs: Outputs) -> Chart | None:
    """Indicators against clusters, coloured by the standardised difference; ``None`` without a profile."""
    profile = outputs.profile
    if profile is None:
        return None
    columns = telling(profile, _HEAT_ROWS)
    table = profile[profile[Column.CLUSTER] > 0].pivot_table(
        index=Column.PROFILE_COLUMN, columns=Column.CLUSTER, values=Column.DIFFERENCE, dropna=False
    )
    table = table.reindex(columns)
    title = _heat_title(outputs, profile, columns)
    subtitle = "Diferença de cada cluster para a base, em desvios-padrão: roxo acima, laranja abaixo"
    foot, row = legend_height(outputs) + 0.15, 0.3
    page = Page(outputs, title, subtitle, foot + row * (len(columns) + 1) + 0.1)
    legend(page, outputs)
    axes = page.axes(2.9, foot, INNER - 2.9, row * (len(columns) + 1))
    _heat_cells(axes, table)
    axes.set_yticks(range(len(columns)), [fit(label(column), 2.75, 9.5) for column in columns])
    widest = "; ".join(_extreme(table, cluster) for cluster in table.columns)
    return Chart(HEAT, title, f"Mapa de calor do perfil. Maior diferença de cada cluster: {widest}.", page.figure)


def _heat_cells(axes: Axes, table: pd.DataFrame) -> None:
    colours = LinearSegmentedColormap.from_list("meraki", DIVERGING)
    bare(axes)
    axes.set(xlim=(-0.5, len(table.columns) - 0.5), ylim=(len(table) - 0.5, -1.5))
    for column, cluster in enumerate(table.columns):
        badge(axes, column, -1, int(cluster))
        for row, value in enumerate(table[cluster]):
            known = not formats.is_missing(value)
            colour = to_hex(colours((max(-_LIMIT, min(_LIMIT, value)) / _LIMIT + 1) / 2)) if known else "#FFFFFF"
            axes.barh(row, 0.96, left=column - 0.48, height=0.92, color=colour)
            said = f"{value:+.1f}".replace(".", ",").replace("-0,0", "0,0").replace("+0,0", "0,0") if known else "–"
            ink = ink_on(colour) if known else NEUTRAL
            axes.text(column, row, said, ha="center", va="center", size=8.5, color=ink if known else MUTED)


def _heat_title(outputs: Outputs, profile: pd.DataFrame, columns: list[str]) -> str:
    rows = _headline_rows(outputs, profile, columns)
    rows = rows[rows[Column.DIFFERENCE] != 0]
    if rows.empty:  # as of one cluster alone, which is the base
        return "O perfil de cada cluster"
    spread = rows.assign(TAMANHO=rows[Column.DIFFERENCE].abs()).groupby(Column.CLUSTER)["TAMANHO"].mean()
    cluster = int(spread.idxmax())
    mine = rows[rows[Column.CLUSTER] == cluster]
    top = mine.loc[mine[Column.DIFFERENCE].abs().sort_values(ascending=False, kind="stable").index].head(2)
    sides = {"acima": top[top[Column.DIFFERENCE] > 0], "abaixo": top[top[Column.DIFFERENCE] <= 0]}
    said = [
        f"{side} em {formats.joined([inside(column) for column in rows[Column.PROFILE_COLUMN]])}"
        for side, rows in sides.items()
        if len(rows)
    ]
    return f"O cluster {cluster} é o mais diferente da base: {formats.joined(said)}"


def inside(column: str) -> str:
    """The header of ``column`` within a sentence: ``meses de casa``; an acronym stays: ``MRR (12 meses)``."""
    said = label(column)
    return said if said[:2].isupper() else said[:1].lower() + said[1:]


def _extreme(table: pd.DataFrame, cluster: int) -> str:
    values = table[cluster].dropna()
    if values.empty:
        return f"cluster {cluster} sem dados"
    column = values.abs().idxmax()
    return f"cluster {cluster} {'acima' if values[column] > 0 else 'abaixo'} em {inside(column)}"
