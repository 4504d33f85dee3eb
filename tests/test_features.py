"""The rules of meraki/features.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.stats import norm, rankdata

from meraki.attributes import select
from meraki.columns import Column
from meraki.features import Features, _told_by, build, normal_scores, ownership_weights, pooled_levels, weighted


def _features(**columns: object) -> Features:
    base = pd.DataFrame(columns)
    base.insert(0, Column.CUSTOMER, [f"T{i}" for i in range(len(base))])
    return build(base, select(base).attributes)


def _column(features: Features, name: str) -> np.ndarray:
    return features.values[:, features.names.index(name)]


def test_scores_are_those_of_the_ranks() -> None:
    values = np.array([10.0, 1e9, -5.0, 10.0, 0.0])
    expected = norm.ppf((rankdata(values) - 0.5) / 5)
    assert normal_scores(values) == pytest.approx(expected)


def test_no_amount_of_money_is_far_away() -> None:
    values = np.concatenate([np.zeros(9000), np.geomspace(0.01, 1e12, 1000)])
    scores = normal_scores(values)
    assert scores.max() == 3.0
    assert len(set(scores[:9000])) == 1  # zeros are one place, not nine thousand


def test_missing_and_infinite_values_get_no_score() -> None:
    scores = normal_scores(np.array([1.0, np.nan, np.inf, 3.0]))
    assert np.isnan(scores).tolist() == [False, True, True, False]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=50))
@settings(max_examples=50)
def test_scores_keep_the_order(values: list[float]) -> None:
    numbers = np.array(values)
    scores = normal_scores(numbers)
    order = np.argsort(numbers, kind="stable")
    assert (np.diff(scores[order]) >= 0).all()


def test_missing_numbers_take_the_median_and_a_flag_where_it_informs() -> None:
    mrr = np.arange(100.0)
    mrr[:10] = np.nan
    rare = np.arange(100.0)
    rare[0] = np.nan
    features = _features(MRR_12M=mrr, VL_RARO=rare)
    assert features.names == ("MRR_12M", "MRR_12M ausente", "VL_RARO")
    place = _column(features, "MRR_12M")
    assert len(set(place[:10])) == 1
    assert place[:10].mean() == pytest.approx(np.median(place[10:]))


def test_columns_missing_for_the_same_customers_share_one_flag() -> None:
    usage = np.arange(50.0)
    usage[20:] = np.nan
    features = _features(QTD_EVENTOS=usage, QTD_MODULOS=usage * 2)
    assert [name for name in features.names if name.endswith("ausente")] == ["QTD_EVENTOS ausente"]


def test_rare_levels_are_pooled_and_nulls_named() -> None:
    levels = pooled_levels(pd.Series(["A"] * 60 + ["B"] * 35 + ["C"] * 3 + ["D"] * 2 + [None] * 6))
    assert levels.value_counts().to_dict() == {"A": 60, "B": 35, "SEM INFORMAÇÃO": 6, "OUTROS": 5}


def test_of_many_customers_a_level_needs_one_in_a_hundred() -> None:
    assert set(pooled_levels(pd.Series(["A"] * 984 + ["B"] * 10 + ["C"] * 6))) == {"A", "B", "OUTROS"}


def test_a_rare_level_is_not_a_far_outlier() -> None:
    features = _features(DS_SEGMENTO=["A"] * 490 + ["RARO"] * 10)
    distances = np.linalg.norm(features.values - features.values[0], axis=1)
    assert distances.max() == pytest.approx(np.sqrt(2))


def test_no_block_weighs_more_than_one_standard_normal_column() -> None:
    random = np.random.default_rng(0)
    tickets = random.normal(size=500)
    features = _features(
        QTD_CHAMADOS=tickets,
        QTD_CHAMADOS_ABERTOS=tickets + 1,
        QTD_CHAMADOS_URGENTES=random.normal(size=500),
        DS_SEGMENTO=random.choice(list("ABCDEFGH"), 500),
        DS_SUBSEGMENTO=random.choice(list("JKLMNOPQ"), 500),
    )
    variances = pd.Series(features.values.var(axis=0), index=features.blocks).groupby(level=0).sum()
    assert variances["suporte"] == pytest.approx(1.0)
    assert variances["perfil"] == pytest.approx(1.0)


def test_features_are_centred_and_finite() -> None:
    features = _features(VL_A=[1.0, np.inf, 3.0, np.nan] * 10, DS_B=["x", "y", None, "x"] * 10)
    assert np.isfinite(features.values).all()
    assert features.values.mean(axis=0) == pytest.approx(np.zeros(len(features.names)), abs=1e-12)


def test_base_with_keys_only_has_no_dimension() -> None:
    base = pd.DataFrame({Column.CUSTOMER: ["A", "B"]})
    features = build(base, select(base).attributes)
    assert features.values.shape == (2, 0)
    assert ownership_weights(features, csr_matrix(np.eye(2))) == {}


def test_the_callers_frame_is_left_as_it_was() -> None:
    base = pd.DataFrame({Column.CUSTOMER: ["A", "B", "C"], "VL_A": [1.0, np.nan, 2.0], "DS_B": ["x", None, "y"]})
    before = base.copy(deep=True)
    build(base, select(base).attributes)
    pd.testing.assert_frame_equal(base, before)


def test_block_that_tells_ownership_weighs_more() -> None:
    random = np.random.default_rng(0)
    telling, noise = random.normal(size=400), random.normal(size=400)
    features = _features(VL_DIZ=telling, VL_RUIDO=noise)
    owned = np.column_stack([telling > 0, telling < -1, random.random(400) < 0.5]).astype(float)
    weights = ownership_weights(features, csr_matrix(owned))
    assert weights["VL_DIZ"] > 1 > weights["VL_RUIDO"] == 0.5


def test_weights_of_two_blocks_are_as_the_square_roots_of_what_they_tell() -> None:
    random = np.random.default_rng(0)
    much, less = random.normal(size=400), random.normal(size=400)
    features = _features(VL_MUITO=much, VL_MENOS=less)
    owned = csr_matrix((1.5 * much + less > 0).astype(float)[:, None])
    weights = ownership_weights(features, owned)
    told = {name: _told_by(_column(features, name)[:, None], owned) for name in weights}
    assert 0.5 < weights["VL_MENOS"] < 1 < weights["VL_MUITO"] < 2
    assert weights["VL_MUITO"] / weights["VL_MENOS"] == pytest.approx((told["VL_MUITO"] / told["VL_MENOS"]) ** 0.5)


def test_block_that_tells_less_than_chance_keeps_the_least_weight() -> None:
    random = np.random.default_rng(3)
    telling = random.normal(size=60)
    noise = {f"QTD_{name}": random.normal(size=60) for name in "ABCDEFGH"}
    weights = ownership_weights(_features(VL_DIZ=telling, **noise), csr_matrix((telling > 0).astype(float)[:, None]))
    assert weights["VL_DIZ"] == 2.0
    assert min(weights.values()) == 0.5


def test_what_a_block_tells_is_the_adjusted_r2_of_a_regression() -> None:
    from meraki.features import RIDGE, _told_by  # noqa: PLC0415

    random = np.random.default_rng(1)
    block = random.normal(size=(200, 3))
    owned = (block[:, 0] + random.normal(size=200) > 0).astype(float)
    centred, target = block - block.mean(axis=0), owned - owned.mean()
    slopes = np.linalg.solve(centred.T @ centred + RIDGE * np.eye(3), centred.T @ target)
    r2 = 1 - ((target - centred @ slopes) ** 2).sum() / (target**2).sum()
    assert _told_by(block, csr_matrix(owned[:, None])) == pytest.approx(r2 - 3 / 199)


def test_products_owned_by_nobody_or_everybody_teach_nothing() -> None:
    features = _features(VL_A=np.arange(20.0), VL_B=np.arange(20.0)[::-1] ** 2)
    owned = csr_matrix(np.column_stack([np.zeros(20), np.ones(20)]))
    assert set(ownership_weights(features, owned).values()) == {1.0}


def test_weights_multiply_their_block_only() -> None:
    features = _features(VL_A=np.arange(20.0), VL_B=np.arange(20.0) % 3)
    heavier = weighted(features, {"VL_A": 2.0})
    assert _column(heavier, "VL_A") == pytest.approx(2 * _column(features, "VL_A"))
    assert _column(heavier, "VL_B") == pytest.approx(_column(features, "VL_B"))
