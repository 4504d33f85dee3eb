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


def test_what_is_a_day_in_one_order_only_is_read_even_where_the_column_contradicts_itself() -> None:
    mixed = ["03/04/2025", "25/04/2025", "04/25/2025"]
    assert read(mixed) == [None, date(2025, 4, 25), date(2025, 4, 25)]


def test_a_stray_date_does_not_decide_for_the_column() -> None:
    days = [f"{13 + n % 15}/{1 + n % 12:02d}/2020" for n in range(40)]
    found = read([*days, "03/04/2025", "02/28/2024"])
    assert found[:40] == [date(2020, 1 + n % 12, 13 + n % 15) for n in range(40)]
    assert found[40:] == [date(2025, 4, 3), None]


@pytest.mark.parametrize(("times", "settled"), [(19, False), (20, True)])
@pytest.mark.parametrize(
    ("many", "one", "told"),
    [("25/04/2025", "04/25/2025", date(2025, 4, 3)), ("04/25/2025", "25/04/2025", date(2025, 3, 4))],
)
def test_one_order_settles_a_column_from_twenty_times_the_other(
    times: int, settled: bool, many: str, one: str, told: date
) -> None:
    assert read([*[many] * times, one, "03/04/2025"])[-1] == (told if settled else None)


def test_a_day_that_the_calendar_has_not_is_no_evidence() -> None:
    """02/30 is no day in either order: the month-first contract must not be believed because of it."""
    assert read(["05/03/2024", "25/03/2024", "02/30/2024"], month_first=True) == [
        date(2024, 3, 5),
        date(2024, 3, 25),
        None,
    ]


def test_days_beyond_twelve_tell_their_order_with_am_and_pm_too() -> None:
    assert read(["25/03/2025 03:00 PM"] * 50 + ["05/04/2025 03:00 AM"])[-1] == date(2025, 4, 5)


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
