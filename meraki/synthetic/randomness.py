"""Seeded streams and the few distributions the generator is made of."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def stream(seed: int, subject: str, block: int = 0) -> np.random.Generator:
    """An independent random stream per subject and block, so that one file's size does not change another's rows."""
    return np.random.default_rng([seed, zlib.crc32(subject.encode()), block])


def to_uniform(latent: Floats) -> Floats:
    """Mid-ranks of ``latent`` in (0, 1): the marginal becomes exact whatever made the order."""
    ranks = np.empty(latent.size)
    ranks[np.argsort(latent, kind="stable")] = np.arange(latent.size) + 0.5
    return ranks / max(latent.size, 1)


def standardised(latent: Floats) -> Floats:
    """``latent`` with mean 0 and variance 1."""
    return (latent - latent.mean()) / (latent.std() or 1.0)


def correlated(rng: np.random.Generator, factor: Floats, loading: float) -> Floats:
    """Standard normals whose correlation with the standard normal ``factor`` is ``loading``."""
    return loading * factor + np.sqrt(1 - loading**2) * rng.standard_normal(factor.size)


def normal_cdf(latent: Floats) -> Floats:
    """Standard normal distribution function."""
    return np.asarray(ndtr(latent))


def from_quantiles(uniform: Floats, quantiles: Sequence[tuple[float, float]]) -> Floats:
    """Values whose quantiles are ``quantiles`` (probability, positive value), log-linear in between."""
    probabilities, values = zip(*quantiles, strict=True)
    return np.exp(np.interp(uniform, probabilities, np.log(values)))


def allocate(total: int, weights: Floats, minimum: int = 1) -> Ints:
    """Whole numbers in proportion to ``weights`` that add up to ``total``, each at least ``minimum``.

    Largest remainders; when ``total`` is below ``minimum`` for each, the heaviest get one.
    """
    if weights.size == 0:
        return np.zeros(0, dtype=np.int64)
    minimum = minimum if total >= minimum * weights.size else 0
    shares = (total - minimum * weights.size) * weights / weights.sum()
    counts = np.floor(shares).astype(np.int64)
    largest = np.argsort(counts - shares, kind="stable")[: total - minimum * weights.size - int(counts.sum())]
    counts[largest] += 1
    return counts + minimum


def zipf(size: int, exponent: float, shift: float) -> Floats:
    """Zipf-Mandelbrot probabilities of ``size`` ranks: proportional to (rank + shift) ** -exponent."""
    weights = (np.arange(1, size + 1) + shift) ** -exponent
    return weights / weights.sum()


def draw(rng: np.random.Generator, probabilities: ArrayLike, size: int) -> Ints:
    """Indices drawn with ``probabilities`` (they need not add up to 1)."""
    cumulative = np.cumsum(np.asarray(probabilities, dtype=float))
    return np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right")


def choose_share(score: Floats, share: float, always: NDArray[np.bool_]) -> Ints:
    """Sorted indices of the ``share`` of rows with the highest ``score``, and of those in ``always``."""
    count = min(score.size, max(1, round(share * score.size)))
    order = np.argsort(np.where(always, -np.inf, -score), kind="stable")
    return np.sort(order[: max(count, int(always.sum()))])
