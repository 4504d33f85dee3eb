"""Sums that do not depend on row order, dates as day numbers, and the account of every group."""

import datetime
import math
import random

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meraki.cleaning.expressions import (
    account_by_customer,
    amounts,
    believed,
    day_number,
    days_seen,
    distinct,
    exact_sum,
    says,
    total,
)
from meraki.reading.contracts import MRR, PROPOSALS, TICKETS
from tests.cleaning.literal_tables import BAD, by_key, day, typed


def _sum(values: list[float | None]) -> float:
    frame = nw.from_native(pl.LazyFrame({"g": [1] * len(values), "v": pl.Series(values, dtype=pl.Float64)}))
    return frame.group_by("g").agg(*exact_sum(nw.col("v"), "v")).with_columns(total("v")).collect()["v"][0]


def test_sum_of_cents_is_exact_where_floats_are_not():
    assert sum([0.1] * 10) != 1.0
    assert _sum([0.1] * 10) == 1.0
    assert _sum([-0.01, None, 3.6e7, 0.02]) == 36_000_000.01
    assert _sum([None, None]) == 0.0


def test_sum_is_the_number_nearest_to_the_cents():
    amounts = [cents / 100 for cents in (*range(-150, 150), 333_022, 4_000_000_022, -4_000_000_003)]
    assert [_sum([amount]) for amount in amounts] == amounts
    billions = [cents / 100 for cents in random.Random(3).sample(range(-(10**13), 10**13), 300)]
    assert [_sum([amount]) for amount in billions] == billions


def test_sum_is_the_same_in_any_order():
    values = [random.Random(1).uniform(-1e6, 1e6) for _ in range(500)]
    shuffled = random.Random(2).sample(values, len(values))
    assert _sum(values) == _sum(shuffled)


@settings(max_examples=50)
@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=30))
def test_sum_equals_the_sum_of_floats(values):
    assert _sum(values) == pytest.approx(math.fsum(values), rel=1e-9, abs=1e-7)


@settings(max_examples=50)
@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)), st.dates(datetime.date(1900, 1, 1)))
def test_day_numbers_differ_by_the_days_between(first, second):
    frame = nw.from_native(pl.LazyFrame({"a": [first], "b": [second]}))
    found = frame.select(d=day_number("b") - day_number("a")).collect()["d"][0]
    assert found == (second - first).days


def test_account_counts_rows_nulls_and_unparsed_cells_and_keeps_the_null_key():
    frame = typed(MRR, {"CD_CLIENTE": "T1", "MRR_12M": 1.0}, {"CD_CLIENTE": "T1", "MRR_12M": BAD}, {"MRR_12M": 2.0})
    found = by_key(account_by_customer(frame))
    assert found["T1"] == {"CD_CLIENTE": "T1", "LINHAS": 2, "MRR_12M__nulos": 1, "MRR_12M__invalido": 1}
    assert found[None]["LINHAS"] == 1


def test_dates_after_the_limit_become_null_and_are_counted():
    frame = typed(TICKETS, *({"DT_CRIACAO": value} for value in (day("2025-03-01"), day("2205-01-01"), None, BAD)))
    found = believed(frame, ["DT_CRIACAO"], day("2025-03-25")).collect().to_native()
    assert found["DT_CRIACAO"].to_list() == [day("2025-03-01"), None, None, None]
    assert found["DT_CRIACAO__invalido"].to_list() == [False, True, False, True]
    assert believed(frame, ["DT_CRIACAO"], None).collect().to_native()["DT_CRIACAO__invalido"].sum() == 1


@pytest.mark.parametrize("text", ["0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01"])
@pytest.mark.parametrize("latest", [None, day("2025-03-25")])
def test_dates_that_stand_for_none_are_empty_cells(text: str, latest: datetime.date | None):
    frame = typed(TICKETS, {"DT_CRIACAO": day(text)}, {"DT_CRIACAO": day("1971-04-01")})
    found = believed(frame, ["DT_CRIACAO"], latest).collect().to_native()
    assert found["DT_CRIACAO"].to_list() == [None, day("1971-04-01")]
    assert not found["DT_CRIACAO__invalido"].any()


def test_impossible_amounts_become_null_and_are_counted():
    frame = typed(PROPOSALS, *({"VL_TOTAL": value} for value in (5.0, -5.0, 1e300, None)))
    found = amounts(frame, "VL_TOTAL").collect().to_native()
    assert found["VL_TOTAL"].to_list() == [5.0, -5.0, None, None]
    assert found["VL_TOTAL__invalido"].to_list() == [False, False, True, False]


def test_distinct_does_not_count_null():
    frame = nw.from_native(pl.LazyFrame({"g": [1, 1, 1, 2], "v": ["a", None, "a", None]}))
    assert frame.group_by("g").agg(distinct("v").alias("n")).sort("g").collect()["n"].to_list() == [1, 0]


def test_words_are_recognised_in_any_case_and_null_says_nothing():
    spelt = ["ABERTO", "aberto", "Aberto", "On Hold", "On hold", "ON-HOLD", "CONCLUÍDO", "Concluído"]
    frame = nw.from_native(pl.LazyFrame({"v": [*spelt, "abertura", None]}))
    found = frame.select(s=says("v", ("aberto", "on hold", "On-Hold", "concluído"))).collect()["s"].to_list()
    assert found == [True] * len(spelt) + [False, False]


def test_days_are_counted_over_columns():
    rows = [{"DT_CRIACAO": day("2025-01-01"), "DT_ATUALIZACAO": day("2025-01-02")}, {"DT_CRIACAO": day("2025-01-02")}]
    found = by_key(days_seen(typed(TICKETS, *rows), ["DT_CRIACAO", "DT_ATUALIZACAO"]), "DIA")
    assert {key: row["LINHAS"] for key, row in found.items()} == {day("2025-01-01"): 1, day("2025-01-02"): 2}
