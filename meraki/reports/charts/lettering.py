"""How wide a text is, before it is drawn: what keeps long names from running into things."""

from __future__ import annotations

from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

from meraki.reports import formats

_POINTS = 72.0
_LOOSE = frozenset({
    "a", "ao", "aos", "as", "com", "da", "das", "de", "desde", "do", "dos", "e", "em", "mais", "menos", "na", "nas",
    "no", "nos", "o", "os", "ou", "para", "por", "que", "sem", "um", "uma", "à", "às",
})  # fmt: skip
"""Words that say nothing without the next one."""


@cache
def _font(bold: bool):  # type: ignore[no-untyped-def]
    return get_font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))


@cache
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in inches of one line of ``text`` at ``size`` points."""
    font = _font(bold)
    font.set_size(size, _POINTS)
    font.set_text(text)
    return float(font.get_width_height()[0]) / 64 / _POINTS


def fit(text: object, inches: float, size: float, bold: bool = False) -> str:
    """``text`` on one line of at most ``inches``, cut with an ellipsis where it must be, not after a *de* or an *o*."""
    line = formats.shorten(text, 400)
    if text_width(line, size, bold) <= inches:
        return line
    low, high = 1, len(line)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if text_width(formats.shorten(line, middle), size, bold) <= inches else (low, middle)
    return _ending(formats.shorten(line, low))


def _ending(cut: str) -> str:
    words = cut.removesuffix("…").split(" ")
    while len(words) > 1 and words[-1].lower() in _LOOSE:
        words.pop()
    return " ".join(words).rstrip(" -·;,") + "…"


def fold(text: object, inches: float, size: float, most: int, bold: bool = False) -> str:
    """``text`` on at most ``most`` lines of ``inches``, the last cut with an ellipsis where it must be."""
    lines = wrap(formats.shorten(text, 400), inches, size, bold)
    rest = " ".join(lines[most - 1 :])
    return "\n".join([*lines[: most - 1], *([fit(rest, inches, size, bold)] if rest else [])])


def wrap(text: str, inches: float, size: float, bold: bool = False) -> list[str]:
    """``text`` broken at blanks into lines of at most ``inches``; a word that is too long is cut."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= inches:
            lines[-1] = longer
        else:
            lines.append(fit(word, inches, size, bold))
    return lines
