"""The likelihood of the next product is the one that is written down, and its gradient is its own."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.sparse import csr_matrix

from meraki.recommendation import next_product
from meraki.recommendation.forms import Crowd
from meraki.recommendation.next_product import NextProduct, _design, _Likelihood

PENALTIES = np.array([1e-3, *[2.0] * 8], np.float32)[:, None]
LINK_PENALTY = 3.0


@pytest.fixture
def crowd() -> Crowd:
    random = np.random.default_rng(5)
    owned = (random.random((15, 4)) < 0.5).astype(np.float32)
    owned[:5] = [[1, 0, 0, 0], [1, 1, 1, 1], [0, 1, 1, 1], [1, 1, 0, 1], [0, 0, 0, 1]]
    return Crowd(csr_matrix(owned[owned.any(axis=1)]), random.normal(size=(int(owned.any(axis=1).sum()), 2)))


def _likelihood(crowd: Crowd) -> _Likelihood:
    return _Likelihood(crowd, _design(crowd.features, crowd.sizes - 1), PENALTIES, LINK_PENALTY)


def _written_down(crowd: Crowd, theta: np.ndarray) -> float:
    """Each product of each customer hidden in turn: a softmax over it and what the customer lacks."""
    owned = crowd.holdings.toarray()
    design = _design(crowd.features, crowd.sizes - 1).astype(float)
    profile, links = _likelihood(crowd).split(theta)
    np.fill_diagonal(links, 0)
    loss = 0.5 * float((PENALTIES * profile**2).sum() + LINK_PENALTY * (links**2).sum())
    for u, y in zip(*owned.nonzero(), strict=True):
        left = owned[u].copy()
        left[y] = 0
        logits = (design[u] @ profile + left @ links)[left == 0]
        own = np.flatnonzero(left == 0).tolist().index(y)
        loss += (np.log(np.exp(logits).sum()) - logits[own]) / owned[u].sum()
    return loss


def _theta(crowd: Crowd) -> np.ndarray:
    likelihood = _likelihood(crowd)
    theta = np.random.default_rng(2).normal(size=likelihood.start().shape)
    np.fill_diagonal(likelihood.split(theta)[1], 0)
    return theta


def test_likelihood_is_the_softmax_of_each_hidden_product(crowd: Crowd) -> None:
    theta = _theta(crowd)
    assert _likelihood(crowd)(theta)[0] == pytest.approx(_written_down(crowd, theta), rel=1e-5)


def test_gradient_is_the_slope_of_what_is_written_down(crowd: Crowd) -> None:
    theta = _theta(crowd)
    slopes = approx_fprime(theta, lambda moved: _written_down(crowd, moved), 1e-6)
    assert _likelihood(crowd)(theta)[1] == pytest.approx(slopes, rel=1e-3, abs=1e-4)


def test_odds_beyond_single_precision_leave_the_likelihood_finite(crowd: Crowd) -> None:
    loss, slopes = _likelihood(crowd)(_theta(crowd) * 60)
    assert np.isfinite(loss)
    assert np.isfinite(slopes).all()


def test_many_customers_are_sampled_to_what_the_products_afford(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = NextProduct(3.0, 10.0).fit(crowd, 0).weights
    monkeypatch.setattr(next_product, "MAX_CELLS", 6 * 4**2)
    few = crowd.rows(np.sort(np.random.default_rng(0).choice(len(crowd.sizes), 6, replace=False)))
    sampled = NextProduct(3.0, 10.0).fit(crowd, 0).weights
    assert (sampled == NextProduct(3.0, 10.0).fit(few, 0).weights).all()
    assert not np.allclose(sampled, learnt)
