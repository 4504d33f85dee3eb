"""SCORE is a probability."""

from __future__ import annotations

import tracemalloc

import numpy as np
from scipy.sparse import csr_matrix

from meraki.recommendation.calibration import Pairs, calibrate, deciles, shown_pairs
from meraki.recommendation.choosing import Blend
from meraki.recommendation.exams import folds, held_out
from meraki.recommendation.forms import BaseRate, Crowd


def _pairs(n: int, seed: int) -> Pairs:
    random = np.random.default_rng(seed)
    scores = random.normal(size=n)
    chance = np.where(scores > 0.5, 0.7, np.where(scores > -0.5, 0.3, 0.05))
    return Pairs(scores, random.integers(1, 9, n), (random.random(n) < chance).astype(float), np.ones(n))


def test_deciles_of_pairs_never_seen_are_within_three_points() -> None:
    """Steps that no straight line follows, learnt from one draw and measured on another."""
    calibrator, fresh = calibrate(_pairs(30_000, 0), 0.5), _pairs(60_000, 1)
    groups = deciles(calibrator.probability(fresh.scores, fresh.sizes), fresh)
    assert len(groups) == 10
    assert max(abs(group["previsto"] - group["observado"]) for group in groups) <= 0.03


def test_each_small_basket_has_a_level_of_its_own() -> None:
    """Who owns nothing else always owns the product, who owns one never: no curve over the size says that."""
    random = np.random.default_rng(0)
    sizes = random.integers(0, 5, 20_000)
    owned = np.choose(sizes, [1.0, 0.0, 0.5, 0.2, 0.4]) > random.random(len(sizes))
    pairs = Pairs(random.normal(size=len(sizes)), sizes, owned.astype(float), np.ones(len(sizes)))
    chances = calibrate(pairs, 0.5).probability(np.zeros(5), np.arange(5))
    np.testing.assert_allclose(chances, [1.0, 0.0, 0.5, 0.2, 0.4], atol=0.07)


def test_deciles_of_equal_probabilities_do_not_know_who_owns() -> None:
    """Pairs come the owned ones first; a group cut through a tie must still show the share of the tie."""
    owned = np.repeat([1.0, 0.0], 5_000)
    pairs = Pairs(np.zeros(10_000), np.ones(10_000), owned, np.ones(10_000))
    assert all(abs(group["observado"] - 0.5) < 0.06 for group in deciles(np.full(10_000, 0.5), pairs))


def test_probability_rises_with_the_score() -> None:
    calibrator = calibrate(_pairs(3_000, 0), 0.5)
    for size in (0, 1, 4):
        chances = calibrator.probability(np.linspace(-3, 3, 50), np.full(50, size))
        assert (np.diff(chances) >= 0).all()
        assert ((chances > 0) & (chances < 1)).all()


def test_without_two_kinds_of_pairs_everything_is_the_prior() -> None:
    only = Pairs(np.arange(5.0), np.ones(5), np.ones(5), np.ones(5))
    nothing = Pairs.together([])
    for pairs in (only, nothing):
        assert calibrate(pairs, 0.25).probability(np.array([-9.0, 9.0]), np.array([1, 1])).tolist() == [0.25, 0.25]


def test_hidden_products_stand_for_those_that_were_not() -> None:
    """Of two products one hidden weighs two; with both hidden each is what it is."""
    crowd = Crowd(csr_matrix(np.repeat([[1, 1, 0, 0]], 50, axis=0).astype(np.float32)), np.zeros((50, 0)))
    blend = Blend(((BaseRate(1).fit(crowd, 0), 1.0),))
    some, every = (shown_pairs(blend, crowd, 4, 0, most) for most in (1, 4))
    assert some.weights[some.owned > 0].tolist() == [2.0] * 50
    assert every.weights[every.owned > 0].tolist() == [1.0] * 100


def test_all_scores_of_full_baskets_are_never_in_memory_at_once() -> None:
    """A hundred customers of forty products each ask four thousand questions: 80 MB of scores of five thousand."""
    owned = np.zeros((100, 5_000), np.float32)
    owned[:, :40] = 1
    crowd = Crowd(csr_matrix(owned), np.zeros((100, 0)))
    blend = Blend(((BaseRate(1).fit(crowd, 0), 1.0),))
    tracemalloc.start()
    pairs = shown_pairs(blend, crowd, 40, 0, 40)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pairs.owned.sum() == 4_000
    assert peak < 40e6


def test_folds_hold_out_different_customers_and_learn_from_the_rest() -> None:
    crowd = Crowd(csr_matrix(np.ones((105, 4), np.float32)), np.zeros((105, 0)))
    parts = [held_out(crowd, 3, fold) for fold in folds(crowd, 10_000)]
    assert len(parts) == 5
    assert len({u for _, asked in parts for u in asked}) == sum(len(asked) for _, asked in parts)
    assert not any(set(learners) & set(asked) for learners, asked in parts)
    assert len(folds(crowd, 21)) == 1
    assert len(folds(crowd.rows(np.array([0])), 21)) == 0


def test_a_larger_share_held_out_takes_fewer_folds() -> None:
    crowd = Crowd(csr_matrix(np.ones((100, 4), np.float32)), np.zeros((100, 0)))
    learners, asked = held_out(crowd, 3, share=0.5)
    assert len(learners) == len(asked) == 50
    assert (len(folds(crowd, 50)), len(folds(crowd, 50, share=0.5))) == (3, 1)


def test_probability_rises_with_the_score_even_where_the_pairs_said_the_contrary() -> None:
    """Of small baskets the worst scores own the product: chance of the draw, or a form that is wrong there."""
    random = np.random.default_rng(0)
    scores, sizes = random.normal(size=4_000), np.repeat([1, 6], 2_000)
    owned = random.random(4_000) < 1 / (1 + np.exp(np.where(sizes == 1, 2, -2) * scores))
    calibrator = calibrate(Pairs(scores, sizes, owned.astype(float), np.ones(4_000)), 0.5)
    for size in (1, 6):
        assert (np.diff(calibrator.probability(np.linspace(-3, 3, 50), np.full(50, size))) >= 0).all()
