"""Names from the data, made inert: shown as they are written, never as Markdown, HTML, link or icon."""

from __future__ import annotations

import re

from meraki.reports.formats import is_missing

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_BREAKS = re.compile(r"[\s\u0085\u2028\u2029]+")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# The page turns these into links, icons, emoji and arrows even where Markdown is escaped, because it looks
# for them in the finished text; a word joiner, which nobody sees, breaks the pattern.
_JOINER = "\u2060"
# "R$ 1.234" and "12 %" stay on one line.
_UNITS = re.compile(r"(?<=R\$) (?=\d)|(?<=\d) (?=%)")
_PATTERN_POINTS = re.compile(r"(?i)(?<=:)|(?<=@)|(?<=www)(?=\.)|(?<=[-<>=~])(?=[-<>=~])")


def plain(value: object) -> str:
    """``value`` on one line without control or direction marks; empty for a missing one."""
    text = "" if is_missing(value) else str(value)
    return _BREAKS.sub(" ", _INVISIBLE.sub("", text)).strip()


def unbroken(value: object) -> str:
    """``plain(value)``, sums and percentages each on one line."""
    return _UNITS.sub("\u00a0", plain(value))


def code(command: str) -> str:
    """``command`` as a Markdown code span, whatever backticks it holds."""
    fence = "`" * (1 + max(map(len, re.findall("`+", command)), default=0))
    return f"{fence} {command} {fence}" if "`" in command else f"`{command}`"


def inert(value: object) -> str:
    """``value`` as Markdown source that displays ``plain(value)``, sums and percentages unbroken."""
    broken = _PATTERN_POINTS.sub(_JOINER, unbroken(value))
    return _PUNCTUATION.sub(r"\\\1", broken)
