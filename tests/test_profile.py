"""The rules of meraki/profile.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kruskal, rankdata

from meraki.columns import Column
from meraki.profile import COLUMNS, profile

LABELS = np.array([2, 1, 1, 2, 1, 2])
BASE = pd.DataFrame(
    {
        Column.CUSTOMER: list("ABCDEF"),
        Column.SEGMENT: "VAREJO",
        Column.MRR: [10.0, 1.0, 2.0, 20.0, np.nan, 1e9],
        Column.TICKETS: [0, 0, 0, 5, 0, 0],
        "VAZIA": np.nan,
        "IGUAL": 7,
    }
)


def _row(cluster: int, column: str) -> pd.Series:
    table = profile(BASE, LABELS)
    return table[(table[Column.CLUSTER] == cluster) & (table[Column.PROFILE_COLUMN] == column)].iloc[0]


def test_a_row_per_cluster_and_telling_numeric_column_with_the_whole_first() -> None:
    table = profile(BASE, LABELS)
    assert list(table.columns) == list(COLUMNS)
    expected = [(cluster, column) for cluster in (0, 1, 2) for column in (Column.MRR, Column.TICKETS)]
    assert list(zip(table[Column.CLUSTER], table[Column.PROFILE_COLUMN], strict=True)) == expected


def test_figures_are_those_of_the_informed_values() -> None:
    row = _row(1, Column.MRR)
    assert row[[Column.QUANTITY, Column.MEAN, Column.MEDIAN, Column.P25, Column.P75]].tolist() == [
        2,
        1.5,
        1.5,
        1.25,
        1.75,
    ]
    assert _row(0, Column.MRR)[Column.QUANTITY] == 5


def test_difference_is_in_standard_deviations_of_ranks() -> None:
    ranks = np.array([3, 1, 2, 4, 5])  # of MRR, without the customer who has none
    expected = (ranks[[1, 2]].mean() - ranks.mean()) / ranks.std()
    assert _row(1, Column.MRR)[Column.DIFFERENCE] == pytest.approx(expected)
    assert _row(0, Column.MRR)[Column.DIFFERENCE] == 0


def test_strength_is_eta_squared_of_kruskal_and_wallis() -> None:
    random = np.random.default_rng(0)
    labels = random.integers(1, 4, 200)
    values = random.normal(size=200) + labels
    table = profile(pd.DataFrame({"VL_X": values}), labels)
    statistic = kruskal(*(values[labels == c] for c in (1, 2, 3))).statistic
    assert table[Column.STRENGTH].unique() == pytest.approx([statistic / 199], abs=1e-6)
    assert rankdata(values).size == 200


def test_difference_is_null_where_fewer_than_a_tenth_of_the_cluster_inform() -> None:
    values = np.r_[[9.0], np.full(10, np.nan), np.arange(11.0)]
    labels = np.repeat([1, 2], 11)
    few = profile(pd.DataFrame({"VL_X": values}), labels).set_index(Column.CLUSTER)
    assert np.isnan(few.at[1, Column.DIFFERENCE])
    assert few.at[1, Column.MEAN] == 9
    assert few.at[2, Column.DIFFERENCE] < 0
    values[1] = 8.0
    enough = profile(pd.DataFrame({"VL_X": values}), labels).set_index(Column.CLUSTER)
    assert enough.at[1, Column.DIFFERENCE] > 0


def test_cluster_without_any_value_has_nulls_and_no_warning() -> None:
    base = pd.DataFrame({"VL_X": [1.0, 2.0, np.nan, np.nan]})
    row = profile(base, np.array([1, 1, 2, 2])).iloc[-1]
    assert row[Column.QUANTITY] == 0
    assert row[[Column.MEAN, Column.DIFFERENCE]].isna().all()
    assert row[Column.STRENGTH] == 0


def test_strength_is_of_the_informed_customers() -> None:
    """Six more who tell nothing change nothing."""
    values, labels = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), np.array([1, 1, 2, 2, 3, 3])
    alone = profile(pd.DataFrame({"VL_X": values}), labels)
    silent = profile(pd.DataFrame({"VL_X": [*values, *[np.nan] * 6]}), np.tile(labels, 2))
    statistic = kruskal([1, 2], [3, 4], [5, 6]).statistic
    assert alone[Column.STRENGTH].unique() == pytest.approx([statistic / 5])
    assert silent[Column.STRENGTH].unique() == pytest.approx([statistic / 5])
