"""The form that learns which product comes next by hiding each owned product in turn.

Hiding one product at random of a basket S + y has probability proportional to the odds of y given the rest, so a
softmax over the products that are not owned estimates just what is ranked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from meraki.recommendation.forms import Crowd

MAX_CUSTOMERS = 12_000
"""Training customers: more only sharpen what is sharp already."""
MAX_SIZE_BIN = 5
FLAT_PENALTY = 1e-3
OWNED = np.float32(-1e9)


@dataclass(frozen=True)
class NextProduct:
    """Softmax over products: s(u, y) = b_y + a_y x_u + g_y,min(|S|,5) + sum over owned x of W_xy.

    exp(W_xy) is the factor by which owning x multiplies the odds of y. L-BFGS on the penalised likelihood, each
    customer counted once.
    """

    link_penalty: float
    profile_penalty: float
    iterations: int = 50

    @property
    def label(self) -> str:
        return f"próximo produto (W={self.link_penalty:g}, perfil={self.profile_penalty:g})"

    def fit(self, crowd: Crowd, seed: int) -> FittedNextProduct:
        crowd = _training(crowd, seed)
        design = _design(crowd.features, crowd.sizes - 1)
        penalties = np.r_[FLAT_PENALTY, np.full(design.shape[1] - 1, self.profile_penalty)].astype(np.float32)[:, None]
        objective = _Likelihood(crowd, design, penalties, self.link_penalty)
        best = minimize(objective, objective.start(), jac=True, method="L-BFGS-B", options={"maxiter": self.iterations})
        profile, links = objective.split(best.x.astype(np.float32))
        return FittedNextProduct(profile, links)


@dataclass(frozen=True)
class FittedNextProduct:
    profile: np.ndarray
    weights: np.ndarray

    def score(self, crowd: Crowd) -> np.ndarray:
        return _design(crowd.features, crowd.sizes) @ self.profile + crowd.holdings @ self.weights

    def links(self) -> np.ndarray:
        return self.weights


class _Likelihood:
    """Penalised negative log-likelihood of each hidden product, and its gradient."""

    def __init__(self, crowd: Crowd, design: np.ndarray, penalties: np.ndarray, link_penalty: float) -> None:
        holdings = crowd.holdings.tocoo()
        self.holdings, self.design = crowd.holdings, design
        self.penalties, self.link_penalty = penalties, np.float32(link_penalty)
        self.customer, self.hidden = holdings.row, holdings.col
        self.pairs = np.arange(len(self.customer))
        self.weights = (1 / crowd.sizes)[self.customer].astype(np.float32)
        self.shape = (design.shape[1], holdings.shape[1])
        ones = np.ones(len(self.pairs), np.float32)
        self.by_customer = csr_matrix((ones, (self.customer, self.pairs)), shape=(holdings.shape[0], len(self.pairs)))
        self.by_hidden = csr_matrix((ones, (self.hidden, self.pairs)), shape=(holdings.shape[1], len(self.pairs)))
        self.barred = np.asarray(crowd.holdings.todense(), dtype=np.float32)[self.customer] * OWNED
        self.barred[self.pairs, self.hidden] = 0
        self.popularity = crowd.popularity

    def start(self) -> np.ndarray:
        q, m = self.shape
        theta = np.zeros(q * m + m * m)
        theta[:m] = np.log(self.popularity) - np.log(self.popularity).mean()
        return theta

    def split(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        q, m = self.shape
        return theta[: q * m].reshape(q, m), theta[q * m :].reshape(m, m)

    def __call__(self, theta: np.ndarray) -> tuple[float, np.ndarray]:
        profile, links = self.split(theta.astype(np.float32))
        logits = (self.design @ profile + self.holdings @ links)[self.customer] + self.barred - links[self.hidden]
        chances = _softmax(logits)
        loss = -float((self.weights * np.log(chances[self.pairs, self.hidden] + 1e-30)).sum())
        loss += 0.5 * float((self.penalties * profile**2).sum() + self.link_penalty * (links**2).sum())
        chances[self.pairs, self.hidden] -= 1
        chances *= self.weights[:, None]
        summed = self.by_customer @ chances
        to_profile = self.design.T @ summed + self.penalties * profile
        to_links = self.holdings.T @ summed - self.by_hidden @ chances + self.link_penalty * links
        np.fill_diagonal(to_links, 0)
        return loss, np.concatenate([to_profile.ravel(), to_links.ravel()]).astype(float)


def _training(crowd: Crowd, seed: int) -> Crowd:
    owners = np.flatnonzero(crowd.sizes > 0)
    if len(owners) > MAX_CUSTOMERS:
        owners = np.sort(np.random.default_rng(seed).choice(owners, MAX_CUSTOMERS, replace=False))
    return crowd.rows(owners)


def _design(features: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """(r, q): constant, number of owned products as 0/1 columns, attributes."""
    bins = np.eye(MAX_SIZE_BIN + 1, dtype=np.float32)[np.minimum(sizes, MAX_SIZE_BIN)]
    return np.column_stack([np.ones((len(sizes), 1), np.float32), bins, features]).astype(np.float32)


def _softmax(logits: np.ndarray) -> np.ndarray:
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits
