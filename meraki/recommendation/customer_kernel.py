"""A regression over customers: the nearer one is in what he owns and is like, the more he counts; none is cut off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve

from meraki.recommendation.forms import TINY, Crowd

MAX_LEARNERS = 4_000
"""Customers that are learnt from: the time grows with their cube, the memory with their square."""
PROFILE_SHARE = 0.4
"""Length of the attributes of a usual customer beside his basket, whose length is 1."""
ROUNDING = 4e-6
"""Squares of distances below this are rounding: two customers alike in all are no distance apart."""


@dataclass(frozen=True)
class CustomerKernel:
    """Ridge regression of what customers own, with the kernel exp(-distance) (Saunders et al. 1998).

    That kernel stands for a wide neural network (Geifman et al. 2020), which recommends as well as the deep ones
    (Sachdeva et al. 2022). Learning from the very customer who is advised does not change the order of what he lacks.
    """

    penalty: float

    @property
    def label(self) -> str:
        return f"regressão pela distância entre clientes (λ={self.penalty:g})"

    def fit(self, crowd: Crowd, seed: int) -> FittedKernel:
        popularity = crowd.popularity.astype(np.float32)
        n = crowd.holdings.shape[0]
        if n > MAX_LEARNERS:
            crowd = crowd.rows(np.sort(np.random.default_rng(seed).choice(n, MAX_LEARNERS, replace=False)))
        length = np.sqrt((crowd.features**2).sum(axis=1).mean())
        scale = PROFILE_SHARE / max(float(length), TINY)
        directions = _directions(crowd, scale)
        kernel = _kernel(directions, directions)
        kernel.flat[:: len(kernel) + 1] += np.float32(self.penalty)
        surprises = crowd.holdings.toarray() - popularity
        weights = solve(kernel, surprises, assume_a="pos", overwrite_a=True, overwrite_b=True, check_finite=False)
        return FittedKernel(scale, directions, weights, popularity)


@dataclass(frozen=True)
class FittedKernel:
    """``directions`` (n, m + p) of the customers learnt from, and the ``weights`` (n, m) of each for each product."""

    scale: float
    directions: np.ndarray
    weights: np.ndarray
    popularity: np.ndarray

    def score(self, crowd: Crowd) -> np.ndarray:
        return crowd.scored_by(self._of_block, len(self.directions))

    def _of_block(self, crowd: Crowd) -> np.ndarray:
        near = _kernel(_directions(crowd, self.scale), self.directions)
        return np.asarray(near @ self.weights + self.popularity)

    def links(self) -> None:
        return None


def _directions(crowd: Crowd, scale: float) -> np.ndarray:
    """(r, m + p) basket and attributes, of length 1 together."""
    baskets = crowd.holdings.toarray() / np.sqrt(np.maximum(crowd.sizes, 1))[:, None]
    rows = np.column_stack([baskets, scale * crowd.features]).astype(np.float32)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), TINY)


def _kernel(rows: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(r, n) exp(-distance); in place, for no table of the fit is larger."""
    kernel: np.ndarray = rows @ others.T
    kernel *= -2
    kernel += np.float32(2 - ROUNDING)
    np.sqrt(np.maximum(kernel, 0, out=kernel), out=kernel)
    return np.exp(np.negative(kernel, out=kernel), out=kernel)
