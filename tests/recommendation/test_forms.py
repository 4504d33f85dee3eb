"""The rules of the closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from meraki.recommendation import forms
from meraki.recommendation.common_factors import CommonFactors
from meraki.recommendation.customer_kernel import CustomerKernel
from meraki.recommendation.forms import Associations, BaseRate, Crowd, Form
from meraki.recommendation.next_product import NextProduct
from meraki.recommendation.ridge import Ridge
from meraki.recommendation.sparse_weights import SparseWeights
from meraki.recommendation.trees import Trees


def _crowd(n: int, m: int, seed: int = 0, attributes: int = 2) -> Crowd:
    random = np.random.default_rng(seed)
    owned = (random.random((n, m)) < 0.3).astype(np.float32)
    owned[:2] = 1
    return Crowd(csr_matrix(owned), random.normal(size=(n, attributes)))


def _ease(owned: np.ndarray, penalty: float) -> np.ndarray:
    """Steck 2019, algorithm 1, as it is printed."""
    gram = owned.T @ owned + penalty * np.eye(owned.shape[1])
    precision = np.linalg.inv(gram)
    weights = precision / -np.diag(precision)
    weights[np.diag_indices_from(weights)] = 0
    return owned @ weights


@pytest.mark.parametrize(("n", "m"), [(60, 12), (10, 25)])
def test_regression_without_profile_is_ease(n: int, m: int) -> None:
    crowd = _crowd(n, m)
    expected = _ease(np.asarray(crowd.holdings.todense(), dtype=float), 20.0)
    assert Ridge(20.0).fit(crowd, 0).score(crowd) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("kind", ["none", "profile"])
def test_few_customers_and_many_give_the_same_weights(kind: str) -> None:
    """The two ways to invert meet where customers are as many as products."""
    crowd = _crowd(20, 20)
    more = Crowd(csr_matrix(np.vstack([crowd.holdings.toarray(), np.zeros((1, 20))])), np.zeros((21, 0)))
    fewer = Crowd(csr_matrix(np.hstack([more.holdings.toarray(), np.zeros((21, 2))])), np.zeros((21, 0)))
    by_gram = Ridge(5.0, kind).fit(more, 0).links()
    assert Ridge(5.0, kind).fit(fewer, 0).links()[:20, :20] == pytest.approx(by_gram, abs=1e-5)


def test_product_of_one_owner_enters_no_regression() -> None:
    owned = np.ones((30, 4), np.float32)
    owned[::2, :3] = 0
    owned[1:, 3] = 0
    links = Ridge(1.0).fit(Crowd(csr_matrix(owned), np.zeros((30, 0))), 0).links()
    assert not links[3].any()
    assert not links[:, 3].any()
    assert links[0, 1] > 0


def test_associations_are_chances_combined_as_independent() -> None:
    owned = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 1, 1]], np.float32)
    crowd = Crowd(csr_matrix(owned), np.zeros((4, 0)))
    form = Associations(pseudo=2.0, base_power=0.3)
    popularity = crowd.popularity

    def chance(x: int, y: int) -> float:
        both, owners = (owned[:, x] * owned[:, y]).sum(), owned[:, x].sum()
        return float((both + 2.0 * popularity[y]) / (owners + 2.0))

    base = (owned.sum(axis=0)[2] + 20 * popularity[2]) / 24
    expected = -0.3 * np.log1p(-base) - np.log1p(-chance(0, 2)) - np.log1p(-chance(1, 2))
    assert form.fit(crowd, 0).score(crowd)[0, 2] == pytest.approx(expected, rel=1e-5)


def test_base_rate_of_one_cluster_is_popularity() -> None:
    crowd = _crowd(50, 6)
    scores = BaseRate(1).fit(crowd, 0).score(crowd)
    assert (np.argsort(-scores[0]) == np.argsort(-crowd.popularity)).all()


@pytest.mark.parametrize(("customers", "clusters"), [(99, 1), (400, 8), (700, 12)])
def test_a_base_rate_has_a_cluster_for_each_fifty_customers_and_as_many_as_it_says(
    customers: int, clusters: int
) -> None:
    form = BaseRate(12)
    assert len(form.fit(_crowd(customers, 3), 0).rates) == clusters
    assert form.label == "popularidade no cluster (k até 12)"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(("attributes", "clusters"), [(0, 1), (1, 2)])
def test_a_base_rate_has_no_more_clusters_than_kinds_of_customers(attributes: int, clusters: int) -> None:
    crowd = _crowd(400, 3, attributes=attributes)
    assert len(BaseRate(12).fit(Crowd(crowd.holdings, np.sign(crowd.features)), 0).rates) == clusters


def test_one_vote_each_and_forgetting_are_weights_and_a_penalty() -> None:
    """Steck 2020: the penalty of a product is λ + p/(1-p) times its owners; each customer's row weighs 1/size."""
    crowd = _crowd(60, 8)
    owned = np.asarray(crowd.holdings.todense(), dtype=float)
    votes = 1 / owned.sum(axis=1).clip(1)
    gram = (owned * (votes / votes.mean())[:, None]).T @ owned
    precision = np.linalg.inv(gram + np.diag(np.diag(gram)) * 0.25 / 0.75 + 7 * np.eye(8))
    expected = precision / -np.diag(precision)
    np.fill_diagonal(expected, 0)
    assert Ridge(7.0, dropout=0.25, even=True).fit(crowd, 0).links() == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    "form",
    [Trees(), SparseWeights(), NextProduct(3.0, 10.0), CustomerKernel(0.5, 0.4), CommonFactors(8.0)],
    ids=lambda form: form.label,
)
def test_product_that_always_goes_with_another_comes_first(form: Form) -> None:
    """Who owns 0 owns 1 in nine cases of ten; the others are drawn."""
    random = np.random.default_rng(3)
    owned = random.random((400, 5)) < 0.3
    owned[:, 1] = np.where(owned[:, 0], random.random(400) < 0.9, random.random(400) < 0.05)
    asked = Crowd(csr_matrix(np.array([[1, 0, 0, 0, 0]], np.float32)), np.zeros((1, 1)))
    fitted = form.fit(Crowd(csr_matrix(owned.astype(np.float32)), random.normal(size=(400, 1))), 0)
    assert fitted.score(asked)[0, 1:].argmax() == 0


def test_links_of_millions_of_pairs_are_made_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    crowd = Crowd(csr_matrix((random.random((60, 20)) < 0.2).astype(np.float32)), np.zeros((60, 0)))
    whole = Associations(5.0).fit(crowd, 0).sparse_links.toarray()
    monkeypatch.setattr(forms, "BLOCK_CELLS", 7)
    assert (Associations(5.0).fit(crowd, 0).sparse_links.toarray() == whole).all()
    owners, together = crowd.holdings.sum(axis=0), (crowd.holdings.T @ crowd.holdings).toarray()
    faint = 5.0 * crowd.popularity / (np.asarray(owners).T + 5.0)
    chance = faint + together / (np.asarray(owners).T + 5.0)
    told = together > 0
    assert whole[told] == pytest.approx((-np.log1p(-np.minimum(chance, 0.999)) - faint)[told], abs=1e-6)
