"""Regressions from the products a customer owns to the others, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from meraki.recommendation.forms import TINY, Crowd

MIN_OWNERS = 2
MAX_REGRESSED = 3_000
"""Products that enter the regressions: the most owned, of two owners at least; one owner is no regularity."""


@dataclass(frozen=True)
class Ridge:
    """Ridge with zero diagonal from what a customer owns beyond expectation to the rest (EASE, Steck 2019).

    s = e_u + (D_u - e_u) B; the expectation e is nothing (``none``: EASE itself) or a ridge from the attributes and
    the number of products owned (``profile``).
    """

    penalty: float
    expectation: str

    @property
    def label(self) -> str:
        kind = {"none": "regressão entre produtos", "profile": "regressão entre produtos e perfil"}[self.expectation]
        return f"{kind} (λ={self.penalty:g})"

    def fit(self, crowd: Crowd, seed: int) -> FittedRidge:
        expected = _Expectation.fit(crowd) if self.expectation == "profile" else None
        known = _regular(crowd)
        if crowd.holdings.shape[0] < len(known):
            precision = _precision_of_rows(_residuals(crowd, expected, known), self.penalty)
        else:
            precision = _precision_of_gram(_residual_gram(crowd, expected, known), self.penalty)
        return FittedRidge(expected, known, _zero_diagonal(precision), crowd.popularity)


@dataclass(frozen=True)
class FittedRidge:
    """``weights`` among the products at the positions ``known``; of the others only popularity is known."""

    expected: _Expectation | None
    known: np.ndarray
    weights: np.ndarray
    popularity: np.ndarray

    def score(self, crowd: Crowd) -> np.ndarray:
        told = crowd.holdings[:, self.known] @ self.weights
        if self.expected is None:
            result = np.tile((TINY * self.popularity).astype(np.float32), (len(told), 1))
            result[:, self.known] += told
            return result
        expectation = self.expected.of(crowd)
        told -= expectation[:, self.known] @ self.weights
        expectation[:, self.known] += told
        return expectation

    def links(self) -> np.ndarray:
        m = len(self.popularity)
        links = np.zeros((m, m), np.float32)
        links[np.ix_(self.known, self.known)] = self.weights
        return links


@dataclass(frozen=True)
class _Expectation:
    """Ridge from attributes, basket size and a constant to each product; (q, m) slopes."""

    slopes: np.ndarray
    mean_size: float

    @classmethod
    def fit(cls, crowd: Crowd, penalty: float = 5.0) -> _Expectation:
        empty = cls(np.zeros((0, 0)), max(float(crowd.sizes.mean()), TINY))
        design = empty.design(crowd)
        gram = design.T @ design + penalty * np.eye(design.shape[1])
        slopes = np.linalg.solve(gram, np.asarray((crowd.holdings.T @ design).T, dtype=float))
        return cls(slopes.astype(np.float32), empty.mean_size)

    def design(self, crowd: Crowd) -> np.ndarray:
        size = np.sqrt(crowd.sizes / self.mean_size)
        return np.column_stack([crowd.features, size, np.ones(len(size))]).astype(np.float32)

    def of(self, crowd: Crowd) -> np.ndarray:
        return self.design(crowd) @ self.slopes


def _regular(crowd: Crowd) -> np.ndarray:
    """Positions of the products that enter a regression, ascending."""
    owners = np.asarray(crowd.holdings.sum(axis=0)).ravel()
    most = np.argsort(-owners, kind="stable")[:MAX_REGRESSED]
    return np.sort(most[owners[most] >= MIN_OWNERS])


def _zero_diagonal(precision: np.ndarray) -> np.ndarray:
    """-P_xy / P_yy, 0 on the diagonal (Steck 2019, eq. 8)."""
    weights = (-precision / np.diag(precision)).astype(np.float32)
    np.fill_diagonal(weights, 0)
    return weights


def _precision_of_gram(gram: np.ndarray, penalty: float) -> np.ndarray:
    """The inverse of gram + penalty, by Cholesky."""
    if not len(gram):
        return gram
    factor, failed = lapack.dpotrf(gram + penalty * np.eye(len(gram)), lower=True)
    lower, failed_too = lapack.dpotri(factor, lower=True)
    if failed or failed_too:
        raise np.linalg.LinAlgError("the penalised Gram matrix is not positive definite")
    inverse: np.ndarray = np.tril(lower) + np.tril(lower, -1).T
    return inverse


def _precision_of_rows(rows: np.ndarray, penalty: float) -> np.ndarray:
    """The inverse of rows' rows + penalty for fewer rows than columns (Woodbury 1950)."""
    small = _precision_of_gram(rows @ rows.T, penalty)
    inverse: np.ndarray = (np.eye(rows.shape[1]) - rows.T @ (small @ rows)) / penalty
    return inverse


def _residuals(crowd: Crowd, expected: _Expectation | None, known: np.ndarray) -> np.ndarray:
    """(n, known) D - E."""
    holdings = np.asarray(crowd.holdings[:, known].todense(), dtype=float)
    return holdings if expected is None else holdings - expected.of(crowd)[:, known]


def _residual_gram(crowd: Crowd, expected: _Expectation | None, known: np.ndarray) -> np.ndarray:
    """(D - E)'(D - E) of the known products without making E: E = Z S, so D'D - (D'Z) S - ((D'Z) S)' + S'(Z'Z) S."""
    holdings = crowd.holdings[:, known]
    gram = np.asarray((holdings.T @ holdings).todense(), dtype=float)
    if expected is None:
        return gram
    design, slopes = expected.design(crowd), expected.slopes[:, known]
    cross = np.asarray(holdings.T @ design, dtype=float) @ slopes
    squared = slopes.T.astype(float) @ (design.T @ design).astype(float) @ slopes
    return gram - cross - cross.T + squared
