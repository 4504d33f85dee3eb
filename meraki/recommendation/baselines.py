"""Methods of reference, fitted on the same customers as the advice they are compared with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans

from meraki.recommendation.choosing import MAX_NEIGHBOUR_CUSTOMERS, Blend
from meraki.recommendation.forms import Crowd, Scorer
from meraki.recommendation.neighbours import CustomerNeighbours, ItemNeighbours
from meraki.recommendation.ridge import Ridge

Score = Callable[[np.ndarray, Crowd], np.ndarray]
"""From positions of customers and their rows to (r, m) scores."""
Baseline = tuple[str, str, Score]
CLASSIC_CLUSTERS = 5
EASE_PENALTIES = {"ease": 100.0, "ease_300": 300.0, "ease_900": 900.0}
"""The fuller the portfolios, the more penalty they ask for; with one alone it would be beaten too easily."""
NEIGHBOURS = 100


def baselines(crowd: Crowd, segments: np.ndarray, seed: int) -> list[Baseline]:
    """(name, Portuguese label, score) of each method that the size of the data allows."""
    methods: list[Baseline] = [
        ("popularidade", "Mais vendidos", group_popularity(crowd, np.zeros(len(segments), dtype=int))),
        ("popularidade_segmento", "Mais vendidos do segmento", group_popularity(crowd, segments)),
        (
            "kmeans_classico",
            "K-Means clássico: mais vendidos do cluster",
            group_popularity(crowd, _classic(crowd, seed)),
        ),
        ("itemknn", "Produtos parecidos (ItemKNN)", by_basket(ItemNeighbours().fit(crowd, seed))),
    ]
    if crowd.holdings.shape[0] <= MAX_NEIGHBOUR_CUSTOMERS:
        methods.append(
            ("userknn", "Clientes parecidos (UserKNN)", by_basket(CustomerNeighbours(NEIGHBOURS).fit(crowd, seed)))
        )
    regressions = [(name, penalty, Ridge(penalty).fit(crowd, seed)) for name, penalty in EASE_PENALTIES.items()]
    return [*methods, *((name, f"EASE (λ={penalty:g})", by_basket(fitted)) for name, penalty, fitted in regressions)]


def group_popularity(crowd: Crowd, groups: np.ndarray) -> Score:
    """Share of owners within the customer's group, all customers' share where the group does not tell."""
    member = csr_matrix((np.ones(len(groups)), (groups, np.arange(len(groups)))))
    sizes = np.maximum(np.asarray(member.sum(axis=1)), 1)
    rates = (np.asarray((member @ crowd.holdings).todense()) / sizes + 1e-6 * crowd.popularity).astype(np.float32)
    return lambda rows, part: rates[groups[rows]]


def by_basket(scorer: Scorer | Blend) -> Score:
    """The score of a fitted form, which needs only what the customers own and are like."""
    return lambda rows, part: scorer.score(part)


def _classic(crowd: Crowd, seed: int) -> np.ndarray:
    """K-Means on the scaled attributes, the textbook way."""
    k = min(CLASSIC_CLUSTERS, len(crowd.features))
    if crowd.features.shape[1] == 0:
        return np.zeros(len(crowd.features), dtype=int)
    scale = np.maximum(crowd.features.std(axis=0), 1e-9)
    return KMeans(k, n_init=3, random_state=seed).fit_predict(crowd.features / scale)
