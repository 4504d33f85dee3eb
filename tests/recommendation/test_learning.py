"""The rules of meraki/recommendation/learning.py."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from meraki.recommendation import learning
from meraki.recommendation.forms import Crowd
from meraki.recommendation.learning import Barred, affordable_hidden

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
