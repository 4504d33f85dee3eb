"""Trees learn from as many customers as their time allows."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from meraki.recommendation import trees
from meraki.recommendation.forms import Crowd
from meraki.recommendation.trees import Trees

PRODUCTS, ATTRIBUTES = 3, 2


def _crowd(n: int) -> Crowd:
    """The last quarter owns the first product, by an attribute that tells it."""
    random = np.random.default_rng(5)
    owned = random.random((n, PRODUCTS)) < 0.3
    owned[:, 0] = np.arange(n) >= 0.75 * n
    features = np.column_stack([owned[:, 0], random.normal(size=n)])
    return Crowd(csr_matrix(owned.astype(np.float32)), features)


def test_more_customers_than_time_allows_are_sampled_all_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells count customers x products x inputs; those at the end are drawn like the others."""
    crowd = _crowd(400)
    learnt: list[np.ndarray] = []
    original = trees._inputs
    monkeypatch.setattr(trees, "MAX_CELLS", 100 * PRODUCTS * (PRODUCTS + ATTRIBUTES + 1))
    monkeypatch.setattr(trees, "_inputs", lambda part: learnt.append(original(part)) or learnt[-1])
    Trees().fit(crowd, 0)
    assert learnt[0].shape == (100, PRODUCTS + ATTRIBUTES + 1)
    assert 10 < learnt[0][:, 0].sum() < 40


def test_a_split_that_an_attribute_tells_is_learnt_from_a_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = _crowd(400)
    monkeypatch.setattr(trees, "MAX_CELLS", 200 * PRODUCTS * (PRODUCTS + ATTRIBUTES + 1))
    scores = Trees().fit(crowd, 0).score(crowd)[:, 0]
    owns = np.asarray(crowd.holdings[:, 0].todense()).ravel() > 0
    assert scores[owns].min() > scores[~owns].max()


def test_a_product_of_few_owners_keeps_its_base_rate() -> None:
    owned = np.zeros((100, 3), np.float32)
    owned[:4, 0], owned[:5, 1], owned[4:, 2] = 1, 1, 1
    crowd = Crowd(csr_matrix(owned), np.arange(100.0)[:, None])
    fitted = Trees().fit(crowd, 0)
    rate = crowd.popularity / (1 - crowd.popularity)
    assert fitted.score(crowd)[:, 0] == pytest.approx(np.full(100, np.log(rate[0])), abs=1e-6)
    assert list(fitted.models) == [1]
