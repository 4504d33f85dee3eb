"""The rules of meraki/persona_rules.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from meraki.attributes import select
from meraki.columns import Column
from meraki.persona_rules import EVERYBODY, NO_RULE, Rules, membership_rules


def _rules(base: pd.DataFrame, labels: np.ndarray) -> list[Rules]:
    return membership_rules(base, select(base).attributes, labels, seed=0)


def test_a_threshold_is_found_and_said_as_people_read_it() -> None:
    mrr = np.concatenate([np.linspace(10, 300, 60), np.linspace(700, 9000, 60)])
    low, high = _rules(pd.DataFrame({Column.MRR: mrr}), np.repeat([1, 2], 60))
    assert low == Rules("MRR até R$ 500", 1.0)
    assert high == Rules("MRR acima de R$ 500", 1.0)


def test_a_threshold_below_every_value_is_zero() -> None:
    mrr = np.concatenate([np.zeros(60), np.linspace(0.02, 900, 60)])
    none, some = _rules(pd.DataFrame({Column.MRR: mrr}), np.repeat([1, 2], 60))
    assert (none.text, some.text) == ("sem MRR", "com MRR")


def test_two_bounds_of_one_column_never_read_the_same() -> None:
    mrr = np.concatenate([np.linspace(900, 966.4, 90), np.linspace(968.3, 971.6, 60), np.linspace(974.3, 1000, 90)])
    inside = _rules(pd.DataFrame({Column.MRR: mrr}), np.repeat([1, 2, 1], [90, 60, 90]))[1]
    assert inside == Rules("MRR até R$ 973 e MRR acima de R$ 967", 1.0)


def test_bounds_that_no_words_tell_apart_are_no_rule() -> None:
    mrr = np.concatenate([np.linspace(900, 970.1, 90), np.linspace(970.2, 970.3, 60), np.linspace(970.4, 1000, 90)])
    inside = _rules(pd.DataFrame({Column.MRR: mrr}), np.repeat([1, 2, 1], [90, 60, 90]))[1]
    assert inside == Rules(NO_RULE, np.nan)


@pytest.mark.parametrize("huge", [1e308, -1e308, 1e39])
def test_a_number_beyond_the_precision_of_a_tree_is_the_largest_it_knows(huge: float) -> None:
    values = np.concatenate([np.arange(60.0), np.full(60, huge)])
    small, _ = _rules(pd.DataFrame({"VL_H": values}), np.repeat([1, 2], 60))
    assert small.accuracy == 1.0
    assert small.text.startswith("VL_H até" if huge > 0 else "VL_H acima de")


def test_accuracy_is_measured_on_customers_never_seen() -> None:
    random = np.random.default_rng(0)
    base = pd.DataFrame({f"VL_{i}": random.normal(size=300) for i in range(8)})
    labels = random.integers(1, 3, 300)  # nothing to learn: a tree fits its own rows far better than chance
    assert [rules.accuracy for rules in _rules(base, labels)] == pytest.approx([0.5, 0.5], abs=0.12)


def test_rules_are_not_learnt_from_the_customers_held_out() -> None:
    """Only every third member, all of whom are held out, is unlike the others."""
    held_out_members = np.tile([0, 0, 1], 20)
    base = pd.DataFrame({"VL_X": np.concatenate([held_out_members, np.zeros(60)])})
    assert _rules(base, np.repeat([1, 2], 60))[0] == Rules(NO_RULE, np.nan)


def test_a_rule_that_every_customer_held_out_belies_is_never_right() -> None:
    base = pd.DataFrame({"VL_X": np.concatenate([np.tile([1, 1, 0], 20), np.tile([0, 0, 1], 20)])})
    assert _rules(base, np.repeat([1, 2], 60))[0] == Rules("VL_X acima de 0", 0.0)


def test_the_words_are_the_rule_that_was_measured() -> None:
    random = np.random.default_rng(1)
    tickets = random.integers(0, 50, 300)
    base = pd.DataFrame({Column.TICKETS: tickets})
    (few, many) = _rules(base, np.where(tickets > 20, 2, 1))
    threshold = int(many.text.removeprefix("chamados acima de "))
    named = tickets > threshold
    assert many.accuracy == pytest.approx(1.0, abs=0.02)
    assert (named == (tickets > 20)).mean() > 0.98
    assert few.text == f"chamados até {threshold}"


def test_categories_and_bands_have_their_own_words() -> None:
    segment = np.repeat(["VAREJO", "SERVICOS"], 50)
    (varejo, _) = _rules(pd.DataFrame({Column.SEGMENT: segment}), np.repeat([1, 2], 50))
    assert varejo.text in ("segmento é Varejo", "segmento não é Serviços")
    bands = np.repeat(["Faixa 01 - De 4,5 M ate 7,5 M", "Faixa 07 - De 75 M ate 150 M"], 50)
    (small, large) = _rules(pd.DataFrame({Column.REVENUE_BAND: bands}), np.repeat([1, 2], 50))
    assert (small.text, large.text) == ("faturamento até a faixa 04", "faturamento da faixa 05 em diante")


def test_members_known_by_what_nobody_told_of_them_are_said_so() -> None:
    """scikit-learn puts the threshold of such a split at infinity."""
    nps = np.concatenate([np.full(50, np.nan), np.random.default_rng(0).uniform(0, 10, 50)])
    unknown, known = _rules(pd.DataFrame({Column.NPS_MEAN: nps}), np.repeat([1, 2], 50))
    assert unknown == Rules("NPS do cliente não informado", 1.0)
    assert known == Rules("NPS do cliente informado", 1.0)


def test_a_rule_that_takes_in_the_unknown_says_so() -> None:
    events = np.concatenate([np.full(50, np.nan), np.arange(50.0)])
    (unknown, known) = _rules(pd.DataFrame({Column.EVENTS: events}), np.repeat([1, 2], 50))
    assert "não informado" in unknown.text
    assert "não informado" not in known.text


def test_two_branches_that_both_say_yes_are_one_rule() -> None:
    """A split that only makes one side purer than the other is no rule."""
    months, tickets = np.repeat([10, 200, 200], 200), np.repeat([0, 1, 0], 200)
    certain = np.where(tickets == 1, 0.95, 0.75)
    members = (months == 200) & (np.random.default_rng(0).random(600) < certain)
    rules = _rules(pd.DataFrame({Column.TENURE_MONTHS: months, Column.TICKETS: tickets}), np.where(members, 2, 1))[1]
    assert rules.text == "meses de casa acima de 100"


def test_at_most_three_rules() -> None:
    random = np.random.default_rng(2)
    base = pd.DataFrame({f"VL_{i}": random.normal(size=500) for i in range(5)})
    labels = np.where((base["VL_0"] * base["VL_1"] > 0) | (base["VL_2"] > 1), 1, 2)
    assert all(len(rules.text.split(", ou ")) <= 3 for rules in _rules(base, labels))


def test_one_cluster_holds_everybody() -> None:
    assert _rules(pd.DataFrame({Column.MRR: [1.0, 2.0, 3.0]}), np.ones(3, dtype=int)) == [Rules(EVERYBODY, np.nan)]


def test_cluster_of_one_customer_has_a_rule_of_unknown_accuracy() -> None:
    base = pd.DataFrame({Column.MRR: [*np.linspace(1, 2, 30), 1000.0]})
    rules = _rules(base, np.array([1] * 30 + [2]))[1]
    assert rules.text.startswith("MRR acima de")
    assert np.isnan(rules.accuracy)


def test_without_attributes_no_rule_is_made_up() -> None:
    base = pd.DataFrame({Column.CUSTOMER: list("ABCD")})
    assert _rules(base, np.array([1, 1, 2, 2])) == [Rules(NO_RULE, np.nan)] * 2


def test_a_band_between_none_and_much_keeps_its_bounds() -> None:
    """Few lie below the upper bound, as they would below a cent: it is no zero."""
    values = np.concatenate([np.zeros(1000), np.linspace(5, 8, 40), np.full(200, 1000.0)])
    rules = _rules(pd.DataFrame({"VL_X": values}), np.repeat([1, 2, 3], [1000, 40, 200]))
    assert [rule.accuracy for rule in rules] == [1.0, 1.0, 1.0]
