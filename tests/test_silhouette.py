"""The rules of meraki/silhouette.py."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import silhouette_samples, silhouette_score

from meraki.silhouette import approximate_silhouettes, estimate, silhouettes, stratified_groups


def _blobs(rows: int, clusters: int, seed: int = 0, dimensions: int = 5) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    labels = random.integers(0, clusters, rows)
    centres = random.normal(0, 2, (clusters, dimensions))
    return centres[labels] + random.normal(0, 1, (rows, dimensions)), labels


def test_four_points_on_a_line_have_the_silhouettes_done_by_hand() -> None:
    points = np.array([[0.0], [1.0], [10.0], [12.0]])
    (result,) = silhouettes(points, [np.array([0, 0, 1, 1])])
    # first point: a = 1, b = (10 + 12) / 2 = 11
    assert result == pytest.approx([10 / 11, (10 - 1) / 10, (9.5 - 2) / 9.5, (11.5 - 2) / 11.5])


@given(
    rows=st.integers(20, 700), seed=st.integers(0, 10_000), counts=st.lists(st.integers(2, 9), min_size=1, max_size=3)
)
@settings(max_examples=15)
def test_every_clustering_equals_scikit_learn(rows: int, seed: int, counts: list[int]) -> None:
    values, _ = _blobs(rows, 4, seed)
    random = np.random.default_rng(seed)
    labelings = [np.concatenate([np.arange(k), random.integers(0, k, rows - k)]) for k in counts]
    for ours, labels in zip(silhouettes(values, labelings), labelings, strict=True):
        assert np.abs(ours - silhouette_samples(values, labels)).max() < 1e-6


def test_tiles_meet_at_their_edges() -> None:
    values, labels = _blobs(1537, 3)  # three whole tiles and one customer
    (ours,) = silhouettes(values, [labels])
    assert np.abs(ours - silhouette_samples(values, labels)).max() < 1e-9


def test_a_customer_alone_in_its_cluster_scores_zero() -> None:
    values, labels = _blobs(50, 2)
    labels[7] = 2
    (ours,) = silhouettes(values, [labels])
    assert ours[7] == 0
    assert ours == pytest.approx(silhouette_samples(values, labels))


def test_identical_customers_score_zero_and_never_nan() -> None:
    (ours,) = silhouettes(np.ones((40, 3)), [np.arange(40) % 2])
    assert np.array_equal(ours, np.zeros(40))


def test_one_cluster_has_no_silhouette() -> None:
    values, _ = _blobs(30, 2)
    assert np.array_equal(silhouettes(values, [np.zeros(30, dtype=int)])[0], np.zeros(30))


def test_small_data_is_exact_and_says_so() -> None:
    values, labels = _blobs(300, 3)
    (result,) = estimate(values, [labels], rows=300, seed=1)
    assert not result.sampled
    assert result.low == result.mean == result.high == pytest.approx(silhouette_score(values, labels))


def test_interval_of_the_sample_covers_the_exact_value() -> None:
    values, labels = _blobs(6000, 5)
    exact = silhouettes(values, [labels])[0].mean()
    results = [estimate(values, [labels], rows=2000, seed=seed)[0] for seed in range(20)]
    assert sum(result.low <= exact <= result.high for result in results) >= 17  # 95 % of 20 is 19
    assert all(result.sampled and result.high - result.low < 0.06 for result in results)


def test_groups_are_disjoint_and_keep_the_shares() -> None:
    strata = np.repeat([0, 1, 2], [900, 80, 20])
    groups = stratified_groups(strata, 500, 10, seed=3)
    rows = np.concatenate(groups)
    assert len(rows) == len(set(rows)) == 500
    for group in groups:
        assert np.bincount(strata[group], minlength=3) == pytest.approx([45, 4, 1], abs=1)


def test_approximate_silhouettes_stay_close_to_the_exact_ones() -> None:
    values, labels = _blobs(6000, 4)
    (exact,) = silhouettes(values, [labels])
    near = approximate_silhouettes(values, labels, seed=0)
    assert np.abs(near - exact).mean() < 0.02
    assert near.mean() == pytest.approx(exact.mean(), abs=0.005)


def test_approximate_silhouettes_are_exact_when_every_member_is_drawn() -> None:
    values, labels = _blobs(400, 3)
    assert approximate_silhouettes(values, labels, seed=0) == pytest.approx(silhouettes(values, [labels])[0], abs=1e-5)


def test_result_does_not_depend_on_the_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    values, labels = _blobs(2000, 4)
    results = []
    for threads in ("1", "2"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        results.append(silhouettes(values, [labels])[0].tobytes())
    assert results[0] == results[1]
