"""What few common factors explain of what customers own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigh

from meraki.recommendation.forms import Crowd, ProductWeights
from meraki.wording import decimal


@dataclass(frozen=True)
class CommonFactors:
    """Matrix factorisation with equal weights, in closed form: no iterations, no random start.

    The least of |D - U V'|^2 + penalty (|U|^2 + |V|^2) keeps the singular vectors of D and takes the penalty from each
    singular value, to zero at most (Mazumder, Hastie & Tibshirani 2010); alternating least squares ends there. Those
    not learnt from are placed by the same V: scores are D W with W = V (1 - penalty / s) V'.
    """

    penalty: float

    @property
    def label(self) -> str:
        return f"fatores comuns (λ={decimal(self.penalty)})"

    def fit(self, crowd: Crowd, seed: int) -> ProductWeights:
        gram = np.asarray((crowd.holdings.T @ crowd.holdings).todense(), dtype=float)
        squares, vectors = eigh(gram, subset_by_value=(self.penalty**2, np.inf))
        weights = (vectors * (1 - self.penalty / np.sqrt(squares))) @ vectors.T
        return ProductWeights(weights.astype(np.float32), crowd.popularity)
