"""What the contracts tell of each product that a customer owns: how many, since when, until when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from meraki.columns import Column

_EPOCH = pd.Timestamp("1970-01-01")


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

    def before(self, day: float) -> Contracts:
        """What was known that day: of a pair with a later contract nobody can tell how much of it there was."""
        settled = self.last.copy()
        settled.data = (settled.data < day).astype(np.float32)
        settled.eliminate_zeros()
        return self.of(settled)


def contracts_of(owned: pd.DataFrame, shape: tuple[int, int]) -> Contracts:
    """From rows of products owned, with positions ``_u`` and ``_y``; a column that is not there is not known.

    A row of one line, or of QTD_CONTRATOS lines; its last contract is its first where there is only one.
    """
    nothing = pd.Series(np.nan, owned.index)
    lines = owned.get(Column.CONTRACTS, pd.Series(1.0, owned.index)).where(lambda counts: counts > 0)
    first = _days(owned.get(Column.FIRST_CONTRACT, nothing))
    last = _days(owned.get(Column.LAST_CONTRACT, nothing)).fillna(first.where(lines == 1))
    table = pd.DataFrame({"u": owned["_u"], "y": owned["_y"], "lines": lines, "first": first, "last": last})
    by_pair = table.groupby(["u", "y"], sort=True)
    return Contracts(
        _matrix(np.log1p(by_pair["lines"].sum(min_count=1)), shape),
        _matrix(by_pair["first"].min(), shape),
        _matrix(by_pair["last"].max(skipna=False), shape),
    )


def _days(dates: pd.Series) -> pd.Series:
    days = (pd.to_datetime(dates, errors="coerce") - _EPOCH).dt.days
    return days.where(days != 0, 1.0)


def _matrix(of_pairs: pd.Series, shape: tuple[int, int]) -> csr_matrix:
    known = of_pairs.dropna()
    places = known.index
    data = known.to_numpy(dtype=np.float32)
    return csr_matrix((data, (places.get_level_values(0), places.get_level_values(1))), shape=shape)
