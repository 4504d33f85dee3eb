"""The rules of meraki/cluster_decision.py."""

from __future__ import annotations

import numpy as np

from meraki.cluster_decision import Candidate, Guards, decide
from meraki.silhouette import Estimate

GUARDS = Guards(min_share=0.02, min_size=30, min_stability=0.8)


def _candidate(
    k: int, silhouette: float, *, half: float = 0.0, stability: float = 1.0, smallest: int = 50
) -> Candidate:
    labels = np.concatenate([np.zeros(1000, dtype=int), np.repeat(np.arange(1, k), smallest)])
    scores = None if half else np.full(len(labels), silhouette)
    measured = Estimate(silhouette, silhouette - half, silhouette + half, scores)
    return Candidate(labels, np.zeros((k, 1)), 1.0, stability, measured)


def _chosen(*candidates: Candidate) -> int:
    return decide(candidates, GUARDS)[1].k


def test_best_silhouette_among_the_eligible_wins() -> None:
    assert _chosen(_candidate(3, 0.2), _candidate(4, 0.3), _candidate(5, 0.25)) == 4


def test_too_small_a_cluster_or_too_little_agreement_rules_a_k_out() -> None:
    table, kept = decide(
        [_candidate(3, 0.2), _candidate(4, 0.9, smallest=29), _candidate(5, 0.8, stability=0.79)], GUARDS
    )
    assert kept.k == 3
    assert table["FL_ELEGIVEL"].tolist() == [1, 0, 0]
    assert table["MOTIVO"].tolist() == [
        "Escolhido: melhor silhueta entre os elegíveis (0,200).",
        "Não elegível: o menor cluster tem 29 clientes (mínimo 30).",
        "Não elegível: a estabilidade entre sementes é 0,790 (mínimo 0,800).",
    ]


def test_the_share_counts_where_it_asks_for_more_than_the_size() -> None:
    assert Guards(0.02, 30).smallest_cluster(10_615) == 213
    assert Guards(0.02, 30).smallest_cluster(200) == 30


def test_smaller_k_inside_the_interval_wins_and_the_table_says_so() -> None:
    table, kept = decide(
        [_candidate(3, 0.29, half=0.02), _candidate(4, 0.28, half=0.02), _candidate(6, 0.30, half=0.02)], GUARDS
    )
    assert kept.k == 3
    assert "dentro do intervalo de 95 % da melhor (k = 6: 0,280 a 0,320)" in table["MOTIVO"][0]
    assert "empata com k = 3" in table["MOTIVO"][2]


def test_smaller_k_outside_the_interval_does_not_win() -> None:
    assert _chosen(_candidate(3, 0.27, half=0.02), _candidate(6, 0.30, half=0.02)) == 6


def test_exact_silhouettes_tie_only_when_equal() -> None:
    assert _chosen(_candidate(3, 0.2999999), _candidate(6, 0.3)) == 6
    assert _chosen(_candidate(3, 0.3), _candidate(6, 0.3)) == 3


def test_with_none_eligible_the_most_stable_is_kept_with_a_caution() -> None:
    table, kept = decide([_candidate(3, 0.5, stability=0.5), _candidate(4, 0.1, stability=0.7)], GUARDS)
    assert kept.k == 4
    assert table["FL_ESCOLHIDO"].tolist() == [0, 1]
    assert table["FL_ELEGIVEL"].tolist() == [0, 0]
    assert "mais estável" in table["MOTIVO"][1] and "cautela" in table["MOTIVO"][1]


def test_one_cluster_is_said_to_be_all_there_is_only_where_that_was_seen() -> None:
    for guards, other, reason in (
        (GUARDS, _candidate(2, -0.1), "não se distinguem"),
        (Guards(min_size=2000), _candidate(2, 0.99), "mais estável"),
    ):
        table, kept = decide([_candidate(1, 0.0), other], guards)
        assert kept.k == 1
        assert reason in table["MOTIVO"].iloc[0]


def test_the_only_k_that_was_tried_tells_what_it_lacks() -> None:
    (reason,) = decide([_candidate(3, 0.2, stability=0.576)], GUARDS)[0]["MOTIVO"]
    assert reason == (
        "Escolhido: foi o único número de clusters possível ou pedido, mas a estabilidade entre sementes é 0,576 "
        "(mínimo 0,800); use com cautela."
    )
