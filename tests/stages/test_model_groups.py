"""The rules of meraki/stages/model_groups.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from meraki.columns import Column
from meraki.recommendation import REVEALING_COLUMNS
from meraki.settings import ModelSettings
from meraki.stages.model_groups import group, safe_features


def test_what_is_paid_for_the_hidden_product_forms_clusters_and_teaches_no_advice() -> None:
    random = np.random.default_rng(0)
    base = pd.DataFrame({name: random.normal(size=300) for name in (*REVEALING_COLUMNS, Column.NPS_MEAN)})
    base.insert(0, Column.CUSTOMER, [f"T{number:03d}" for number in range(300)])
    holdings = csr_matrix((random.random((300, 4)) < 0.4).astype(np.float32))
    groups = group(base, holdings, np.zeros(300, dtype=int), ModelSettings(k_min=2, k_max=3))
    seen = {attribute.name for attribute in groups.selection.attributes}
    assert seen == {
        Column.NPS_MEAN, Column.MRR, Column.HIRES, Column.HIRES_VALUE, Column.MODULES, Column.PRODUCT_LINES,
    }  # fmt: skip
    (nps,) = np.flatnonzero(np.asarray(groups.features.columns) == Column.NPS_MEAN)
    assert (safe_features(groups) == groups.features.values[:, [nps]]).all()
