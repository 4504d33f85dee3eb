"""Customers near in what they own and are like speak for one another."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.spatial.distance import cdist
from sklearn.kernel_ridge import KernelRidge

from meraki.recommendation.customer_kernel import CustomerKernel
from meraki.recommendation.forms import Crowd

PENALTY, PROFILE = 0.5, 0.4


@pytest.fixture
def crowd() -> Crowd:
    random = np.random.default_rng(1)
    owned = (random.random((60, 9)) < 0.4).astype(np.float32)
    owned[:5, 1:] = 0
    owned[:5, 0] = 1
    return Crowd(csr_matrix(owned), random.normal(size=(60, 3)))


def _places(crowd: Crowd) -> np.ndarray:
    """Baskets of length 1 beside attributes of PROFILE in the mean, of length 1 together."""
    owned = crowd.holdings.toarray().astype(float)
    baskets = owned / np.linalg.norm(owned, axis=1, keepdims=True)
    usual = np.sqrt((crowd.features**2).sum(axis=1).mean())
    rows = np.hstack([baskets, PROFILE * crowd.features / usual])
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _order_of_lacking(scores: np.ndarray, owned: np.ndarray) -> list[int]:
    lacking = np.flatnonzero(owned == 0)
    return lacking[np.argsort(-scores[lacking])].tolist()


def test_scores_are_those_of_kernel_ridge_regression(crowd: Crowd) -> None:
    """Against scikit-learn's, in double precision, with the distances written out."""
    places = _places(crowd)
    kernel = np.exp(-cdist(places, places))
    surprises = crowd.holdings.toarray() - crowd.popularity
    expected = KernelRidge(alpha=PENALTY, kernel="precomputed").fit(kernel, surprises).predict(kernel)
    scores = CustomerKernel(PENALTY, PROFILE).fit(crowd, 0).score(crowd)
    assert scores == pytest.approx(expected + crowd.popularity, abs=1e-3)


def test_learning_from_the_customer_himself_leaves_the_order_of_what_he_lacks(crowd: Crowd) -> None:
    """Of the products that enter the regression; the last has one owner and is known by its popularity alone."""
    owned = crowd.holdings.toarray()
    owned[:, 8] = 0
    owned[11, 8] = 1
    crowd = Crowd(csr_matrix(owned), crowd.features)
    everybody = CustomerKernel(PENALTY, PROFILE).fit(crowd, 0)
    places = _places(crowd)
    for u in (7, 20, 41):
        others = np.delete(np.arange(60), u)
        kernel = np.exp(-cdist(places[others], places[others]))
        without = KernelRidge(alpha=PENALTY, kernel="precomputed").fit(kernel, owned[others] - crowd.popularity)
        near = np.exp(-cdist(places[[u]], places[others]))
        expected = (without.predict(near) + crowd.popularity)[0]
        found = everybody.score(crowd.rows(np.array([u])))[0]
        assert _order_of_lacking(found[:8], owned[u, :8]) == _order_of_lacking(expected[:8], owned[u, :8])


def test_nothing_owned_and_nothing_known_of_a_customer_is_advised_still(crowd: Crowd) -> None:
    owned = crowd.holdings.toarray()
    owned[:3] = 0
    bare = Crowd(csr_matrix(owned), np.zeros((60, 0)))
    scores = CustomerKernel(PENALTY, PROFILE).fit(bare, 0).score(bare)
    assert np.isfinite(scores).all()
    assert (scores[0] == scores[2]).all()


def test_product_of_one_owner_is_known_by_its_popularity_alone(crowd: Crowd) -> None:
    owned = crowd.holdings.toarray()
    owned[:, 8] = 0
    owned[11, 8] = 1
    rare = Crowd(csr_matrix(owned), crowd.features)
    assert CustomerKernel(PENALTY, PROFILE).fit(rare, 0).score(rare)[:, 8] == pytest.approx(
        np.full(60, rare.popularity[8])
    )


def test_customers_that_are_almost_alike_can_be_learnt_from() -> None:
    """Distances that rounding makes negative must not make the kernel indefinite."""
    spread = np.random.default_rng(0).normal(1, 0.005, size=(2_000, 1))
    crowd = Crowd(csr_matrix(np.ones((2_000, 3), np.float32)), spread)
    assert np.isfinite(CustomerKernel(0.05, PROFILE).fit(crowd, 0).weights).all()


def test_who_owns_nothing_is_placed_by_attributes_alone(crowd: Crowd) -> None:
    owned = crowd.holdings.toarray()
    owned[:4] = 0
    features = crowd.features.copy()
    features[:2] = 0
    few = Crowd(csr_matrix(owned), features)
    with np.errstate(all="raise"):
        directions = CustomerKernel(PENALTY, PROFILE).fit(few, 0).directions
    found = np.sqrt(np.asarray(directions.holdings.multiply(directions.holdings).sum(axis=1)).ravel())
    whole = np.hypot(found, np.linalg.norm(directions.features, axis=1))
    assert whole == pytest.approx([0, 0, *[1] * 58], abs=1e-5)


def test_blocks_hold_whatever_is_wider() -> None:
    crowd = Crowd(csr_matrix((20_000, 100), dtype=np.float32), np.zeros((20_000, 0)))
    assert [len(next(iter(crowd.blocks(width)))) for width in (None, 10, 1_000)] == [5_000, 5_000, 500]
