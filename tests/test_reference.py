"""The reference date is the latest of the data, and a typo does not move it."""

from datetime import date, timedelta

import polars as pl
import pytest

from meraki.reference import reference_date

LAST = date(2025, 3, 25)


def _days(*pairs: tuple[date, int]) -> pl.DataFrame:
    schema = {"DIA": pl.Date, "LINHAS": pl.Int64}
    return pl.DataFrame({"DIA": [day for day, _ in pairs], "LINHAS": [rows for _, rows in pairs]}, schema=schema)


def _busy_year() -> list[tuple[date, int]]:
    return [(LAST - timedelta(days=back), 10) for back in range(365)]


def test_latest_date_of_few_rows_is_taken_as_it_is():
    assert reference_date(_days((date(1990, 1, 1), 1), (date(2012, 5, 1), 1), (LAST, 1))) == LAST
    assert reference_date(_days((LAST, 1))) == LAST


def test_no_dates_no_reference():
    assert reference_date(_days()) is None
    assert reference_date(_days((date(9999, 12, 31), 3))) is None


def test_a_sentinel_never_counts_even_among_few_rows():
    for typo in (date(2205, 1, 1), date(9999, 12, 31)):
        assert reference_date(_days((date(2020, 1, 1), 1), (LAST, 1), (typo, 1))) == LAST
    assert reference_date(_days((date(1900, 1, 1), 999), (LAST, 1))) == LAST
    assert reference_date(_days((date(1900, 1, 1), 3))) is None


def test_a_lonely_typo_months_ahead_does_not_count():
    for typo in (date(2025, 12, 31), date(2052, 3, 1)):
        assert reference_date(_days(*_busy_year(), (typo, 3))) == LAST


@pytest.mark.parametrize(("gap", "counts"), [(1, True), (31, True), (32, False)])
def test_a_date_of_few_cells_counts_until_a_month_after_the_others(gap: int, counts: bool):
    later = LAST + timedelta(days=gap)
    assert reference_date(_days(*_busy_year(), (later, 3))) == (later if counts else LAST)


@pytest.mark.parametrize(("cells", "counts"), [(10, False), (11, True)])
def test_dates_more_than_a_month_ahead_count_beyond_a_thousandth_of_all_cells(cells: int, counts: bool):
    later = LAST + timedelta(days=60)
    found = reference_date(_days((LAST - timedelta(days=1), 5000), (LAST, 10_000 - 5000 - cells), (later, cells)))
    assert found == (later if counts else LAST)


def test_two_typos_far_apart_do_not_vouch_for_each_other():
    typos = [(date(2026, 1, 1), 1), (date(2052, 1, 1), 1), (date(2052, 1, 2), 1)]
    assert reference_date(_days(*_busy_year(), *typos)) == LAST


def test_a_quiet_month_before_real_rows_is_no_typo():
    later = LAST + timedelta(days=40)
    assert reference_date(_days(*_busy_year(), (later, 50))) == later


def test_old_gaps_do_not_matter():
    assert reference_date(_days((date(1971, 4, 1), 1), *_busy_year())) == LAST
