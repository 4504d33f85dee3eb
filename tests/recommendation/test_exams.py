"""The rules of meraki/recommendation/exams.py: who is asked, how much each counts, and from which day on."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from meraki.recommendation import exams
from meraki.recommendation.contracts import Contracts
from meraki.recommendation.exams import Exam, by_date, hide_each
from meraki.recommendation.forms import Crowd

EARLY, LATE = 20_387, 20_390
"""2025-10-26 and 2025-10-29."""


def _dated(customers: int, early: int, late: int = 1, undated: int = 0) -> Exam | None:
    """The exam where each customer took up so many products early, so many late, and others nobody knows when."""
    days = np.tile([*[EARLY] * early, *[LATE] * late, *[0] * undated], (customers, 1)).astype(float)
    return by_date(_since(days), 0)


def _since(days: np.ndarray) -> Crowd:
    """Customers who own everything, since these days; 0 where nobody knows."""
    first = csr_matrix(days, dtype=np.float32)
    contracts = Contracts(first.sign(), first, first)
    return Crowd(csr_matrix(np.ones(days.shape, np.float32)), np.zeros((len(days), 0)), contracts)


def test_each_customer_counts_once_however_many_of_their_products_are_hidden() -> None:
    random = np.random.default_rng(0)
    who = np.arange(100.0)[:, None]
    exam = hide_each(Crowd(csr_matrix((random.random((100, 8)) < 0.5).astype(np.float32)), who), 0)
    asked = np.concatenate([sitting.questions.features[:, 0] for sitting in exam.sittings]).astype(int)
    counted = np.bincount(asked, exam.weights)
    assert len(exam.weights) > 2 * (counted > 0).sum()
    assert counted[counted > 0] == pytest.approx(1.0)


def test_the_exam_is_by_date_where_half_of_the_holdings_are_dated() -> None:
    assert _dated(120, early=3, undated=4) is not None
    assert _dated(120, early=3, undated=5) is None


def test_the_exam_is_by_date_where_a_hundred_customers_own_before_and_take_up_after() -> None:
    assert _dated(100, early=4) is not None
    assert _dated(99, early=4) is None


def test_the_day_that_the_exam_names_is_the_first_that_nothing_was_learnt_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the 17 early and the 3 late days of 20 an interpolated 85 % is a moment of the early day."""
    monkeypatch.setattr(exams, "MIN_DATED_CUSTOMERS", 1)
    days = np.full((10, 2), EARLY, float)
    days[:3, 1] = LATE
    exam = by_date(_since(days), 0)
    assert exam is not None
    assert exam.sittings[0].learners.holdings.sum() == 17
    assert "antes de 2025-10-29," in exam.protocol
