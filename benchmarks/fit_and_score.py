"""Choice, fit, calibration and scores of the recommender alone, beside one matrix factorisation with nothing chosen.

30,000 customers x 21 products and 3,000 x 1,600; the former also where ownership goes in steps: there trees are chosen,
the slowest form of all.

python -m benchmarks.fit_and_score
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.measure import Cost, apart, report, timed
from benchmarks.peers import ALS_PENALTIES, als_scores
from meraki.recommendation.contracts import Contracts
from meraki.recommendation.forms import Crowd
from meraki.recommendation.learning import Barred, learn, ranking
from meraki.threads import one_thread_each

SIZES = ((3_000, 1_600, 5.0, False), (30_000, 21, 3.0, False), (30_000, 21, 3.0, True))
GROUPS = 6
ATTRIBUTES = 20
PEER = "ALS (implicit)"


def main() -> None:
    """Measure and report; the choice of each size is among the facts."""
    costs, facts = [], {}
    for size in SIZES:
        chosen, ours = apart(_ours, *size)
        _, peer = apart(_peer, *size)
        costs += [ours, peer]
        facts |= {f"{ours.name} / {PEER}": ours.seconds / peer.seconds, f"{ours.name}, chosen": chosen}
    report("fit_and_score", costs, **facts)


def _ours(customers: int, products: int, owned: float, steps: bool) -> tuple[str, Cost]:
    crowd = _crowd(customers, products, owned, steps)
    return timed(_name(customers, products, steps), lambda: _choose_and_rank(crowd))


def _name(customers: int, products: int, steps: bool) -> str:
    return f"{customers} x {products}{', in steps' if steps else ''}"


def _choose_and_rank(crowd: Crowd) -> str:
    """The label of what was chosen."""
    with one_thread_each():
        recommender = learn(crowd, 3, 42)
        ranking(recommender, crowd, Barred(np.zeros(crowd.holdings.shape[1], dtype=bool)), 3)
    return recommender.choice.label


def _peer(customers: int, products: int, owned: float, steps: bool) -> tuple[tuple[int, ...], Cost]:
    crowd = _crowd(customers, products, owned, steps)
    name = f"{_name(customers, products, steps)}, {PEER}"
    return timed(name, lambda: als_scores(ALS_PENALTIES[0], crowd, 42).shape)


def _crowd(customers: int, products: int, owned: float, steps: bool) -> Crowd:
    """Latent groups that drive attributes and ownership, popularity falling as a power.

    In steps, every second product is for customers whose first two attributes have one sign.
    """
    random = np.random.default_rng(0)
    group = random.integers(0, GROUPS, customers)
    popularity = (np.arange(products) + 5.0) ** -0.8
    chances = np.stack([random.permutation(popularity) + popularity for _ in range(GROUPS)])
    chances = np.minimum(chances * owned / chances.sum(axis=1, keepdims=True), 0.9)
    features = random.normal(size=(GROUPS, ATTRIBUTES))[group] + random.normal(size=(customers, ATTRIBUTES))
    chance = chances[group]
    if steps:
        chance[:, ::2] *= np.where(features[:, :1] * features[:, 1:2] > 0, 2.0, 0.2)
    holdings = csr_matrix((random.random(chance.shape) < chance).astype(np.float32))
    return Crowd(holdings, features, _some_quantities(holdings, random))


def _some_quantities(holdings: csr_matrix, random: np.random.Generator) -> Contracts:
    """One to five contracts of each product owned, so that forms are tried on them too; no dates."""
    extents, unknown = holdings.copy(), csr_matrix(holdings.shape, dtype=np.float32)
    extents.data = np.log1p(random.integers(1, 6, holdings.nnz)).astype(np.float32)
    return Contracts(extents, unknown, unknown)


if __name__ == "__main__":
    main()
