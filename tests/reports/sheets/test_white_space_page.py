"""The words of meraki/reports/sheets/white_space_page.py."""

from __future__ import annotations

from meraki.columns import UNITS
from meraki.reports.sheets.white_space_page import IN_USE


def test_every_unit_of_recommendation_has_words_for_what_is_in_use() -> None:
    assert tuple(IN_USE) == tuple(UNITS)
