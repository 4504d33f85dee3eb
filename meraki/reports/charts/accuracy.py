"""How good the advice is: against the reference methods, and chance against what came true."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from meraki.reports import formats
from meraki.reports.charts.canvas import INNER, Chart, Page, bare
from meraki.reports.charts.lettering import fit
from meraki.reports.evaluation import calibration_words, methods, plain_name, references, within_error
from meraki.reports.outputs import Outputs
from meraki.reports.style import ACCENT, LINE, MUTED, NEUTRAL

METHODS, CALIBRATION = "11_avaliacao", "12_calibracao"
_LABELS, _ROW = 3.2, 0.42


def draw_methods(outputs: Outputs) -> Chart | None:
    """NDCG@5 of each method with its 95 % interval; ``None`` where nothing was evaluated."""
    table = methods(outputs.evaluation or {})
    if table.empty or "ndcg@5" not in table or table["ndcg@5"].isna().any():
        return None
    table = pd.concat([table.head(1), references(table)]).reset_index(drop=True)
    subtitle = (
        "Posição na lista (NDCG@5, de 0 a 1): premia achar o produto escondido no alto; a linha, a margem de 95 %"
    )
    page = Page(outputs, _title(table), subtitle, _ROW * len(table))
    axes = page.axes(_LABELS, 0, INNER - _LABELS - 0.8, _ROW * len(table))
    bare(axes)
    places = list(range(len(table)))[::-1]
    for place, (_, row) in zip(places, table.iterrows(), strict=True):
        colour = ACCENT if place == places[0] else NEUTRAL
        low, high = (row[key] if not formats.is_missing(row[key]) else row["ndcg@5"] for key in ("ic_baixo", "ic_alto"))
        axes.plot([0, row["ndcg@5"]], [place, place], color=LINE, linewidth=1, zorder=1)
        axes.plot([low, high], [place, place], color=colour, linewidth=3.5, solid_capstyle="round", zorder=2)
        axes.scatter([row["ndcg@5"]], [place], s=75, color=colour, zorder=3)
        weight, said = "bold" if place == places[0] else "normal", formats.number(row["ndcg@5"], 3)
        axes.annotate(said, (high, place), (9, 0), textcoords="offset points", va="center", weight=weight)
    axes.set(xlim=(0, max(table["ndcg@5"].max(), table["ic_alto"].fillna(0).max()) or 1), ylim=(-0.5, len(table) - 0.5))
    axes.set_yticks(places, [fit(name, _LABELS - 0.15, 9.5) for name in table["rotulo"]])
    alt = "; ".join(f"{row['rotulo']} {formats.number(row['ndcg@5'], 3)}" for _, row in table.iterrows())
    return Chart(METHODS, page.title, f"NDCG@5 por método: {alt}.", page.figure)


def _title(table: pd.DataFrame) -> str:
    ours, others = table.iloc[0], table.iloc[1:]
    if others.empty:
        return f"Posição na lista (NDCG@5) de {formats.number(ours['ndcg@5'], 3)}"
    best = fit(plain_name(others["rotulo"].iloc[0]), 4, 15, bold=True)
    if within_error(others.iloc[0]):
        return f"A recomendação e o melhor método de referência, {best}, ficam na mesma margem de erro"
    if others["ndcg@5"].iloc[0] == 0:  # nothing to be a share of
        return f"Posição na lista (NDCG@5) de {formats.number(ours['ndcg@5'], 3)}, contra 0 de {best}"
    gain = ours["ndcg@5"] / others["ndcg@5"].iloc[0] - 1
    side = "acima" if gain > 0 else "abaixo"
    return f"A recomendação fica {formats.percent(abs(gain))} {side} do melhor método de referência, {best}"


def draw_calibration(outputs: Outputs) -> Chart | None:
    """Predicted chance against what came true, by tenths of the cases; ``None`` without calibration."""
    calibration = (outputs.evaluation or {}).get("calibracao") or {}
    deciles = calibration.get("decis") or []
    if not deciles:
        return None
    table = pd.DataFrame(deciles)
    page = Page(outputs, _calibration_title(calibration), calibration_words(outputs.evaluation or {}), 4.6)
    axes = page.axes(0.75, 0.6, INNER - 0.95, 3.9)
    _diagonal(axes, table)
    page.text(INNER / 2, 0.05, "Chance prevista", size=9, color=MUTED, ha="center")
    alt = "; ".join(
        f"previsto {formats.percent(p)}, visto {formats.percent(o)}" for p, o in table[["previsto", "observado"]].values
    )
    return Chart(CALIBRATION, page.title, f"Chance prevista e confirmada: {alt}.", page.figure)


def _calibration_title(calibration: dict) -> str:
    error = calibration.get("erro_maximo")
    if error is None:
        return "A chance prevista e o que se confirmou"
    if error <= 0.05:
        return f"A chance prevista se confirma: erro de no máximo {formats.points(error)}"
    return f"A chance prevista erra em até {formats.points(error)}: use-a para ordenar"


def _diagonal(axes: Axes, table: pd.DataFrame) -> None:
    top = float(max(table["previsto"].max(), table["observado"].max())) * 1.12 or 1.0
    axes.plot([0, top], [0, top], color=LINE, linewidth=1.5, zorder=1)
    axes.annotate("previsto = confirmado", (0.86 * top, 0.83 * top), size=9, color=MUTED, ha="left", va="top")
    axes.plot(table["previsto"], table["observado"], color=ACCENT, linewidth=1.2, zorder=2)
    axes.scatter(table["previsto"], table["observado"], s=55, color=ACCENT, zorder=3)
    step = next(size for size in (0.01, 0.02, 0.05, 0.1, 0.2) if top / size <= 8 or size == 0.2)
    ticks = [step * number for number in range(int(top / step) + 1)]
    axes.set(xlim=(0, top), ylim=(0, top))
    axes.set_xticks(ticks, [formats.percent(tick) for tick in ticks])
    axes.set_yticks(ticks[1:], [formats.percent(tick) for tick in ticks[1:]])
    axes.set_title("Confirmado no teste", loc="left", size=9, color=MUTED)
    axes.tick_params(length=0)
