"""Numbers in every spelling; never off by a power of ten."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meraki.reading.numbers import Evidence, gather, parse


def read(values: list[str | None], usual: str = "comma") -> list[float | None]:
    frame = pl.LazyFrame({"v": values}, schema={"v": pl.String})
    decimal = gather(frame, ["v"])["v"].decide(usual)  # type: ignore[arg-type]
    return parse(frame, {"v": decimal}).collect()["v|value"].to_list()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,56", 1234.56),
        ("1,234.56", 1234.56),
        ("1.234.567", 1234567.0),
        ("1.234.567,8", 1234567.8),
        ("R$ 1.234,56", 1234.56),
        ("R$\u00a01.234,56", 1234.56),
        ("(1.234,56)", -1234.56),
        ("1.234,56-", -1234.56),
        ("-0,01", -0.01),
        ("\u22125,5", -5.5),
        ("12,5 %", 12.5),
        ("1 234,5", 1234.5),
        ("0,123", 0.123),
        ("0.123", 0.123),
        ("1234.567", 1234.567),
        ("1.2e5", 120000.0),
        ("1,23457E+15", 1234570000000000.0),
        ("1,234E+15", 1234000000000000.0),
        ("-7,5e-05", -0.000075),
        ("7", 7.0),
        (",5", 0.5),
        ("000123456789012", 123456789012.0),
    ],
)
def test_a_spelling_that_says_where_its_decimals_begin_is_read_so(text: str, number: float) -> None:
    assert read([text]) == [number]


@pytest.mark.parametrize(
    "text", ["abc", "--5", "1,2,3", "1.23.4", "12/03", "#N/A", "", "(5", "5-5", "1.2345,6", "inf", "nan"]
)
def test_what_is_no_number_becomes_null(text: str) -> None:
    assert read([text]) == [None]


def test_point_decimal_column_is_not_read_as_thousands() -> None:
    assert read(["348.12", "1.234", "34.5"], usual="comma") == [348.12, 1.234, 34.5]


def test_comma_decimal_column_reads_ambiguous_points_as_thousands() -> None:
    assert read(["5,20", "1.234", "177,9"], usual="point") == [5.2, 1234.0, 177.9]


@pytest.mark.parametrize(("usual", "number"), [("comma", 1234.0), ("point", 1.234)])
def test_a_wholly_ambiguous_column_is_read_as_the_contract_says(usual: str, number: float) -> None:
    assert read(["1.234"], usual) == [number]


def test_ambiguous_values_of_a_contradictory_column_are_null_not_guessed() -> None:
    assert read(["1,5", "2.5", "1.234"]) == [1.5, 2.5, None]


def test_one_stray_point_does_not_unsettle_a_comma_column() -> None:
    assert read([*["5,20"] * 40, "2.5", "1.234"])[-2:] == [2.5, 1234.0]


@pytest.mark.parametrize(("times", "settled"), [(19, False), (20, True)])
@pytest.mark.parametrize(("many", "one", "told"), [("5,20", "2.5", 1234.0), ("2.5", "5,20", 1.234)])
def test_one_mark_settles_a_column_from_twenty_times_the_other(
    times: int, settled: bool, many: str, one: str, told: float
) -> None:
    assert read([*[many] * times, one, "1.234"])[-1] == (told if settled else None)


def test_evidence_adds_up_over_files() -> None:
    assert Evidence(1, 0, 0, 0, 0) + Evidence(0, 2, 1, 0, 3) == Evidence(1, 2, 1, 0, 3)


CENTS = st.integers(min_value=-(10**12), max_value=10**12)


def spell(cents: int, thousands: str, decimal: str) -> str:
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole:,}".replace(",", thousands) + f"{decimal}{rest:02d}"
    return f"-{text}" if cents < 0 else text


@settings(max_examples=60)
@given(
    st.lists(CENTS, min_size=1, max_size=20),
    st.sampled_from([(".", ","), ("", ","), (",", "."), ("", "."), (" ", ",")]),
)
def test_reading_what_was_written_gives_it_back(values: list[int], marks: tuple[str, str]) -> None:
    assert read([spell(cents, *marks) for cents in values]) == pytest.approx(
        [cents / 100 for cents in values], rel=1e-12
    )


@settings(max_examples=100)
@given(st.lists(st.from_regex(r"[0-9]{1,4}([.,][0-9]{1,4}){0,3}", fullmatch=True), min_size=1, max_size=8))
def test_a_value_is_never_off_by_a_power_of_ten(values: list[str]) -> None:
    for text, number in zip(values, read(values), strict=True):
        if number is None:
            continue
        readings = {float(text.replace(".", "").replace(",", ".")) if text.count(",") <= 1 else None}
        readings |= {float(text.replace(",", "")) if text.count(".") <= 1 else None}
        readings |= {float(text.replace(".", "").replace(",", ""))}
        assert number in readings
