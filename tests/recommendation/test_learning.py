"""The rules of meraki/recommendation/learning.py."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from meraki.recommendation.learning import Barred

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
