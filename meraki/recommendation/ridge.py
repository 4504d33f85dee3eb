"""Regressions from the products a customer owns to the others, in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack
from scipy.sparse import csr_matrix, diags

from meraki.recommendation.forms import TINY, Crowd
from meraki.wording import decimal, percent

MIN_OWNERS = 2
MAX_REGRESSED = 2_000
"""Products that enter the regressions: the most owned, of two owners at least; one owner is no regularity."""


@dataclass(frozen=True)
class Ridge:
    """Ridge with zero diagonal from what a customer owns beyond expectation to the rest (EASE, Steck 2019).

    s = e_u + (D_u - e_u) B; the expectation e is nothing (``none``: EASE itself) or a ridge from the attributes and
    the number of products owned (``profile``). ``dropout`` learns as if that share of what is owned were forgotten at
    random (Steck 2020): common products are penalised more. ``even`` counts each customer once, not each product.
    """

    penalty: float
    expectation: str = "none"
    dropout: float = 0.0
    even: bool = False

    @property
    def label(self) -> str:
        kind = {"none": "regressão entre produtos", "profile": "regressão entre produtos e perfil"}[self.expectation]
        forgets = f", esquece {percent(self.dropout)}" if self.dropout else ""
        return f"{kind} (λ={decimal(self.penalty)}{forgets}{', um voto por cliente' if self.even else ''})"

    def fit(self, crowd: Crowd, seed: int) -> FittedRidge:
        expected = _Expectation.fit(crowd) if self.expectation == "profile" else None
        known = regular(crowd)
        gram = _residual_gram(_even(crowd) if self.even else crowd, expected, known)
        gram.flat[:: len(gram) + 1] *= np.float32(1 + self.dropout / (1 - self.dropout))
        weights = _zero_diagonal(_precision(gram, self.penalty))
        # e + (D - e) B = (e - e B) + D B: what does not depend on the basket is taken together once.
        unconditional = expected and expected.less(known, weights)
        return FittedRidge(unconditional, known, weights, crowd.popularity)


@dataclass(frozen=True)
class FittedRidge:
    """``weights`` among the products at the positions ``known``; of the others only popularity is known."""

    unconditional: _Expectation | None
    known: np.ndarray
    weights: np.ndarray
    popularity: np.ndarray

    def score(self, crowd: Crowd) -> np.ndarray:
        told = crowd.holdings[:, self.known] @ self.weights
        if self.unconditional is None:
            result = np.tile((TINY * self.popularity).astype(np.float32), (len(told), 1))
        else:
            result = self.unconditional.of(crowd)
        result[:, self.known] += told
        return result

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
        """(r, m)"""
        return self.design(crowd) @ self.slopes

    def less(self, known: np.ndarray, weights: np.ndarray) -> _Expectation:
        """What is left of the expectation of the ``known`` products after ``weights`` among them: e - e B."""
        slopes = self.slopes.copy()
        slopes[:, known] -= slopes[:, known] @ weights
        return _Expectation(slopes, self.mean_size)


def _even(crowd: Crowd) -> Crowd:
    """Rows of D'D that weigh 1 / products owned, 1 in the mean."""
    weights = 1 / np.maximum(crowd.sizes, 1)
    root = np.sqrt(weights / weights.mean()).astype(np.float32)
    return Crowd(csr_matrix(diags(root) @ crowd.holdings), crowd.features)


def regular(crowd: Crowd) -> np.ndarray:
    """Positions of the products that enter a regression, ascending."""
    owners = crowd.holdings.getnnz(axis=0)
    most = np.argsort(-owners, kind="stable")[:MAX_REGRESSED]
    return np.sort(most[owners[most] >= MIN_OWNERS])


def _zero_diagonal(precision: np.ndarray) -> np.ndarray:
    """-P_xy / P_yy, 0 on the diagonal (Steck 2019, eq. 8)."""
    # LAPACK gives columns; its transpose, the same numbers, gives the rows that a sparse product reads uncopied.
    weights: np.ndarray = precision.T / -np.diag(precision)
    np.fill_diagonal(weights, 0)
    return weights


def _precision(gram: np.ndarray, penalty: float) -> np.ndarray:
    """The inverse of gram + penalty, by Cholesky in place; single precision, for the penalty bounds its condition."""
    if not len(gram):
        return gram
    gram.flat[:: len(gram) + 1] += np.float32(penalty)
    factor, failed = lapack.spotrf(np.asfortranarray(gram), lower=True, overwrite_a=True)
    inverse, failed_too = lapack.spotri(factor, lower=True, overwrite_c=True)
    if failed or failed_too:
        raise np.linalg.LinAlgError("the penalised Gram matrix is not positive definite")
    diagonal = inverse.diagonal().copy()
    inverse += inverse.T  # The upper triangle is 0: spotrf clears it.
    np.fill_diagonal(inverse, diagonal)
    return inverse


def _residual_gram(crowd: Crowd, expected: _Expectation | None, known: np.ndarray) -> np.ndarray:
    """(D - E)'(D - E) of the known products without making E: E = Z S, so D'D - (D'Z) S - ((D'Z) S)' + S'(Z'Z) S."""
    holdings = crowd.holdings[:, known]
    gram: np.ndarray = np.asarray((holdings.T @ holdings).todense())
    if expected is None:
        return gram
    design, slopes = expected.design(crowd), expected.slopes[:, known]
    cross = (holdings.T @ design) @ slopes
    gram -= cross
    gram -= cross.T
    gram += slopes.T @ ((design.T @ design) @ slopes)
    return gram
