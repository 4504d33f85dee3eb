"""The rules of meraki/cluster_numbers.py."""

from __future__ import annotations

import numpy as np

from meraki.cluster_numbers import numbers_as_before, numbers_by_value


def test_highest_median_value_is_number_one_and_unknown_comes_last() -> None:
    labels = np.array([1, 1, 1, 2, 2, 3, 3, 4])
    value = np.array([10, 10, 1e9, np.nan, np.nan, 50, 70, 60])
    assert numbers_by_value(labels, value).tolist() == [3, 4, 1, 2]  # 60 ties with 60: the larger cluster first


def test_same_customers_keep_their_number() -> None:
    labels = np.array([1, 1, 2, 2, 3, 3])
    before = np.array([3, 3, 1, 1, 2, 2])
    assert numbers_as_before(labels, before, np.array([1, 2, 3])).tolist() == [3, 1, 2]


def test_matching_is_best_in_all_not_greedy() -> None:
    labels = np.repeat([1, 2], [10, 9])
    before = np.repeat([1, 2, 1, 2], [6, 4, 5, 4])
    # greedy gives 1 -> 1 (6) and 2 -> 2 (4) = 10; so does the best; moving one customer turns it
    assert numbers_as_before(labels, before, np.array([1, 2])).tolist() == [1, 2]
    before[:2] = 2
    assert numbers_as_before(labels, before, np.array([1, 2])).tolist() == [2, 1]


def test_new_clusters_take_the_free_numbers_in_the_order_given() -> None:
    labels = np.array([1, 2, 3, 3, 4])
    before = np.array([0, 2, 0, 0, 0])
    assert numbers_as_before(labels, before, np.array([4, 1, 2, 3])).tolist() == [4, 2, 1, 3]


def test_a_number_that_no_longer_exists_is_given_up() -> None:
    labels = np.array([1, 1, 2, 2])
    before = np.array([5, 5, 2, 2])
    assert numbers_as_before(labels, before, np.array([1, 2])).tolist() == [1, 2]


def test_without_a_customer_in_common_the_order_given_holds() -> None:
    assert numbers_as_before(np.array([1, 2]), np.array([0, 0]), np.array([2, 1])).tolist() == [2, 1]
