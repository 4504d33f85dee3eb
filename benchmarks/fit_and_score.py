"""Choice, fit, calibration and scores of the recommender alone: 30,000 customers x 21 products, 3,000 x 1,600.

python -m benchmarks.fit_and_score
"""

from __future__ import annotations

import time

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.measure import Cost, report
from meraki.recommendation.forms import Crowd
from meraki.recommendation.learning import Barred, learn, ranking
from meraki.threads import one_thread_each

SIZES = ((3_000, 1_600, 5.0), (30_000, 21, 3.0))
GROUPS = 6
ATTRIBUTES = 20


def main() -> None:
    """Measure and report; the choice of each size is among the facts."""
    costs, chosen = [], {}
    for customers, products, owned in SIZES:
        crowd = _crowd(customers, products, owned)
        wall, cpu = time.perf_counter(), time.process_time()
        with one_thread_each():
            recommender = learn(crowd, None, 3, 42)
            ranking(recommender, crowd, Barred(np.zeros(products, dtype=bool)), 3)
        name = f"{customers} x {products}"
        costs.append(Cost(name, time.perf_counter() - wall, time.process_time() - cpu, 0.0))
        chosen[name] = recommender.choice.label
    report("fit_and_score", costs, **chosen)


def _crowd(customers: int, products: int, owned: float) -> Crowd:
    """Latent groups that drive attributes and ownership, popularity falling as a power."""
    random = np.random.default_rng(0)
    group = random.integers(0, GROUPS, customers)
    popularity = (np.arange(products) + 5.0) ** -0.8
    chances = np.stack([random.permutation(popularity) + popularity for _ in range(GROUPS)])
    chances = np.minimum(chances * owned / chances.sum(axis=1, keepdims=True), 0.9)
    holdings = csr_matrix((random.random((customers, products)) < chances[group]).astype(np.float32))
    features = random.normal(size=(GROUPS, ATTRIBUTES))[group] + random.normal(size=(customers, ATTRIBUTES))
    return Crowd(holdings, features)


if __name__ == "__main__":
    main()
