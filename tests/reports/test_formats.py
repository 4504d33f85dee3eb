"""Brazilian numbers, exactly as they are read."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meraki.reports import formats
from meraki.reports.evaluation import calibration_words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (348, "R$ 348"), (12_345, "R$ 12,3 mil"), (999.96, "R$ 1,0 mil"), (999_960, "R$ 1,0 mi"),
        (123_456, "R$ 123 mil"), (99_960, "R$ 100 mil"), (-12_345, "-R$ 12,3 mil"),
        (3_400_000_000, "R$ 3,4 bi"), (0, "R$ 0"), (5.25, "R$ 5,25"), (5.005, "R$ 5,01"),
        (None, "sem dados"), (math.nan, "sem dados"), (math.inf, "sem dados"),
    ],
)  # fmt: skip
def test_short_money(value: float | None, shown: str) -> None:
    assert formats.short_money(value) == shown


@pytest.mark.parametrize(
    ("share", "decimals", "shown"),
    [
        (0.364, 0, "36 %"),
        (0.145, 0, "15 %"),
        (0.005, 0, "1 %"),
        (0.0012, 0, "< 1 %"),
        (0.0012, 1, "0,1 %"),
        (0, 0, "0 %"),
        (0.9995, 0, "> 99 %"),
        (0.9995, 1, "> 99,9 %"),
        (0.9995, 2, "99,95 %"),
        (0.1 + 0.2 + 0.7 - 1e-15, 0, "100 %"),
        (1, 0, "100 %"),
        (None, 0, "sem dados"),
    ],
)
def test_percent(share: float | None, decimals: int, shown: str) -> None:
    assert formats.percent(share, decimals) == shown


@given(st.one_of(st.floats(0, 1), st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)))
def test_the_whole_per_cent_is_the_one_that_is_shown(share: float) -> None:
    shown = formats.percent(share)
    number = 0 if shown == "< 1 %" else int(re.sub(r"\D", "", shown))
    assert formats.whole_percents(pd.Series([share])).tolist() == [number]


@pytest.mark.parametrize(("ratio", "shown"), [(3.04, "3 vezes"), (1.5, "1,5 vez"), (2, "2 vezes"), (12.4, "12 vezes")])
def test_times(ratio: float, shown: str) -> None:
    assert formats.times(ratio) == shown


def test_dates_counts_and_lists() -> None:
    assert formats.day("2025-03-25") == "25/03/2025"
    assert formats.day(None) == "sem dados"
    assert [formats.count(1, "cliente", "clientes"), formats.count(2910, "cliente", "clientes")] == [
        "1 cliente",
        "2.910 clientes",
    ]
    assert formats.joined(["a", "b", "c"]) == "a, b e c"
    assert formats.joined([]) == ""


def test_moment_keeps_its_own_clock() -> None:
    assert formats.moment("2025-03-25T14:05:09-03:00") == "25/03/2025 14:05"
    assert [formats.moment("agora"), formats.moment(None)] == ["agora", "sem dados"]


def test_no_break_between_a_number_and_its_unit() -> None:
    assert (
        formats.unbreakable("de R$ 12,3 mil a 36 % em 5 minutos") == "de R$\u00a012,3\u00a0mil a 36\u00a0% em 5 minutos"
    )


@given(st.floats(-1e14, 1e14), st.integers(0, 3))
def test_a_number_reads_back_as_itself(value: float, decimals: int) -> None:
    shown = formats.number(value, decimals)
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert Decimal(shown.replace(".", "").replace(",", ".")) == exact
    assert shown.lstrip("-0.,") or not shown.startswith("-")


@given(st.text(max_size=200), st.integers(5, 60))
def test_a_shortened_text_is_one_line_that_fits(text: str, width: int) -> None:
    shown = formats.shorten(text, width)
    assert len(shown) <= width
    assert "\n" not in shown


def test_a_line_says_up_to_which_day_the_data_go_or_that_none_is_known() -> None:
    assert formats.until("2025-03-25") == "dados até 25/03/2025"
    assert formats.until(None) == "dados sem data de referência"


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0.015, "1,5 ponto percentual"),
        (0.0194, "1,9 ponto percentual"),
        (0.0196, "2,0 pontos percentuais"),
        (0.12, "12,0 pontos percentuais"),
    ],
)
def test_below_two_points_are_one(share: float, told: str) -> None:
    assert formats.points(share) == told
    assert told in calibration_words({"calibracao": {"erro_maximo": share}})
