"""What every form of advice has in common, and the closed forms.

A form is fitted on customers (what they own, what they are like) and then scores any customers, the same or others:
the higher, the sooner the customer would own the product. Scores of a form are comparable within a customer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans

from meraki.recommendation.contracts import Contracts

TINY = 1e-6
MAX_CLUSTERED = 8_000
"""Customers that fine clusters are formed on: centroids of more would be the same."""
BLOCK_CELLS = 500_000
"""Customers x products (or others) scored at a time: what stays in the processor's cache."""


@dataclass(frozen=True)
class Crowd:
    """n customers.

    Attributes:
        holdings: float32 0/1 (n, m), what they own.
        features: (n, p), what they are like.
        contracts: of what they own; None where nothing is known.
    """

    holdings: csr_matrix
    features: np.ndarray
    contracts: Contracts | None = None

    def rows(self, index: np.ndarray) -> Crowd:
        """The customers at these positions."""
        contracts = None if self.contracts is None else self.contracts.rows(index)
        return Crowd(self.holdings[index], self.features[index], contracts)

    def undated(self) -> Crowd:
        """The same customers, without the days of their contracts."""
        contracts = None if self.contracts is None else self.contracts.undated()
        return Crowd(self.holdings, self.features, contracts)

    def owning(self, holdings: csr_matrix) -> Crowd:
        """The same customers with fewer products; of the others nothing is told."""
        contracts = None if self.contracts is None else self.contracts.of(holdings)
        return Crowd(holdings, self.features, contracts)

    def blocks(self, width: int | None = None) -> Iterator[np.ndarray]:
        """Positions of consecutive customers whose scores, and tables ``width`` wide, stay in the processor's cache."""
        n, m = self.holdings.shape
        size = max(1, BLOCK_CELLS // max(width or 0, m, 1))
        return (np.arange(start, min(start + size, n)) for start in range(0, n, size))

    def scored_by(self, score: Callable[[Crowd], np.ndarray], width: int | None = None) -> np.ndarray:
        """(n, m) float32 of ``score``, block by block; ``width`` as for :meth:`blocks`."""
        scores = np.empty(self.holdings.shape, np.float32)
        for rows in self.blocks(width):
            scores[rows[0] : rows[-1] + 1] = score(self.rows(rows))
        return scores

    @property
    def sizes(self) -> np.ndarray:
        """Products owned by each customer, (n,)."""
        return np.diff(self.holdings.indptr)

    @property
    def popularity(self) -> np.ndarray:
        """Share of customers who own each product (m), shrunk by one customer in two so that it is never 0 or 1."""
        owners = np.asarray(self.holdings.sum(axis=0), dtype=float).ravel()
        return (owners + 0.5) / (self.holdings.shape[0] + 1)


class Scorer(Protocol):
    """A fitted form."""

    def score(self, crowd: Crowd) -> np.ndarray:
        """(r, m) float32 for the r customers of ``crowd``, owned products included."""

    def links(self) -> np.ndarray | None:
        """(m, m): what owning the row's product adds to the column's; None where the form has no such weights."""


class Form(Protocol):
    """A way of advising, with its parameters."""

    @property
    def label(self) -> str:
        """Portuguese name with parameters, unique among the candidates."""

    def fit(self, crowd: Crowd, seed: int) -> Scorer:
        """Learn from these customers."""


@dataclass(frozen=True)
class ProductWeights:
    """Fitted weights (m, m) from each product owned to each other; ties, and who owns none, by popularity (m)."""

    weights: np.ndarray
    popularity: np.ndarray

    def score(self, crowd: Crowd) -> np.ndarray:
        return (crowd.holdings @ self.weights + TINY * self.popularity).astype(np.float32)

    def links(self) -> np.ndarray:
        return self.weights


@dataclass(frozen=True)
class BaseRate:
    """Popularity among similar customers: P(y | fine cluster), shrunk to P(y) with 20 pseudo-customers.

    At most ``clusters``, and one for each 50 customers: of fewer a share tells nothing. Nor more than there are
    customers unlike each other.
    """

    clusters: int
    pseudo: float = 20.0

    @property
    def label(self) -> str:
        return f"popularidade no cluster (k{'=' if self.clusters == 1 else ' até '}{self.clusters})"

    def fit(self, crowd: Crowd, seed: int) -> FittedBaseRate:
        sample = _sample(crowd.features, seed)
        kinds = {row.tobytes() for row in sample}
        k = max(1, min(self.clusters, len(crowd.features) // 50, len(kinds)))
        model = None
        labels = np.zeros(len(crowd.features), dtype=int)
        if k > 1:
            model = KMeans(k, n_init=1, max_iter=50, random_state=seed).fit(sample)
            labels = model.predict(crowd.features)
        member = csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))), shape=(k, len(labels)))
        sizes = np.asarray(member.sum(axis=1))
        rates = (np.asarray((member @ crowd.holdings).todense()) + self.pseudo * crowd.popularity) / (
            sizes + self.pseudo
        )
        return FittedBaseRate(model, rates.astype(np.float32))


@dataclass(frozen=True)
class FittedBaseRate:
    model: KMeans | None
    rates: np.ndarray

    def score(self, crowd: Crowd) -> np.ndarray:
        if self.model is None:
            return np.tile(self.rates[0], (crowd.holdings.shape[0], 1))
        return self.rates[self.model.predict(crowd.features)]

    def links(self) -> None:
        return None


@dataclass(frozen=True)
class Associations:
    """Chances of the owned products combined as independent, with the cluster's base rate.

    score = -log of (1 - P(y|c))^a * prod over owned x of (1 - P(y|x)), P(y|x) shrunk to P(y) with m pseudo-customers.
    The chances inside the cluster add nothing once the base rate is the cluster's, so P(y|x) is over all customers.
    Pairs nobody owns together only carry the shrunk base, kept apart as a product of two vectors: L stays sparse.
    """

    pseudo: float
    base_power: float = 0.3
    clusters: int = 8

    @property
    def label(self) -> str:
        return f"associações (m={self.pseudo:g})"

    def fit(self, crowd: Crowd, seed: int) -> FittedAssociations:
        base = BaseRate(self.clusters).fit(crowd, seed)
        owners = np.asarray(crowd.holdings.sum(axis=0), dtype=float).ravel()
        popularity = crowd.popularity
        links = csr_matrix(crowd.holdings.T @ crowd.holdings)
        for rows in _row_blocks(links):
            self._turn_counts_into_links(links, rows, owners, popularity)
        return FittedAssociations(base, links, self.pseudo / (owners + self.pseudo), popularity, self.base_power)

    def _turn_counts_into_links(
        self, links: csr_matrix, rows: slice, owners: np.ndarray, popularity: np.ndarray
    ) -> None:
        """In place, for there are millions; those of a product to itself are never asked."""
        part = slice(links.indptr[rows.start], links.indptr[rows.stop])
        reach = np.repeat(owners[rows] + self.pseudo, np.diff(links.indptr[rows.start : rows.stop + 1]))
        faint = self.pseudo * popularity[links.indices[part]] / reach
        chance = np.minimum(faint + links.data[part] / reach, 0.999)
        links.data[part] = -np.log1p(-chance) - faint


@dataclass(frozen=True)
class FittedAssociations:
    base: FittedBaseRate
    sparse_links: csr_matrix
    faintness: np.ndarray
    popularity: np.ndarray
    base_power: float

    def score(self, crowd: Crowd) -> np.ndarray:
        rates = np.clip(self.base.score(crowd), TINY, 0.999)
        told = np.asarray((crowd.holdings @ self.sparse_links).todense())
        faint = np.outer(crowd.holdings @ self.faintness, self.popularity)
        return (self.base_power * -np.log1p(-rates) + told + faint).astype(np.float32)

    def links(self) -> None:
        return None


def _row_blocks(matrix: csr_matrix) -> Iterator[slice]:
    """Consecutive rows that hold a block of values together, or one more."""
    firsts = np.flatnonzero(np.diff(matrix.indptr[:-1] // BLOCK_CELLS, prepend=-1))
    yield from (slice(a, b) for a, b in zip(firsts, [*firsts[1:], matrix.shape[0]], strict=True))


def _sample(features: np.ndarray, seed: int) -> np.ndarray:
    if len(features) <= MAX_CLUSTERED:
        return features
    return features[np.sort(np.random.default_rng(seed).choice(len(features), MAX_CLUSTERED, replace=False))]
