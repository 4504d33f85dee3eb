"""How good the advice is against methods of reference, on pairs that nothing was fitted on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from meraki.columns import Column
from meraki.recommendation.advice import RecommendationParameters, describe
from meraki.recommendation.baselines import Baseline, Score, baselines, by_basket
from meraki.recommendation.calibration import EVENT, Pairs, deciles, shown_pairs
from meraki.recommendation.choosing import Blend, choose, fit
from meraki.recommendation.exams import OUT_OF_REACH, best, hide_one, ndcg_of, ranks
from meraki.recommendation.forms import Crowd
from meraki.recommendation.learning import MIN_DEPTH, affordable_hidden, learn, rarity
from meraki.recommendation.portfolio import Portfolio

HIDDEN_SHARE = 0.2
MAX_EVALUATED = 50_000
DIVERSITY_SHOWN = 0.3
FIFTHS, MAX_PARTITIONS = 5, 3
ENOUGH_TO_JUDGE = 30_000
"""Pairs: the share that owns among a tenth has a standard error below one point. Of half as many, the largest of
ten errors passes three points in one run of eleven to twenty-five even if SCORE were perfect."""
OURS = "meraki"


def evaluate(
    portfolio: Portfolio,
    base: pd.DataFrame,
    features: np.ndarray,
    parameters: RecommendationParameters,
) -> dict[str, Any]:
    """avaliacao.json (schema in docs/arquitetura.md); arguments as for :func:`meraki.recommendation.advise`.

    One product of a random 20 % of the customers who own two or more is hidden; everything (form, fit, neighbours,
    clusters of the classic method, popularity) is chosen and fitted without the hidden pairs; every product not owned
    is ranked. Clusters of the stage are not asked for: columns that count the hidden products may have formed them.
    """
    portfolio, base, features = _sampled(portfolio.owned_today(), base, features, parameters.seed)
    crowd = Crowd(portfolio.holdings, features, portfolio.contracts)
    left, asked, hidden = hide_one(crowd, HIDDEN_SHARE, parameters.seed)
    known = crowd.owning(left)
    choice = choose(known, parameters.seed)
    ours = fit(choice, known, parameters.seed)
    methods = _ours(ours, known, parameters) + baselines(known, _segments(base), parameters.seed)
    return {
        "protocolo": {
            "descricao": "LOO-20: um produto escondido de 20 % dos clientes com dois ou mais; ordena o que não têm",
            "clientes": int(crowd.holdings.shape[0]),
            "produtos": int(crowd.holdings.shape[1]),
            "clientes_avaliados": len(asked),
            "semente": parameters.seed,
        },
        "metodos": _beside_ours([_measure(*method, known, asked, hidden) for method in methods]),
        "escolha": describe(choice),
        "calibracao": _calibration(crowd, parameters),
    }


def _ours(blend: Blend, known: Crowd, parameters: RecommendationParameters) -> list[Baseline]:
    """The advice as it is ranked by score, and what varying the lists costs."""
    diversity = parameters.diversity or DIVERSITY_SHOWN
    added = rarity(known) * np.float32(diversity)
    label = f"Meraki Match, diversidade {diversity:g}".replace(".", ",")
    plain = by_basket(blend)
    return [
        (OURS, "Meraki Match", plain),
        (f"{OURS}_diversidade", label, lambda rows, part: plain(rows, part) + added),
    ]


def _sampled(
    portfolio: Portfolio, base: pd.DataFrame, features: np.ndarray, seed: int
) -> tuple[Portfolio, pd.DataFrame, np.ndarray]:
    """At most 50,000 customers: more only narrow intervals that are narrow already."""
    n = len(portfolio.customers)
    if n <= MAX_EVALUATED:
        return portfolio, base, features
    chosen = np.sort(np.random.default_rng(seed).choice(n, MAX_EVALUATED, replace=False))
    smaller = replace(
        portfolio,
        customers=portfolio.customers[chosen],
        holdings=portfolio.holdings[chosen],
        values=None,
        contracts=portfolio.contracts.rows(chosen),
        former=portfolio.former[chosen],
    )
    return smaller, base.iloc[chosen], features[chosen]


def _segments(base: pd.DataFrame) -> np.ndarray:
    for column in (Column.SUBSEGMENT, Column.SEGMENT):
        if column in base.columns:
            return pd.factorize(base[column])[0] + 1
    return np.zeros(len(base), dtype=int)


def _beside_ours(measured: list[tuple[dict[str, Any], np.ndarray]]) -> list[dict[str, Any]]:
    """The rows of ``metodos`` with how far ours, the first, is ahead of each in NDCG@5.

    The 95 % interval is of the difference customer by customer: all answer the same questions.
    """
    ours = _gains(measured[0][1])
    return [row | {"vantagem_ic95": _interval(ours - _gains(found))} for row, found in measured]


def _measure(
    name: str, label: str, score: Score, known: Crowd, asked: np.ndarray, hidden: np.ndarray
) -> tuple[dict[str, Any], np.ndarray]:
    """One row of ``metodos``: accuracy over the asked customers, coverage and novelty over all; and their ranks."""
    found = np.empty(len(asked), dtype=int)
    shown: list[np.ndarray] = []
    for rows in known.blocks():
        part = known.rows(rows)
        owned = np.asarray(part.holdings.todense()) > 0
        scores = np.where(owned, OUT_OF_REACH, score(rows, part))
        mine = np.flatnonzero((asked >= rows[0]) & (asked <= rows[-1]))
        found[mine] = ranks(scores, np.column_stack([asked[mine] - rows[0], hidden[mine]]))
        shown.append(best(scores, 3)[1])
    return {"nome": name, "rotulo": label} | accuracy(found) | _variety(np.concatenate(shown), known), found


def accuracy(found: np.ndarray) -> dict[str, Any]:
    """Hit rates, NDCG@5 with its 95 % interval over customers (normal), and MRR from 1-based ranks."""
    if len(found) == 0:
        return {
            "hit_rate@1": None,
            "hit_rate@3": None,
            "hit_rate@5": None,
            "ndcg@5": None,
            "ndcg@5_ic95": None,
            "mrr": None,
        }
    gains = _gains(found)
    hits = {f"hit_rate@{k}": float((found <= k).mean()) for k in (1, 3, 5)}
    interval = [min(max(limit, 0.0), 1.0) for limit in _interval(gains) or ()]
    return hits | {"ndcg@5": float(gains.mean()), "ndcg@5_ic95": interval, "mrr": float((1 / found).mean())}


def _gains(found: np.ndarray) -> np.ndarray:
    """NDCG@5 of each customer from the 1-based rank of the one product hidden."""
    return ndcg_of(found, np.arange(len(found)), len(found))


def _interval(values: np.ndarray) -> list[float] | None:
    """95 % interval of the mean (normal); None of nothing."""
    if len(values) == 0:
        return None
    half = 1.96 * values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else 0.0
    return [float(values.mean() - half), float(values.mean() + half)]


def _variety(shown: np.ndarray, known: Crowd) -> dict[str, float]:
    """Share of products in anybody's top 3, and their mean self-information in bits."""
    novelty = -np.log2(known.popularity[shown]) if len(shown) else np.zeros(1)
    return {"coverage@3": len(np.unique(shown)) / known.holdings.shape[1], "novelty": float(novelty.mean())}


def _calibration(crowd: Crowd, parameters: RecommendationParameters) -> dict[str, Any]:
    """Deciles of SCORE on customers that choice, fit and calibrator have never seen.

    A fifth of the customers is kept aside, then the next, until there are enough pairs for a tenth of them to tell a
    share; where the customers give fewer, in other fifths once more (repeated cross-validation).
    """
    judged: list[tuple[np.ndarray, Pairs]] = []
    for asked in _fifths(crowd.holdings.shape[0], parameters.seed + 2):
        judged.append(_judged(asked, crowd, parameters))
        if sum(pairs.weights.sum() for _, pairs in judged) >= ENOUGH_TO_JUDGE:
            break
    if not judged:
        return {"evento": EVENT, "decis": [], "erro_maximo": None}
    chances, pairs = zip(*judged, strict=True)
    groups = deciles(np.concatenate(chances), Pairs.together(pairs))
    errors = [abs(group["previsto"] - group["observado"]) for group in groups]
    return {"evento": EVENT, "decis": groups, "erro_maximo": max(errors, default=None)}


def _fifths(n: int, seed: int) -> Iterator[np.ndarray]:
    """Positions of a fifth of n customers, the next, and so on; then of other fifths."""
    random = np.random.default_rng(seed)
    for _ in range(MAX_PARTITIONS):
        yield from (np.sort(part) for part in np.array_split(random.permutation(n), FIFTHS) if 0 < len(part) < n)


def _judged(asked: np.ndarray, crowd: Crowd, parameters: RecommendationParameters) -> tuple[np.ndarray, Pairs]:
    """SCORE of the pairs shown to these customers by a recommender learnt from all others.

    Each product they own is hidden, but for baskets of hundreds; some for all would make a tenth of the pairs uncertain
    by 2 points and more.
    """
    seen = np.setdiff1d(np.arange(len(crowd.sizes)), asked)
    recommender = learn(crowd.rows(seen), parameters.top_n, parameters.seed)
    depth, most = max(MIN_DEPTH, parameters.top_n), affordable_hidden(crowd.rows(asked))
    pairs = shown_pairs(recommender.blend, crowd.rows(asked), depth, parameters.seed, most)
    return recommender.calibrator.probability(pairs.scores, pairs.sizes), pairs
