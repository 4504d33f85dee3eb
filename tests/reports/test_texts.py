"""The words of meraki/reports/texts.py that carry a number."""

from __future__ import annotations

from meraki.columns import CHANGES
from meraki.reports.texts import CHANGE_LABELS, CHANGE_NAMES, rules_accuracy


def test_the_accuracy_of_rules_is_told_in_customers_and_beside_chance() -> None:
    told = rules_accuracy(0.865847)
    assert "acerta 87 de 100" in told
    assert told.endswith("ao acaso, 50")


def test_every_kind_of_change_has_words_for_one_and_for_many() -> None:
    assert tuple(CHANGE_NAMES) == tuple(CHANGE_LABELS) == CHANGES
