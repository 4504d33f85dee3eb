"""The evaluation says the same each time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from meraki.recommendation import RecommendationParameters, build_portfolio, evaluate


def _told() -> dict[str, Any]:
    random = np.random.default_rng(0)
    owned = csr_matrix(random.random((120, 4)) < 0.4)
    customers = pd.Index([f"T{i:03d}" for i in range(120)], name="CD_CLIENTE")
    row, column = owned.nonzero()
    table = pd.DataFrame({"CD_CLIENTE": customers[row], "DS_PROD": [f"P{c}" for c in column]})
    portfolio = build_portfolio(table, customers, "DS_PROD")
    features = random.normal(size=(120, 3))
    return evaluate(portfolio, pd.DataFrame(index=customers), features, np.ones(120), RecommendationParameters())


def test_one_and_two_threads_tell_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    alone = _told()
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    assert _told() == alone
