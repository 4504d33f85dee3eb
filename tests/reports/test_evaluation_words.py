"""The words of meraki/reports/evaluation.py."""

from __future__ import annotations

from typing import Any

import pytest

from meraki.reports.evaluation import MEANINGS, TITLES, in_words, plain_name


def method(label: str, found: float) -> dict[str, Any]:
    return {"nome": label, "rotulo": label, "hit_rate@3": 0.4, "hit_rate@5": 0.5, "ndcg@5": found}


def test_sentences_name_methods_without_their_parameters() -> None:
    told = " ".join(in_words({"metodos": [method("Meraki Match", 0.4), method("EASE (λ=100)", 0.3)]}))
    assert "melhor método de referência, EASE (0,300)." in told
    assert "λ" not in told


@pytest.mark.parametrize(
    ("label", "name"),
    [("EASE (λ=100)", "EASE"), ("Produtos parecidos (ItemKNN)", "Produtos parecidos (ItemKNN)"), ("A", "A")],
)
def test_only_parameters_are_left_out_of_a_name(label: str, name: str) -> None:
    assert plain_name(label) == name


def test_every_measure_explained_has_a_title() -> None:
    assert set(MEANINGS) <= set(TITLES)
