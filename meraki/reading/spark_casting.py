"""From text columns to typed ones with PySpark: the workers read the table of tens of millions of rows where it lies.

The rules are those of :mod:`meraki.reading.casting`, literally: its expressions type that table on the workers, batch
by batch, and the others here, so that both engines cannot differ. Structure, evidence and conventions are found
as for Polars. No disk has to be shared: a worker reads a file at its address (``s3a://`` or a path), and gets from here
what only this machine has (small tables as rows, a rewritten or unpacked part of the large one as a file).
Spark is an optional extra; nothing imports this module unless ``--engine spark`` asks for it.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, reduce
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import narwhals as nw
import polars as pl
import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark import SparkContext, SparkFiles
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.types import BooleanType, DataType, DateType, DoubleType, StringType, StructField, StructType

import meraki
from meraki.errors import ConfigurationError
from meraki.reading import archives, casting
from meraki.reading.casting import Source, conventions_of, gather_source, in_words, typed_rows
from meraki.reading.recognition import contract_by_name
from meraki.reading.table_contract import TableContract
from meraki.reading.tables import INVALID_SUFFIX, FilePart, TypedTable
from meraki.sources import SourceFile

_GLOB = re.compile(r"([][{}*?\\])")
"""Characters by which Spark would look for several files."""
_TYPES: dict[str, DataType] = {"number": DoubleType(), "date": DateType()}
Batches = Iterable[pa.RecordBatch]


def start_session() -> SparkSession:
    """The session of the environment (spark-submit, EMR, Databricks), else one on this machine, with this Python.

    Raises:
        ConfigurationError: Spark does not start, as without Java.
    """
    try:
        session = SparkSession.builder.appName("meraki-match").getOrCreate()
    except PySparkException as error:
        raise ConfigurationError(
            f"O Spark não começou ({error.getCondition() or type(error).__name__}).",
            where=f"JAVA_HOME={os.environ.get('JAVA_HOME', '')}",
            action="instale Java 17 (java -version deve responder), ou use --engine polars.",
        ) from error
    session.conf.set("spark.sql.session.timeZone", "UTC")
    context = session.sparkContext
    if (context.master or "").startswith("local") and "PYSPARK_PYTHON" not in os.environ:
        context.pythonExec = sys.executable
    _send_code(context)
    return session


def stays(file: SourceFile) -> bool:
    """Whether an object is left in its bucket: text, and its name is that of the table of tens of millions of rows.

    Raises:
        ConfigurationError: Spark cannot open it.
    """
    contract = contract_by_name(file.name)
    if contract is None or not contract.bulk or not _opens(file.address):
        return False
    packed = archives.first_bytes(file.path).startswith((b"PK", b"\x1f\x8b", b"\xd0\xcf"))
    if not packed:
        scan(start_session(), [file.address], 1, ",")
    return not packed


def cast_table(contract: TableContract, parts: list[FilePart]) -> TypedTable:
    """As :func:`meraki.reading.casting.cast_table`, over a Spark frame."""
    session = start_session()
    if not contract.bulk:
        table = casting.cast_table(contract, parts)
        rows: pl.LazyFrame = nw.to_native(table.frame)
        return replace(table, frame=nw.from_native(session.createDataFrame(_arrow(rows.collect()))))
    sources = [gather_source(contract, part) for part in parts]
    conventions = [conventions_of(source, sources) for source in sources]
    alike: dict[object, list[int]] = {}
    for number, part in enumerate(parts):
        alike.setdefault(part.header if part.plain and _opens(part.address) else number, []).append(number)
    frames = [
        _typed(session, sources[places[0]], conventions[places[0]], [parts[place] for place in places])
        for places in alike.values()
    ]
    return TypedTable(
        contract, nw.from_native(reduce(DataFrame.unionByName, frames)), tuple(parts), in_words(conventions)
    )


def scan(session: SparkSession, addresses: list[str], width: int, separator: str) -> DataFrame:
    """Rows of regular files as text, columns named by position.

    Raises:
        ConfigurationError: Spark cannot open one.
    """
    try:
        return session.read.csv(
            [_GLOB.sub(r"\\\1", address) for address in addresses],
            schema=_text(width),
            sep=separator,
            header=True,
            enforceSchema=True,
            quote="",
            escape="",
            encoding="UTF-8",
        )
    except (PySparkException, Py4JError) as error:
        raise _unreadable(str(error), addresses) from error


def schema_of(contract: TableContract) -> StructType:
    """Columns and types of a typed table, as Polars gives them."""
    fields: list[StructField] = []
    for column in contract.columns:
        fields.append(StructField(column.name, _TYPES.get(column.kind, StringType())))
        if column.kind in _TYPES:
            fields.append(StructField(column.name + INVALID_SUFFIX, BooleanType()))
    return StructType(fields)


def _send_code(context: SparkContext) -> None:
    """The workers get this package from here, once; they bring the libraries."""
    _, archive = _code()
    if not any(sent.endswith(Path(archive).name) for sent in context.listFiles):
        context.addPyFile(archive)


@lru_cache(1)
def _code() -> tuple[TemporaryDirectory[str], str]:
    """This package as a zip, with a name of this run's own, and the folder that goes when the run ends."""
    folder = TemporaryDirectory(prefix="meraki_codigo_", ignore_cleanup_errors=True)
    name = Path(folder.name) / Path(folder.name).name
    return folder, shutil.make_archive(str(name), "zip", Path(meraki.__file__).parents[1], "meraki")


def _opens(address: str) -> bool:
    """Whether Spark reads a file at its address; it passes over names that begin so."""
    return bool(address) and not PurePosixPath(address).name.startswith(("_", "."))


def _text(width: int) -> StructType:
    return StructType([StructField(f"c{position}", StringType()) for position in range(width)])


def _unreadable(told: str, addresses: list[str]) -> ConfigurationError:
    lacking = "ClassNotFoundException" in told or "UnsupportedFileSystem" in told
    what = "não sabe ler s3a://" if lacking else "não conseguiu abrir o arquivo"
    action = (
        "acrescente o hadoop-aws da versão do Hadoop desse Spark"
        if lacking
        else "confira as credenciais do s3a e o caminho"
    )
    first = told.strip().splitlines()[0] if told.strip() else "sem mensagem"
    return ConfigurationError(
        f"A sessão do Spark {what} ({first}).",
        where=addresses[0],
        action=f"{action} (docs/escala.md), ou use --engine polars.",
    )


def _typed(session: SparkSession, source: Source, conventions: dict[str, str], parts: list[FilePart]) -> DataFrame:
    """Parts that are alike; ``source`` is the first one's."""
    part = source.part
    if _opens(part.address):
        rows = scan(session, [each.address for each in parts], part.width, part.separator)
    else:
        rows = _sent(session, part)
    return rows.mapInArrow(_typing(source, conventions), schema_of(source.contract))


def _sent(session: SparkSession, part: FilePart) -> DataFrame:
    """The rows, as text, of a file that only this machine has: it goes to the workers, and one of them reads it."""
    assert isinstance(part.path, Path)
    session.sparkContext.addFile(part.path.as_uri())
    name = part.path.name

    def read(batches: Batches) -> Iterator[pa.RecordBatch]:
        for _ in batches:
            there = replace(part, path=Path(SparkFiles.get(name)))
            for rows in casting.scan(there).collect_batches():
                yield from _arrow(rows).to_batches()

    return session.range(0, 1, 1, 1).mapInArrow(read, _text(part.width))


def _typing(source: Source, conventions: dict[str, str]) -> Callable[[Batches], Iterator[pa.RecordBatch]]:
    """What a worker does with its batches; ``source`` travels to it without rows, nor the way to them."""
    source = replace(source, text=pl.LazyFrame(), part=replace(source.part, path=Path()))

    def typing(batches: Batches) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            rows = pl.DataFrame(pa.Table.from_batches([batch]))
            yield from _arrow(typed_rows(source, conventions, rows.lazy()).collect()).to_batches()

    return typing


def _arrow(rows: pl.DataFrame) -> pa.Table:
    return rows.to_arrow(compat_level=pl.CompatLevel.oldest())
