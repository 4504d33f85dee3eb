"""What is averaged: the forms level with the best, and what still adds to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from meraki.recommendation import choosing
from meraki.recommendation.by_extent import ByExtent
from meraki.recommendation.choosing import (
    MAX_BY_EXTENT,
    MIN_GAIN,
    WEIGHABLE,
    _average,
    _kind,
    _level,
    _worth_weighing,
    candidates,
    choose,
)
from meraki.recommendation.common_factors import CommonFactors
from meraki.recommendation.contracts import Contracts
from meraki.recommendation.customer_kernel import CustomerKernel
from meraki.recommendation.exams import Exam, hide_each, ndcg_at_5
from meraki.recommendation.forms import Associations, BaseRate, Crowd, Form, Scorer
from meraki.recommendation.next_product import NextProduct
from meraki.recommendation.ridge import Ridge
from meraki.recommendation.trees import Trees

QUESTIONS, PRODUCTS = 200, 30


@dataclass(frozen=True)
class Guess:
    """A form by name only; its scores are drawn."""

    label: str

    def fit(self, crowd: Crowd, seed: int) -> Scorer:
        raise AssertionError("nothing is fitted here")


EXAM = Exam((), np.column_stack([np.arange(QUESTIONS), np.zeros(QUESTIONS, int)]), np.ones(QUESTIONS), "")


def _scores(strength: float, seed: int) -> np.ndarray:
    """The answer is product 0, drawn ``strength`` deviations higher than the others."""
    scores = np.random.default_rng(seed).normal(size=(QUESTIONS, PRODUCTS)).astype(np.float32)
    scores[:, 0] += np.float32(strength)
    return scores


def _tried(strengths: dict[str, float]) -> tuple[list[Form], dict[Form, np.ndarray], dict[Form, np.ndarray]]:
    forms: list[Form] = [Guess(label) for label in strengths]
    kept = {form: _scores(strengths[form.label], seed) for seed, form in enumerate(forms)}
    return forms, kept, {form: ndcg_at_5(scores, EXAM) for form, scores in kept.items()}


def test_unlike_forms_that_the_exam_cannot_tell_apart_are_level() -> None:
    forms, _, gains = _tried({"a (1)": 2.0, "b (1)": 2.0, "c (1)": 0.5})
    assert {form.label for form in _level(forms, gains, EXAM)} == {"a (1)", "b (1)"}


def test_only_the_best_of_a_kind_is_level() -> None:
    forms, _, gains = _tried({"a (1)": 2.0, "a (2)": 2.0})
    best = max(forms, key=lambda form: gains[form].mean())
    assert _level(forms, gains, EXAM) == [best]


def test_what_is_two_standard_errors_behind_is_not_level() -> None:
    """Both differ from the best at 20 questions: one is beaten at 15 of them, the other at 11."""
    best, behind, close = (Guess(label) for label in ("a (1)", "b (1)", "c (1)"))
    right = np.repeat([1.0, 0.0], QUESTIONS // 2)
    gains = {form: right.copy() for form in (best, behind, close)}
    for form, beaten in ((behind, 15), (close, 11)):
        gains[form][:beaten] = 0
        gains[form][-(20 - beaten) :] = 1
    assert _level(list(gains), gains, EXAM) == [best, close]


def test_a_customer_of_many_questions_counts_as_much_as_one_of_one() -> None:
    """Two customers of one question, and one of sixteen who like the other form a little better."""
    exam = Exam((), np.zeros((18, 2), int), np.array([1, 1, *[1 / 16] * 16]), "")
    best, other = Guess("a (1)"), Guess("b (1)")
    gains: dict[Form, np.ndarray] = {other: np.array([0, 0.5, *[0.1] * 16]), best: np.array([1, 0, *[0] * 16])}
    assert _level(list(gains), gains, exam) == [best, other]


def test_a_form_that_is_not_level_is_added_where_the_average_gains() -> None:
    forms, kept, gains = _tried({"a (1)": 2.0, "a (2)": 2.0})
    members, reached = _average(kept, gains, forms, EXAM)
    assert {form for form, _ in members} == set(forms)
    assert reached > max(values.mean() for values in gains.values()) + MIN_GAIN


def test_nothing_is_added_where_the_average_gains_nothing() -> None:
    forms, kept, gains = _tried({"a (1)": 2.0})
    assert _average(kept, gains, forms, EXAM)[0] == [(forms[0], 1.0)]


def test_average_of_level_forms_is_better_than_each_and_repeats() -> None:
    forms, kept, gains = _tried({"a (1)": 1.5, "b (1)": 1.5, "c (1)": -1.0})
    members, reached = _average(kept, gains, forms, EXAM)
    assert reached > max(values.mean() for values in gains.values())
    assert "c (1)" not in {form.label for form, _ in members}
    assert (members, reached) == _average(kept, gains, forms, EXAM)


@pytest.mark.parametrize(("customers", "questions", "associations"), [(14, 24, True), (15, 30, False)])
def test_with_fewer_than_thirty_questions_it_is_associations(
    monkeypatch: pytest.MonkeyPatch, customers: int, questions: int, associations: bool
) -> None:
    monkeypatch.setattr(choosing, "candidates", lambda *_: [BaseRate(1), Ridge(20.0)])
    owned = [np.roll([1, 1, 0, 0, 0], u) for u in range(customers)]
    crowd = Crowd(csr_matrix(np.array(owned, np.float32)), np.zeros((customers, 0)))
    assert len(hide_each(crowd, 0).weights) == questions
    choice = choose(crowd, 0)
    assert (choice.members == ((Associations(30.0), 1.0),)) is associations


def test_middle_portfolios_try_the_next_product_and_large_ones_do_not() -> None:
    assert any(isinstance(form, NextProduct) for form in candidates(800, 266, dated=False))
    assert not any(isinstance(form, NextProduct) for form in candidates(10_000, 5_600, dated=False))


def _told(extents: np.ndarray, holdings: csr_matrix) -> Contracts:
    days = csr_matrix(holdings.shape, dtype=np.float32)
    return Contracts(csr_matrix(holdings.multiply(extents), dtype=np.float32), days, days)


@pytest.fixture
def bundles() -> Crowd:
    """Everybody has product 0: with much of it goes product 1, with little product 2; the others are chance."""
    random = np.random.default_rng(0)
    much = random.random(400) < 0.5
    owned = random.random((400, 8)) < 0.3
    owned[:, 0] = True
    owned[:, 1] = much & (random.random(400) < 0.8)
    owned[:, 2] = ~much & (random.random(400) < 0.8)
    holdings = csr_matrix(owned.astype(np.float32))
    extents = np.ones((400, 8))
    extents[much, 0] = 3
    return Crowd(holdings, np.zeros((400, 0)), _told(extents, holdings))


def test_a_form_on_extents_is_chosen_where_they_tell_what_goes_with_what(bundles: Crowd) -> None:
    choice = choose(bundles, 0)
    assert choice.members
    assert {type(form) for form, _ in choice.members} == {ByExtent}
    assert (
        choice.table[-1]["ndcg@5"]
        > max(row["ndcg@5"] for row in choice.table if "quantidade" not in row["forma"]) + 0.03
    )


def test_extents_are_tried_with_the_best_of_the_four_best_kinds_that_mean_something_with_them(bundles: Crowd) -> None:
    tried = [row["forma"] for row in choose(bundles, 0).table[:-1]]
    forms = {form.label: form for form in candidates(400, 8, dated=False)}
    by_extent = [label.removesuffix(", pela quantidade de contratos") for label in tried if label not in forms]
    assert [*forms, *(f"{label}, pela quantidade de contratos" for label in by_extent)] == tried
    kinds = {type(forms[label]) for label in by_extent}
    assert 1 < len(by_extent) <= MAX_BY_EXTENT
    assert not kinds & {BaseRate, Associations, NextProduct, Trees}


def test_of_more_kinds_that_mean_something_with_extents_the_four_best_are_tried() -> None:
    forms = [form for form in candidates(400, 80, dated=True) if isinstance(form, WEIGHABLE)]
    gains = {form: np.full(QUESTIONS, place / len(forms)) for place, form in enumerate(forms)}
    tried = _worth_weighing(forms, gains, EXAM)
    assert len({type(form) for form in forms}) > MAX_BY_EXTENT
    assert tried[0] == forms[-1]
    assert len({_kind(form) for form in tried}) == len(tried) == MAX_BY_EXTENT


def test_extents_are_not_tried_where_contracts_tell_none(bundles: Crowd) -> None:
    alike = Crowd(bundles.holdings, bundles.features, _told(np.ones((400, 8)), bundles.holdings))
    for crowd in (alike, Crowd(bundles.holdings, bundles.features)):
        assert len(choose(crowd, 0).table) == len(candidates(400, 8, dated=False)) + 1


def _kinds(customers: int, products: int, *, dated: bool = False) -> set[type]:
    return {type(form) for form in candidates(customers, products, dated)}


def test_common_factors_are_tried_by_date_only() -> None:
    assert CommonFactors in _kinds(800, 266, dated=True)
    assert CommonFactors not in _kinds(800, 266)


def test_trees_are_tried_on_small_portfolios_of_however_many_customers() -> None:
    assert Trees in _kinds(800, 60) & _kinds(1_000_000, 60)
    assert Trees not in _kinds(800, 61)


def test_a_regression_over_customers_is_tried_on_few_customers_and_many_products() -> None:
    assert CustomerKernel in _kinds(4_000, 300)
    assert CustomerKernel not in _kinds(4_001, 300) | _kinds(4_000, 60)
