"""Compare what the scripts wrote with what the generator knows to be true."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def differing_columns(found: pd.DataFrame, truth: pd.DataFrame, key: Sequence[str]) -> list[str]:
    """Columns of ``truth`` that differ; counts and text must be equal, other numbers to 1e-6 of their size.

    Raises:
        AssertionError: the rows are not the same.
    """
    found, truth = (frame.set_index(list(key)).sort_index() for frame in (found, truth))
    assert found.index.equals(truth.index)
    return [column for column in truth.columns if not _equal(found[column], truth[column])]


def _equal(found: pd.Series, expected: pd.Series) -> bool:
    if not (found.isna().to_numpy() == expected.isna().to_numpy()).all():
        return False
    found, expected = found.dropna(), expected.dropna()
    if pd.api.types.is_numeric_dtype(expected):
        return bool(np.allclose(found.astype(float), expected.astype(float), rtol=1e-6, atol=1e-6))
    return bool((found.astype(str).to_numpy() == expected.astype(str).to_numpy()).all())
