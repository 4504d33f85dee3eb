"""From text columns to typed ones with PySpark: the twin of :mod:`meraki.reading.casting`.

Structure, evidence and conventions are found as for Polars; only the expressions over the rows are Spark's.
Spark is an optional extra; nothing imports this module unless ``--engine spark`` asks for it.
"""

from __future__ import annotations

from functools import reduce

import narwhals as nw
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812  the name all of PySpark's documentation uses
from pyspark.sql.types import StringType, StructField, StructType

from meraki.keys import STORE_SUFFIX_LENGTH
from meraki.reading import dates, numbers
from meraki.reading.canonical import SEPARATOR
from meraki.reading.casting import Source, conventions_of, gather_source, in_words
from meraki.reading.contracts import ColumnContract, TableContract
from meraki.reading.tables import INVALID_SUFFIX, FilePart, TypedTable

BLANKS = "[\\s\u00a0\u200b\ufeff]+"


def start_session() -> SparkSession:
    """The session of the environment (spark-submit, EMR, Databricks), else one on this machine.

    Dates and numbers that do not parse must be null as in Polars, so ANSI errors are off.
    """
    session = SparkSession.builder.appName("meraki-match").getOrCreate()
    session.conf.set("spark.sql.ansi.enabled", "false")
    session.conf.set("spark.sql.legacy.timeParserPolicy", "CORRECTED")
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


def _typed(session: SparkSession, source: Source, conventions: dict[str, str]) -> DataFrame:
    rows = scan(session, source.part)
    text = rows.select(*(_text(column, source.part).alias(column.name) for column in source.contract.columns))
    return text.select(*(typed for column in source.contract.columns for typed in _column(source, column, conventions)))


def _text(column: ColumnContract, part: FilePart) -> Column:
    if column.name not in part.columns:
        return F.lit(None).cast("string")
    single = F.trim(F.regexp_replace(F.col(f"c{part.columns[column.name]}"), BLANKS, " "))
    return F.when(single != "", single)


def _column(source: Source, column: ColumnContract, conventions: dict[str, str]) -> list[Column]:
    text = F.col(f"`{column.name}`")
    if column.kind in ("key", "store_key"):
        return [_key(text, column.kind == "store_key").alias(column.name)]
    if column.kind == "text":
        return [text.alias(column.name)]
    convention = conventions[column.name]
    value = _number(text, convention) if column.kind == "number" else _date(text, convention, source.part.spreadsheet)
    invalid = text.isNotNull() & value.isNull()
    return [value.alias(column.name), invalid.alias(column.name + INVALID_SUFFIX)]


def _key(text: Column, with_store: bool) -> Column:
    key = F.upper(text)
    if not with_store:
        return key
    customer = F.substring(key, F.lit(1), F.greatest(F.length(key) - STORE_SUFFIX_LENGTH, F.lit(0)))
    return F.when(customer != "", customer)


def _number(text: Column, decimal: str) -> Column:
    """The rules of :mod:`meraki.reading.numbers`, expression by expression."""
    bare = F.regexp_replace(F.regexp_replace(text, numbers.NOISE, ""), "[−–]", "-")
    leading, enclosed = F.regexp_replace(bare, "^[+-]", ""), F.regexp_replace(bare, r"^\(([^()]*)\)$", "$1")
    trailing = F.regexp_replace(bare, "^([^+-].*)-$", "$1")
    body = F.when(leading != bare, leading).when(enclosed != bare, enclosed).otherwise(trailing)
    point_groups, comma_groups = F.replace(body, F.lit("."), F.lit("")), F.replace(body, F.lit(","), F.lit(""))
    as_comma = F.replace(point_groups, F.lit(","), F.lit("."))
    reading = {"plain": body, "comma": as_comma, "point": comma_groups}
    ambiguous = {
        "comma": {"ambiguous point": point_groups, "ambiguous comma": as_comma},
        "point": {"ambiguous point": body, "ambiguous comma": comma_groups},
    }.get(decimal, {})
    digits = F.lit(None).cast("string")
    for spelling, pattern in reversed(numbers.SPELLINGS.items()):
        said = (reading | ambiguous).get(spelling, F.lit(None).cast("string"))
        digits = F.when(body.rlike(pattern), said).otherwise(digits)
    magnitude = digits.cast("double")
    signed = F.when(bare.rlike(r"^-|-$|^\(.*\)$"), -magnitude).otherwise(magnitude)
    return F.when(F.abs(signed) < float("inf"), signed)


def _date(text: Column, order: str, spreadsheet: bool) -> Column:
    """The rules of :mod:`meraki.reading.dates`."""
    found = F.coalesce(_from_groups(text, dates.ISO, "123"), _from_groups(text, dates.COMPACT, "123"))
    first, second = (F.regexp_extract(text, dates.SLASHED, index).cast("int") for index in (1, 2))
    if order == "unknown":
        slashed = F.when(first == second, _from_groups(text, dates.SLASHED, "321"))
    else:
        slashed = _from_groups(text, dates.SLASHED, "321" if order == "day first" else "312")
    found = F.coalesce(found, slashed)
    return F.coalesce(found, _serial(text)) if spreadsheet else found


def _from_groups(text: Column, pattern: str, year_month_day: str) -> Column:
    year, month, day = (F.regexp_extract(text, pattern, int(index)) for index in year_month_day)
    parts = F.concat_ws("-", year, F.lpad(month, 2, "0"), F.lpad(day, 2, "0"))
    return F.when(text.rlike(pattern), F.to_date(parts, "yyyy-MM-dd"))


def _serial(text: Column) -> Column:
    days = F.floor(F.when(text.rlike(dates.SERIAL), text).cast("double")).cast("int")
    return F.when(days > 0, F.date_add(F.to_date(F.lit("1899-12-30")), days))
