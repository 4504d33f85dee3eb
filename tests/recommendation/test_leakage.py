"""What is hidden in an exam stays hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix, vstack

from meraki.attributes import select
from meraki.recommendation import COUNTED_COLUMNS, RecommendationParameters, build_portfolio, evaluate
from meraki.recommendation import evaluation as module
from meraki.recommendation.exams import by_date, hide_each, hide_one
from meraki.recommendation.forms import Crowd


def _crowd(n: int = 300, m: int = 8) -> Crowd:
    random = np.random.default_rng(0)
    return Crowd(csr_matrix((random.random((n, m)) < 0.4).astype(np.float32)), random.normal(size=(n, 2)))


def test_hidden_product_is_in_no_basket_of_the_exam() -> None:
    exam = hide_each(_crowd(), 0)
    baskets = vstack([sitting.questions.holdings for sitting in exam.sittings]).tocsr()
    assert baskets.shape[0] == len(exam.weights) == len(exam.answers)
    assert not np.asarray(baskets[exam.answers[:, 0], exam.answers[:, 1]]).any()


def test_customers_asked_are_not_learnt_from() -> None:
    crowd = _crowd()
    marked = Crowd(crowd.holdings, np.arange(crowd.holdings.shape[0], dtype=float)[:, None])
    sittings = hide_each(marked, 0).sittings
    assert len(sittings) == 5
    for sitting in sittings:
        assert not set(sitting.learners.features.ravel()) & set(sitting.questions.features.ravel())


def test_leave_one_out_takes_one_product_from_a_fifth_of_those_who_own_two() -> None:
    crowd = _crowd()
    left, asked, hidden = hide_one(crowd, 0.2, 1)
    able = (crowd.sizes >= 2).sum()
    assert len(asked) == round(0.2 * able)
    assert crowd.holdings.sum() - left.sum() == len(asked)
    assert np.asarray(crowd.holdings[asked, hidden]).all()


def test_exam_by_date_learns_from_nothing_that_came_later() -> None:
    crowd = _crowd()
    random = np.random.default_rng(1)
    adopted = crowd.holdings.astype(float).copy()
    adopted.data = random.integers(15_000, 20_000, adopted.nnz).astype(float)
    exam = by_date(crowd, adopted, 0)
    assert exam is not None
    cut = np.quantile(adopted.data, 0.85)
    assert exam.sittings[0].learners.holdings.sum() == (adopted.data < cut).sum()


def test_everything_in_the_evaluation_is_fitted_without_the_hidden_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """One product is owned by those asked alone, and hidden from all: a leak would know that it is popular."""
    crowd = _crowd(200, 6)
    customers = pd.Index([f"T{i:03d}" for i in range(200)], name="CD_CLIENTE")
    row, column = crowd.holdings.nonzero()
    table = pd.DataFrame({"CD_CLIENTE": customers[row], "DS_PROD": [f"P{c}" for c in column]})
    secret = pd.DataFrame({"CD_CLIENTE": customers[:40], "DS_PROD": "Z"})
    portfolio = build_portfolio(pd.concat([table, secret]), customers, "DS_PROD")

    def hide_secret(known: Crowd, share: float, seed: int) -> tuple[csr_matrix, np.ndarray, np.ndarray]:
        asked = np.arange(40)
        left = known.holdings.tolil()
        left[asked, 6] = 0
        return csr_matrix(left), asked, np.full(40, 6)

    monkeypatch.setattr(module, "hide_one", hide_secret)
    told = evaluate(portfolio, pd.DataFrame(index=customers), crowd.features, RecommendationParameters())
    assert all(method["hit_rate@1"] == 0 for method in told["metodos"])


def test_columns_that_count_the_hidden_product_form_no_cluster() -> None:
    base = pd.DataFrame({name: np.arange(50.0) for name in (*COUNTED_COLUMNS, "MRR_12M")})
    used = [attribute.name for attribute in select(base, withheld=COUNTED_COLUMNS).attributes]
    assert used == ["MRR_12M"]


def test_there_is_no_exam_by_date_where_nothing_is_owned() -> None:
    nothing = csr_matrix((3, 2), dtype=np.float32)
    assert by_date(Crowd(nothing, np.zeros((3, 0))), nothing.astype(float), 0) is None
