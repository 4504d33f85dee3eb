"""The one place that knows which engine runs the queries over raw rows."""

from __future__ import annotations

from pathlib import Path

import narwhals as nw
import polars as pl

from meraki.columns import Column
from meraki.errors import ConfigurationError
from meraki.reading.casting import cast_table
from meraki.reading.read import Cast
from meraki.reading.tables import TypedTable


def cast_of(engine: str) -> Cast:
    """How tables are typed with the engine ``polars`` or ``spark``.

    Raises:
        ConfigurationError: Spark is asked for and not installed.
    """
    if engine == "polars":
        return cast_table
    try:
        from meraki.reading.spark_casting import cast_table as spark  # noqa: PLC0415  an optional extra
    except ImportError as error:
        raise ConfigurationError(
            "O motor Spark não está instalado.", action="rode pip install pyspark ou use --engine polars."
        ) from error
    return spark


def collect(frame: nw.LazyFrame) -> pl.DataFrame:
    """Run a query; Polars streams it, another engine hands over Arrow."""
    native = nw.to_native(frame)
    if isinstance(native, pl.LazyFrame):
        return _as_text(native.collect(engine="streaming"))
    found = pl.from_arrow(frame.collect("pyarrow").to_arrow())
    assert isinstance(found, pl.DataFrame)
    return found


def collect_groups(frame: nw.LazyFrame) -> pl.DataFrame:
    """As :func:`collect`, for an aggregation that needs a group's values together: Polars does it faster in memory."""
    native = nw.to_native(frame)
    return _as_text(native.collect()) if isinstance(native, pl.LazyFrame) else collect(frame)


def _as_text(found: pl.DataFrame) -> pl.DataFrame:
    """Keys that :func:`spooled` numbered, as text again."""
    return found.with_columns(pl.col(pl.Categorical).cast(pl.String))


def spooled(table: TypedTable, path: Path) -> nw.LazyFrame:
    """The rows of a table from a columnar copy at ``path``: text is parsed once, however many queries follow.

    The keys of a bulk table are numbered: groups of numbers take a third of the time and memory of groups of texts.
    Spark keeps what it needs by itself; its frame comes back as it is.
    """
    native = nw.to_native(table.frame)
    if not isinstance(native, pl.LazyFrame):
        return table.frame
    if table.quick is None:
        _spool(native, path)
        return nw.from_native(pl.scan_parquet(path))
    numbered = pl.col(Column.CUSTOMER).cast(pl.Categorical)
    try:
        _spool(nw.to_native(table.quick).with_columns(numbered), path)
    except pl.exceptions.ComputeError:  # a number that does not parse: look at each cell
        _spool(native.with_columns(numbered), path)
    return nw.from_native(pl.scan_parquet(path))


def _spool(rows: pl.LazyFrame, path: Path) -> None:
    rows.sink_parquet(path, compression="lz4", statistics=False)
