"""The rules of meraki/wording.py."""

from __future__ import annotations

import pytest

from meraki.columns import Column
from meraki.wording import column_label, counted, decimal, number, percent, segment_label, thousands


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (12345.6, "12.346"), (3.456, "3,46"), (99.96, "100"), (0.00123, "0,00123"), (-1500, "-1.500"), (8, "8")],
)
def test_numbers_read_as_in_brazil(value: float, text: str) -> None:
    assert decimal(value) == text


def test_thousands_are_separated_as_in_brazil() -> None:
    assert thousands(30804197) == "30.804.197"


def test_one_is_singular_and_nothing_plural() -> None:
    said = [counted(number, "linha", "linhas") for number in (0, 1, 2, 2000)]
    assert said == ["0 linhas", "1 linha", "2 linhas", "2.000 linhas"]


def test_each_column_has_its_unit() -> None:
    assert number(1234.5, Column.MRR) == "R$ 1.234"
    assert number(0.123, Column.DENIED_SHARE) == "12 %"
    assert number(41, Column.TICKETS) == "41"
    assert number(float("nan"), Column.MRR) == "sem informação"
    assert number(5, "VL_DE_OUTROS") == "5"  # an unknown value column may be in any unit


def test_small_shares_are_not_rounded_to_nothing() -> None:
    assert (percent(0.004), percent(0.0), percent(1.0)) == ("0,4 %", "0 %", "100 %")
    assert (percent(0.0251, 1), percent(0.0, 1)) == ("2,5 %", "0,0 %")


def test_segments_bear_their_accents() -> None:
    assert segment_label("CONSTRUCAO E PROJETOS") == "Construção e Projetos"
    assert segment_label("COMERCIO DE BAIRRO") == "Comercio de Bairro"


def test_unknown_columns_keep_their_name() -> None:
    assert column_label("MOSTYPE") == "MOSTYPE"
