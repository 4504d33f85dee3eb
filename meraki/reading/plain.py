"""Plain parts of a bulk table: what a machine wrote needs no evidence, and is typed where that is cheapest.

Numbers are parsed with the file, keys once for each distinct cell, and dates only after grouping, when a few days are
left of millions of cells.
"""

from __future__ import annotations

from typing import cast

import narwhals as nw
import polars as pl

from meraki.reading import dates
from meraki.reading.casting import by_name, key_of, scan
from meraki.reading.contracts import ColumnContract, TableContract
from meraki.reading.tables import INVALID_SUFFIX, FilePart


class NotPlainError(Exception):
    """A part that looks plain holds a value that no machine writes; the message names its column."""


def plain_rows(contract: TableContract, part: FilePart) -> nw.LazyFrame:
    """The rows of a plain part, as in :attr:`TypedTable.frame` but for the key and dates, still text without a flag.

    A query over it fails with Polars' ComputeError where a number is not written as a machine does.
    """
    numbers = [column.name for column in contract.columns if column.kind == "number" and column.name in part.columns]
    rows = by_name(scan(part, numbers), contract, part)
    return nw.from_native(rows.select(expression for column in contract.columns for expression in _column(column)))


def _column(column: ColumnContract) -> list[pl.Expr]:
    cell = pl.col(column.name)
    if column.kind != "number":
        return [cell]
    number = cell.cast(pl.Float64)  # A column that the part lacks comes as text.
    finite = number.is_finite()
    return [pl.when(finite).then(number), (~finite).fill_null(False).alias(column.name + INVALID_SUFFIX)]


def with_keys(contract: TableContract, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of :func:`plain_rows` with keys, the cells of the key column given and the keys returned as Categorical."""
    column = contract.columns[0]
    cells = rows[column.name]
    distinct = cells.unique().drop_nulls()
    key = key_of(pl.col(column.name).cast(pl.String), column.kind == "store_key").cast(pl.Categorical)
    keys = distinct.to_frame().select(key).to_series()
    numbers = cells.to_physical()
    positions = pl.zeros(cast(int, numbers.max() or 0) + 1, pl.UInt32, eager=True)
    positions.scatter(distinct.to_physical(), range(len(distinct)))
    return rows.with_columns(keys.gather(positions.gather(numbers)))


def with_dates(contract: TableContract, groups: pl.DataFrame) -> pl.DataFrame:
    """Groups of :func:`plain_rows`, their dates typed, with the flag beside each; typed ones stay as they are.

    Raises:
        NotPlainError: a date is not YYYY-MM-DD.
    """
    dated = [column.name for column in contract.columns if column.kind == "date"]
    names = [name for name in dated if groups.schema.get(name) == pl.String]
    strange = [name for name, told in dates.gather(groups.lazy(), names).items() if told.odd] if names else []
    if strange:
        raise NotPlainError(", ".join(strange))
    days = [dates.parse_simple(pl.col(name)) for name in names]
    broken = [(pl.col(name).is_not_null() & day.is_null()) for name, day in zip(names, days, strict=True)]
    flags = [flag.alias(name + INVALID_SUFFIX) for name, flag in zip(names, broken, strict=True)]
    return groups.with_columns(*days, *flags)
