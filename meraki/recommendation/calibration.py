"""From scores to the probability that a customer like this one owns the product.

The event: a customer with this profile and these other products owns the product. Held-out customers show how often:
each of their products is scored while hidden, each product they lack as it is, and only pairs that would have been
shown count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

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
LEAST_SLOPE = 1e-6
MAX_ITERATIONS = 500


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
    """Platt (1999) for each basket size, then isotonic over bins; rises with the score within a customer.

    Attributes:
        intercept, level: log odds at score 0, by the terms of the basket size.
        slope, tilt: log odds for each unit of score, by the same terms.
        knots, levels: from log odds to probability.
    """

    intercept: float
    level: np.ndarray
    slope: float
    tilt: np.ndarray
    knots: np.ndarray
    levels: np.ndarray

    def probability(self, scores: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        """(r,) SCORE between 0 and 1."""
        return np.clip(np.interp(self.log_odds(scores, sizes), self.knots, self.levels), *LIMITS)

    def log_odds(self, scores: np.ndarray, sizes: np.ndarray) -> np.ndarray:
        """(r,) before the isotonic step."""
        terms = _size_terms(sizes)
        return self.intercept + terms @ self.level + np.maximum(self.slope + terms @ self.tilt, LEAST_SLOPE) * scores


def _size_terms(sizes: np.ndarray) -> np.ndarray:
    """(r, 4): small baskets have a level of their own, for how many customers own one or two is a habit of the market,
    not a curve; the others follow the logarithm."""
    return np.column_stack([np.log1p(sizes), sizes == 0, sizes == 1, sizes == 2]).astype(float)


def shown_pairs(blend: Blend, asked: Crowd, depth: int, seed: int, most: int) -> Pairs:
    """The pairs of held-out customers that rank within ``depth``, owned ones while hidden.

    Of who owns more than ``most`` as many are hidden, and stand for the others by their weight.
    """
    return Pairs.together([_shown_to(blend, asked.rows(rows), depth, seed, most) for rows in asked.blocks()])


def _shown_to(blend: Blend, asked: Crowd, depth: int, seed: int, most: int) -> Pairs:
    questions, answers, customers, _ = hidden_in_turn(asked, seed, most)
    hidden, rank = _of_hidden(blend, questions, answers[:, 1])
    up = rank <= depth
    sampled = np.bincount(customers, minlength=len(asked.sizes))
    weights = (asked.sizes / np.maximum(sampled, 1))[customers]
    lacking = asked.scored_by(blend.score)
    row, product = best(lacking, depth)
    return Pairs(
        scores=np.concatenate([hidden[up], lacking[row, product]]),
        sizes=np.concatenate([questions.sizes[up], asked.sizes[row]]),
        owned=np.concatenate([np.ones(up.sum()), np.zeros(len(row))]),
        weights=np.concatenate([weights[up], np.ones(len(row))]),
    )


def _of_hidden(blend: Blend, questions: Crowd, hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Score and rank of the one product hidden in each question, block by block: customers of full
    baskets ask a question for each product, and all their scores together filled gigabytes."""
    score, rank = np.empty(len(hidden), np.float32), np.empty(len(hidden), dtype=int)
    for rows in questions.blocks():
        scores = np.asarray(blend.score(questions.rows(rows)), dtype=np.float32)
        pairs = np.column_stack([np.arange(len(rows)), hidden[rows]])
        score[rows], rank[rows] = scores[pairs[:, 0], pairs[:, 1]], ranks(scores, pairs)
    return score, rank


def calibrate(pairs: Pairs, prior: float) -> Calibrator:
    """Fit on the shown pairs; with one kind only, everything is ``prior``."""
    terms = _size_terms(pairs.sizes)
    count = terms.shape[1]
    if len(np.unique(pairs.owned)) < 2:
        flat = np.zeros(count)
        return Calibrator(0.0, flat, 1.0, flat, np.array([0.0]), np.array([prior]))
    inputs = np.column_stack([terms, pairs.scores, terms * pairs.scores[:, None]])
    model = LogisticRegression(max_iter=MAX_ITERATIONS).fit(inputs, pairs.owned, sample_weight=pairs.weights)
    level, slope, tilt = np.split(model.coef_[0], [count, count + 1])
    rough = Calibrator(float(model.intercept_[0]), level, float(slope[0]), tilt, np.zeros(0), np.zeros(0))
    knots, levels = _isotonic(rough.log_odds(pairs.scores, pairs.sizes), pairs)
    return replace(rough, knots=knots, levels=levels)


def deciles(probability: np.ndarray, pairs: Pairs) -> list[dict[str, float]]:
    """Ten groups of equal weight by predicted probability: mean predicted, share owned, weight."""
    # Equal probabilities in an order that does not know who owns: pairs come the owned ones first.
    order = np.lexsort((np.random.default_rng(0).permutation(len(probability)), probability))
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
