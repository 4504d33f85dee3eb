"""The rules of meraki/recommendation/learning.py."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from meraki.recommendation import learning
from meraki.recommendation.by_extent import ByExtent
from meraki.recommendation.calibration import Pairs, calibrate
from meraki.recommendation.choosing import Choice
from meraki.recommendation.contracts import Contracts
from meraki.recommendation.forms import Crowd
from meraki.recommendation.learning import Barred, affordable_hidden, learn
from meraki.recommendation.ridge import Ridge

FAMILIES = csr_matrix(np.array([[1, 0], [1, 0], [0, 1], [0, 0], [0, 0]], np.float32))
"""Products 0 and 1 are two forms of one; 3 and 4 have no family."""


def test_a_list_has_one_product_of_a_family_the_best() -> None:
    barred = Barred(np.zeros(5, bool), FAMILIES)
    row = np.array([0, 0, 0, 0, 1, 1, 1])
    product = np.array([1, 0, 3, 4, 2, 0, 1])
    kept = barred.first_of_family(row, product, 3)
    assert [each.tolist() for each in kept] == [[0, 0, 0, 1, 1], [1, 3, 4, 2, 0]]
    assert [each.tolist() for each in barred.first_of_family(row, product, 1)] == [[0, 1], [1, 2]]


def test_as_many_products_are_looked_at_as_surely_hold_enough_families() -> None:
    assert Barred(np.zeros(5, bool), FAMILIES).enough_for(3) == 5
    assert Barred(np.zeros(5, bool)).enough_for(3) == 3


@pytest.mark.parametrize(
    ("sizes", "most"),
    [([8] * 50, 3), ([4] * 50, 4), ([8] * 5 + [1] * 45, 8), ([0] * 50, 1), ([8] * 500, 1)],
    ids=["full", "half", "few are full", "empty", "too many"],
)
def test_the_fuller_the_baskets_the_fewer_of_their_products_are_hidden(
    monkeypatch: pytest.MonkeyPatch, sizes: list[int], most: int
) -> None:
    """9,600 = 3 of each of 50 baskets of 8, each time 8 scores made of 8 products."""
    monkeypatch.setattr(learning, "CALIBRATION_PRODUCTS", 9_600)
    owned = np.arange(8) < np.array(sizes)[:, None]
    assert affordable_hidden(Crowd(csr_matrix(owned.astype(np.float32)), np.zeros((len(sizes), 0)))) == most


@pytest.fixture
def learnt(monkeypatch: pytest.MonkeyPatch) -> list[Pairs]:
    """The pairs that calibrate a recommender that learns from extents."""
    pairs: list[Pairs] = []
    choice = Choice(((ByExtent(Ridge(20.0)), 1.0),), (), "", {})
    monkeypatch.setattr(learning, "choose", lambda *_: choice)
    monkeypatch.setattr(learning, "calibrate", lambda shown, prior: pairs.append(shown) or calibrate(shown, prior))
    return pairs


def _told(extents: bool) -> Crowd:
    """200 customers of 8 products, with one to nine lines of each or nobody knows how many."""
    random = np.random.default_rng(0)
    holdings = csr_matrix((random.random((200, 8)) < 0.5).astype(np.float32))
    lines, unknown = holdings.copy(), csr_matrix(holdings.shape, dtype=np.float32)
    lines.data = np.log1p(random.integers(1, 10, lines.nnz)).astype(np.float32)
    return Crowd(holdings, np.zeros((200, 0)), Contracts(lines if extents else unknown, unknown, unknown))


def test_who_is_advised_by_extents_is_calibrated_and_scored_by_them(learnt: list[Pairs]) -> None:
    told = _told(extents=True)
    by_extent, plain = learn(told, 3, 0), learn(_told(extents=False), 3, 0)
    assert np.abs(by_extent.blend.score(told) - plain.blend.score(told)).max() > 0.1
    known, unknown = learnt
    assert known.scores.sum() != pytest.approx(unknown.scores.sum(), abs=0.1)


def test_of_full_baskets_some_products_calibrate_for_the_others(
    learnt: list[Pairs], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "most_hidden", lambda _: 1)
    learn(_told(extents=True), 3, 0)
    monkeypatch.setattr(learning, "CALIBRATION_PRODUCTS", 1)
    learn(_told(extents=True), 3, 0)
    every, one = learnt
    assert every.weights.max() == 1
    assert one.weights.max() > 2
