"""Tables on the screen: names in Portuguese, numbers as a Brazilian writes them, the colour of each cluster."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from meraki.columns import Column
from meraki.dashboard.text import plain
from meraki.reports import dictionary, formats
from meraki.reports.approaches import CARE_REASON
from meraki.reports.style import cluster_colour, ink_on, tint
from meraki.wording import segment_label

MISSING, FRACTION, SEGMENT = "—", "fração com três casas", "segmento"
_ROW = 35
"""Height of a row of st.dataframe, in pixels."""
_MEASURED, _DIGIT, _MARGIN = 10, 8, 20
"""Rows by which st.dataframe sizes a column, and what a longer number below them takes, in pixels."""
_LONG_TEXTS, _LETTER = (Column.REASON, CARE_REASON), 7
"""Sentences that are read in whole, and the pixels of a letter: by itself st.dataframe cuts them."""
WRITERS: dict[str, Callable[[Any], str]] = {
    dictionary.MONEY: formats.money,
    dictionary.DATE: formats.day,
    dictionary.SHARE: formats.percent,
    dictionary.DECIMAL: partial(formats.number, decimals=1),
    FRACTION: partial(formats.number, decimals=3),
    dictionary.COUNT: formats.number,
    dictionary.TEXT: plain,
    dictionary.FLAG: formats.yes_no,
    SEGMENT: lambda name: plain(segment_label(name)),
}
"""Kind of a column -> how its values are written."""


def written(column: str, value: Any) -> str:
    """``value`` of ``column`` as text for the screen; ``sem dados`` when unknown."""
    return formats.NO_DATA if pd.isna(value) else WRITERS[_kind(column, {})](value)


def short(column: str, value: Any) -> str:
    """:func:`written`, with large sums of money abridged to fit a key figure."""
    return formats.short_money(value) if dictionary.entry(column).kind == dictionary.MONEY else written(column, value)


def show(
    frame: pd.DataFrame,
    *,
    names: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    rows: int = 12,
    key: str | None = None,
    selectable: bool = False,
) -> int | None:
    """Draw ``frame`` as a table; cells are drawn as plain text, so markup in them stays text.

    Args:
        names: titles that differ from those of :func:`meraki.reports.dictionary.label`.
        kinds: ways of writing that differ from those of :func:`meraki.reports.dictionary.entry`.
        rows: how many rows are seen before one has to scroll.

    Returns:
        The position of the row that the person picked, when ``selectable``.
    """
    names, kinds = names or {}, kinds or {}
    titles = {name: names.get(name, dictionary.label(name)) for name in frame.columns}
    config = {
        name: st.column_config.Column(title, **_place(name), **_width(frame[name], kinds, title))
        for name, title in titles.items()
    }
    state: Any = st.dataframe(
        _styled(frame, kinds),
        height=_ROW * (min(len(frame), rows) + 1) + 3,
        hide_index=True,
        column_config=config,
        placeholder=MISSING,
        key=key,
        on_select="rerun" if selectable else "ignore",
        selection_mode="single-row",
    )
    picked = state["selection"]["rows"] if selectable else []
    return picked[0] if picked else None


def _place(column: str) -> dict[str, Any]:
    """The customer stays in sight while the rest scrolls."""
    return {"pinned": True} if column == Column.CUSTOMER else {}


def _width(column: pd.Series, kinds: Mapping[str, str], title: str) -> dict[str, Any]:
    """Room for a sentence, and for a number longer than those that the column is sized by: it would lose digits.

    No narrower than the ``title``, by which it would have been sized too.
    """
    if column.name in _LONG_TEXTS:
        return _sentence_width(column.dropna())
    kind = _kind(str(column.name), kinds)
    if kind in (dictionary.TEXT, SEGMENT) or len(column) <= _MEASURED:
        return {}
    lengths = column.map(lambda value: len(WRITERS[kind](value)), na_action="ignore")
    longest = lengths.max()
    needed = max(longest, len(title))
    return {"width": int(_DIGIT * needed + _MARGIN)} if longest > lengths.head(_MEASURED).max() else {}


def _sentence_width(known: pd.Series) -> dict[str, Any]:
    return {"width": _LETTER * int(known.astype(str).str.len().max()) + _MARGIN} if len(known) else {}


def _kind(column: str, kinds: Mapping[str, str]) -> str:
    return kinds.get(column, SEGMENT if column == Column.SEGMENT else dictionary.entry(column).kind)


def _styled(frame: pd.DataFrame, kinds: Mapping[str, str]) -> Any:
    known = {name: _kind(name, kinds) for name in frame.columns}
    writers: dict[Hashable, Callable[[Any], str]] = {
        name: WRITERS[kind] for name, kind in known.items() if kind != dictionary.TEXT
    }
    style = frame.reset_index(drop=True).style.format(writers, na_rep=MISSING)
    return style.map(_tint, subset=[Column.CLUSTER]) if Column.CLUSTER in frame.columns else style


def _tint(cluster: Any) -> str:
    if pd.isna(cluster):
        return ""
    colour = tint(cluster_colour(int(cluster)), 0.45)
    return f"background-color: {colour}; color: {ink_on(colour)}"
