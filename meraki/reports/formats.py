"""Numbers, money, shares and dates as a Brazilian reads them. No locale needed."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import Any

import pandas as pd

from meraki.wording import brazilian, in_reais, rounded, rounded_percent

NO_DATA = "sem dados"
_SCALES = ((1, ""), (1e3, " mil"), (1e6, " mi"), (1e9, " bi"), (1e12, " tri"))


def is_missing(value: Any) -> bool:
    """Whether there is no value: ``None``, NaN or pandas' NA."""
    return bool(pd.isna(value))


def number(value: Any, decimals: int = 0) -> str:
    """``1234.5`` -> ``1.234,5`` with one decimal; missing or infinite -> ``sem dados``."""
    if is_missing(value) or not math.isfinite(value):
        return NO_DATA
    return brazilian(value, decimals)


def money(value: Any, decimals: int = 0) -> str:
    """``1234.5`` -> ``R$ 1.235``; negative -> ``-R$ 1.235``."""
    return _with_currency(number(value, decimals))


def points(share: float) -> str:
    """A distance between shares (0-1): ``0.015`` -> ``1,5 ponto percentual``; two and more are plural."""
    unit = "ponto percentual" if rounded(100 * share, 1) < 2 else "pontos percentuais"
    return f"{number(100 * share, 1)} {unit}"


def short_number(value: Any) -> str:
    """Three significant digits with the unit: ``12345`` -> ``12,3 mil``; ``348`` -> ``348``."""
    if is_missing(value) or not math.isfinite(value):
        return NO_DATA
    size = abs(float(value))
    scale, unit = next(pair for pair in _SCALES if rounded(size / pair[0], 1) < 1000 or pair is _SCALES[-1])
    scaled = float(value) / scale
    decimals = 0 if rounded(abs(scaled), 1) >= 100 or (scale == 1 and (size >= 10 or size == int(size))) else 1
    return number(scaled, decimals) + unit


def file_size(value: float) -> str:
    """Of bytes: ``9123456`` -> ``9,1 MB``, ``36012`` -> ``36,0 kB``."""
    return f"{number(value / 1e6, 1)} MB" if value >= 1e6 else f"{number(value / 1e3, 1)} kB"


def short_money(value: Any) -> str:
    """``12345`` -> ``R$ 12,3 mil``; below ten the cents count: ``5.2`` -> ``R$ 5,20``."""
    cents = not is_missing(value) and abs(value) < 9.995 and rounded(value, 2) % 1 != 0
    return _with_currency(number(value, 2) if cents else short_number(value))


def percent(share: Any, decimals: int = 0) -> str:
    """A share (0-1): ``0.364`` -> ``36 %``; only none reads ``0 %`` and only all ``100 %``."""
    if is_missing(share) or not math.isfinite(share):
        return NO_DATA
    return rounded_percent(float(share), decimals)


def whole_percents(shares: pd.Series) -> pd.Series:
    """The number that :func:`percent` shows of each share (0-1), 0 for ``< 1 %``: what people see and compare with."""
    points = (100 * shares).round(9)  # 0.145 x 100 is a little less than 14.5
    shown = (points + 0.5).floordiv(1)
    return shown.where((points >= 100) | (shown < 100), 99.0)


def times(ratio: float) -> str:
    """``3.04`` -> ``3 vezes``; ``1.5`` -> ``1,5 vez``; two and more are plural."""
    if not math.isfinite(ratio):
        return NO_DATA
    shown = number(ratio, 0 if abs(ratio - round(ratio)) < 0.05 or ratio >= 10 else 1)
    return f"{shown} {'vezes' if rounded(ratio, 1) >= 2 else 'vez'}"


def count(quantity: int, one: str, many: str) -> str:
    """``count(1, "cliente", "clientes")`` -> ``1 cliente``."""
    return f"{number(quantity)} {one if quantity == 1 else many}"


def firsts(quantity: int, one: str, many: str) -> str:
    """The title of a list: ``firsts(3, "O maior", "Os {} maiores")`` -> ``Os 3 maiores``; of one it is ``one``."""
    return one if quantity == 1 else many.format(number(quantity))


def until(value: Any) -> str:
    """Up to which day the data go, to stand within a line: ``dados até 25/03/2025``."""
    return "dados sem data de referência" if is_missing(value) else f"dados até {day(value)}"


def day(value: Any) -> str:
    """``2025-03-25`` -> ``25/03/2025``; text that is no date comes back as it is."""
    if is_missing(value):
        return NO_DATA
    try:
        return f"{date.fromisoformat(str(value)[:10]):%d/%m/%Y}"
    except ValueError:
        return str(value)


def moment(value: Any) -> str:
    """``2025-03-25T14:05:09-03:00`` -> ``25/03/2025 14:05``, on the clock it was written by; else as it is."""
    if is_missing(value):
        return NO_DATA
    try:
        return f"{datetime.fromisoformat(str(value)):%d/%m/%Y %H:%M}"
    except ValueError:
        return str(value)


def yes_no(flag: Any) -> str:
    """``1`` -> ``Sim``; ``0`` -> ``Não``."""
    return "Sim" if flag else "Não"


def shorten(text: Any, width: int) -> str:
    """One line of at most ``width`` characters, cut with an ellipsis, at a blank where one is near the end."""
    line = re.sub(r"[\s\x00-\x1f\x7f]+", " ", str(text)).strip()
    if len(line) <= width:
        return line
    cut = line[: width - 1]
    blank = cut.rfind(" ")
    return (cut[:blank] if blank > 0.6 * width else cut).rstrip(" -·;,") + "…"


def joined(parts: list[str]) -> str:
    """``["a", "b", "c"]`` -> ``a, b e c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} e {parts[-1]}" if parts else ""


def unbreakable(text: str) -> str:
    """The same text with ``R$ 12,3 mil`` and ``36 %`` glued by no-break spaces, for running text."""
    glued = re.sub(r"(R\$) (?=[\d-])", "\\1\u00a0", text)
    return re.sub(r"(?<=\d) (?=(?:%|mil|mi|bi|tri)(?:\W|$))", "\u00a0", glued)


def _with_currency(shown: str) -> str:
    return shown if shown == NO_DATA else in_reais(shown)
