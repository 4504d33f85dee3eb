"""The sheet of paper of every chart: title, subtitle, source line, and axes placed in inches."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from meraki.reports import formats
from meraki.reports.charts.lettering import fold, text_width, wrap
from meraki.reports.figures import reference_date
from meraki.reports.opportunities import cluster_ids, persona_of
from meraki.reports.outputs import Outputs
from meraki.reports.style import INK, MUTED, cluster_colour, ink_on

WIDTH = 10.0
MARGIN = 0.35
INNER = WIDTH - 2 * MARGIN

_FOOT = 0.45
_TITLE, _SUBTITLE, _LEGEND, _SOURCE = 15, 10, 8.5, 8


@dataclass(frozen=True)
class Chart:
    """A drawn figure, its file name without ending, the finding it shows and what a blind reader is told."""

    name: str
    title: str
    alt: str
    figure: Figure


class Page:
    """A figure of fixed width whose body is ``body`` inches tall; places are inches from the body's lower left."""

    def __init__(self, outputs: Outputs, title: str, subtitle: str, body: float) -> None:
        self.title = title
        lines = wrap(title, INNER, _TITLE, bold=True)
        under = wrap(subtitle, INNER, _SUBTITLE) if subtitle else []
        head = MARGIN + 0.29 * len(lines) + 0.2 * len(under) + 0.15
        self.height = head + body + _FOOT
        self.figure = Figure(figsize=(WIDTH, self.height))
        y = self.height - MARGIN
        y = self._lines(lines, y, 0.29, size=_TITLE, weight="bold", color=INK)
        self._lines(under, y, 0.2, size=_SUBTITLE, color=MUTED)
        date = reference_date(outputs)
        source = "Fonte: Meraki Match" + (f" · dados até {formats.day(date)}" if date else "")
        self.figure.text(MARGIN / WIDTH, 0.14 / self.height, source, size=_SOURCE, color=MUTED)

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes of ``width`` x ``height`` inches at (``left``, ``bottom``) inches of the body."""
        box = (
            (MARGIN + left) / WIDTH,
            (_FOOT + bottom) / self.height,
            width / WIDTH,
            height / self.height,
        )
        return self.figure.add_axes(box)

    def text(self, left: float, bottom: float, text: str, **look: object) -> None:
        """A text at (``left``, ``bottom``) inches of the body."""
        x, y = (MARGIN + left) / WIDTH, (_FOOT + bottom) / self.height
        self.figure.text(x, y, text, **look)  # type: ignore[arg-type]

    def _lines(self, lines: list[str], y: float, step: float, **look: object) -> float:
        for line in lines:
            x = MARGIN / WIDTH
            self.figure.text(x, y / self.height, line, va="top", **look)  # type: ignore[arg-type]
            y -= step
        return y


def names(outputs: Outputs, inches: float, size: float, bold: bool = False) -> dict[int, str]:
    """Cluster -> ``2 · Persona``, on one line of at most ``inches`` or, where that is too short, on two."""
    personas = persona_of(outputs)
    called = {cluster: personas.get(cluster) for cluster in cluster_ids(outputs)}
    return {
        cluster: fold(f"{cluster} · {persona}" if persona else f"Cluster {cluster}", inches, size, 2, bold)
        for cluster, persona in called.items()
    }


def two_lines(called: dict[int, str]) -> bool:
    """Whether one of the :func:`names` needs its second line, so that all of them get room for it."""
    return any("\n" in name for name in called.values())


def legend_height(outputs: Outputs, columns: int = 3) -> float:
    """Inches that :func:`legend` takes."""
    called = _legend_names(outputs, columns)
    return _legend_row(called) * -(-len(called) // columns) + 0.1


def _legend_names(outputs: Outputs, columns: int) -> dict[int, str]:
    return names(outputs, INNER / columns - 0.35, _LEGEND)


def _legend_row(called: dict[int, str]) -> float:
    return 0.38 if two_lines(called) else 0.24


def legend(page: Page, outputs: Outputs, columns: int = 3) -> None:
    """Number, colour and persona of each cluster at the foot of the body, in ``columns`` columns."""
    called = _legend_names(outputs, columns)
    width, row, rows = INNER / columns, _legend_row(called), -(-len(called) // columns)
    for place, (cluster, name) in enumerate(called.items()):
        left, bottom = (place // rows) * width, row * (rows - 1 - place % rows) + (row - 0.24) / 2
        marker = page.axes(left, bottom, 0.15, 0.15)
        marker.set_facecolor(cluster_colour(cluster))
        marker.set_xticks([])
        marker.set_yticks([])
        for spine in marker.spines.values():
            spine.set_visible(False)
        page.text(left + 0.23, bottom + 0.075, name, size=_LEGEND, color=INK, va="center_baseline")


def badge(axes: Axes, x: float, y: float, cluster: int, size: float = 9) -> None:
    """The cluster's number in its colour, centred on the data point (``x``, ``y``)."""
    colour = cluster_colour(cluster)
    box = {"boxstyle": "round,pad=0.25", "facecolor": colour, "edgecolor": "white", "linewidth": 1}
    axes.text(x, y, str(cluster), size=size, weight="bold", color=ink_on(colour), ha="center", va="center", bbox=box)


def tick(axes: Axes, x: float, y: float, height: float) -> None:
    """A dark upright mark centred on the data point (``x``, ``y``), with a light rim so that it shows on any bar."""
    ends = [y - height / 2, y + height / 2]
    for colour, width in (("white", 3.2), (INK, 1.5)):
        axes.plot([x, x], ends, color=colour, linewidth=width, solid_capstyle="butt", clip_on=False)


def words(page: Page, bottom: float, pairs: list[tuple[str, str]], size: float = 9) -> None:
    """A line of words each in its colour: a legend without a box. ``pairs``: (word, colour)."""
    left = 0.0
    for word, colour in pairs:
        page.text(left, bottom, "■", size=size + 1, color=colour)
        page.text(left + 0.2, bottom, word, size=size, color=INK)
        left += text_width(word, size) + 0.5


def bare(axes: Axes) -> None:
    """No ticks, no frame."""
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
