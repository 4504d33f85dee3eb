"""Forms that look at similar customers or similar products, one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags

from meraki.recommendation.forms import TINY, Crowd

MAX_NEIGHBOURS_FROM = 20_000
"""Neighbours are sought among at most so many customers."""
BLOCK = 500


@dataclass(frozen=True)
class ItemNeighbours:
    """Cosine between products, summed over the owned ones (Sarwar et al. 2001)."""

    @property
    def label(self) -> str:
        return "produtos parecidos (cosseno)"

    def fit(self, crowd: Crowd, seed: int) -> FittedItems:
        joint = csr_matrix(crowd.holdings.T @ crowd.holdings)
        lengths = np.sqrt(joint.diagonal())
        scale = diags(1 / np.where(lengths > 0, lengths, 1))
        cosine = csr_matrix(scale @ joint @ scale)
        cosine.setdiag(0)
        return FittedItems(cosine.astype(np.float32))


@dataclass(frozen=True)
class FittedItems:
    cosine: csr_matrix

    def score(self, crowd: Crowd) -> np.ndarray:
        return np.asarray((crowd.holdings @ self.cosine).todense())

    def links(self) -> None:
        return None


@dataclass(frozen=True)
class CustomerNeighbours:
    """What the most similar customers own, weighted by the cosine of the baskets (Resnick et al. 1994)."""

    neighbours: int

    @property
    def label(self) -> str:
        return f"clientes parecidos (k={self.neighbours})"

    def fit(self, crowd: Crowd, seed: int) -> FittedCustomers:
        n = crowd.holdings.shape[0]
        sample = np.arange(n)
        if n > MAX_NEIGHBOURS_FROM:
            sample = np.sort(np.random.default_rng(seed).choice(n, MAX_NEIGHBOURS_FROM, replace=False))
        return FittedCustomers(crowd.holdings[sample], min(self.neighbours, len(sample)), crowd.popularity)


@dataclass(frozen=True)
class FittedCustomers:
    holdings: csr_matrix
    neighbours: int
    popularity: np.ndarray

    def score(self, crowd: Crowd) -> np.ndarray:
        blocks = range(0, crowd.holdings.shape[0], BLOCK)
        return np.vstack([self._block(crowd.holdings[start : start + BLOCK]) for start in blocks])

    def _block(self, rows: csr_matrix) -> np.ndarray:
        """An identical basket may be the customer himself: it says nothing about what he lacks, so it may stay."""
        similar = _unit(rows) @ _unit(self.holdings).T
        similar = np.asarray(similar.todense())
        cut = np.partition(similar, -self.neighbours, axis=1)[:, [-self.neighbours]]
        similar[similar < cut] = 0
        return (similar @ self.holdings + TINY * self.popularity).astype(np.float32)

    def links(self) -> None:
        return None


def lengths_of(rows: csr_matrix) -> np.ndarray:
    """(r,) Euclidean; 1 for a row of nothing."""
    squares = np.asarray(rows.multiply(rows).sum(axis=1), dtype=float).ravel()
    return np.sqrt(np.where(squares > 0, squares, 1))


def _unit(rows: csr_matrix) -> csr_matrix:
    return csr_matrix(diags(1 / lengths_of(rows)).astype(np.float32) @ rows)
