"""Plain parts of a bulk table: what a machine wrote needs no evidence, and is typed where that is cheapest.

Numbers are parsed with the file, keys once for each distinct cell, and dates only after grouping, when a few days are
left of millions of cells. Only the key is held as a number: to number a column costs more than to group its short text.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import cast

import narwhals as nw
import polars as pl

from meraki.reading import dates
from meraki.reading.casting import by_name, scan
from meraki.reading.keys import key_of
from meraki.reading.table_contract import ColumnContract, TableContract
from meraki.reading.tables import INVALID_SUFFIX, FilePart

FIRST = 1000
"""Lines that tell how a part writes its codes."""
WHOLE_NUMBER = re.compile("0|[1-9][0-9]{0,8}")
_PARSED_AS: dict[str, type[pl.DataType]] = {"key": pl.Categorical, "store_key": pl.Categorical, "number": pl.Float64}


class NotPlainError(Exception):
    """A part that looks plain holds a value that no machine writes; the message names its column."""


def plain_rows(contract: TableContract, part: FilePart, codes_as_text: bool = False) -> nw.LazyFrame:
    """The rows of a plain part, as in :attr:`TypedTable.frame` but for text, keys and dates.

    Those are neither normalised nor flagged yet. Keys are Categorical, the others String, but codes that begin as whole
    numbers UInt32 unless ``codes_as_text``. A query fails with Polars' ComputeError where a number is not written as a
    machine does, or a code is no whole number after all.
    """
    types = _types(contract, part) | ({} if codes_as_text else dict.fromkeys(_whole_numbers(contract, part), pl.UInt32))
    rows = by_name(scan(part, types), contract, part)
    return nw.from_native(rows.select(expression for column in contract.columns for expression in _column(column)))


def _types(contract: TableContract, part: FilePart) -> dict[str, type[pl.DataType]]:
    """How to parse each column that the part has."""
    present = [column for column in contract.columns if column.name in part.columns]
    return {column.name: _PARSED_AS.get(column.kind, pl.String) for column in present}


def _whole_numbers(contract: TableContract, part: FilePart) -> list[str]:
    """Columns of text that begin with whole numbers, some cells perhaps empty.

    A number padded further down is the same code.
    """
    names = [column.name for column in contract.columns if column.kind == "text" and column.name in part.columns]
    with part.path.open("rb") as file:
        rows = [line.decode().rstrip("\r\n").split(part.separator) for line in islice(file, 1, FIRST)]
    cells = {name: {row[part.columns[name]] for row in rows} - {""} for name in names}
    return [name for name, found in cells.items() if found and all(map(WHOLE_NUMBER.fullmatch, found))]


def _column(column: ColumnContract) -> list[pl.Expr]:
    cell = pl.col(column.name)
    if column.kind != "number":
        return [cell]
    number = cell.cast(pl.Float64)  # A column that the part lacks comes as text.
    infinite = number.is_infinite().fill_null(False)  # NaN is a word for nothing.
    return [pl.when(number.is_finite()).then(number), infinite.alias(column.name + INVALID_SUFFIX)]


class Keys:
    """Keys of the cells of a contract's first column, both Categorical; those made are kept for the next rows."""

    def __init__(self, contract: TableContract) -> None:
        self._column = contract.columns[0]
        self._known = pl.Series(dtype=pl.Categorical)  # by the number of the cell

    def given(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows of :func:`plain_rows` with keys in place of cells."""
        cells = rows[self._column.name]
        numbers = cells.to_physical()
        beyond = cast(int, numbers.max() or 0) + 1 - len(self._known)
        if beyond > 0:
            self._known = self._known.extend(self._known.clear(beyond))
        keys = self._known.gather(numbers)
        if keys.null_count() > cells.null_count():
            self._learn(cells.filter(keys.is_null()).drop_nulls().unique())
            keys = self._known.gather(numbers)
        return rows.with_columns(keys.alias(self._column.name))

    def _learn(self, cells: pl.Series) -> None:
        key = key_of(pl.col(cells.name).cast(pl.String), self._column.kind == "store_key").cast(pl.Categorical)
        self._known = self._known.scatter(cells.to_physical(), cells.to_frame().select(key).to_series())


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
