"""The rules of meraki/recommendation/evidence.py."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from meraki.columns import Column
from meraki.recommendation.evidence import NONE, evidence


@pytest.mark.parametrize(
    ("users", "others", "users_among_others", "told"),
    [(60, 100, 45, 0), (60, 100, 57, NONE), (4, 900, 9, 0), (4, 900, 27, NONE)],
    ids=["a-quarter-fewer", "almost-as-many", "4-against-1-percent", "4-against-3-percent"],
)
def test_evidence_sets_its_owners_apart_by_a_fifth_and_two_points(
    users: int, others: int, users_among_others: int, told: int
) -> None:
    """Of 100 owners of product 0 some use product 1, and fewer of the others."""
    owned = np.zeros((101 + others, 2), np.float32)
    owned[:100, 0] = owned[:users, 1] = owned[100 : 100 + users_among_others, 1] = 1
    owned[-1, 0] = 1
    found = evidence(csr_matrix(owned), np.ones(len(owned), dtype=int), np.array([len(owned) - 1]), np.array([1]), None)
    assert found[Column.EVIDENCE_PRODUCT].tolist() == [told]
