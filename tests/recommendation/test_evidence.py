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


def _told(customers: int, asked: list[int], *groups: tuple[int, list[int]], links: np.ndarray | None = None) -> int:
    """The evidence for product 2 to who owns ``asked``, where so many others own what each group says."""
    owned = np.zeros((customers, 3), np.float32)
    start = 0
    for size, products in groups:
        owned[start : start + size, products] = 1
        start += size
    owned[-1, asked] = 1
    last, wanted = np.array([customers - 1]), np.array([2])
    found = evidence(csr_matrix(owned), np.ones(customers, dtype=int), last, wanted, links)
    return int(found[Column.EVIDENCE_PRODUCT].iloc[0])


@pytest.mark.parametrize(("both", "told"), [(2, NONE), (3, 0)])
def test_evidence_has_three_common_owners(both: int, told: int) -> None:
    assert _told(20, [0], (both, [0, 2])) == told


@pytest.mark.parametrize(("link", "told"), [(-0.1, NONE), (0.0, NONE), (0.1, 0)])
def test_what_the_form_does_not_link_is_no_evidence(link: float, told: int) -> None:
    assert _told(20, [0], (5, [0, 2]), links=np.full((3, 3), link)) == told


def test_of_two_the_evidence_is_the_surer_and_not_the_larger() -> None:
    """9 of 10 own it against 60 of 190, or 60 of 101 against 9 of 99: by points more, by standard errors less."""
    assert _told(200, [0, 1], (9, [0, 2]), (60, [1, 2]), (40, [1])) == 1
