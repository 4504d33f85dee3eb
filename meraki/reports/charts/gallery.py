"""All charts of a run: drawn one after the other, saved as PNG at twice the screen's density and as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg

from meraki.reports.charts import accuracy, clustering, composition, distributions, profile, sizes, value
from meraki.reports.charts.canvas import Chart
from meraki.reports.outputs import Outputs
from meraki.reports.style import CHART_STYLE

DENSITY = 200
"""Dots per inch: twice those of a screen."""


@dataclass(frozen=True)
class Saved:
    """A chart on disk: its name, the finding, the text for who does not see it, and its PNG."""

    name: str
    title: str
    alt: str
    png: Path


def draw_all(outputs: Outputs, top: int) -> Iterator[Chart]:
    """Each chart that the outputs allow, one figure alive at a time; ``top`` products where products are listed."""
    with rc_context(CHART_STYLE):
        for draw in _builders(top):
            chart = draw(outputs)
            if chart is not None:
                yield chart


def save_all(directory: Path, outputs: Outputs, top: int) -> list[Saved]:
    """Write every chart into ``directory`` (which exists) as PNG and SVG; same outputs, same bytes."""
    return [_save(chart, directory) for chart in draw_all(outputs, top)]


def _builders(top: int) -> list[Callable[[Outputs], Chart | None]]:
    return [
        sizes.draw,
        profile.draw_means,
        profile.draw_heat,
        distributions.draw_mrr,
        distributions.draw_nps,
        composition.draw_segments,
        partial(composition.draw_products, top=top),
        clustering.draw_silhouette,
        clustering.draw_map,
        partial(value.draw, top=top),
        accuracy.draw_methods,
        accuracy.draw_calibration,
    ]


def _save(chart: Chart, directory: Path) -> Saved:
    png = directory / f"{chart.name}.png"
    FigureCanvasAgg(chart.figure)
    quick = {"compress_level": 3}  # flat colours: a tenth larger than at 9, in a third of the time
    chart.figure.savefig(png, dpi=DENSITY, metadata={"Software": None, "Title": chart.title}, pil_kwargs=quick)
    about = {"Date": None, "Title": chart.title, "Description": chart.alt}
    chart.figure.savefig(png.with_suffix(".svg"), dpi=DENSITY, metadata=about)
    return Saved(chart.name, chart.title, chart.alt, png)
