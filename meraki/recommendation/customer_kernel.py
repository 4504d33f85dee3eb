"""A regression over customers: the nearer one is in what he owns and is like, the more he counts; none is cut off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve
from scipy.sparse import csr_matrix, diags

from meraki.recommendation.forms import TINY, Crowd
from meraki.recommendation.neighbours import lengths_of
from meraki.recommendation.ridge import regular
from meraki.wording import decimal

ROUNDING = 4e-6
"""Added to the squares of distances, which rounding makes negative; the kernel stays positive definite."""


@dataclass(frozen=True)
class CustomerKernel:
    """Ridge regression of what customers own, with the kernel exp(-distance) (Saunders et al. 1998).

    That kernel stands for a wide neural network (Geifman et al. 2020), which recommends as well as the deep ones
    (Sachdeva et al. 2022). ``profile`` is the length of a usual customer's attributes beside his basket, whose length
    is 1. Learning from the very customer who is advised shrinks the scores of all ``known`` products that he lacks
    alike, but for their popularity: the first places stay.
    """

    penalty: float
    profile: float

    @property
    def label(self) -> str:
        return f"regressão pela distância entre clientes (λ={decimal(self.penalty)}, perfil={decimal(self.profile)})"

    def fit(self, crowd: Crowd, seed: int) -> FittedKernel:
        length = np.sqrt((crowd.features**2).sum(axis=1).mean())
        scale = self.profile / max(float(length), TINY)
        directions = _directions(crowd, scale)
        kernel = np.empty((len(directions.sizes),) * 2, np.float32)
        for rows in directions.blocks(len(kernel)):
            kernel[rows] = _kernel(directions.rows(rows), directions)
        kernel.flat[:: len(kernel) + 1] += np.float32(self.penalty)
        known, popularity = regular(crowd), crowd.popularity.astype(np.float32)
        surprises = crowd.holdings[:, known].toarray() - popularity[known]
        # LAPACK overwrites columns; a symmetric table is its own transpose, and nothing is copied.
        columns = np.asfortranarray(surprises)
        weights = solve(kernel.T, columns, assume_a="pos", overwrite_a=True, overwrite_b=True, check_finite=False)
        return FittedKernel(scale, directions, known, weights, popularity)


@dataclass(frozen=True)
class FittedKernel:
    """``directions`` (n, m + p) of the customers learnt from, and the ``weights`` (n, c) of each for the c products at
    the positions ``known``; of the others only popularity is known."""

    scale: float
    directions: Crowd
    known: np.ndarray
    weights: np.ndarray
    popularity: np.ndarray

    def score(self, crowd: Crowd) -> np.ndarray:
        return crowd.scored_by(self._of_block, len(self.weights))

    def _of_block(self, crowd: Crowd) -> np.ndarray:
        scores = np.tile(self.popularity, (len(crowd.sizes), 1))
        scores[:, self.known] += _kernel(_directions(crowd, self.scale), self.directions) @ self.weights
        return scores

    def links(self) -> None:
        return None


def _directions(crowd: Crowd, scale: float) -> Crowd:
    """Baskets and attributes, of length 1 together; 0 for who owns nothing and has no attributes."""
    baskets, profiles = crowd.holdings, scale * crowd.features
    squares = 1.0 * (crowd.sizes > 0) + (profiles**2).sum(axis=1)
    lengths = np.sqrt(np.maximum(squares, TINY))
    unit = diags(1 / (lengths * lengths_of(baskets))) @ baskets
    return Crowd(csr_matrix(unit, dtype=np.float32), (profiles / lengths[:, None]).astype(np.float32))


def _kernel(rows: Crowd, others: Crowd) -> np.ndarray:
    """(r, n) exp(-distance); in place, for no table of the fit is larger."""
    kernel: np.ndarray = rows.features @ others.features.T
    kernel += (rows.holdings @ others.holdings.T).toarray()
    kernel *= -2
    kernel += np.float32(2 + ROUNDING)
    np.sqrt(np.maximum(kernel, 0, out=kernel), out=kernel)
    return np.exp(np.negative(kernel, out=kernel), out=kernel)
