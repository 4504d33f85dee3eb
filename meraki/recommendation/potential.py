"""What owners of a product pay: the estimate of what it may bring."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from meraki.columns import Column

ENOUGH_PAYERS, LEAST_PAYERS = 10, 5
"""In a group of customers alike, and in the whole base: of fewer, one contract moves the median."""
LEAST_VALUE = 1.0
"""Contracts of less than R$ 1 are placeholders (0,01 is the commonest value of the warehouse), not prices."""
NOBODY = -1
"""The group of who can be compared with nobody."""
LEVELS = ("cluster e faixa", "cluster", "todos")
_COLUMNS = (
    Column.POTENTIAL,
    Column.POTENTIAL_LOW,
    Column.POTENTIAL_HIGH,
    Column.POTENTIAL_LEVEL,
    Column.POTENTIAL_OWNERS,
)


def potential(
    values: csr_matrix | None, labels: np.ndarray, bands: np.ndarray, row: np.ndarray, product: np.ndarray
) -> pd.DataFrame:
    """Median and quartiles (R$) of what owners pay, for each recommendation (row, product).

    From owners in the same cluster and revenue band where at least ten pay, else in the cluster, else all; null with
    fewer than five payers anywhere, and QTD_BASE_POTENCIAL says how many there are.

    Args:
        values: (n, m) what each owner pays, or None.
        labels: (n,) cluster.
        bands: (n,) revenue band as a number, -1 for unknown: such a customer shares a band with nobody.
    """
    result = pd.DataFrame({name: np.full(len(row), np.nan) for name in _COLUMNS})
    result[Column.POTENTIAL_LEVEL] = pd.Series([None] * len(row), dtype=object)
    result[Column.POTENTIAL_OWNERS] = 0
    if values is None:
        return result
    owner, owned, paid = _paid(values)
    m = values.shape[1]
    for level, group in zip(LEVELS, _groups(labels, bands), strict=True):
        told = group[owner] != NOBODY
        table = _quartiles(group[owner[told]].astype(np.int64) * m + owned[told], paid[told])
        _fill(result, table, group[row].astype(np.int64) * m + product, level)
    return result


def _groups(labels: np.ndarray, bands: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(n,) of each of :data:`LEVELS`: with whom a customer is compared."""
    cluster_band = pd.factorize(pd.MultiIndex.from_arrays([labels, bands]), sort=True)[0]
    clusters = np.unique(labels, return_inverse=True)[1]
    return np.where(bands < 0, NOBODY, cluster_band), clusters, np.zeros(len(labels), dtype=int)


def _paid(values: csr_matrix) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    pairs = values.tocoo()
    real = pairs.data >= LEAST_VALUE
    return pairs.row[real], pairs.col[real], pairs.data[real]


def _quartiles(keys: np.ndarray, paid: np.ndarray) -> pd.DataFrame:
    """Quartiles (linear interpolation) and count of each key, by one sort."""
    order = np.lexsort((paid, keys))
    keys, paid = keys[order], paid[order]
    starts = np.flatnonzero(np.concatenate([[True], np.diff(keys) > 0])) if len(keys) else np.zeros(0, int)
    sizes = np.diff(np.concatenate([starts, [len(keys)]]))
    table = pd.DataFrame({"n": sizes}, index=keys[starts])
    for name, share in ((Column.POTENTIAL_LOW, 0.25), (Column.POTENTIAL, 0.5), (Column.POTENTIAL_HIGH, 0.75)):
        place = share * (sizes - 1)
        low = np.floor(place).astype(int)
        high = np.minimum(low + 1, sizes - 1)
        below, above = paid[starts + low], paid[starts + high]
        table[name] = np.round(below + (above - below) * (place - low), 2)
    return table


def _fill(result: pd.DataFrame, table: pd.DataFrame, keys: np.ndarray, level: str) -> None:
    """Write the quartiles where none are yet and enough pay; the count of all payers in any case."""
    found = table.reindex(keys)
    counted = found["n"].fillna(0).astype(int).to_numpy()
    open_ = result[Column.POTENTIAL].isna().to_numpy()
    use = open_ & (counted >= (LEAST_PAYERS if level == LEVELS[-1] else ENOUGH_PAYERS))
    for name in (Column.POTENTIAL, Column.POTENTIAL_LOW, Column.POTENTIAL_HIGH):
        result.loc[use, name] = found[name].to_numpy()[use]
    result.loc[use, Column.POTENTIAL_LEVEL] = level
    rest = use | (open_ & (level == LEVELS[-1]))
    result.loc[rest, Column.POTENTIAL_OWNERS] = counted[rest]
