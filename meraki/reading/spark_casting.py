"""From text columns to typed ones with PySpark: Spark reads and spreads the rows, Polars types each batch of them.

The rules are those of :mod:`meraki.reading.casting`, literally: its expressions run on the workers, over Arrow
batches, so that both engines cannot differ. Structure, evidence and conventions are found as for Polars.
Spark is an optional extra; nothing imports this module unless ``--engine spark`` asks for it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import reduce

import narwhals as nw
import polars as pl
import pyarrow as pa
from pyspark import SparkConf
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import BooleanType, DataType, DateType, DoubleType, StringType, StructField, StructType

from meraki.reading.canonical import SEPARATOR
from meraki.reading.casting import Source, conventions_of, gather_source, in_words, typed_rows
from meraki.reading.contracts import TableContract
from meraki.reading.tables import INVALID_SUFFIX, FilePart, TypedTable

_TYPES: dict[str, DataType] = {"number": DoubleType(), "date": DateType()}
Batches = Iterable[pa.RecordBatch]


def start_session() -> SparkSession:
    """The session of the environment (spark-submit, EMR, Databricks), else one on this machine, with this Python."""
    if SparkConf().get("spark.master", "local").startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = SparkSession.builder.appName("meraki-match").getOrCreate()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session


def cast_table(contract: TableContract, parts: list[FilePart]) -> TypedTable:
    """As :func:`meraki.reading.casting.cast_table`, over a Spark frame."""
    session = start_session()
    sources = [gather_source(contract, part) for part in parts]
    conventions = [conventions_of(source, sources) for source in sources]
    frames = [_typed(session, source, found) for source, found in zip(sources, conventions, strict=True)]
    stacked = reduce(DataFrame.unionByName, frames)
    return TypedTable(contract, nw.from_native(stacked), tuple(parts), in_words(conventions))


def scan(session: SparkSession, part: FilePart) -> DataFrame:
    """The part's rows as text, columns named by position."""
    schema = StructType([StructField(f"c{position}", StringType()) for position in range(part.width)])
    return session.read.csv(
        part.path.as_posix(),
        schema=schema,
        sep=SEPARATOR if part.canonical else part.separator,
        header=True,
        enforceSchema=True,
        quote='"' if part.canonical else "",
        escape='"' if part.canonical else "",
        multiLine=part.canonical,
        encoding="UTF-8",
    )


def schema_of(contract: TableContract) -> StructType:
    """Columns and types of a typed table, as Polars gives them."""
    fields: list[StructField] = []
    for column in contract.columns:
        fields.append(StructField(column.name, _TYPES.get(column.kind, StringType())))
        if column.kind in _TYPES:
            fields.append(StructField(column.name + INVALID_SUFFIX, BooleanType()))
    return StructType(fields)


def _typed(session: SparkSession, source: Source, conventions: dict[str, str]) -> DataFrame:
    typing = _typing(replace(source, text=pl.LazyFrame()), conventions)
    return scan(session, source.part).mapInArrow(typing, schema_of(source.contract))


def _typing(source: Source, conventions: dict[str, str]) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    """What a worker does with its batches; ``source`` travels to it without rows."""

    def typing(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            rows = pl.DataFrame(pa.Table.from_batches([batch]))
            typed = typed_rows(source, conventions, rows.lazy()).collect()
            yield from typed.to_arrow(compat_level=pl.CompatLevel.oldest()).to_batches()

    return typing
