"""The one place that knows which engine runs the queries over raw rows, and what it keeps of them."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import narwhals as nw
import polars as pl

from meraki.columns import Column
from meraki.errors import ConfigurationError
from meraki.reading.casting import cast_table, quick_part
from meraki.reading.contracts import TableContract
from meraki.reading.read import Cast
from meraki.reading.tables import FilePart, TypedTable


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
    """Keys that :class:`Spool` numbered, as text again."""
    return found.with_columns(pl.col(pl.Categorical).cast(pl.String))


class Spool:
    """Columnar copies of tables in a folder: text is parsed once, however many queries follow.

    Plain parts of a bulk table are copied in the background as soon as they are known, while the next are checked.
    The keys of a bulk table are numbered: groups of numbers take a third of the time and memory of groups of texts.
    Spark keeps what it needs by itself; its frames come back as they are.
    """

    def __init__(self, folder: Path, engine: str) -> None:
        self._folder = folder
        self._eager = engine == "polars"
        self._worker = ThreadPoolExecutor(1)
        self._begun: dict[Path, Future[Path]] = {}

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *error: object) -> None:
        self._worker.shutdown(cancel_futures=True)

    def begin(self, contract: TableContract, part: FilePart) -> None:
        """Copy a part of a bulk table now, when nothing has to be known of the others."""
        if self._eager and contract.bulk and part.plain:
            path = self._folder / f"{contract.name}_{len(self._begun)}.parquet"
            self._begun[part.path] = self._worker.submit(_copy, _numbered(quick_part(contract, part)), path)

    def table(self, table: TypedTable) -> nw.LazyFrame:
        """The rows of a table, from copies."""
        native = nw.to_native(table.frame)
        if not isinstance(native, pl.LazyFrame):
            return table.frame
        path = self._folder / f"{table.name}.parquet"
        if table.quick is None:
            return nw.from_native(pl.scan_parquet(_copy(native, path)))
        try:
            copies = [self._part(table.name, i, part, table.quick[i]) for i, part in enumerate(table.parts)]
        except pl.exceptions.ComputeError:  # a number that does not parse: look at each cell
            copies = [_copy(_numbered(table.frame), path)]
        return nw.from_native(pl.scan_parquet(copies))

    def _part(self, name: str, number: int, part: FilePart, quick: nw.LazyFrame) -> Path:
        begun = self._begun.get(part.path)
        return begun.result() if begun else _copy(_numbered(quick), self._folder / f"{name}_parte_{number}.parquet")


def _numbered(frame: nw.LazyFrame) -> pl.LazyFrame:
    rows: pl.LazyFrame = nw.to_native(frame)
    return rows.with_columns(pl.col(Column.CUSTOMER).cast(pl.Categorical))


def _copy(rows: pl.LazyFrame, path: Path) -> Path:
    rows.sink_parquet(path, compression="lz4", statistics=False)
    return path
