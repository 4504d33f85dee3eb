"""The sentence that a salesperson says aloud."""

from __future__ import annotations

import pandas as pd
import pytest

from meraki.columns import Column
from meraki.recommendation.reasons import had_before, reasons


def _said(size: int, owners: int, other: str | None = None) -> str:
    evidence = pd.DataFrame(
        {
            Column.CLUSTER_CUSTOMERS: [size],
            Column.CLUSTER_OWNERS: [owners],
            Column.EVIDENCE_OWNERS: [49],
            Column.EVIDENCE_BOTH: [28],
            Column.CONFIDENCE: [28 / 49],
            Column.CONFIDENCE_OTHERS: [0.03],
        }
    )
    return reasons(evidence, ["FRETE"], [other], pd.Series([1]))[0]


@pytest.mark.parametrize(
    ("size", "owners", "opening"),
    [
        (81, 29, "36 % dos 81 clientes do seu cluster usam FRETE; "),
        (20, 10, "50 % dos 20 clientes do seu cluster usam FRETE; "),
        (19, 9, "9 dos 19 clientes do seu cluster usam FRETE; "),
        (81, 1, "1 dos 81 clientes do seu cluster usa FRETE; "),
        (81, 0, "Ninguém no seu cluster usa FRETE ainda; na base inteira, 1 cliente usa; "),
    ],
)
def test_few_are_counted_and_many_are_a_share(size: int, owners: int, opening: str) -> None:
    assert _said(size, owners).startswith(opening)


def test_the_evidence_is_told_with_its_counts() -> None:
    said = _said(81, 29, "ROTA")
    assert said.endswith("; dos 49 que usam ROTA, 28 (57 %) também usam, contra 3 % dos demais.")
    assert had_before(said).endswith("contra 3 % dos demais; já contratou este produto e hoje não tem contrato ativo.")
