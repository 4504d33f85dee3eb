"""A form that learns from how much a customer has of each product, not only from whether he has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags

from meraki.recommendation.forms import Crowd, Form, Scorer


@dataclass(frozen=True)
class ByExtent:
    """``form`` on relative extents: log(1 + lines of contract) by its mean among the owners of the product.

    An owner of the usual extent, or of one that nobody knows, weighs 1, as in the form itself; the logarithm because
    the tenth line tells less than the second (TF-IDF; Hu, Koren & Volinsky 2008 weigh alike).
    """

    form: Form

    @property
    def label(self) -> str:
        return f"{self.form.label}, pela quantidade de contratos"

    def fit(self, crowd: Crowd, seed: int) -> FittedByExtent:
        told = _told(crowd)
        usual = np.asarray(told.sum(axis=0)).ravel() / np.maximum(told.getnnz(axis=0), 1)
        scale = 1 / np.where(usual > 0, usual, 1)
        return FittedByExtent(self.form.fit(_relative(crowd, scale), seed), scale)


@dataclass(frozen=True)
class FittedByExtent:
    """``scale`` (m,): 1 / usual extent."""

    scorer: Scorer
    scale: np.ndarray

    def score(self, crowd: Crowd) -> np.ndarray:
        return self.scorer.score(_relative(crowd, self.scale))

    def links(self) -> np.ndarray | None:
        return self.scorer.links()


def tells_extents(crowd: Crowd) -> bool:
    """Whether extents differ, and half of the holdings or more have one."""
    told = _told(crowd)
    return bool(told.nnz and told.nnz >= 0.5 * crowd.holdings.nnz and told.data.min() < told.data.max())


def _told(crowd: Crowd) -> csr_matrix:
    """In double precision: extents that are all alike must weigh 1, not 1 and a rounding that breaks ties."""
    if crowd.contracts is None:
        return csr_matrix(crowd.holdings.shape)
    return csr_matrix(crowd.holdings.multiply(crowd.contracts.extents), dtype=float)


def _relative(crowd: Crowd, scale: np.ndarray) -> Crowd:
    """The crowd with relative extents as its holdings."""
    more = csr_matrix(_told(crowd) @ diags(scale))
    more.data -= 1
    return Crowd(csr_matrix(crowd.holdings + more, dtype=np.float32), crowd.features)
