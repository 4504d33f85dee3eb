"""Factors that many customers share, without those that are chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from meraki.recommendation.common_factors import CommonFactors
from meraki.recommendation.forms import Crowd

PENALTY = 4.0


@pytest.fixture
def owned() -> np.ndarray:
    return (np.random.default_rng(1).random((60, 9)) < 0.4).astype(np.float32)


def _crowd(owned: np.ndarray) -> Crowd:
    return Crowd(csr_matrix(owned), np.zeros((len(owned), 0)))


def _alternating_least_squares(owned: np.ndarray, rounds: int = 2_000) -> np.ndarray:
    """U V' that least squares with the penalty on both sides reaches, the one given the other."""
    random = np.random.default_rng(2)
    right = random.normal(size=(owned.shape[1], owned.shape[1]))
    penalty = PENALTY * np.eye(owned.shape[1])
    for _ in range(rounds):
        left = owned @ right @ np.linalg.inv(right.T @ right + penalty)
        right = owned.T @ left @ np.linalg.inv(left.T @ left + penalty)
    return left @ right.T


def test_scores_are_where_alternating_least_squares_ends(owned: np.ndarray) -> None:
    crowd = _crowd(owned)
    scores = CommonFactors(PENALTY).fit(crowd, 0).score(crowd)
    assert scores == pytest.approx(_alternating_least_squares(owned), abs=1e-3)


def test_factors_weaker_than_the_penalty_are_left_out(owned: np.ndarray) -> None:
    values = np.linalg.svd(owned, compute_uv=False)
    penalty = (values[2] + values[3]) / 2
    assert np.linalg.matrix_rank(CommonFactors(penalty).fit(_crowd(owned), 0).links(), tol=1e-5) == 3


def test_without_common_factors_popularity_is_left(owned: np.ndarray) -> None:
    crowd = _crowd(owned)
    scores = CommonFactors(1e6).fit(crowd, 0).score(crowd)
    assert np.argsort(scores, axis=1).tolist() == [np.argsort(crowd.popularity).tolist()] * len(owned)
