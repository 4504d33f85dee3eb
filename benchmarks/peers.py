"""Recommenders of others, as development extras: LightGBM, SLIM and ALS."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from functools import partial

import numpy as np
from scipy.sparse import csr_matrix

from meraki.recommendation.baselines import Baseline
from meraki.recommendation.by_extent import tells_extents
from meraki.recommendation.forms import Crowd
from meraki.recommendation.ridge import Ridge
from meraki.recommendation.sparse_weights import SparseWeights
from meraki.threads import one_thread_each

Scores = Callable[[Crowd, int], np.ndarray]
ALS_PENALTIES = (10.0, 20.0, 40.0)
"""Those that did best on the public sets themselves: in the peer's favour."""
EASE_PENALTIES = (300.0, 1000.0, 3000.0)
MAX_TREE_PRODUCTS = 60
"""One gradient boosting per product: hundreds take hours."""


def peers(crowd: Crowd, seed: int) -> list[Baseline]:
    """(name, label, score) of each peer that is installed and fits the size of the data."""
    methods: list[tuple[str, bool, Scores]] = [
        ("lightgbm", crowd.holdings.shape[1] <= MAX_TREE_PRODUCTS and _installed("lightgbm"), lightgbm_scores),
        ("slim", True, slim_scores),
        *((f"als_{penalty:g}", _installed("implicit"), partial(als_scores, penalty)) for penalty in ALS_PENALTIES),
    ]
    if tells_extents(crowd):
        methods += _by_extent()
    found: list[Baseline] = []
    for name, possible, scores in methods:
        if possible:
            table = scores(crowd, seed)
            found.append((name, name, lambda rows, part, table=table: table[rows]))  # type: ignore[misc]
    return found


def _by_extent() -> list[tuple[str, bool, Scores]]:
    """SLIM, EASE and ALS on the logarithm of the lines of contract, as anybody would give them quantities."""
    return [
        ("slim_log", True, _on_extents(slim_scores)),
        *((f"ease_log_{penalty:g}", True, _on_extents(partial(ease_scores, penalty))) for penalty in EASE_PENALTIES),
        *(
            (f"als_log_{penalty:g}", _installed("implicit"), _on_extents(partial(als_scores, penalty)))
            for penalty in ALS_PENALTIES
        ),
    ]


def _on_extents(scores: Scores) -> Scores:
    def on_extents(crowd: Crowd, seed: int) -> np.ndarray:
        assert crowd.contracts is not None
        extents = csr_matrix(crowd.holdings.multiply(crowd.contracts.extents), dtype=np.float32)
        return scores(Crowd(extents, crowd.features), seed)

    return on_extents


def ease_scores(penalty: float, crowd: Crowd, seed: int) -> np.ndarray:
    """Ridge with zero diagonal (Steck 2019)."""
    return Ridge(penalty).fit(crowd, seed).score(crowd)


def lightgbm_scores(crowd: Crowd, seed: int) -> np.ndarray:
    """A binary model per product on the other products, their number and the attributes; raw scores (n, m)."""
    import lightgbm  # noqa: PLC0415  a development extra

    owned = crowd.holdings.toarray()
    result = np.full(owned.shape, -20.0)
    for product in range(owned.shape[1]):
        own = owned[:, product]
        if own.sum() < 5:
            continue
        inputs = np.column_stack([np.delete(owned, product, axis=1), crowd.features, crowd.sizes - own])
        model = lightgbm.LGBMClassifier(
            n_estimators=60, learning_rate=0.06, num_leaves=8, min_child_samples=20, reg_lambda=5.0,
            random_state=seed, n_jobs=1, verbose=-1,
        )  # fmt: skip
        result[:, product] = model.fit(inputs, own).predict(inputs, raw_score=True)
    return result


def slim_scores(crowd: Crowd, seed: int) -> np.ndarray:
    """Sparse non-negative weights between products (Ning & Karypis 2011)."""
    return SparseWeights().fit(crowd, seed).score(crowd)


def als_scores(penalty: float, crowd: Crowd, seed: int) -> np.ndarray:
    """Matrix factorisation for implicit feedback (Hu, Koren & Volinsky 2008), as much of it as the penalty leaves.

    What is owned weighs as what is not: with less penalty and more weight it repeats the baskets, below popularity.
    """
    from implicit.als import AlternatingLeastSquares  # noqa: PLC0415  a development extra

    with one_thread_each():
        model = AlternatingLeastSquares(factors=64, regularization=penalty, alpha=1.0, random_state=seed, num_threads=1)
        model.fit(csr_matrix(crowd.holdings), show_progress=False)
    return np.asarray(model.user_factors @ model.item_factors.T)


def _installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None
