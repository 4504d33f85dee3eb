"""Forms that learn which product comes next by hiding each owned product in turn.

Hiding one product at random of a basket S + y has probability proportional to the odds of y given the rest, so a
softmax over the products that are not owned estimates just what is ranked.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from meraki.recommendation.forms import TINY, Crowd

MAX_CUSTOMERS = 12_000
"""Training customers of a softmax or a network: more only sharpen what is sharp already."""
MAX_SIZE_BIN = 5
QUANTILES = 6
FLAT_PENALTY = 1e-3
OWNED = np.float32(-1e9)


@dataclass(frozen=True)
class NextProduct:
    """Softmax over products: s(u, y) = b_y + a_y x_u + g_y,min(|S|,5) + sum over owned x of W_xy.

    exp(W_xy) is the factor by which owning x multiplies the odds of y. L-BFGS on the penalised likelihood, each
    customer counted once. ``steps`` adds each attribute in six quantile steps, for what is not a straight line.
    """

    link_penalty: float
    profile_penalty: float
    steps: bool = False
    iterations: int = 50

    @property
    def label(self) -> str:
        kind = "próximo produto por degraus" if self.steps else "próximo produto"
        return f"{kind} (W={self.link_penalty:g}, perfil={self.profile_penalty:g})"

    def fit(self, crowd: Crowd, seed: int) -> FittedNextProduct:
        crowd = _training(crowd, seed)
        steps = _cuts(crowd.features) if self.steps else None
        design = _design(crowd.features, crowd.sizes - 1, steps)
        penalties = np.r_[FLAT_PENALTY, np.full(design.shape[1] - 1, self.profile_penalty)].astype(np.float32)[:, None]
        objective = _Likelihood(crowd, design, penalties, self.link_penalty)
        best = minimize(objective, objective.start(), jac=True, method="L-BFGS-B", options={"maxiter": self.iterations})
        profile, links = objective.split(best.x.astype(np.float32))
        return FittedNextProduct(profile, links, steps)


@dataclass(frozen=True)
class FittedNextProduct:
    profile: np.ndarray
    weights: np.ndarray
    steps: list[np.ndarray] | None

    def score(self, crowd: Crowd) -> np.ndarray:
        return _design(crowd.features, crowd.sizes, self.steps) @ self.profile + crowd.holdings @ self.weights

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


@dataclass(frozen=True)
class Network:
    """A few small networks of one hidden layer, averaged: what attributes and products say together.

    No weight of it can be said aloud; the sentence comes from counted customers, as for every form.
    """

    hidden: int
    penalty: float
    members: int = 3
    epochs: int = 20

    @property
    def label(self) -> str:
        return f"rede pequena ({self.hidden} neurônios, {self.members} sementes)"

    def fit(self, crowd: Crowd, seed: int) -> FittedNetwork:
        crowd = _training(crowd, seed)
        customer, product = crowd.holdings.nonzero()
        inputs = _inputs(crowd)[customer]
        inputs[np.arange(len(product)), product] = 0
        inputs[:, -1] = np.log1p(crowd.sizes[customer] - 1)
        models = tuple(self._member(inputs, product, seed + i) for i in range(self.members))
        return FittedNetwork(models, crowd.holdings.shape[1], crowd.popularity)

    def _member(self, inputs: np.ndarray, product: np.ndarray, seed: int) -> MLPClassifier:
        model = MLPClassifier(
            (self.hidden,),
            alpha=self.penalty,
            max_iter=self.epochs,
            learning_rate_init=2e-3,
            batch_size=min(len(product), max(200, len(product) // 100)),
            random_state=seed,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return model.fit(inputs, product)


@dataclass(frozen=True)
class FittedNetwork:
    models: tuple[MLPClassifier, ...]
    products: int
    popularity: np.ndarray

    def score(self, crowd: Crowd) -> np.ndarray:
        """Mean log chance; a product nobody of the training owned stays at the floor."""
        inputs = _inputs(crowd)
        total = np.full((len(inputs), self.products), np.log(TINY), dtype=np.float32)
        known = self.models[0].classes_
        total[:, known] = sum(np.log(model.predict_proba(inputs) + TINY) for model in self.models) / len(self.models)
        return total

    def links(self) -> None:
        return None


def _training(crowd: Crowd, seed: int) -> Crowd:
    owners = np.flatnonzero(crowd.sizes > 0)
    if len(owners) > MAX_CUSTOMERS:
        owners = np.sort(np.random.default_rng(seed).choice(owners, MAX_CUSTOMERS, replace=False))
    return crowd.rows(owners)


def _inputs(crowd: Crowd) -> np.ndarray:
    baskets = np.asarray(crowd.holdings.todense())
    return np.column_stack([baskets, crowd.features, np.log1p(crowd.sizes)]).astype(np.float32)


def _design(features: np.ndarray, sizes: np.ndarray, steps: list[np.ndarray] | None) -> np.ndarray:
    """(r, q): constant, number of owned products as 0/1 columns, attributes, and their steps."""
    bins = np.eye(MAX_SIZE_BIN + 1, dtype=np.float32)[np.minimum(sizes, MAX_SIZE_BIN)]
    parts = [np.ones((len(sizes), 1), np.float32), bins, features]
    for j, cuts in enumerate(steps or []):
        parts.append(np.eye(len(cuts) + 1, dtype=np.float32)[np.searchsorted(cuts, features[:, j], side="right")])
    return np.column_stack(parts).astype(np.float32)


def _cuts(features: np.ndarray) -> list[np.ndarray]:
    shares = np.linspace(0, 1, QUANTILES + 1)[1:-1]
    return [np.unique(np.quantile(column, shares)) for column in features.T]


def _softmax(logits: np.ndarray) -> np.ndarray:
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits
