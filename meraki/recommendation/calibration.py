"""From scores to the probability that a customer like this one owns the product.

The event: a customer with this profile and these other products owns the product. Held-out customers show how often:
each of their products is scored while hidden, each product they lack as it is, and only pairs that would have been
shown count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from meraki.recommendation.choosing import Blend
from meraki.recommendation.exams import best, hidden_in_turn, ranks
from meraki.recommendation.forms import Crowd

EVENT = (
    "probabilidade de um cliente com este perfil e com estes outros produtos usar o produto; medida em clientes fora "
    "do ajuste, escondendo cada produto que têm e comparando com os que não têm"
)
BINS, LEAST_IN_BIN = 40, 100
LIMITS = (0.0005, 0.9995)


@dataclass(frozen=True)
class Pairs:
    """Customer x product pairs that would have been shown: score, basket size, whether owned, weight."""

    scores: np.ndarray
    sizes: np.ndarray
    owned: np.ndarray
    weights: np.ndarray

    @classmethod
    def together(cls, parts: Sequence[Pairs]) -> Pairs:
        """The pairs of several exams; none of none."""
        names = [field.name for field in fields(cls)]
        return cls(*(np.concatenate([getattr(part, name) for part in parts] or [np.zeros(0)]) for name in names))


@dataclass(frozen=True)
class Calibrator:
    """Platt (1999) on score and basket size, then isotonic over bins; rises with the score within a customer."""

    intercept: float
    slope: float
    size_slope: float
    knots: np.ndarray
    levels: np.ndarray

    def probability(self, scores: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        """(any shape) SCORE between 0 and 1."""
        rough = self.intercept + self.slope * scores + self.size_slope * np.log1p(sizes)
        return np.clip(np.interp(rough, self.knots, self.levels), *LIMITS)


def shown_pairs(blend: Blend, asked: Crowd, depth: int, seed: int) -> Pairs:
    """The pairs of held-out customers that rank within ``depth``, owned ones while hidden."""
    questions, answers, customers, _ = hidden_in_turn(asked, seed)
    hidden = questions.scored_by(blend.score)
    rank = ranks(hidden, answers)
    up = rank <= depth
    sampled = np.bincount(customers, minlength=len(asked.sizes))
    weights = (asked.sizes / np.maximum(sampled, 1))[customers]
    lacking = asked.scored_by(blend.score)
    row, product = best(lacking, depth)
    return Pairs(
        scores=np.concatenate([hidden[answers[up, 0], answers[up, 1]], lacking[row, product]]),
        sizes=np.concatenate([questions.sizes[up], asked.sizes[row]]),
        owned=np.concatenate([np.ones(up.sum()), np.zeros(len(row))]),
        weights=np.concatenate([weights[up], np.ones(len(row))]),
    )


def calibrate(pairs: Pairs, prior: float) -> Calibrator:
    """Fit on the shown pairs; with one kind only, everything is ``prior``."""
    if len(np.unique(pairs.owned)) < 2:
        return Calibrator(0.0, 1.0, 0.0, np.array([0.0]), np.array([prior]))
    inputs = np.column_stack([pairs.scores, np.log1p(pairs.sizes)])
    model = LogisticRegression(C=100.0).fit(inputs, pairs.owned, sample_weight=pairs.weights)
    slope, size_slope = max(float(model.coef_[0, 0]), 1e-6), float(model.coef_[0, 1])
    intercept = float(model.intercept_[0])
    rough = intercept + slope * pairs.scores + size_slope * np.log1p(pairs.sizes)
    return Calibrator(intercept, slope, size_slope, *_isotonic(rough, pairs))


def deciles(probability: np.ndarray, pairs: Pairs) -> list[dict[str, float]]:
    """Ten groups of equal weight by predicted probability: mean predicted, share owned, weight."""
    order = np.argsort(probability, kind="stable")
    share = np.cumsum(pairs.weights[order]) / pairs.weights.sum()
    group = np.minimum((share * 10 - 1e-9).astype(int), 9)
    result = []
    for g in np.unique(group):
        part = order[group == g]
        weights = pairs.weights[part]
        result.append(
            {
                "previsto": float(np.average(probability[part], weights=weights)),
                "observado": float(np.average(pairs.owned[part], weights=weights)),
                "n": float(weights.sum()),
            }
        )
    return result


def _isotonic(rough: np.ndarray, pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(rough, kind="stable")
    groups = np.array_split(order, min(BINS, max(1, len(order) // LEAST_IN_BIN)))
    knots = np.array([np.average(rough[g], weights=pairs.weights[g]) for g in groups])
    shares = np.array([np.average(pairs.owned[g], weights=pairs.weights[g]) for g in groups])
    totals = np.array([pairs.weights[g].sum() for g in groups])
    return knots, IsotonicRegression().fit(knots, shares, sample_weight=totals).predict(knots)
