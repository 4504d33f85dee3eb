"""The one place that knows which engine runs the queries over raw rows, and what it keeps of them."""

from __future__ import annotations

from types import ModuleType

import narwhals as nw
import polars as pl

from meraki.errors import ConfigurationError
from meraki.reading.casting import cast_table
from meraki.reading.read import Cast
from meraki.sources.open import Stays


def cast_of(engine: str) -> Cast:
    """How tables are typed with the engine ``polars`` or ``spark``.

    Raises:
        ConfigurationError: Spark is asked for and not installed, or does not start.
    """
    return cast_table if engine == "polars" else _spark().cast_table


def stays_of(engine: str) -> Stays:
    """Which objects the engine reads in their bucket, without a copy here; errors as :func:`cast_of`."""
    return _spark().stays if engine == "spark" else lambda file: False


def _spark() -> ModuleType:
    try:
        from meraki.reading import spark_casting  # noqa: PLC0415  an optional extra
    except ImportError as error:
        raise ConfigurationError(
            f"O motor Spark não está instalado (falta {error.name}).",
            where="--engine spark",
            action="rode pip install -r requirements-spark.txt ou use --engine polars.",
        ) from error
    spark_casting.start_session()  # now: it may lack Java, and files take long to check
    return spark_casting


def collect(frame: nw.LazyFrame) -> pl.DataFrame:
    """Run a query; Polars streams it, another engine hands over Arrow."""
    native = nw.to_native(frame)
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    found = pl.from_arrow(frame.collect("pyarrow").to_arrow())
    assert isinstance(found, pl.DataFrame)
    return found
