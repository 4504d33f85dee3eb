"""The rules of meraki/comparison.py."""

from __future__ import annotations

import pandas as pd

from meraki.columns import Column
from meraki.comparison import COLUMNS, State, changes, summary


def _state(clusters: dict[str, int], advice: list[tuple[str, str]]) -> State:
    return State(
        pd.DataFrame({Column.CUSTOMER: list(clusters), Column.CLUSTER: list(clusters.values())}), _pairs(advice)
    )


def _pairs(rows: list[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=[Column.CUSTOMER, Column.PRODUCT], dtype="str")


BEFORE = _state({"A": 1, "B": 1, "C": 2, "D": 2}, [("A", "ERP"), ("A", "CRM"), ("B", "BI"), ("D", "RH")])
NOW = _state({"A": 1, "B": 2, "C": 2, "E": 1}, [("A", "CRM"), ("A", "BI"), ("E", "ERP")])
OWNED = _pairs([("A", "ERP"), ("A", "ERP"), ("C", "RH"), ("B", "RH")])


def test_each_change_is_one_row() -> None:
    table = changes(BEFORE, NOW, OWNED)
    assert list(table.columns) == COLUMNS
    rows = [tuple(None if pd.isna(cell) else cell for cell in row) for row in table.itertuples(index=False)]
    assert rows == [
        ("cliente_novo", "E", None, None, "1"),
        ("cliente_saiu", "D", None, "2", None),
        ("mudou_de_cluster", "B", None, "1", "2"),
        ("recomendacao_nova", "A", "BI", None, None),
        ("recomendacao_nova", "E", "ERP", None, None),
        ("recomendacao_retirada", "B", "BI", None, None),
        ("recomendacao_aceita", "A", "ERP", None, None),
    ]


def test_conversion_is_accepted_advice_over_all_advice_before() -> None:
    found = summary(changes(BEFORE, NOW, OWNED), BEFORE, NOW)
    assert found["recomendacoes_anteriores"] == 4
    assert found["conversao"] == 0.25
    assert found["contagens"]["recomendacao_nova"] == 2
    assert found["contagens"]["mudou_de_cluster"] == 1


def test_nothing_changed_between_equal_runs() -> None:
    table = changes(BEFORE, BEFORE, _pairs([]))
    assert table.empty
    assert set(summary(table, BEFORE, BEFORE)["contagens"].values()) == {0}
    assert summary(table, BEFORE, BEFORE)["conversao"] == 0.0


def test_the_first_run_has_no_change_and_no_conversion() -> None:
    table = changes(None, NOW, OWNED)
    assert list(table.columns) == COLUMNS and table.empty
    assert summary(table, None, NOW)["conversao"] is None


def test_a_run_before_without_advice_has_no_conversion() -> None:
    before = _state({"A": 1}, [])
    assert summary(changes(before, NOW, OWNED), before, NOW)["conversao"] is None


def test_the_numbers_of_clusters_stand_beside_who_changed_cluster() -> None:
    now = _state({"A": 1, "B": 2, "C": 3}, [])
    assert summary(changes(BEFORE, now, OWNED), BEFORE, now)["numero_de_clusters"] == {"antes": 2, "agora": 3}
    assert summary(changes(None, now, OWNED), None, now)["numero_de_clusters"] == {"antes": None, "agora": 3}
