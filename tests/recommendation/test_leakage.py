"""What is hidden in an exam stays hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix, vstack

from meraki.attributes import select
from meraki.base import ORDER
from meraki.columns import Column
from meraki.recommendation import (
    COUNTED_COLUMNS,
    REVEALING_COLUMNS,
    RecommendationParameters,
    build_portfolio,
    evaluate,
)
from meraki.recommendation import evaluation as module
from meraki.recommendation.choosing import Choice, choose
from meraki.recommendation.contracts import Contracts
from meraki.recommendation.exams import by_date, hide_each, hide_one
from meraki.recommendation.forms import Crowd

TELLS_NO_PRODUCT = {
    *(Column.CUSTOMER, Column.SEGMENT, Column.SUBSEGMENT, Column.REVENUE_BAND, Column.STATE, Column.CITY),
    *(Column.COUNTRY, Column.ACTIVITY, Column.CUSTOMER_SINCE, Column.FIRST_CONTRACT, Column.REFERENCE_DATE),
    *(Column.NPS_MEAN, Column.NPS_ANSWERS, Column.NPS_LAST, Column.NPS_LAST_DATE, Column.DAYS_SINCE_NPS),
    *(Column.PROMOTERS, Column.DETRACTORS, Column.TICKETS, Column.OPEN_TICKETS, Column.URGENT_TICKETS),
    *(Column.TICKET_DAYS, Column.LAST_TICKET, Column.DAYS_SINCE_TICKET, Column.EVENTS, Column.EVENT_DURATION),
    *(Column.ACTIVE_DAYS, Column.DENIED_SHARE, Column.PROPOSALS, Column.PROPOSALS_VALUE),
    *(Column.PROPOSED_PRODUCTS, Column.DISCOUNT, Column.LAST_PROPOSAL),
}
"""Judged: none of these is counted from, or charged for, what a customer owns."""


def _crowd(n: int = 300, m: int = 8, share: float = 0.4) -> Crowd:
    """Each product is owned by this share of the customers."""
    random = np.random.default_rng(0)
    return Crowd(csr_matrix((random.random((n, m)) < share).astype(np.float32)), random.normal(size=(n, 2)))


def _with_contracts(crowd: Crowd) -> Crowd:
    """One to three lines of each holding, the first up to 5,000 days and the last up to 100 days later."""
    random = np.random.default_rng(1)
    lines, first, last = crowd.holdings.copy(), crowd.holdings.copy(), crowd.holdings.copy()
    lines.data = np.log1p(random.integers(1, 4, lines.nnz)).astype(np.float32)
    first.data = random.integers(15_000, 20_000, first.nnz).astype(np.float32)
    last.data = first.data + random.integers(0, 100, first.nnz).astype(np.float32)
    return Crowd(crowd.holdings, crowd.features, Contracts(lines, first, last))


def _beyond(crowd: Crowd) -> int:
    """Pairs that contracts tell of and that are not in the basket."""
    assert crowd.contracts is not None
    owned = crowd.holdings.toarray() > 0
    told = (crowd.contracts.extents, crowd.contracts.first, crowd.contracts.last)
    return sum(int((matrix.toarray() != 0)[~owned].sum()) for matrix in told)


def test_hidden_product_is_in_no_basket_of_the_exam() -> None:
    exam = hide_each(_crowd(), 0)
    baskets = vstack([sitting.questions.holdings for sitting in exam.sittings]).tocsr()
    assert baskets.shape[0] == len(exam.weights) == len(exam.answers)
    assert not np.asarray(baskets[exam.answers[:, 0], exam.answers[:, 1]]).any()


def test_contracts_of_a_hidden_product_are_hidden() -> None:
    crowd = _with_contracts(_crowd())
    left, _, _ = hide_one(crowd, 0.2, 1)
    hidden = [crowd.owning(left), *(sitting.questions for sitting in hide_each(crowd, 0).sittings)]
    assert len(hidden) == 6
    assert [_beyond(part) for part in hidden] == [0] * 6


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
    crowd = _with_contracts(_crowd())
    assert crowd.contracts is not None
    exam = by_date(crowd, 0)
    assert exam is not None
    cut = np.quantile(crowd.contracts.first.data, 0.85)
    assert exam.sittings[0].learners.holdings.sum() == (crowd.contracts.first.data < cut).sum()
    assert [_beyond(part) for part in (exam.sittings[0].learners, exam.sittings[0].questions)] == [0, 0]
    assert exam.sittings[0].learners.contracts is not None
    told = exam.sittings[0].learners.contracts.extents.toarray() > 0
    assert (told == ((crowd.contracts.last.toarray() < cut) & (crowd.holdings.toarray() > 0))).all(), (
        "how many contracts there were that day is known of a pair without later ones"
    )


@dataclass
class Secret:
    """Product 6, Z, is owned by the first 40 customers alone and hidden from all 40: a leak knows it is popular."""

    told: dict[str, Any]
    left: csr_matrix
    chosen_on: list[Crowd]


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> Secret:
    crowd = _crowd(200, 6, 0.1)  # of each other product fewer own it than own Z
    customers = pd.Index([f"T{i:03d}" for i in range(200)], name="CD_CLIENTE")
    row, column = crowd.holdings.nonzero()
    table = pd.DataFrame({"CD_CLIENTE": customers[row], "DS_PROD": [f"P{c}" for c in column]})
    table = pd.concat([table, pd.DataFrame({"CD_CLIENTE": customers[:40], "DS_PROD": "Z"})])
    table = table.assign(QTD_CONTRATOS=1 + np.arange(len(table)) % 3, DT_PRIMEIRO_CONTRATO="2024-05-01")
    portfolio = build_portfolio(table, customers, "DS_PROD")
    left = portfolio.holdings.tolil()
    left[:40, 6] = 0
    secret = Secret({}, csr_matrix(left), [])

    def spy(known: Crowd, seed: int) -> Choice:
        secret.chosen_on.append(known)
        return choose(known, seed)

    monkeypatch.setattr(module, "hide_one", lambda *_: (secret.left, np.arange(40), np.full(40, 6)))
    monkeypatch.setattr(module, "choose", spy)
    monkeypatch.setattr(module, "_calibration", lambda *_: {})  # hides in a way of its own
    base = pd.DataFrame(index=customers)
    secret.told = evaluate(portfolio, base, crowd.features, RecommendationParameters())
    return secret


def test_everything_in_the_evaluation_is_fitted_without_the_hidden_pairs(secret: Secret) -> None:
    assert len(secret.told["metodos"]) > 2
    assert all(method["hit_rate@1"] == 0 for method in secret.told["metodos"])


def test_forms_are_chosen_without_the_hidden_pairs_and_their_contracts(secret: Secret) -> None:
    known, *more = secret.chosen_on
    assert not more
    assert (known.holdings != secret.left).nnz == 0
    assert known.contracts is not None
    for told in (known.contracts.extents, known.contracts.first):
        assert ((told > 0) != (secret.left > 0)).nnz == 0


def test_columns_that_count_the_hidden_product_form_no_cluster() -> None:
    counts = [
        "VL_TOTAL_CONTRATO",
        "QTD_CONTRATOS",
        "QTD_CONTRATOS_ATIVOS",
        "QTD_PRODUTOS",
        "QTD_FAMILIAS",
        "QTD_MARCAS",
        "DT_ULTIMO_CONTRATO",
        "DIAS_DESDE_ULTIMO_CONTRATO",
        "FL_PUBLICO_ALVO",
        "QTD_CONTRATOS_CANCELADOS",
    ]
    base = pd.DataFrame({name: np.arange(50.0) for name in (*counts, "MRR_12M")})
    chosen = select(base, withheld=COUNTED_COLUMNS)
    assert [attribute.name for attribute in chosen.attributes] == ["MRR_12M"]
    assert chosen.left_out == dict.fromkeys(counts, "revela quantos produtos o cliente tem")


def test_there_is_no_exam_by_date_where_nothing_is_owned() -> None:
    nothing = csr_matrix((3, 2), dtype=np.float32)
    assert by_date(Crowd(nothing, np.zeros((3, 0)), Contracts(nothing, nothing, nothing)), 0) is None


def test_every_column_of_the_base_was_judged_for_whether_it_tells_what_is_owned() -> None:
    assert set(ORDER) - TELLS_NO_PRODUCT - set(REVEALING_COLUMNS) == set()
    assert TELLS_NO_PRODUCT & set(REVEALING_COLUMNS) == set()
