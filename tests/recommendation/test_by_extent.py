"""Forms on how much a customer has of each product."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from meraki.recommendation.by_extent import ByExtent, tells_extents
from meraki.recommendation.common_factors import CommonFactors
from meraki.recommendation.contracts import Contracts
from meraki.recommendation.customer_kernel import CustomerKernel
from meraki.recommendation.forms import Crowd, Form
from meraki.recommendation.neighbours import CustomerNeighbours, ItemNeighbours
from meraki.recommendation.ridge import Ridge
from meraki.recommendation.sparse_weights import SparseWeights

FORMS: list[Form] = [Ridge(20.0), Ridge(50.0, "profile"), SparseWeights(), CommonFactors(10.0)]
FORMS += [CustomerKernel(0.5, 0.4), ItemNeighbours(), CustomerNeighbours(20)]


def _crowd(lines: np.ndarray | None = None) -> Crowd:
    """150 customers x 8 products; ``lines`` of each pair, 0 where unknown."""
    random = np.random.default_rng(0)
    holdings = csr_matrix((random.random((150, 8)) < 0.4).astype(np.float32))
    features = random.normal(size=(150, 2))
    if lines is None:
        return Crowd(holdings, features)
    return Crowd(holdings, features, _contracts(lines)).owning(holdings)


def _contracts(lines: np.ndarray) -> Contracts:
    unknown = csr_matrix(lines.shape, dtype=np.float32)
    return Contracts(csr_matrix(np.log1p(lines), dtype=np.float32), unknown, unknown)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.label)
@pytest.mark.parametrize("usual", [0, 3], ids=["unknown", "all alike"])
def test_extents_that_tell_nothing_change_no_score(form: Form, usual: int) -> None:
    told = _crowd(np.full((150, 8), usual))
    plain = form.fit(_crowd(), 0).score(_crowd())
    assert ByExtent(form).fit(told, 0).score(told) == pytest.approx(plain, abs=1e-5)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.label)
def test_how_much_customers_have_changes_the_scores(form: Form) -> None:
    told = _crowd(np.random.default_rng(1).integers(1, 30, (150, 8)))
    plain, by_extent = (one.fit(told, 0).score(told) for one in (form, ByExtent(form)))
    free = told.holdings.toarray() == 0
    assert np.isfinite(by_extent).all()
    assert np.abs(plain - by_extent)[free].max() > 1e-3


def test_who_has_more_of_a_product_is_advised_more_of_what_goes_with_it() -> None:
    """Product 1 goes with much of product 0; with little of it goes product 2."""
    holdings = np.zeros((100, 3), np.float32)
    holdings[:, 0] = 1
    holdings[:50, 1] = holdings[50:, 2] = 1
    lines = holdings.copy()
    lines[:50, 0] = 9
    fitted = ByExtent(Ridge(1.0)).fit(Crowd(csr_matrix(holdings), np.zeros((100, 0)), _contracts(lines)), 0)
    asked = np.array([[1, 0, 0], [1, 0, 0]], np.float32)
    much, little = np.array([[9, 0, 0], [1, 0, 0]])
    scores = fitted.score(Crowd(csr_matrix(asked), np.zeros((2, 0)), _contracts(np.array([much, little]))))
    assert scores[0, 1] > scores[1, 1]


def test_extents_are_told_where_they_differ_and_half_of_the_holdings_have_one() -> None:
    lines = np.ones((150, 8))
    assert not tells_extents(_crowd())
    assert not tells_extents(_crowd(lines))
    lines[:40] = 2
    assert tells_extents(_crowd(lines))
    lines[60:] = 0
    assert not tells_extents(_crowd(lines))
