"""The rules of meraki/wording.py."""

from __future__ import annotations

import math

import pytest

from meraki.base import ORDER
from meraki.columns import Column
from meraki.naming import is_date_name
from meraki.wording import brazilian, column_label, counted, decimal, number, percent, segment_label, thousands


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (12345.6, "12.346"), (3.456, "3,46"), (99.96, "100"), (0.00123, "0,00123"), (-1500, "-1.500"), (8, "8")],
)
def test_numbers_read_as_in_brazil(value: float, text: str) -> None:
    assert decimal(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (8.25, 1, "8,3"),
        (-8.25, 1, "-8,3"),
        (2.5, 0, "3"),
        (1.005, 2, "1,01"),  # in binary a little less
        (-0.04, 1, "0,0"),
        (1e23, 0, "100.000.000.000.000.000.000.000"),
        (2**60 + 1, 0, "1.152.921.504.606.846.977"),
    ],
)
def test_halves_are_rounded_away_from_zero_as_in_a_spreadsheet(value: float, digits: int, text: str) -> None:
    assert brazilian(value, digits) == text


def test_the_half_of_a_per_cent_is_that_of_the_share_as_written() -> None:
    assert [percent(0.145), percent(0.285), percent(0.0815, 1)] == ["15 %", "29 %", "8,2 %"]  # 14.499999999999998


@pytest.mark.parametrize("value", [1e308, -1e308, 5e-324, math.inf, -math.inf])
def test_no_size_of_number_is_too_much(value: float) -> None:
    assert brazilian(value, 9) and decimal(value) and percent(value)


def test_thousands_are_separated_as_in_brazil() -> None:
    assert thousands(30804197) == "30.804.197"


def test_one_is_singular_and_nothing_plural() -> None:
    said = [counted(number, "linha", "linhas") for number in (0, 1, 2, 2000)]
    assert said == ["0 linhas", "1 linha", "2 linhas", "2.000 linhas"]


def test_each_column_has_its_unit() -> None:
    assert number(1234.5, Column.MRR) == "R$ 1.235"
    assert number(-33.42, Column.CONTRACT_VALUE) == "-R$ 33,4"  # as in workbook and charts
    assert number(0.123, Column.DENIED_SHARE) == "12 %"
    assert number(41, Column.TICKETS) == "41"
    assert number(float("nan"), Column.MRR) == "sem informação"
    assert number(5, "VL_DE_OUTROS") == "5"  # an unknown value column may be in any unit


def test_a_year_has_no_thousands() -> None:
    said = [number(value, column) for value, column in ((1996, "year"), (2006.6, "ANO_FUNDACAO"), (1996, "Ano"))]
    assert said == ["1996", "2007", "1996"]
    assert [number(1996, "PLANO"), number(12_000, "km por ano")] == ["1.996", "12.000"]


def test_small_shares_are_not_rounded_to_nothing() -> None:
    assert (percent(0.004), percent(0.0), percent(1.0)) == ("0,4 %", "0 %", "100 %")
    assert (percent(0.0251, 1), percent(0.0, 1)) == ("2,5 %", "0,0 %")
    assert (percent(0.998), percent(0.0004)) == ("> 99 %", "< 0,1 %")


def test_segments_bear_their_accents() -> None:
    assert segment_label("CONSTRUCAO E PROJETOS") == "Construção e Projetos"
    assert segment_label("COMERCIO DE BAIRRO") == "Comercio de Bairro"


def test_unknown_columns_keep_their_name() -> None:
    assert column_label("MOSTYPE") == "MOSTYPE"


def test_every_column_that_a_persona_may_speak_of_has_words() -> None:
    never_told = {Column.CUSTOMER, Column.CITY, Column.TARGET_AUDIENCE}
    told = [name for name in (*ORDER, Column.TENURE_MONTHS) if not is_date_name(name) and name not in never_told]
    assert [name for name in told if column_label(name) == name and name != Column.STATE] == []
