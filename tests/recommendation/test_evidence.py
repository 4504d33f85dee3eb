"""The rules of meraki/recommendation/evidence.py."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from meraki.columns import Column
from meraki.recommendation.evidence import NONE, evidence


@pytest.mark.parametrize(("among_others", "told"), [(45, 0), (57, NONE)])
def test_evidence_sets_its_owners_apart_by_a_fifth(among_others: int, told: int) -> None:
    """Of 100 owners of product 0, 60 use product 1; of the 100 others, a quarter fewer or almost as many."""
    owned = np.zeros((201, 2), np.float32)
    owned[:100, 0] = owned[:60, 1] = owned[100 : 100 + among_others, 1] = 1
    owned[200, 0] = 1
    found = evidence(csr_matrix(owned), np.ones(201, dtype=int), np.array([200]), np.array([1]), None)
    assert found[Column.EVIDENCE_PRODUCT].tolist() == [told]


@pytest.mark.parametrize(("among_others", "told"), [(9, 0), (27, NONE)])
def test_evidence_sets_its_owners_apart_by_two_points(among_others: int, told: int) -> None:
    """Of 100 owners of product 0, 4 use product 1; of the 900 others, 1 % or 3 %."""
    owned = np.zeros((1001, 2), np.float32)
    owned[:100, 0] = owned[:4, 1] = owned[100 : 100 + among_others, 1] = 1
    owned[1000, 0] = 1
    found = evidence(csr_matrix(owned), np.ones(1001, dtype=int), np.array([1000]), np.array([1]), None)
    assert found[Column.EVIDENCE_PRODUCT].tolist() == [told]
