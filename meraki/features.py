"""From attributes of customers to coordinates in which distance means difference.

Numbers (and bands, by their place) become normal scores of their ranks, clipped at 3: no amount of money makes a far
outlier, and ties share one score. Categories become 0/1 columns, rare levels pooled, never z-scored: a rare level must
not lie far away. Missing numbers take the median, with a flag where missing informs. Each block of columns is scaled
down to the variance of one standard normal column at most, so that no subject drowns the rest by having many columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.special import ndtri

from meraki.attributes import Attribute, Kind, band_numbers
from meraki.columns import Column
from meraki.threads import in_threads

CLIP = 3.0
INFORMATIVE_MISSING = (0.02, 0.98)
"""Share of customers without a value between which the lack gets a flag."""
MAX_KEPT_LEVELS = 12
MIN_LEVEL_SHARE, MIN_LEVEL_SIZE = 0.01, 5
POOLED, UNKNOWN = "OUTROS", "SEM INFORMAÇÃO"
SINGLE_PRECISION_ROWS = 100_000
"""Above this many customers coordinates are float32: half the memory, and far more precise than ranks need."""
RIDGE = 10.0
WEIGHT_LIMITS = (0.5, 2.0)


@dataclass(frozen=True)
class Features:
    """Coordinates of n customers in p dimensions.

    Attributes:
        values: (n, p) floats without NaN, each column centred; float32 above 100,000 customers.
        names: what each dimension is, such as ``DS_SEGMENTO = VAREJO``.
        columns: the base column each dimension comes from.
        blocks: the block each dimension shares a weight with.
        customers: CD_CLIENTE of each row.
    """

    values: np.ndarray
    names: tuple[str, ...]
    columns: tuple[str, ...]
    blocks: tuple[str, ...]
    customers: pd.Index


@dataclass(frozen=True)
class _Dimension:
    name: str
    column: str
    block: str
    values: np.ndarray
    tells_missing: bool = False


def build(base: pd.DataFrame, attributes: Sequence[Attribute]) -> Features:
    """Coordinates of the customers of ``base``, rows in its order.

    Args:
        base: a row per customer, with CD_CLIENTE and the columns of ``attributes``.
        attributes: from :func:`meraki.attributes.select`; none gives p = 0.
    """
    dtype = np.float32 if len(base) > SINGLE_PRECISION_ROWS else np.float64
    found = in_threads(lambda attribute: _dimensions(base[attribute.name], attribute, dtype), attributes)
    dimensions = list(_without_repeated_flags(chain.from_iterable(found)))
    values = np.column_stack([d.values for d in dimensions]) if dimensions else np.zeros((len(base), 0), dtype)
    blocks = tuple(d.block for d in dimensions)
    return Features(
        values=_balanced(values, blocks),
        names=tuple(d.name for d in dimensions),
        columns=tuple(d.column for d in dimensions),
        blocks=blocks,
        customers=pd.Index(base[Column.CUSTOMER], name=Column.CUSTOMER),
    )


def weighted(features: Features, weights: Mapping[str, float]) -> Features:
    """``features`` with each dimension multiplied by the weight of its block (1 where ``weights`` has none)."""
    factors = np.array([weights.get(block, 1.0) for block in features.blocks], dtype=features.values.dtype)
    return replace(features, values=features.values * factors)


def ownership_weights(features: Features, holdings: csr_matrix) -> dict[str, float]:
    """A weight per block: how much it says about who owns what.

    For each block, the mean over products of the R2 of a ridge regression from the block to owning the product, minus
    what as many columns of chance would reach, or nothing where it is below; the weight is its square root relative to
    the mean block, between 0.5 and 2: variance in the clusters follows what blocks tell; no block vanishes or rules.

    Args:
        features: n customers.
        holdings: (n, m) 0/1, rows as ``features``; products owned by none or by all say nothing and are left out.
    """
    names = list(dict.fromkeys(features.blocks))
    parts = (features.values[:, _positions(features, name)] for name in names)
    told = np.array(list(in_threads(lambda block: max(_told_by(block, holdings), 0.0), parts)))
    if not told.any():
        return dict.fromkeys(names, 1.0)
    weights = np.clip(np.sqrt(told / told.mean()), *WEIGHT_LIMITS)
    return dict(zip(names, map(float, weights), strict=True))


def uniform_ranks(values: np.ndarray) -> np.ndarray:
    """``(rank - 0.5) / n`` of the finite values, n of them; ties at their mean rank, NaN for the rest."""
    ranks = np.full(len(values), np.nan)
    informed = np.flatnonzero(np.isfinite(values))
    if len(informed):
        order = informed[np.argsort(values[informed])]
        starts = np.flatnonzero(np.concatenate([[True], np.diff(values[order]) > 0]))
        sizes = np.diff(np.concatenate([starts, [len(order)]]))
        ranks[order] = np.repeat((starts + sizes / 2) / len(order), sizes)
    return ranks


def normal_scores(values: np.ndarray) -> np.ndarray:
    """Standard normal quantiles of :func:`uniform_ranks`, clipped at +-3; NaN stays (van der Waerden 1952)."""
    return np.clip(ndtri(uniform_ranks(values)), -CLIP, CLIP)


def pooled_levels(values: pd.Series) -> pd.Series:
    """Text with rare levels as OUTROS and nulls as SEM INFORMAÇÃO.

    Kept are at most 12 levels, each of at least 1 % of the customers and 5 of them; ties go by name.
    """
    text = values.astype("string").fillna(UNKNOWN).astype(object)
    counts = text.value_counts().rename_axis("level").reset_index(name="count")
    counts = counts.sort_values(["count", "level"], ascending=[False, True])
    enough = counts["count"] >= max(MIN_LEVEL_SHARE * len(text), MIN_LEVEL_SIZE)
    kept = counts.loc[enough, "level"].head(MAX_KEPT_LEVELS)
    return text.where(text.isin(set(kept)), POOLED)


def _dimensions(values: pd.Series, attribute: Attribute, dtype: type) -> list[_Dimension]:
    if attribute.kind is Kind.CATEGORY:
        return _category(values, attribute, dtype)
    numbers = band_numbers(values) if attribute.kind is Kind.BAND else values
    return _number(numbers.to_numpy(dtype=np.float64, na_value=np.nan), attribute, dtype)


def _category(values: pd.Series, attribute: Attribute, dtype: type) -> list[_Dimension]:
    levels = pooled_levels(values)
    return [
        _Dimension(
            f"{attribute.name} = {level}", attribute.name, attribute.block, (levels == level).to_numpy().astype(dtype)
        )
        for level in sorted(levels.unique())
    ]


def _number(values: np.ndarray, attribute: Attribute, dtype: type) -> list[_Dimension]:
    """The scores of a number and, where it says something, the flag of lacking it."""
    scores = normal_scores(values)
    missing = np.isnan(scores)
    if missing.all():
        return []
    filled: np.ndarray = np.where(missing, np.median(scores[~missing]), scores).astype(dtype)
    dimensions = [_Dimension(attribute.name, attribute.name, attribute.block, filled)]
    low, high = INFORMATIVE_MISSING
    if low <= missing.mean() <= high:
        name = f"{attribute.name} ausente"
        dimensions.append(_Dimension(name, attribute.name, attribute.block, missing.astype(dtype), tells_missing=True))
    return dimensions


def _without_repeated_flags(dimensions: Iterable[_Dimension]) -> Iterator[_Dimension]:
    """Columns that lack exactly the same customers say so once: the first of them."""
    told: set[bytes] = set()
    for dimension in dimensions:
        pattern = np.packbits(dimension.values > 0).tobytes() if dimension.tells_missing else b""
        if pattern not in told:
            yield dimension
        if dimension.tells_missing:
            told.add(pattern)


def _balanced(values: np.ndarray, blocks: Sequence[str]) -> np.ndarray:
    centred = values - values.mean(axis=0)
    variances = pd.Series(centred.var(axis=0), index=list(blocks), dtype=float)
    totals = variances.groupby(level=0).transform("sum").to_numpy()
    return centred / np.sqrt(np.maximum(totals, 1.0)).astype(values.dtype)


def _positions(features: Features, block: str) -> np.ndarray:
    return np.flatnonzero(np.array(features.blocks) == block)


def _told_by(block: np.ndarray, holdings: csr_matrix) -> float:
    """Mean R2 of ridges from ``block`` (n, p) to each product, minus p / (n - 1): its expectation under chance."""
    n, p = block.shape
    owners = np.asarray(holdings.sum(axis=0), dtype=float).ravel()
    spread = owners * (1 - owners / n)
    told = spread > 0
    if not told.any():
        return 0.0
    centred = block.astype(np.float64) - block.mean(axis=0, dtype=np.float64)
    together = np.asarray(holdings.T.astype(np.float64) @ centred).T[:, told]
    gram = centred.T @ centred
    slopes = np.linalg.solve(gram + RIDGE * np.eye(p), together)
    explained = 2 * (slopes * together).sum(axis=0) - (slopes * (gram @ slopes)).sum(axis=0)
    return float((explained / spread[told]).mean() - p / (n - 1))
