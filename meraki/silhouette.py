"""Silhouette of several clusterings of the same customers in one pass over their distances.

The silhouette of customer i is ``(b - a) / max(a, b)``: ``a`` its mean distance to the others of its cluster, ``b`` to
the nearest other cluster; 0 where the cluster holds nobody else (Rousseeuw 1987). Distances cost more than all else and
do not depend on the clusters, so each square of distances is made once, while in the processor's cache, and multiplied
by the memberships of every clustering side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from meraki.threads import in_threads

TILE = 512
"""Customers on a side of a square of distances: 2 MB of float64, small enough for the cache."""
SAMPLE_GROUPS = 10
REFERENCES_PER_CLUSTER = 200


@dataclass(frozen=True)
class Estimate:
    """Mean silhouette of one clustering and its 95 % interval.

    Attributes:
        mean, low, high: in [-1, 1]; all the same when exact.
        scores: (n,) silhouette of each customer when exact, None when the mean comes from a sample.
    """

    mean: float
    low: float
    high: float
    scores: np.ndarray | None

    @property
    def sampled(self) -> bool:
        """Whether the mean is an estimate."""
        return self.scores is None


def silhouettes(values: np.ndarray, labelings: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Exact silhouette of each customer in each clustering.

    Args:
        values: (n, p) float64 coordinates, best centred near 0.
        labelings: one (n,) integer array per clustering, clusters numbered from 0.

    Returns:
        One (n,) array with values in [-1, 1] per clustering; all 0 where there is a single cluster.
    """
    sizes = [np.bincount(labels) for labels in labelings]
    edges = np.cumsum([0, *(len(size) for size in sizes)])
    sums = _distance_sums(np.asarray(values, dtype=np.float64), _memberships(labelings, edges))
    return [
        _from_sums(sums[:, start:end], labels, size, labels)
        for start, end, labels, size in zip(edges[:-1], edges[1:], labelings, sizes, strict=True)
    ]


def estimate(values: np.ndarray, labelings: Sequence[np.ndarray], rows: int, seed: int) -> list[Estimate]:
    """Mean silhouette of each clustering: exact up to ``rows`` customers, else from a stratified sample.

    The sample of ``rows`` customers is dealt into ten independent groups, each stratified by the finest clustering and
    measured against itself. The interval is Student's over the ten means, so it also covers what a mean distance to a
    sampled cluster is uncertain by, which the spread of single silhouettes would leave out.
    """
    if len(values) <= rows:
        return [Estimate(_mean(s), _mean(s), _mean(s), s) for s in silhouettes(values, labelings)]
    finest = max(labelings, key=lambda labels: int(labels.max()))
    groups = stratified_groups(finest, rows, SAMPLE_GROUPS, seed)
    means = [[_mean(one) for one in silhouettes(values[g], [labels[g] for labels in labelings])] for g in groups]
    return [_interval(np.array(column)) for column in zip(*means, strict=True)]


def approximate_silhouettes(values: np.ndarray, labels: np.ndarray, seed: int) -> np.ndarray:
    """(n,) silhouettes of one clustering of very many customers.

    Mean distances are taken to at most 200 customers drawn from each cluster instead of to all, in single precision.
    """
    random = np.random.default_rng(seed)
    members = [np.flatnonzero(labels == cluster) for cluster in range(int(labels.max()) + 1)]
    drawn = [np.sort(random.permutation(rows)[:REFERENCES_PER_CLUSTER]) for rows in members]
    counts = np.array([len(rows) for rows in drawn])
    points = values.astype(np.float32, copy=False)
    references = points[np.concatenate(drawn)]
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    others = labels.copy()
    others[np.setdiff1d(np.arange(len(labels)), np.concatenate(drawn))] = -1

    def part(start: int) -> np.ndarray:
        rows = slice(start, start + 4 * TILE)
        sums = np.add.reduceat(_distances(points[rows], references), starts, axis=1)
        return _from_sums(sums.astype(np.float64), labels[rows], counts, others[rows])

    return np.concatenate(list(in_threads(part, range(0, len(points), 4 * TILE))))


def stratified_groups(strata: np.ndarray, rows: int, groups: int, seed: int) -> list[np.ndarray]:
    """``groups`` disjoint arrays of row numbers, ``rows`` in all, each with the shares of ``strata``."""
    order = np.random.default_rng(seed).permutation(len(strata))
    order = order[np.argsort(strata[order], kind="stable")]
    chosen = order[np.linspace(0, len(order) - 1, rows).round().astype(int)]
    return [np.sort(chosen[group::groups]) for group in range(groups)]


def _memberships(labelings: Sequence[np.ndarray], edges: np.ndarray) -> np.ndarray:
    members = np.zeros((len(labelings[0]), edges[-1]))
    for labels, edge in zip(labelings, edges, strict=False):
        members[np.arange(len(labels)), labels + edge] = 1
    return members


def _distance_sums(values: np.ndarray, members: np.ndarray) -> np.ndarray:
    """(n, c) sums of distances from each customer to the members of each of c clusters; each pair is measured once."""
    sums = np.zeros(members.shape)

    def from_tile(start: int) -> np.ndarray:
        ours = slice(start, start + TILE)
        part = np.zeros((len(values) - start, members.shape[1]))
        for first in range(start, len(values), TILE):
            theirs = slice(first, first + TILE)
            distances = _distances(values[ours], values[theirs])
            if first == start:
                np.fill_diagonal(distances, 0)
            else:
                part[first - start : first - start + TILE] += distances.T @ members[ours]
            part[: distances.shape[0]] += distances @ members[theirs]
        return part

    starts = range(0, len(values), TILE)
    for start, part in zip(starts, in_threads(from_tile, starts), strict=True):
        sums[start:] += part
    return sums


def _distances(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Euclidean distances by ``|x|^2 + |y|^2 - 2xy``, the norms carried inside the one matrix product."""
    ones = np.ones((len(left), 1), left.dtype), np.ones((len(right), 1), right.dtype)
    norms = [np.einsum("ij,ij->i", side, side)[:, None] for side in (left, right)]
    squared = np.hstack([-2 * left, norms[0], ones[0]]) @ np.hstack([right, ones[1], norms[1]]).T
    np.maximum(squared, 0, out=squared)
    return np.sqrt(squared, out=squared)


def _from_sums(sums: np.ndarray, labels: np.ndarray, sizes: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Silhouettes from distance sums; ``counted`` is the label of a customer who is himself among the ``sizes``."""
    if len(sizes) < 2:
        return np.zeros(len(sums))
    rows = np.arange(len(sums))
    others = sizes[labels] - (counted == labels)
    with np.errstate(divide="ignore", invalid="ignore"):
        within = sums[rows, labels] / others
        means = sums / sizes
        means[:, sizes == 0] = np.inf
        means[rows, labels] = np.inf
        nearest = means.min(axis=1)
        scores = (nearest - within) / np.maximum(within, nearest)
    return np.where(others > 0, np.nan_to_num(scores, nan=0.0, posinf=0.0, neginf=0.0), 0.0)


def _mean(scores: np.ndarray) -> float:
    return float(scores.mean())


def _interval(means: np.ndarray) -> Estimate:
    middle = _mean(means)
    half = float(student.ppf(0.975, len(means) - 1) * means.std(ddof=1) / np.sqrt(len(means)))
    return Estimate(middle, middle - half, middle + half, None)
