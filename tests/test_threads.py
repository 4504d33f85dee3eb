"""The rules of meraki/threads.py."""

from __future__ import annotations

import pytest

from meraki.threads import in_threads, processors


def test_results_come_in_the_order_of_the_items() -> None:
    assert list(in_threads(lambda number: number * number, range(50))) == [number * number for number in range(50)]


def test_each_worker_computes_on_one_thread() -> None:
    from sklearn.utils._openmp_helpers import _openmp_effective_n_threads  # noqa: PLC0415

    assert set(in_threads(lambda _: _openmp_effective_n_threads(), range(8))) == {1}


def test_fewer_processors_can_be_asked_for_but_not_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert processors() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "100000")
    asked_for_more = processors()
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert asked_for_more == processors()
