"""The rules of meraki/clustering.py."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from meraki.cluster_decision import Guards
from meraki.clustering import Clustering, choose, plane, renumbered
from meraki.errors import SourceError

LENIENT = Guards(min_size=5)


def _groups(sizes: list[int], seed: int = 0, spread: float = 6.0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = np.repeat(np.arange(len(sizes)), sizes)
    centres = random.normal(0, spread, (len(sizes), 4))
    return centres[truth] + random.normal(0, 1, (len(truth), 4)), truth


def test_well_separated_groups_are_found() -> None:
    values, truth = _groups([80, 60, 50, 40])
    clustering = choose(values, range(2, 8), LENIENT)
    assert adjusted_rand_score(truth, clustering.labels) == 1.0
    assert np.bincount(clustering.labels)[1:].tolist() == [80, 60, 50, 40]  # numbered from the largest


def test_decision_holds_a_row_per_k_with_scikit_learns_silhouette() -> None:
    values, _ = _groups([80, 60, 50])
    clustering = choose(values, range(2, 6), LENIENT)
    decision = clustering.decision
    assert decision["K"].tolist() == [2, 3, 4, 5]
    chosen = decision[decision["FL_ESCOLHIDO"] == 1].iloc[0]
    assert chosen["K"] == 3
    assert chosen["SILHUETA"] == pytest.approx(silhouette_score(values, clustering.labels), abs=1e-6)
    assert clustering.silhouettes.mean() == pytest.approx(chosen["SILHUETA"], abs=1e-6)
    assert chosen["SILHUETA_MIN"] == chosen["SILHUETA"] == chosen["SILHUETA_MAX"]
    assert chosen["INERCIA"] == pytest.approx((clustering.distances**2).sum(), abs=1e-2)


def test_a_tiny_far_group_does_not_become_a_cluster() -> None:
    values, _ = _groups([150, 150], spread=2.0)
    values[:4] += 500
    clustering = choose(values, range(2, 5), Guards(min_size=30))
    assert np.bincount(clustering.labels)[1:].min() < 30  # nothing else is possible here, and the table says so
    assert "nenhum k cumpre" in " ".join(clustering.decision["MOTIVO"])
    assert not clustering.decision["FL_ELEGIVEL"].any()


def test_result_is_the_same_on_one_and_two_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(3).normal(size=(1500, 6))
    runs = []
    for threads in ("1", "2"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        runs.append(choose(values, range(3, 6), LENIENT))
    for field in ("labels", "centroids", "distances", "silhouettes"):
        assert getattr(runs[0], field).tobytes() == getattr(runs[1], field).tobytes()


def test_more_clusters_than_distinct_customers_shrinks_the_range() -> None:
    values = np.repeat(np.eye(3), [4, 3, 2], axis=0)
    decision = choose(values, range(3, 13), Guards(min_size=1)).decision
    assert decision["K"].tolist() == [3]


def test_two_customers_and_identical_customers_are_clustered() -> None:
    assert sorted(choose(np.array([[0.0], [1.0]]), range(3, 13), LENIENT).labels) == [1, 2]
    assert set(choose(np.ones((10, 2)), range(3, 13), LENIENT).labels) == {1}


def test_customers_without_attributes_are_one_cluster_with_its_reason() -> None:
    clustering = choose(np.zeros((50, 0)), range(3, 13), LENIENT)
    assert set(clustering.labels) == {1}
    assert clustering.affinity.tolist() == [1.0] * 50
    assert clustering.decision["MOTIVO"].tolist() == ["Escolhido: foi o único número de clusters possível ou pedido."]


def test_no_customers_is_a_sentence() -> None:
    with pytest.raises(SourceError, match="Não há clientes"):
        choose(np.zeros((0, 3)), range(3, 5), LENIENT)


def test_affinity_is_one_on_the_centroid_and_zero_half_way() -> None:
    values = np.array([[0.0], [0.0], [0.0], [10.0], [10.0], [10.0], [-5.0], [5.0], [15.0], [4.9]])
    clustering = choose(values, range(2, 3), Guards(min_size=1))
    own, other = np.sort(np.abs(values - clustering.centroids.T), axis=1).T
    assert clustering.affinity == pytest.approx(1 - own / other)
    assert ((clustering.affinity >= 0) & (clustering.affinity <= 1)).all()


def test_large_data_is_sampled_and_every_customer_still_has_a_cluster() -> None:
    values, truth = _groups([1500, 1200, 900])
    clustering = choose(values, range(2, 5), Guards(), silhouette_rows=1000)
    assert adjusted_rand_score(truth, clustering.labels) == 1.0
    assert set(clustering.decision["FL_AMOSTRA"]) == {1}
    row = clustering.decision.set_index("K").loc[3]
    assert row["SILHUETA_MIN"] < row["SILHUETA"] < row["SILHUETA_MAX"]
    assert clustering.silhouettes.mean() == pytest.approx(silhouette_score(values, truth), abs=0.01)


def test_renumbering_moves_labels_and_centroids_together() -> None:
    values, _ = _groups([30, 20, 10])
    before = choose(values, range(3, 4), Guards(min_size=1))
    after: Clustering = renumbered(before, np.array([2, 3, 1]))
    assert after.labels.tolist() == [{1: 2, 2: 3, 3: 1}[label] for label in before.labels]
    for row in (0, 35, 55):
        assert after.centroids[after.labels[row] - 1].tolist() == before.centroids[before.labels[row] - 1].tolist()


def test_map_keeps_most_of_the_spread_and_its_sign_is_fixed() -> None:
    values = np.random.default_rng(0).normal(size=(200, 3)) * [5, 2, 0.1]
    points = plane(values)
    assert points.var(axis=0) == pytest.approx(values.var(axis=0)[:2], rel=0.05)
    assert np.corrcoef(points[:, 0], values[:, 0])[0, 1] > 0.9
    assert np.corrcoef(plane(-values)[:, 0], -values[:, 0])[0, 1] > 0.9


@pytest.mark.parametrize("columns", [0, 1])
def test_map_of_no_or_one_dimension_is_flat(columns: int) -> None:
    points = plane(np.arange(10.0 * columns).reshape(10, columns))
    assert points.shape == (10, 2)
    assert (points[:, columns:] == 0).all()
