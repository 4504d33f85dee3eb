"""From text columns to typed ones, by contract, with the Polars engine.

Everything above this module is engine neutral; this one decides once per part how its numbers and dates are
written and builds the expressions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import narwhals as nw
import polars as pl

from meraki.reading import dates, numbers, remote
from meraki.reading.canonical import SEPARATOR
from meraki.reading.codes import spelt_alike
from meraki.reading.keys import but_titles, key_of, no_null_words, without_null_words
from meraki.reading.overlaps import overlapping
from meraki.reading.table_contract import ColumnContract, TableContract
from meraki.reading.tables import INVALID_SUFFIX, FilePart, TypedTable
from meraki.sources.remote import RemoteFile

Evidence = numbers.Evidence | dates.Evidence
BLANKS = r"[\s\u{a0}\u{200b}\u{feff}]+"
UNTIDY = [
    "  ",
    *(chr(code) for code in (9, 10, 11, 12, 13, 0x85, 0xA0, 0x200B, 0x2028, 0x2029, 0x202F, 0x3000, 0xFEFF)),
]
UNTIDY += [chr(code) for code in (0x1680, *range(0x2000, 0x200B), 0x205F)]
IN_WORDS = {
    "comma": "vírgula decimal",
    "point": "ponto decimal",
    "contradictory": "vírgula e ponto misturados: valores ambíguos viram nulos",
    "day first": "dia/mês/ano",
    "month first": "mês/dia/ano",
    "unknown": "AAAA-MM-DD",
}


@dataclass(frozen=True)
class Source:
    """One part as text, and what its number and date columns tell."""

    contract: TableContract
    part: FilePart
    text: pl.LazyFrame
    evidence: dict[str, Evidence]

    def columns(self, kind: str) -> list[ColumnContract]:
        """The contract's columns of one kind."""
        return [column for column in self.contract.columns if column.kind == kind]


def cast_table(contract: TableContract, parts: list[FilePart]) -> TypedTable:
    """Type every part by its own evidence (a part without any borrows the others') and stack them."""
    sources = [gather_source(contract, part) for part in parts]
    conventions = [conventions_of(source, sources) for source in sources]
    by_part = [_typed(source, found) for source, found in zip(sources, conventions, strict=True)]
    if contract.bulk:
        frames = tuple(nw.from_native(rows) for rows in by_part)
        return TypedTable(contract, nw.from_native(pl.concat(by_part)), tuple(parts), in_words(conventions), frames)
    rows = pl.collect_all(by_part)  # read by several queries, and small: one pass over the file is enough
    alike = overlapping(contract, parts, rows)
    return TypedTable(
        contract, nw.from_native(pl.concat(rows).lazy()), tuple(parts), in_words(conventions), overlaps=alike
    )


def in_words(conventions: list[dict[str, str]]) -> dict[str, str]:
    """Column -> how its parts were read, in Portuguese."""
    return {name: "; ".join(sorted({IN_WORDS[found[name]] for found in conventions})) for name in conventions[0]}


def scan(part: FilePart, types: Mapping[str, type[pl.DataType]] | None = None) -> pl.LazyFrame:
    """The part's rows, columns named by position: ``c0``, ``c1``, ...

    All text, but for the columns of a local file in ``types``; a cell that is none of its column's is an error.
    """
    if isinstance(part.path, RemoteFile):
        return remote.scan(part.path, part.separator, part.width)
    names = [f"c{position}" for position in range(part.width)]
    typed = {f"c{part.columns[name]}": kind for name, kind in (types or {}).items()}
    return pl.scan_csv(
        part.path,
        separator=SEPARATOR if part.canonical else part.separator,
        has_header=False,
        skip_lines=1,
        schema={**dict.fromkeys(names, pl.String), **typed},
        quote_char='"' if part.canonical else None,
    )


def gather_source(contract: TableContract, part: FilePart) -> Source:
    """A part's text and evidence; a bulk part that a machine wrote plainly needs none and stays on disk."""
    text = by_name(scan(part), contract, part)
    text = (
        _normalised(text, contract, part)
        if contract.bulk
        else _small(text.collect(engine="streaming"), contract, part).lazy()
    )
    if contract.bulk and part.plain:
        return Source(contract, part, text, {})
    present = {kind: _present(contract, part, kind) for kind in ("number", "date")}
    evidence: dict[str, Evidence] = {}
    if present["number"]:
        evidence |= numbers.gather(text, present["number"])
    if present["date"]:
        evidence |= dates.gather(text, present["date"])
    return Source(contract, part, text, evidence)


def _small(text: pl.DataFrame, contract: TableContract, part: FilePart) -> pl.DataFrame:
    codes = [column.name for column in contract.columns if column.kind == "code"]
    return spelt_alike(without_null_words(_tidy(text, part)), codes)


def by_name(rows: pl.LazyFrame, contract: TableContract, part: FilePart) -> pl.LazyFrame:
    """The contract's columns of rows as :func:`scan` names them; those the part lacks are null."""
    positions = {name: f"c{position}" for name, position in part.columns.items()}
    return rows.select(
        (pl.col(positions[column.name]) if column.name in positions else pl.lit(None, pl.String)).alias(column.name)
        for column in contract.columns
    )


def _normalised(text: pl.LazyFrame, contract: TableContract, part: FilePart) -> pl.LazyFrame:
    """Rows of a bulk part with single blanks, and no word for nothing where a number or a date should be."""
    single = text if part.clean else text.with_columns(single_blanks(pl.all()))
    parsed = [column.name for column in contract.columns if column.kind in ("number", "date")]
    return single if part.plain else single.with_columns(no_null_words(pl.col(parsed)))


def typed_rows(source: Source, conventions: dict[str, str], rows: pl.LazyFrame) -> pl.LazyFrame:
    """Some rows of a source, as text by position, typed by what is known of all of it."""
    text = _normalised(by_name(rows, source.contract, source.part), source.contract, source.part)
    return _typed(replace(source, text=text), conventions)


def _tidy(text: pl.DataFrame, part: FilePart) -> pl.DataFrame:
    """Text with single blanks and empty as null; only columns that need it are touched, the pattern is slow."""
    if part.clean:
        return text
    blank = pl.all().str
    untidy = blank.contains_any(UNTIDY) | blank.starts_with(" ") | blank.ends_with(" ") | (pl.all() == "")
    names = [name for name, found in text.select(untidy.any()).row(0, named=True).items() if found]
    return text.with_columns(single_blanks(pl.col(names))) if names else text


def single_blanks(text: pl.Expr) -> pl.Expr:
    """Text with single blanks and none at its ends; null where nothing is left."""
    single = text.str.replace_all(BLANKS, " ").str.strip_chars(" ")
    return pl.when(single != "").then(single)


def _present(contract: TableContract, part: FilePart, kind: str) -> list[str]:
    return [column.name for column in contract.columns if column.kind == kind and column.name in part.columns]


def conventions_of(source: Source, sources: list[Source]) -> dict[str, str]:
    """Number and date column -> the mark or the order it is read by.

    A part without evidence borrows the others'.
    """
    found: dict[str, str] = {}
    for column in source.contract.columns:
        if column.kind in ("number", "date"):
            own = source.evidence.get(column.name)
            told = own if _settles_itself(source, own) else _total(column.name, sources)
            found[column.name] = _decide(column, told)
    return found


def _settles_itself(source: Source, own: Evidence | None) -> bool:
    """Whether others have nothing to tell: commas between the fields of a bulk part leave none for its numbers."""
    if own is None:
        return source.contract.bulk and source.part.plain
    unquoted = source.contract.bulk and source.part.separator == "," and not source.part.canonical
    return own.tells or (unquoted and (isinstance(own, numbers.Evidence) or not own.odd))


def _total(name: str, sources: list[Source]) -> Evidence | None:
    total: Evidence | None = None
    for source in sources:
        if name in source.evidence:
            own = source.evidence[name]
            total = own if total is None else total + own  # type: ignore[operator]
    return total


def _decide(column: ColumnContract, evidence: Evidence | None) -> str:
    if isinstance(evidence, numbers.Evidence):
        return evidence.decide(column.decimal)
    if isinstance(evidence, dates.Evidence):
        return evidence.decide(column.month_first)
    return column.decimal if column.kind == "number" else "unknown"


def _typed(source: Source, conventions: dict[str, str]) -> pl.LazyFrame:
    odd = [column.name for column in source.columns("number") if not _is_simple(source, column.name, conventions)]
    frame = numbers.parse(source.text, {name: conventions[name] for name in odd}) if odd else source.text  # type: ignore[misc]
    return frame.select(
        expression for column in source.contract.columns for expression in _column(source, column, conventions, odd)
    )


def _is_simple(source: Source, name: str, conventions: dict[str, str]) -> bool:
    evidence = source.evidence.get(name)
    return not isinstance(evidence, numbers.Evidence) or evidence.is_simple(conventions[name])  # type: ignore[arg-type]


def _column(source: Source, column: ColumnContract, conventions: dict[str, str], odd: list[str]) -> list[pl.Expr]:
    text = pl.col(column.name)
    if column.kind in ("key", "store_key"):
        return [key_of(but_titles(text, source.part, column), column.kind == "store_key").alias(column.name)]
    if column.kind in ("text", "code"):
        return [text]
    if column.kind == "number":
        value = pl.col(f"{column.name}|value") if column.name in odd else _simple(text, conventions[column.name])
        value = pl.when(value.is_finite()).then(value)
    else:
        value = _date(source, text, column.name, conventions[column.name])
    invalid = text.is_not_null() & value.is_null()
    return [value.alias(column.name), invalid.alias(column.name + INVALID_SUFFIX)]


def _simple(text: pl.Expr, convention: str) -> pl.Expr:
    return numbers.parse_simple(text, convention)  # type: ignore[arg-type]


def _date(source: Source, text: pl.Expr, name: str, convention: str) -> pl.Expr:
    evidence = source.evidence.get(name)
    if evidence is None or not evidence.odd:
        return dates.parse_simple(text)
    return dates.parse(text, convention, source.part.spreadsheet)  # type: ignore[arg-type]
