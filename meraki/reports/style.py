"""One look for charts, report, workbook and dashboard: colours that colour-blind readers can tell apart."""

from __future__ import annotations

from typing import Any

from meraki.columns import APPROACH_CARE, APPROACH_OFFER, APPROACH_UNKNOWN

CLUSTER_COLOURS = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#15158C",
    "#660052",
    "#D9D98D",
    "#9900FF",
    "#D90057",
    "#403300",
)
"""Okabe & Ito (2008) first; the other six were searched for so that every two of the twelve differ by
15 or more (CIE76) for normal sight, protanopia, deuteranopia and tritanopia."""

INK = "#1F2933"
DARK = "#0B0F14"
MUTED = "#5F6B76"
LINE = "#D5DAE0"
PANEL = "#F4F6F8"
WHITE = "#FFFFFF"
ACCENT = "#0B4F6C"
ACCENT_LIGHT = "#DCEBF2"
NEUTRAL = "#A7B0BA"
GOOD, FAIR, BAD = "#0072B2", "#C9CFD6", "#D55E00"
"""Promoters, neutral, detractors; also above and below. Blue and vermilion differ for every kind of sight."""

DIVERGING = ("#B35806", "#F1A340", "#FEE0B6", "#F7F7F7", "#D8DAEB", "#998EC3", "#542788")
"""Below to above the whole: orange to purple (ColorBrewer PuOr), safe for the colour-blind."""

SEQUENTIAL = ("#FFFFFF", "#DCEBF2", "#9CC5D8", "#4A90B0", "#0B4F6C")

APPROACH_COLOURS = {APPROACH_OFFER: "#0072B2", APPROACH_CARE: "#D55E00", APPROACH_UNKNOWN: "#A7B0BA"}

CHART_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "axes.facecolor": WHITE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": False,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9.5,
    "ytick.major.size": 0,
    "grid.color": LINE,
    "grid.linewidth": 0.8,
    "figure.facecolor": WHITE,
    "savefig.facecolor": WHITE,
    "svg.hashsalt": "meraki-match",
    "svg.fonttype": "path",
    "figure.dpi": 100,
}
"""The one matplotlib style sheet. ``text.parse_math`` off: a ``$`` in a name or in R$ is a ``$``."""


def cluster_colour(cluster: int) -> str:
    """The ``#RRGGBB`` of a cluster (1, 2, ...), the same everywhere; after twelve they come again; 0 (all) is grey."""
    return MUTED if cluster < 1 else CLUSTER_COLOURS[(int(cluster) - 1) % len(CLUSTER_COLOURS)]


def ink_on(colour: str) -> str:
    """Near-black or white text, whichever contrasts more with ``colour`` (WCAG 2 relative luminance)."""
    light = luminance(colour)
    return WHITE if 1.05 / (light + 0.05) >= (light + 0.05) / (luminance(DARK) + 0.05) else DARK


def luminance(colour: str) -> float:
    """Relative luminance (0-1) of ``#RRGGBB``, WCAG 2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def tint(colour: str, strength: float) -> str:
    """``colour`` mixed into white; ``strength`` 1 is the colour itself, 0 is white."""
    channels = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    mixed = [round(255 + (value - 255) * strength) for value in channels]
    return "#" + "".join(f"{value:02X}" for value in mixed)
