"""The recommender: forms chosen, fitted on everybody and calibrated on held-out customers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.sparse import csr_matrix

from meraki.recommendation.calibration import Calibrator, Pairs, calibrate, shown_pairs
from meraki.recommendation.choosing import Blend, Choice, choose, fit
from meraki.recommendation.exams import (
    HELD_OUT_SHARE,
    MAX_LEARNERS,
    OUT_OF_REACH,
    best,
    cells_of_one,
    folds,
    held_out,
    most_hidden,
)
from meraki.recommendation.forms import Crowd
from meraki.threads import in_threads

MIN_DEPTH = 5
ENOUGH_TO_CALIBRATE = 10_000
"""Customers: of a fifth as many, the steps still carry two points of chance."""
CALIBRATION_CELLS = 400_000_000
"""Scores of one fold, a block of customers in memory at a time; a hundred times what an exam may take, for one blend is
asked. With 24 million, few products of those who own most were hidden, and each weighed up to sixty times others."""
CALIBRATION_PRODUCTS = 2_000_000_000
"""Of one fold: scores x products of the basket that each is made of. Hiding each of hundreds of products in turn,
700 customers took three times as long to advise."""


@dataclass(frozen=True)
class Recommender:
    """Scores (to rank by) and the probability each stands for."""

    choice: Choice
    blend: Blend
    calibrator: Calibrator


@dataclass(frozen=True)
class Ranking:
    """The best products of each customer, sorted by customer and rank; four arrays of one length.

    Attributes:
        row, product: positions in the portfolio.
        rank: 1 is best.
        score: calibrated probability.
    """

    row: np.ndarray
    product: np.ndarray
    rank: np.ndarray
    score: np.ndarray


def learn(crowd: Crowd, top_n: int, seed: int) -> Recommender:
    """Choose, fit on all customers, and calibrate with the same forms fitted without the held-out ones."""
    choice, crowd = choose(crowd, seed), crowd.undated()
    calibrator = _calibrator(choice, crowd, top_n, seed)  # first: its forms are gone before the others come
    return Recommender(choice, fit(choice, crowd, seed), calibrator)


def _calibrator(choice: Choice, crowd: Crowd, top_n: int, seed: int) -> Calibrator:
    """From as many folds as show enough customers: few would draw steps where there is only noise."""
    depth = max(MIN_DEPTH, top_n)
    # One score more, lest rounding hold out one customer less and a second fold be fitted for it.
    cells = min(CALIBRATION_CELLS, ENOUGH_TO_CALIBRATE * cells_of_one(crowd) + 1)
    # Of many customers most would neither teach nor be asked: who is not learnt from is held out, in fewer folds.
    share = max(HELD_OUT_SHARE, 1 - MAX_LEARNERS / max(1, len(crowd.sizes)))
    shown = partial(_shown, choice, crowd, depth, seed, cells, share)
    parts = in_threads(shown, folds(crowd, ENOUGH_TO_CALIBRATE, cells, share))
    return calibrate(Pairs.together(list(parts)), float(crowd.popularity.mean()))


def _shown(choice: Choice, crowd: Crowd, depth: int, seed: int, cells: float, share: float, fold: int) -> Pairs:
    learners, asked = held_out(crowd, seed + 1, fold, cells, share)
    affordable = min(CALIBRATION_CELLS // (len(asked) * crowd.holdings.shape[1]), affordable_hidden(crowd.rows(asked)))
    most = max(affordable, most_hidden(crowd))
    return shown_pairs(fit(choice, crowd.rows(learners), seed), crowd.rows(asked), depth, seed, most)


def affordable_hidden(asked: Crowd) -> int:
    """How many products of each of these customers may be hidden in turn, one anyway."""
    of_size = np.bincount(asked.sizes, weights=asked.sizes)
    products = np.cumsum(of_size[::-1])[-2::-1]  # of the baskets in which a first, a second, ... is hidden
    return max(1, int(np.searchsorted(np.cumsum(products) * asked.holdings.shape[1], CALIBRATION_PRODUCTS, "right")))


def ranking(recommender: Recommender, crowd: Crowd, barred: Barred, top_n: int, diversity: float = 0.0) -> Ranking:
    """Rank the allowed products of every customer, block by block."""
    added = rarity(crowd) * np.float32(diversity)

    def ranked(rows: np.ndarray) -> tuple[np.ndarray, ...]:
        part = crowd.rows(rows)
        scores = recommender.blend.score(part)
        allowed = np.where(barred.of(rows, part.holdings), OUT_OF_REACH, scores + added)
        row, product = barred.first_of_family(*best(allowed, barred.enough_for(top_n)), top_n)
        chance = recommender.calibrator.probability(scores[row, product], part.sizes[row])
        return rows[row], product, place_in_row(row), chance

    parts = list(in_threads(ranked, crowd.blocks()))
    return Ranking(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def place_in_row(row: np.ndarray) -> np.ndarray:
    """1, 2, ... within each run of equal (sorted) rows."""
    starts = np.flatnonzero(np.concatenate([[True], np.diff(row) > 0])) if len(row) else np.zeros(0, int)
    lengths = np.diff(np.concatenate([starts, [len(row)]]))
    return np.arange(len(row)) - np.repeat(starts, lengths) + 1


def rarity(crowd: Crowd) -> np.ndarray:
    """Self-information of each product (m), standardised: what ``diversity`` adds to the score."""
    bits = -np.log(crowd.popularity)
    deviation = bits.std()
    return ((bits - bits.mean()) / deviation if deviation > 0 else np.zeros_like(bits)).astype(np.float32)


@dataclass(frozen=True)
class Barred:
    """What must not be recommended.

    Attributes:
        products: (m,) to nobody.
        families: (m, f) one-hot, or None: who owns one of a family owns it all, and no list has two of one.
        rules: pairs of customers (n,) and products (m,).
    """

    products: np.ndarray
    families: csr_matrix | None = None
    rules: tuple[tuple[np.ndarray, np.ndarray], ...] = ()

    def of(self, rows: np.ndarray, holdings: csr_matrix) -> np.ndarray:
        """(r, m) whether a product is barred for each of these rows; owned ones are."""
        barred = np.asarray(holdings.todense()) > 0
        if self.families is not None:
            barred |= np.asarray(((holdings @ self.families) @ self.families.T).todense()) > 0
        barred |= self.products
        for customers, products in self.rules:
            barred[np.ix_(customers[rows], products)] = True
        return barred

    def enough_for(self, top_n: int) -> int:
        """How many of the best products are sure to be of ``top_n`` families."""
        if self.families is None:
            return top_n
        return (top_n - 1) * int(self.families.sum(axis=0).max()) + 1

    def first_of_family(self, row: np.ndarray, product: np.ndarray, top_n: int) -> tuple[np.ndarray, np.ndarray]:
        """The pairs, which are sorted by row and best first, without further products of a family; ``top_n`` a row."""
        if self.families is None:
            return row, product
        m, f = self.families.shape
        family = np.arange(f, f + m)  # a product of no family is one of its own
        members, of_family = self.families.nonzero()
        family[members] = of_family
        first = np.sort(np.unique(row.astype(np.int64) * (m + f) + family[product], return_index=True)[1])
        kept = first[place_in_row(row[first]) <= top_n]
        return row[kept], product[kept]
