"""The one place that knows which engine runs the queries over raw rows, and what it keeps of them."""

from __future__ import annotations

import narwhals as nw
import polars as pl

from meraki.errors import ConfigurationError
from meraki.reading.casting import cast_table
from meraki.reading.read import Cast


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
        return native.collect(engine="streaming")
    found = pl.from_arrow(frame.collect("pyarrow").to_arrow())
    assert isinstance(found, pl.DataFrame)
    return found
