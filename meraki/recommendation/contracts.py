"""What the contracts tell of each product that a customer owns: how many, since when, until when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from meraki.columns import Column

_EPOCH = pd.Timestamp("1970-01-01")
_Pairs = tuple[np.ndarray, np.ndarray]
"""Positions of customer and product, an element for each row."""


@dataclass(frozen=True)
class Contracts:
    """Three float32 matrices, customers x products; a pair that is absent is not known.

    Attributes:
        extents: log(1 + lines of contract), how much of a product the customer has.
        first: day of the first contract, since 1970-01-01; day 0 counts as day 1, for a sparse matrix holds no zero.
        last: day of the last one.
    """

    extents: csr_matrix
    first: csr_matrix
    last: csr_matrix

    def rows(self, index: np.ndarray) -> Contracts:
        """Of the customers at these positions."""
        return Contracts(self.extents[index], self.first[index], self.last[index])

    def products(self, index: np.ndarray) -> Contracts:
        """Of the products at these positions."""
        return Contracts(self.extents[:, index], self.first[:, index], self.last[:, index])

    def of(self, holdings: csr_matrix) -> Contracts:
        """Of these pairs (0/1) alone: nothing is told of what is hidden."""
        return Contracts(*(csr_matrix(each.multiply(holdings)) for each in (self.extents, self.first, self.last)))

    def undated(self) -> Contracts:
        """How much there is, without dates: forms need none, and a hundred thousand questions would copy them."""
        unknown = csr_matrix(self.extents.shape, dtype=np.float32)
        return Contracts(self.extents, unknown, unknown)

    def before(self, day: float) -> Contracts:
        """What was known that day: of a pair with a later contract nobody can tell how much of it there was."""
        settled = self.last.copy()
        settled.data = (settled.data < day).astype(np.float32)
        settled.eliminate_zeros()
        return self.of(settled)


def contracts_of(owned: pd.DataFrame, shape: tuple[int, int]) -> Contracts:
    """From rows of products owned, with positions ``_u`` and ``_y``; a column that is not there is not known.

    A row is of QTD_CONTRATOS lines, or of one; its last contract is its first where there is only one.
    """
    nothing = pd.Series(np.nan, owned.index)
    lines = owned.get(Column.CONTRACTS, pd.Series(1.0, owned.index)).where(lambda counts: counts > 0)
    first = _days(owned.get(Column.FIRST_CONTRACT, nothing))
    last = _days(owned.get(Column.LAST_CONTRACT, nothing)).fillna(first.where(lines == 1))
    pairs = owned["_u"].to_numpy(), owned["_y"].to_numpy()
    return Contracts(_extents(lines, pairs, shape), _extreme(first, pairs, shape, 0), _extreme(last, pairs, shape, -1))


def _days(dates: pd.Series) -> pd.Series:
    """Days since 1970; NaN where unknown."""
    if not dates.notna().any():
        return pd.Series(np.nan, dates.index)
    days = (pd.to_datetime(dates, errors="coerce") - _EPOCH).dt.days
    return days.where(days != 0, 1.0)


def _extents(lines: pd.Series, pairs: _Pairs, shape: tuple[int, int]) -> csr_matrix:
    """Nothing where all are alike, which tells as little."""
    known = lines.notna().to_numpy()
    extents = csr_matrix((lines.to_numpy(float)[known], tuple(each[known] for each in pairs)), shape=shape)
    if not extents.nnz or extents.data.min() == extents.data.max():
        return csr_matrix(shape, dtype=np.float32)
    extents.data = np.log1p(extents.data).astype(np.float32)
    return extents


def _extreme(days: pd.Series, pairs: _Pairs, shape: tuple[int, int], place: int) -> csr_matrix:
    """The first (``place`` 0) or the last (-1) day of each pair; an unknown day comes last, and is no day."""
    if not days.notna().any():
        return csr_matrix(shape, dtype=np.float32)
    order = np.lexsort((days, *reversed(pairs)))
    row, column = (each[order] for each in pairs)
    changes = np.flatnonzero((np.diff(row) != 0) | (np.diff(column) != 0))
    picked = np.r_[0, changes + 1] if place == 0 else np.r_[changes, len(order) - 1]
    picked = picked[days.notna().to_numpy()[order[picked]]]
    values = days.to_numpy(np.float32)[order[picked]]
    return csr_matrix((values, (row[picked], column[picked])), shape=shape)
