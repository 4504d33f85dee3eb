"""The rules of meraki/recommendation/potential.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from meraki.columns import Column
from meraki.recommendation.potential import potential


def _of_the_first(near: int, far: int) -> pd.Series:
    """What is told to a customer of cluster 1, where ``near`` pay 10 and ``far`` of cluster 2 pay 100."""
    paid = np.concatenate([[0.0], np.full(near, 10.0), np.full(far, 100.0)])
    labels = np.concatenate([[1], np.full(near, 1), np.full(far, 2)])
    bands = np.zeros(len(paid))
    return potential(csr_matrix(paid[:, None]), labels, bands, np.array([0]), np.array([0])).iloc[0]


@pytest.mark.parametrize(
    ("near", "far", "value", "level", "payers"),
    [
        (10, 30, 10.0, "cluster e faixa", 10),
        (9, 30, 100.0, "todos", 39),
        (3, 2, 10.0, "todos", 5),
    ],
)
def test_a_median_needs_ten_alike_or_five_of_all(near: int, far: int, value: float, level: str, payers: int) -> None:
    told = _of_the_first(near, far)
    assert told[Column.POTENTIAL] == value
    assert told[Column.POTENTIAL_LEVEL] == level
    assert told[Column.POTENTIAL_OWNERS] == payers


def test_of_four_payers_only_the_count_is_told() -> None:
    told = _of_the_first(2, 2)
    assert pd.isna(told[Column.POTENTIAL])
    assert told[Column.POTENTIAL_OWNERS] == 4


def test_contracts_of_less_than_a_real_are_no_price() -> None:
    paid = np.array([0.0, *[1.0] * 10, *[0.99] * 20])
    one_group = np.ones(len(paid), dtype=int)
    told = potential(csr_matrix(paid[:, None]), one_group, one_group, np.array([0]), np.array([0])).iloc[0]
    assert told[Column.POTENTIAL] == 1.0
    assert told[Column.POTENTIAL_OWNERS] == 10


def test_those_whose_band_is_unknown_share_none() -> None:
    paid = np.array([0.0, *[10.0] * 10, *[100.0] * 30])
    bands = np.array([-1.0, *[-1.0] * 10, *[2.0] * 30])
    told = potential(csr_matrix(paid[:, None]), np.ones(41, int), bands, np.array([0, 11]), np.array([0, 0]))
    assert told[Column.POTENTIAL_LEVEL].tolist() == ["cluster", "cluster e faixa"]
    assert told[Column.POTENTIAL_OWNERS].tolist() == [40, 30]
