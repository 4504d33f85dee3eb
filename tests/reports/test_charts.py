"""Charts: one finding each, nothing that overlaps or leaves the page, one colour per cluster, same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from meraki.columns import Column
from meraki.reports.charts import gallery
from meraki.reports.charts.canvas import Chart
from meraki.reports.outputs import Outputs, load
from tests.sample_outputs import write_sample

SAMPLES = {
    "três": {"customers": 90, "clusters": 3},
    "doze": {"customers": 260, "clusters": 12, "long_names": True, "single": True},
    "hostil": {"customers": 90, "clusters": 4, "hostile": True},
}
WITHOUT_OVERLAP_RULE = {"09_mapa_dos_clientes"}
"""Its labels stand on the data; their distance has a rule of its own."""


@pytest.fixture(autouse=True)
def few_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quick to write; nothing here depends on how fine the pictures are."""
    monkeypatch.setattr(gallery, "DENSITY", 40)


@pytest.fixture(scope="module", params=SAMPLES)
def charts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Chart]:
    directory = tmp_path_factory.mktemp("graficos")
    write_sample(directory, **SAMPLES[request.param])
    outputs = load(directory)
    outputs = named_at_length(outputs) if request.param == "doze" else outputs
    drawn = list(gallery.draw_all(outputs, 8))
    for chart in drawn:
        FigureCanvasAgg(chart.figure).draw()
    return drawn


def named_at_length(outputs: Outputs) -> Outputs:
    """The outputs with personas that take two lines or more."""
    assert outputs.personas is not None
    long = "Contas enxutas com mais dias desde o último contrato" + " e com mais chamados abertos, de Serviços" * 2
    names = [long[: 52 if place % 2 else None] for place in range(len(outputs.personas))]
    return replace(outputs, personas=outputs.personas.assign(**{Column.PERSONA: names}))


def texts(chart: Chart) -> list[tuple[str, Bbox]]:
    """Every visible text with the box of its ink, in pixels."""
    renderer = chart.figure.canvas.get_renderer()  # type: ignore[attr-defined]
    found = chart.figure.findobj(lambda item: isinstance(item, Text) and item.get_visible() and item.get_text().strip())
    return [(item.get_text(), item.get_window_extent(renderer)) for item in found]


def overlap(one: Bbox, other: Bbox, slack: float = 1.5) -> bool:
    common = Bbox.intersection(one, other)
    return common is not None and common.width > slack and common.height > slack


def test_all_twelve_are_drawn_each_with_a_finding_and_words(charts: list[Chart]) -> None:
    assert len(charts) == 12
    assert [chart.name for chart in charts] == sorted(chart.name for chart in charts)
    assert [chart.name for chart in charts if not chart.title.strip() or len(chart.alt) < 30] == []
    assert len({chart.title for chart in charts}) == 12


def test_no_text_leaves_the_page(charts: list[Chart]) -> None:
    found = [(chart, said, box) for chart in charts for said, box in texts(chart)]
    inside = [(chart.figure.bbox.padded(1), box) for chart, _, box in found]
    assert [
        (chart.name, said)
        for (chart, said, _), (page, box) in zip(found, inside, strict=True)
        if not (page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1)
    ] == []


def test_no_two_texts_overlap(charts: list[Chart]) -> None:
    crossed = []
    for chart in charts:
        if chart.name in WITHOUT_OVERLAP_RULE:
            continue
        boxes = texts(chart)
        crossed += [(chart.name, a, b) for place, (a, one) in enumerate(boxes) for b, other in boxes[place + 1 :]
                    if overlap(one, other)]  # fmt: skip
    assert crossed == []


def test_same_outputs_same_bytes(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=60, clusters=3)
    saved = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        gallery.save_all(tmp_path / name, load(tmp_path), 5)
        saved.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert len(saved[0]) == 24
    assert saved[0] == saved[1]


def test_text_of_an_svg_cannot_become_markup(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=60, clusters=3, hostile=True)
    (tmp_path / "g").mkdir()
    gallery.save_all(tmp_path / "g", load(tmp_path), 8)
    assert [path.name for path in (tmp_path / "g").glob("*.svg") if "<b>&" in path.read_text(encoding="utf-8")] == []


def test_what_the_outputs_lack_is_not_drawn(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=40, clusters=2)
    outputs = load(tmp_path)
    assert list(gallery.draw_all(Outputs(tmp_path), 8)) == []
    alone = Outputs(tmp_path, clusters=outputs.clusters)
    assert [chart.name for chart in gallery.draw_all(alone, 8)] == ["01_tamanho_dos_clusters", "09_mapa_dos_clientes"]
    assert outputs.base is not None
    bare = Outputs(tmp_path, clusters=outputs.clusters, base=outputs.base[[Column.CUSTOMER]])
    assert len(list(gallery.draw_all(bare, 8))) == 2
