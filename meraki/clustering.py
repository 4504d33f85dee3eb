"""K-Means for every k of a range, and the clusters of the k worth keeping.

For each k and each of five seeds: K-Means with a few starts on a sample, then Lloyd's iterations on the training rows
from the best of them, in single precision: half the time, and ranks need no more. How far the seeds agree is the
stability of k; the seed of least inertia is its clustering.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from meraki.cluster_decision import Candidate, Guards, decide
from meraki.errors import SourceError
from meraki.silhouette import approximate_silhouettes, estimate
from meraki.threads import in_threads

SEEDS = 5
STARTS = 3
START_ROWS = 3_000
"""Customers on which the starts of a seed compete; each seed draws its own."""
TRAINING_ROWS = 50_000
"""Above this K-Means learns from a sample; every customer still joins the nearest centroid."""
MAX_ITERATIONS = 100
BLOCK = 65_536


@dataclass(frozen=True)
class Clustering:
    """The chosen clusters, numbered from 1.

    Attributes:
        labels: (n,) 1..k.
        centroids: (k, p), row c - 1 is cluster c.
        distances: (n,) Euclidean distance to the own centroid.
        affinity: (n,) 1 - distance to the own centroid / distance to the nearest other one: 1 on the centroid, 0 half
            way to the neighbour; 1 where there is one cluster.
        silhouettes: (n,) exact, or approximate where the decision came from a sample.
        decision: clusters_decisao.csv.
    """

    labels: np.ndarray
    centroids: np.ndarray
    distances: np.ndarray
    affinity: np.ndarray
    silhouettes: np.ndarray
    decision: pd.DataFrame


def choose(values: np.ndarray, ks: range, guards: Guards, silhouette_rows: int = 30_000, seed: int = 42) -> Clustering:
    """Cluster (n, p) ``values`` with each k of ``ks``, keep what :func:`meraki.cluster_decision.decide` chooses.

    The range shrinks to the number of distinct customers. The largest cluster is number 1; byte-equal results on any
    number of processors.

    Args:
        values: coordinates without NaN; without any column (p = 0) there is one cluster.
        ks: the numbers of clusters to try.
        guards: what a clustering must fulfil.
        silhouette_rows: above this number of customers the silhouette is estimated from as many.
        seed: of every draw.

    Raises:
        SourceError: there is no customer.
    """
    if len(values) == 0:
        raise SourceError("Não há clientes para agrupar.", action="confira se a base tem linhas.")
    values = values if values.shape[1] else np.zeros((len(values), 1))
    decision, kept = decide(_candidates(values, ks, silhouette_rows, seed), guards)
    scores = kept.silhouette.scores
    if scores is None:
        scores = approximate_silhouettes(values, kept.labels, seed)
    distances, affinity = _closeness(values, kept.centroids)
    clustering = Clustering(kept.labels + 1, kept.centroids, distances, affinity, scores, decision)
    return renumbered(clustering, np.argsort(np.argsort(-kept.sizes, kind="stable")) + 1)


def renumbered(clustering: Clustering, numbers: np.ndarray) -> Clustering:
    """The same clusters under other numbers: cluster c becomes ``numbers[c - 1]``, a permutation of 1..k."""
    centroids = clustering.centroids[np.argsort(numbers)]
    return replace(clustering, labels=numbers[clustering.labels - 1], centroids=centroids)


def plane(values: np.ndarray) -> np.ndarray:
    """(n, 2) map of the customers: first two principal components, the largest loading of each made positive."""
    return next(in_threads(_principal, [values]))


def _principal(values: np.ndarray) -> np.ndarray:
    centred = values - values.mean(axis=0)
    _, vectors = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    axes = vectors[:, ::-1][:, :2]
    if axes.shape[1]:
        axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])])
    points = (centred @ axes.astype(values.dtype)).astype(np.float64)
    return np.pad(points, ((0, 0), (0, 2 - points.shape[1])))


def _candidates(values: np.ndarray, ks: range, silhouette_rows: int, seed: int) -> list[Candidate]:
    random = np.random.default_rng(seed)
    training = _some_rows(values, TRAINING_ROWS, random).astype(np.float32, copy=False)
    samples = [_some_rows(training, START_ROWS, random) for _ in range(SEEDS)]
    feasible = _feasible(ks, samples)
    tasks = [(k, number) for k in feasible for number in range(SEEDS)]
    fits = list(in_threads(lambda task: _fit(training, samples[task[1]], task[0], seed + task[1]), tasks))
    by_k = [fits[start : start + SEEDS] for start in range(0, len(fits), SEEDS)]
    centroids = [min(models, key=lambda model: model.inertia_).cluster_centers_ for models in by_k]
    labelings, inertias = zip(*(_assign(values, one) for one in centroids), strict=True)
    stabilities = list(in_threads(lambda models: _agreement([model.labels_ for model in models]), by_k))
    estimates = estimate(values, labelings, silhouette_rows, seed)
    return list(map(Candidate, labelings, centroids, inertias, stabilities, estimates))


def _feasible(ks: range, samples: Sequence[np.ndarray]) -> range:
    """``ks``, or as near to it as the distinct rows of the poorest sample allow; never less than one cluster."""
    distinct = min(len(np.unique(sample, axis=0)) for sample in samples)
    top = max(1, min(ks[-1], distinct))
    return range(min(ks[0], top), top + 1)


def _fit(training: np.ndarray, sample: np.ndarray, k: int, seed: int) -> KMeans:
    started = KMeans(k, n_init=STARTS, random_state=seed).fit(sample)
    if sample is training:
        return started
    refined = KMeans(k, init=started.cluster_centers_, n_init=1, max_iter=MAX_ITERATIONS)
    return refined.fit(training)


def _some_rows(values: np.ndarray, wanted: int, random: np.random.Generator) -> np.ndarray:
    """A sample without replacement, in the order of ``values``; all of them when there are few."""
    if len(values) <= wanted:
        return values
    return values[np.sort(random.choice(len(values), wanted, replace=False))]


def _agreement(labelings: Sequence[np.ndarray]) -> float:
    return float(np.mean([adjusted_rand_score(a, b) for a, b in combinations(labelings, 2)]))


def _assign(values: np.ndarray, centroids: np.ndarray) -> tuple[np.ndarray, float]:
    """The nearest centroid of each customer, the lower number on a tie, and the inertia."""
    blocks = _blocks(values, centroids)
    labels = np.concatenate([block.argmin(axis=1) for block in blocks])
    return labels, float(sum(block.min(axis=1).sum() for block in blocks))


def _closeness(values: np.ndarray, centroids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n,) distance to the nearest centroid and (n,) affinity to it."""
    nearest = np.sqrt(np.concatenate([np.sort(block, axis=1)[:, :2] for block in _blocks(values, centroids)]))
    own = nearest[:, 0]
    if len(centroids) == 1:
        return own, np.ones(len(own))
    return own, 1 - own / np.maximum(nearest[:, 1], np.finfo(float).tiny)


def _blocks(values: np.ndarray, centroids: np.ndarray) -> list[np.ndarray]:
    """Squared distances (rows, k) to the centroids, a block of rows at a time, in double precision."""
    starts = range(0, len(values), BLOCK)
    return list(in_threads(lambda start: _squared(values[start : start + BLOCK], centroids), starts))


def _squared(values: np.ndarray, centroids: np.ndarray) -> np.ndarray:
    points, centres = values.astype(np.float64, copy=False), centroids.astype(np.float64)
    norms = np.einsum("ij,ij->i", points, points)[:, None]
    return np.maximum(norms - 2 * points @ centres.T + np.square(centres).sum(axis=1), 0)
