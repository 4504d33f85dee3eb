"""What the charts are made of: axes of names and of quantities, colours, hints and texts, as Vega-Lite writes them.

Names from the files enter an expression only as JSON strings, which Vega reads as text and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from meraki.reports.style import INK

Spec = dict[str, Any]
ROW, LINE_HEIGHT = 30, 15
"""Height of a bar with its gap, and of each further line of its name, in pixels."""
SIDES_WIDTH = 90
"""Pixels that two words need side by side."""
NAME_WIDTH = 26
"""Letters in a line of a name: about half of a phone."""
TEXT = {"field": "texto", "type": "nominal"}
OWN_COLOUR = {"field": "cor", "type": "nominal", "scale": None}


def row_height(names: Sequence[str]) -> int:
    """Pixels of each row, enough for the name with the most lines."""
    return max(ROW, LINE_HEIGHT * (max((len(_lines(name)) for name in names), default=1) + 1))


def _lines(name: str) -> list[str]:
    return wrap(name, NAME_WIDTH) or [name]


def _wrapped(names: Sequence[str]) -> str:
    """The expression that writes each of these names in its lines."""
    return f"{json.dumps([_lines(name) for name in names])}[indexof({json.dumps(names)}, datum.value)]"


def names(order: Sequence[str]) -> Spec:
    """The axis of the names, each in as many lines as it needs."""
    distinct = list(dict.fromkeys(order))
    look = {"labelLimit": 260, "labelPadding": 8, "labelFontSize": 13, "labelLineHeight": LINE_HEIGHT}
    axis = {**look, "labelExpr": _wrapped(distinct), "labelFlush": False, "ticks": False, "domain": False}
    return {"field": "nome", "type": "nominal", "sort": distinct, "title": None, "axis": axis}


def amount(field: str, low: float, high: float, axis: Spec | None = None, room: int = 0) -> Spec:
    """An axis of quantities that leaves ``room`` pixels free at its end."""
    reach = {"range": [0, {"expr": f"max(width - {room}, 20)"}]} if room else {}
    scale = {"domain": [low, high], "nice": False, **reach}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


def sides(places: Sequence[float], words: Sequence[str], room: int = 0) -> Spec:
    """An axis on top with three words instead of numbers, the middle one higher, so that they never touch.

    Where ``room`` leaves the outer two no place beside each other, the middle one stands alone.
    """
    low, middle, high = (json.dumps(lines) for lines in (["", words[0]], [words[1], ""], ["", words[2]]))
    outer = f"width - {room} < {SIDES_WIDTH} ? '' : datum.value < {places[1]} ? {low} : {high}"
    text = f"datum.value == {places[1]} ? {middle} : {outer}"
    look = {"orient": "top", "title": None, "labelFlush": True, "labelOverlap": False, "ticks": False, "domain": False}
    return {"values": list(places), "labelExpr": text, **look}


def palette(names: Sequence[str], colours: Sequence[str]) -> Spec:
    """A colour for each group, with a legend where there are several."""
    look = {"title": None, "orient": "top", "direction": "vertical", "labelLimit": 400, "labelExpr": _wrapped(names)}
    legend = look if len(names) > 1 else None
    scale = {"domain": list(names), "range": list(colours)}
    return {"field": "grupo", "type": "nominal", "scale": scale, "legend": legend}


def hints(**titles: str) -> list[Spec]:
    """What appears under the pointer: field -> its title."""
    return [{"field": field, "type": "nominal", "title": title} for field, title in titles.items()]


def text(size: int = 13, dx: int = 6) -> Spec:
    """A mark of text to the right of its place; sizes in pixels."""
    return {"type": "text", "align": "left", "dx": dx, "color": INK, "fontSize": size}
