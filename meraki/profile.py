"""What each cluster looks like beside the whole, column by column (clusters_perfil.csv)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from meraki.columns import Column
from meraki.features import uniform_ranks
from meraki.threads import in_threads

WHOLE = 0
"""The number under which the whole base stands among the clusters."""
COLUMNS = (
    Column.CLUSTER,
    Column.PROFILE_COLUMN,
    Column.QUANTITY,
    Column.MEAN,
    Column.MEDIAN,
    Column.P25,
    Column.P75,
    Column.DIFFERENCE,
    Column.STRENGTH,
)
ENOUGH_INFORMED = 0.1
"""Share of a cluster that must inform a column for its difference to be the cluster's: one customer is none."""
NOT_PROFILED = (Column.CUSTOMER, Column.TARGET_AUDIENCE, Column.REFERENCE_DATE)


def numeric_columns(base: pd.DataFrame) -> list[str]:
    """Columns of numbers that somebody informs and that differ, in the order of ``base``."""
    numbers = [name for name in base.columns if pd.api.types.is_numeric_dtype(base[name]) and name not in NOT_PROFILED]
    return [name for name in numbers if base[name].max() > base[name].min()]


def profile(base: pd.DataFrame, labels: np.ndarray) -> pd.DataFrame:
    """clusters_perfil.csv: a row per cluster (0 = the whole) and numeric column of ``base``.

    DIFERENCA is the mean rank of the cluster minus that of the whole, in standard deviations of the ranks: comparable
    between columns, deaf to outliers; null where fewer than a tenth of the cluster inform the column. FORCA is the
    share of the ranks' variance that lies between the clusters (eta squared of Kruskal & Wallis 1952).

    Args:
        base: a row per customer.
        labels: (n,) 1..k, none empty.
    """
    order = np.argsort(labels, kind="stable")
    edges = np.cumsum(np.bincount(labels)).tolist()  # labels from 1, so the first edge is 0
    columns = numeric_columns(base)
    parts = list(in_threads(lambda name: _column(name, base[name].to_numpy(float)[order], edges), columns))
    rows = [row for part in parts for row in part]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values(Column.CLUSTER, kind="stable", ignore_index=True)


def _column(name: str, values: np.ndarray, edges: Sequence[int]) -> list[tuple[object, ...]]:
    """The rows of one column; ``values`` are sorted by cluster, which begin at ``edges``."""
    values = np.where(np.isfinite(values), values, np.nan)
    ranks = uniform_ranks(values)
    informed = ranks[~np.isnan(ranks)]
    spread = informed.std()
    groups = [slice(None), *map(slice, edges[:-1], edges[1:])]
    centres = [_mean(ranks[group]) for group in groups]
    counts = [int(np.count_nonzero(~np.isnan(values[group]))) for group in groups]
    differences = [(centre - centres[0]) / spread if spread else 0.0 for centre in centres]
    between = sum(count * d**2 for count, d in zip(counts[1:], differences[1:], strict=True) if count)
    strength = round(float(min(1.0, between / len(informed))), 9)
    return [
        (
            number,
            name,
            counts[number],
            *_summary(values[group]),
            round(differences[number], 9) if counts[number] >= ENOUGH_INFORMED * len(values[group]) else np.nan,
            strength,
        )
        for number, group in enumerate(groups)
    ]


def _mean(values: np.ndarray) -> float:
    informed = values[~np.isnan(values)]
    return float(informed.mean()) if len(informed) else np.nan


def _summary(values: np.ndarray) -> tuple[float, float, float, float]:
    """Mean, median, first and third quartile of the informed values; NaN without any."""
    informed = values[~np.isnan(values)]
    if not len(informed):
        return (np.nan,) * 4
    low, middle, high = np.percentile(informed, [25, 50, 75])
    return float(informed.mean()), float(middle), float(low), float(high)
