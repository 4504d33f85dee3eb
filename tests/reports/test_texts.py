"""The words of meraki/reports/texts.py that carry a number."""

from __future__ import annotations

from meraki.reports.texts import rules_accuracy


def test_the_accuracy_of_rules_is_told_in_customers_and_beside_chance() -> None:
    told = rules_accuracy(0.865847)
    assert "acerta 87 de 100" in told
    assert told.endswith("ao acaso, 50")
