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
MAX_CELLS = 60_000_000
"""Training customers x products x products: a second or two of matrix products."""
MAX_SIZE_BIN = 5
FLAT_PENALTY = 1e-3
LEAST_ODDS, MOST_LOG_FACTOR = np.float32(1e-20), np.float32(25)
"""What keeps quotients finite in single precision at any step of the search; far from where it ends."""


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
    """Penalised negative log-likelihood of each hidden product, and its gradient.

    With y hidden of the customer u, the logit of z is l_uz - W_yz, where l_u counts all that is owned. Its exponential
    is E_uz F_yz, E = exp(l) where z is not owned and F = exp(-W): the denominators are E F' at the owned pairs, and no
    table of pairs x products is ever made.
    """

    def __init__(self, crowd: Crowd, design: np.ndarray, penalties: np.ndarray, link_penalty: float) -> None:
        self.holdings, self.design = crowd.holdings, design
        self.penalties, self.link_penalty = penalties, np.float32(link_penalty)
        customer = np.repeat(np.arange(len(crowd.sizes)), crowd.sizes)
        self.pairs = customer, crowd.holdings.indices
        self.weights = (1 / crowd.sizes)[customer].astype(np.float32)
        self.shape = (design.shape[1], crowd.holdings.shape[1])
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
        odds = self.design @ profile + self.holdings @ links
        odds -= odds.max(axis=1, keepdims=True)
        log_own = odds[self.pairs]
        own = np.exp(log_own)
        np.exp(odds, out=odds)
        odds[self.pairs] = 0
        factors = np.exp(np.minimum(-links, MOST_LOG_FACTOR))
        totals = (odds @ factors.T)[self.pairs] + own + LEAST_ODDS
        loss = float((self.weights * (np.log(totals) - log_own)).sum())
        loss += 0.5 * float((self.penalties * profile**2).sum() + self.link_penalty * (links**2).sum())
        shares = csr_matrix((self.weights / totals, self.holdings.indices, self.holdings.indptr), self.holdings.shape)
        to_links = self.link_penalty * links - factors * (shares.T @ odds)
        # From here on, odds become what the likelihood changes by with each logit of a customer.
        odds *= shares @ factors
        odds[self.pairs] = shares.data * own - self.weights
        to_profile = self.design.T @ odds + self.penalties * profile
        to_links += self.holdings.T @ odds
        np.fill_diagonal(to_links, 0)
        return loss, np.concatenate([to_profile.ravel(), to_links.ravel()]).astype(float)


def _training(crowd: Crowd, seed: int) -> Crowd:
    owners = np.flatnonzero(crowd.sizes > 0)
    most = min(MAX_CUSTOMERS, MAX_CELLS // crowd.holdings.shape[1] ** 2)
    if len(owners) > most:
        owners = np.sort(np.random.default_rng(seed).choice(owners, most, replace=False))
    return crowd.rows(owners)


def _design(features: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """(r, q): constant, number of owned products as 0/1 columns, attributes."""
    bins = np.eye(MAX_SIZE_BIN + 1, dtype=np.float32)[np.minimum(sizes, MAX_SIZE_BIN)]
    return np.column_stack([np.ones((len(sizes), 1), np.float32), bins, features]).astype(np.float32)
