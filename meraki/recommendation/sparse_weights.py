"""Few and positive weights between products."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import ElasticNet

from meraki.recommendation.forms import Crowd, ProductWeights
from meraki.wording import decimal

MAX_PASSES = 200


@dataclass(frozen=True)
class SparseWeights:
    """SLIM (Ning & Karypis 2011): each product as a sparse, non-negative sum of the others, from the Gram matrix."""

    penalty: float = 2e-4
    lasso_share: float = 0.5

    @property
    def label(self) -> str:
        return f"poucos pesos positivos entre produtos (α={decimal(self.penalty)})"

    def fit(self, crowd: Crowd, seed: int) -> ProductWeights:
        owned = np.asarray(crowd.holdings.todense(), dtype=float)
        gram = owned.T @ owned
        weights = np.zeros_like(gram)
        for product in range(len(gram)):
            others = np.delete(np.arange(len(gram)), product)
            weights[others, product] = self._weights(owned, gram, others, product)
        return ProductWeights(weights.astype(np.float32), crowd.popularity)

    def _weights(self, owned: np.ndarray, gram: np.ndarray, others: np.ndarray, product: int) -> np.ndarray:
        model = ElasticNet(
            alpha=self.penalty,
            l1_ratio=self.lasso_share,
            positive=True,
            fit_intercept=False,
            max_iter=MAX_PASSES,
            precompute=np.ascontiguousarray(gram[np.ix_(others, others)]),
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return model.fit(np.ascontiguousarray(owned[:, others]), owned[:, product]).coef_
