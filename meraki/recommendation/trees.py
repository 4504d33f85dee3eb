"""Boosted trees, one model per product: what attributes and products say in steps and together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from sklearn import config_context
from sklearn.ensemble import HistGradientBoostingClassifier

from meraki.recommendation.forms import Crowd
from meraki.threads import in_threads

MAX_CELLS = 16_000_000
"""Customers x products x inputs learnt from, some three seconds of two processors; of more customers, a sample is."""
LEAST_OWNERS = 5
BINS = 64
"""Of each attribute: more tell the trees nothing and take longer."""


@dataclass(frozen=True)
class Trees:
    """Log odds of owning each product given the other products and the attributes (Friedman 2001; Ke et al. 2017).

    Small trees over binned values. No weight of it can be said aloud; the sentence comes from counted customers, as
    for every form. A product of fewer than five owners keeps its base rate.
    """

    trees: int = 60
    leaves: int = 8
    rate: float = 0.1

    @property
    def label(self) -> str:
        return f"árvores por produto ({self.trees} de {self.leaves} folhas)"

    def fit(self, crowd: Crowd, seed: int) -> FittedTrees:
        prior = np.log(crowd.popularity / (1 - crowd.popularity)).astype(np.float32)
        crowd = _sample(crowd, seed)
        owners = np.asarray(crowd.holdings.sum(axis=0)).ravel()
        enough = np.flatnonzero((owners >= LEAST_OWNERS) & (owners <= crowd.holdings.shape[0] - LEAST_OWNERS))
        inputs = _inputs(crowd)
        models = in_threads(lambda product: self._model(inputs, product, seed), enough.tolist())
        return FittedTrees(dict(zip(enough.tolist(), models, strict=True)), prior)

    def _model(self, inputs: np.ndarray, product: int, seed: int) -> HistGradientBoostingClassifier:
        """Learn ``product`` from inputs that do not hold it."""
        owned = inputs[:, product].copy()
        others = inputs.copy()
        others[:, product] = 0
        others[:, -1] -= owned
        model = HistGradientBoostingClassifier(
            max_iter=self.trees,
            learning_rate=self.rate,
            max_leaf_nodes=self.leaves,
            max_bins=BINS,
            l2_regularization=5.0,
            early_stopping=False,
            random_state=seed,
        )
        with config_context(skip_parameter_validation=True):
            return model.fit(others, owned > 0)


@dataclass(frozen=True)
class FittedTrees:
    models: dict[int, HistGradientBoostingClassifier]
    prior: np.ndarray

    def score(self, crowd: Crowd) -> np.ndarray:
        """Only products not owned mean anything: their own column is 0, as it was in learning."""
        inputs = _inputs(crowd)
        result = np.tile(self.prior, (len(inputs), 1))
        for product, odds in zip(self.models, self._each(inputs), strict=True):
            result[:, product] = odds
        return result

    def _each(self, inputs: np.ndarray) -> Iterator[np.ndarray]:
        return in_threads(lambda model: model.decision_function(inputs), self.models.values())

    def links(self) -> None:
        return None


def _sample(crowd: Crowd, seed: int) -> Crowd:
    n, m = crowd.holdings.shape
    most = MAX_CELLS // (m * (m + crowd.features.shape[1] + 1))
    return crowd if n <= most else crowd.rows(np.sort(np.random.default_rng(seed).choice(n, most, replace=False)))


def _inputs(crowd: Crowd) -> np.ndarray:
    """(r, m + p + 1): products, attributes, number of products."""
    baskets = np.asarray(crowd.holdings.todense())
    table = np.column_stack([baskets, crowd.features, crowd.sizes]).astype(np.float32)
    return np.asfortranarray(table)  # trees read column by column: half the time to score
