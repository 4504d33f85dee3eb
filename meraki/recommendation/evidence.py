"""Counts over customers that speak for a recommendation; every one can be recounted from the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from meraki.columns import Column
from meraki.threads import in_threads

MIN_BOTH = 3
MIN_RATIO, MIN_DIFFERENCE = 1.2, 0.02
"""Owners of the evidence use the product this many times as much as the others, and so many points more: 16 % against
15 %, or 4 % against 3 %, tells nobody anything."""
CHUNK = 1_000_000
NONE = -1


@dataclass(frozen=True)
class Counts:
    """One cluster, counted.

    Attributes:
        size: customers.
        owners: (m,) customers who own each product.
        place: (m,) position in ``joint`` of each product with owners enough to speak, -1 for the others.
        joint: (c, c) customers who own both.
    """

    size: int
    owners: np.ndarray
    place: np.ndarray
    joint: np.ndarray

    def both(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Customers who own x and y, 0 where either has fewer owners than evidence needs."""
        known = (self.place[x] >= 0) & (self.place[y] >= 0)
        counted = np.zeros(len(x), dtype=np.int64)
        counted[known] = self.joint[self.place[x[known]], self.place[y[known]]]
        return counted


def evidence(
    holdings: csr_matrix, labels: np.ndarray, row: np.ndarray, product: np.ndarray, links: np.ndarray | None
) -> pd.DataFrame:
    """The evidence columns of each recommendation (row, product), counted inside the customer's cluster.

    PRODUTO_EVIDENCIA holds the position of the owned product whose owners differ most (in standard errors) from the
    others in owning the recommended one, among those whose link in the form is positive; -1 where none has at least
    three common owners and a share a fifth and two points above the others'.
    """
    result = pd.DataFrame({Column.CLUSTER: labels[row]})
    counted = {name: np.zeros(len(row), dtype=int) for name in _COUNTS}
    counted[Column.EVIDENCE_PRODUCT][:] = NONE
    for cluster in np.unique(labels):
        counts = count(holdings[labels == cluster])
        parts = list(_chunks(np.flatnonzero(labels[row] == cluster), holdings, row))
        strongest = partial(_strongest, counts, holdings, links)
        asked = [(row[part], product[part]) for part in parts]
        for part, found in zip(parts, in_threads(strongest, asked), strict=True):
            counted[Column.CLUSTER_CUSTOMERS][part] = counts.size
            counted[Column.CLUSTER_OWNERS][part] = counts.owners[product[part]]
            chosen = found >= 0
            x, y = found[chosen], product[part][chosen]
            counted[Column.EVIDENCE_PRODUCT][part] = found
            counted[Column.EVIDENCE_OWNERS][part[chosen]] = counts.owners[x]
            counted[Column.EVIDENCE_BOTH][part[chosen]] = counts.both(x, y)
    return _with_shares(result.assign(**counted), holdings, product)


_COUNTS = (
    Column.CLUSTER_CUSTOMERS,
    Column.CLUSTER_OWNERS,
    Column.EVIDENCE_PRODUCT,
    Column.EVIDENCE_OWNERS,
    Column.EVIDENCE_BOTH,
)


def count(holdings: csr_matrix) -> Counts:
    """Customers and joint owners of one group."""
    owners = np.asarray(holdings.sum(axis=0)).ravel().astype(int)
    enough = np.flatnonzero(owners >= MIN_BOTH)
    place = np.full(len(owners), NONE)
    place[enough] = np.arange(len(enough))
    part = holdings[:, enough]
    return Counts(holdings.shape[0], owners, place, np.asarray((part.T @ part).todense()).astype(np.int32))


def _chunks(positions: np.ndarray, holdings: csr_matrix, row: np.ndarray) -> Iterator[np.ndarray]:
    """Recommendations whose customers own about a million products together."""
    load = np.cumsum(np.diff(holdings.indptr)[row[positions]]) // CHUNK
    return (part for part in np.split(positions, np.flatnonzero(np.diff(load)) + 1) if len(part))


def _strongest(
    counts: Counts, holdings: csr_matrix, links: np.ndarray | None, asked: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
    """Position of the strongest evidence of each recommendation (rows, products), -1 for none."""
    row, product = asked
    sizes = np.diff(holdings.indptr)[row]
    pair = np.repeat(np.arange(len(row)), sizes)
    inside = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    x = holdings.indices[holdings.indptr[row][pair] + inside]
    strength = _difference(counts, x, product[pair])
    if links is not None:
        strength[links[x, product[pair]] <= 0] = -np.inf
    found = np.full(len(row), NONE)
    order = np.lexsort((x, -strength, pair))
    first = order[np.concatenate([[True], np.diff(pair[order]) > 0])] if len(order) else order
    good = first[strength[first] > 0]
    found[pair[good]] = x[good]
    return found


def _difference(counts: Counts, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Share of y among owners of x less that among the others, in standard errors; -inf where too few."""
    owners = counts.owners
    n_x, n_xy, n_y = owners[x].astype(float), counts.both(x, y).astype(float), owners[y]
    others = counts.size - n_x
    enough = (n_xy >= MIN_BOTH) & (others > 0)
    share, rest = n_xy / np.maximum(n_x, 1), (n_y - n_xy) / np.maximum(others, 1)
    pooled = n_y / counts.size
    error = np.sqrt(np.maximum(pooled * (1 - pooled), 1e-12) * (1 / np.maximum(n_x, 1) + 1 / np.maximum(others, 1)))
    enough &= (share > MIN_RATIO * rest) & (share - rest >= MIN_DIFFERENCE)
    return np.where(enough, (share - rest) / error, -np.inf)


def _with_shares(frame: pd.DataFrame, holdings: csr_matrix, product: np.ndarray) -> pd.DataFrame:
    """The shares that follow from the counts; null without evidence."""
    size, owners = frame[Column.CLUSTER_CUSTOMERS], frame[Column.CLUSTER_OWNERS]
    has = frame[Column.EVIDENCE_PRODUCT] != NONE
    n_x, n_xy = frame[Column.EVIDENCE_OWNERS].where(has), frame[Column.EVIDENCE_BOTH].where(has)
    penetration, confidence = owners / size, n_xy / n_x
    everyone = np.asarray(holdings.sum(axis=0)).ravel()
    return frame.assign(
        **{
            Column.CLUSTER_PENETRATION: penetration,
            Column.BASE_PENETRATION: everyone[product].astype(float) / holdings.shape[0],
            Column.EVIDENCE_OWNERS: n_x.astype("Int64"),
            Column.EVIDENCE_BOTH: n_xy.astype("Int64"),
            Column.CONFIDENCE: confidence,
            Column.CONFIDENCE_OTHERS: (owners - n_xy) / (size - n_x),
            Column.LIFT: confidence / penetration,
        }
    )
