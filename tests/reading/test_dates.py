"""Dates in known forms; day and month are never guessed."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meraki.reading.dates import gather, parse


def read(values: list[str | None], month_first: bool = False, spreadsheet: bool = False) -> list[date | None]:
    frame = pl.LazyFrame({"v": values}, schema={"v": pl.String})
    order = gather(frame, ["v"])["v"].decide(month_first)
    return frame.select(parse(pl.col("v"), order, spreadsheet).alias("v")).collect()["v"].to_list()


@pytest.mark.parametrize(
    "text",
    ["2025-03-04", "2025-03-04 10:20:30.123", "2025-03-04T10:20:30Z", "2025/03/04", "20250304", "2025-3-4"],
)
def test_iso_with_or_without_time_is_read(text: str) -> None:
    assert read([text]) == [date(2025, 3, 4)]


@pytest.mark.parametrize(
    "text", ["2025-02-30", "2025-13-01", "00/00/0000", "ontem", "", "2025", "31/31/2025", "1/2/25"]
)
def test_impossible_dates_are_null(text: str) -> None:
    assert read([text, "15/01/2025"])[0] is None


def test_day_and_month_are_not_guessed() -> None:
    assert read(["03/04/2025"]) == [None]


def test_a_column_that_holds_a_day_over_twelve_tells_its_order() -> None:
    assert read(["03/04/2025", "25/04/2025"]) == [date(2025, 4, 3), date(2025, 4, 25)]
    assert read(["03/04/2025", "04/25/2025"]) == [date(2025, 3, 4), date(2025, 4, 25)]


def test_a_contradictory_column_is_read_only_where_the_contract_tells_the_order() -> None:
    assert read(["03/04/2025", "25/04/2025", "04/25/2025"])[0] is None
    assert read(["03/04/2025", "25/04/2025", "04/25/2025"], month_first=True)[0] == date(2025, 3, 4)


def test_am_pm_dates_are_month_first() -> None:
    assert read(["3/4/2025 9:05:00 AM", "12/31/2024 11:59:59 PM"], month_first=True) == [
        date(2025, 3, 4),
        date(2024, 12, 31),
    ]


def test_same_day_and_month_need_no_order() -> None:
    assert read(["05/05/2025"]) == [date(2025, 5, 5)]


def test_serial_numbers_are_dates_only_in_workbooks() -> None:
    assert read(["45720"], spreadsheet=True) == [date(2025, 3, 4)]
    assert read(["45720"]) == [None]


@settings(max_examples=60)
@given(
    st.lists(st.dates(date(1900, 1, 1), date(2099, 12, 31)), min_size=1),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S"]),
)
def test_reading_what_was_written_gives_it_back(days: list[date], form: str) -> None:
    texts = [f"{day.year:04d}" + day.strftime(form)[4:] for day in days]
    assert read(texts) == days
