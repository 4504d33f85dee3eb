"""What number a cluster bears: by value at first, then the same from run to run."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment


def numbers_by_value(labels: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Numbers that put the cluster of highest median ``value`` first; unknown last, ties to the larger cluster.

    Args:
        labels: (n,) 1..k, none empty.
        value: (n,) what a customer is worth, NaN where unknown.

    Returns:
        (k,) a permutation of 1..k: the new number of each old one.
    """
    groups = pd.Series(value, dtype=float).groupby(labels)
    order = np.lexsort((-groups.size().to_numpy(), -groups.median().fillna(-np.inf).to_numpy()))
    numbers = np.empty(len(order), dtype=int)
    numbers[order] = np.arange(1, len(order) + 1)
    return numbers


def numbers_as_before(labels: np.ndarray, before: np.ndarray, otherwise: np.ndarray) -> np.ndarray:
    """Numbers that keep the name of each cluster of the run before, by the most customers in common in all.

    Args:
        labels: (n,) 1..k now, none empty.
        before: (n,) the number before, 0 for a customer who was not there.
        otherwise: (k,) the order in which clusters without a predecessor take the numbers left free.

    Returns:
        (k,) a permutation of 1..k. A number above k is not kept: numbers have no gaps.
    """
    k = int(labels.max())
    shared = np.zeros((k, int(before.max(initial=0)) + 1))
    np.add.at(shared, (labels - 1, before), 1)
    numbers = np.zeros(k, dtype=int)
    for cluster, place in zip(*linear_sum_assignment(-shared[:, 1:]), strict=True):
        if shared[cluster, place + 1] and place < k:
            numbers[cluster] = place + 1
    unnamed = np.flatnonzero(numbers == 0)
    numbers[unnamed[np.argsort(otherwise[unnamed])]] = np.setdiff1d(np.arange(1, k + 1), numbers)
    return numbers
