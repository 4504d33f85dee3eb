"""The evaluation says the same each time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from meraki.recommendation import RecommendationParameters, build_portfolio, evaluate, evaluation, learning
from meraki.recommendation.calibration import Pairs, calibrate, shown_pairs
from meraki.recommendation.choosing import Blend, Choice, fit
from meraki.recommendation.evaluation import FIFTHS, MAX_PARTITIONS, _beside_ours, _fifths, _judged, _sampled
from meraki.recommendation.exams import most_hidden
from meraki.recommendation.forms import BaseRate, Crowd


def _told() -> dict[str, Any]:
    random = np.random.default_rng(0)
    owned = csr_matrix(random.random((120, 4)) < 0.4)
    customers = pd.Index([f"T{i:03d}" for i in range(120)], name="CD_CLIENTE")
    row, column = owned.nonzero()
    table = pd.DataFrame({"CD_CLIENTE": customers[row], "DS_PROD": [f"P{c}" for c in column]})
    portfolio = build_portfolio(table, customers, "DS_PROD")
    features = random.normal(size=(120, 3))
    return evaluate(portfolio, pd.DataFrame(index=customers), features, RecommendationParameters())


def test_one_and_two_threads_tell_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    alone = _told()
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    assert _told() == alone


def test_the_lead_over_a_method_is_measured_customer_by_customer() -> None:
    ours, *others = _told()["metodos"]
    assert ours["vantagem_ic95"] == [0, 0]
    for other in others:
        low, high = other["vantagem_ic95"]
        assert (low + high) / 2 == pytest.approx(ours["ndcg@5"] - other["ndcg@5"])
    same = _beside_ours([({}, np.array([1, 6, 2])), ({}, np.array([1, 6, 2])), ({}, np.array([2, 6, 2]))])
    gain = 1 - 1 / np.log2(3)
    assert same[1]["vantagem_ic95"] == [0, 0]
    assert same[2]["vantagem_ic95"] == pytest.approx([gain / 3 - 1.96 * gain / 3, gain / 3 + 1.96 * gain / 3])


def test_score_is_learnt_and_judged_with_every_product_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the exams hide some of a basket, no pair that calibrates or judges stands for another."""
    owned = [(f"T{u:02d}", f"P{place:04d}") for u in range(60) for place in range(7)]
    table = pd.DataFrame(owned, columns=["CD_CLIENTE", "DS_PROD"])
    table = pd.concat([table, pd.DataFrame({"CD_CLIENTE": "T99", "DS_PROD": [f"P{p:04d}" for p in range(1000)]})])
    portfolio = build_portfolio(table, pd.Index([*(f"T{u:02d}" for u in range(60)), "T99"]), "DS_PROD").owned_today()
    crowd = Crowd(portfolio.holdings, np.zeros((61, 0)))
    assert most_hidden(crowd) < 7
    with monkeypatch.context() as patched:
        learnt: list[Pairs] = []
        patched.setattr(learning, "calibrate", lambda pairs, prior: learnt.append(pairs) or calibrate(pairs, prior))
        _, judged = _judged(np.arange(12), crowd, RecommendationParameters())
    for pairs in (*learnt, judged):
        assert pairs.owned.sum() > 0
        assert (pairs.weights == 1).all()


def test_nobody_is_asked_by_a_blend_that_learnt_from_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither to calibrate, in five folds, nor to judge; each customer is known by an attribute of their own."""
    learnt: list[tuple[Blend, Crowd]] = []
    asked: list[tuple[Blend, Crowd]] = []

    def spied_fit(choice: Choice, crowd: Crowd, seed: int) -> Blend:
        blend = fit(choice, crowd, seed)
        learnt.append((blend, crowd))
        return blend

    def spied_pairs(blend: Blend, crowd: Crowd, *given: int) -> Pairs:
        asked.append((blend, crowd))
        return shown_pairs(blend, crowd, *given)

    for module in (learning, evaluation):
        monkeypatch.setattr(module, "choose", lambda *_: Choice(((BaseRate(1), 1.0),), (), "", {}))
        monkeypatch.setattr(module, "shown_pairs", spied_pairs)
    monkeypatch.setattr(learning, "fit", spied_fit)
    monkeypatch.setattr(evaluation, "ENOUGH_TO_JUDGE", 1)
    _told()
    assert len(asked) == 6
    for blend, crowd in asked:
        (learners,) = [learners for fitted, learners in learnt if fitted is blend]
        assert not {*learners.features[:, 0]} & {*crowd.features[:, 0]}


def test_customers_are_judged_in_fifths_and_then_in_other_fifths() -> None:
    parts = list(_fifths(52, 0))
    assert len(parts) == MAX_PARTITIONS * FIFTHS
    partitions = [parts[start : start + FIFTHS] for start in range(0, len(parts), FIFTHS)]
    assert all(sorted(np.concatenate(partition)) == list(range(52)) for partition in partitions)
    assert partitions[0][0].tolist() != partitions[1][0].tolist()
    assert list(_fifths(1, 0)) == []


@pytest.mark.parametrize(("enough", "judgements"), [(1, 1), (10**9, MAX_PARTITIONS * FIFTHS)])
def test_fifths_are_judged_until_there_are_pairs_enough(
    monkeypatch: pytest.MonkeyPatch, enough: int, judgements: int
) -> None:
    asked: list[np.ndarray] = []
    monkeypatch.setattr(evaluation, "ENOUGH_TO_JUDGE", enough)
    monkeypatch.setattr(evaluation, "_judged", lambda part, *given: asked.append(part) or _judged(part, *given))
    decis = _told()["calibracao"]["decis"]
    assert len(asked) == judgements
    assert sum(group["n"] for group in decis) > 0


def test_of_many_customers_a_sample_is_judged_with_what_is_known_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "MAX_EVALUATED", 5)
    names = [f"T{i}" for i in range(9)]
    customers = pd.Index(names, name="CD_CLIENTE")
    table = pd.DataFrame({"CD_CLIENTE": names, "DS_PROD": "P", "QTD_CONTRATOS": range(1, 10)})
    base, features = pd.DataFrame({"UF": names}, index=customers), np.arange(9.0)[:, None]
    smaller, attributes, known = _sampled(build_portfolio(table, customers, "DS_PROD"), base, features, 0)
    lines = np.round(np.expm1(smaller.contracts.extents.toarray().ravel()))
    assert [f"T{line - 1:.0f}" for line in lines] == smaller.customers.tolist() == attributes["UF"].tolist()
    assert len(lines) == 5
    assert (lines == known.ravel() + 1).all()
