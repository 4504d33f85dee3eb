"""How the values of the profile charts are read."""

from __future__ import annotations

import pytest

from meraki.reports.charts.profile import show


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [("year", 1989.8, "1990"), ("year", float("nan"), "sem dados"), ("km", 1989.8, "2,0 mil")],
)
def test_a_year_is_no_quantity_of_thousands(column: str, value: float, told: str) -> None:
    assert show(column, value) == told
