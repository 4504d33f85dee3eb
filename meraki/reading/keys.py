"""The customer key of a cell, and what programs write where they have nothing to say."""

from __future__ import annotations

import polars as pl

from meraki.reading.table_contract import ColumnContract
from meraki.reading.tables import NULL_WORDS, FilePart

STORE_SUFFIX_LENGTH = 2
"""A telemetry id is a customer code and two characters of its store, whatever they are."""
TOTALS = [word + mark for word in ("TOTAL", "TOTAL GERAL", "SUBTOTAL") for mark in ("", ":", " :")]
"""What stands for the key in a row that sums up the others."""
NO_KEYS = sorted({word.upper() for word in NULL_WORDS} | set(TOTALS))
KEYLESS, TOTAL_ROW = "chave vazia", "linha de total"
"""Why a row without a customer is rejected."""


def no_null_words(text: pl.Expr) -> pl.Expr:
    """Null where a text is a word for nothing."""
    return pl.when(~text.is_in(NULL_WORDS)).then(text)


def without_null_words(text: pl.DataFrame) -> pl.DataFrame:
    """Null where a cell is a word for nothing. Most columns hold none: only the short cells are looked at to see."""
    short = pl.all().filter(pl.all().str.len_bytes() <= max(map(len, NULL_WORDS)))
    names = [name for name, found in text.select(short.is_in(NULL_WORDS).any()).row(0, named=True).items() if found]
    return text.with_columns(no_null_words(pl.col(names))) if names else text


def key_of(text: pl.Expr, with_store: bool) -> pl.Expr:
    """The customer key of a cell whose blanks are normalised; null where that is nothing or no customer."""
    upper = text.str.to_uppercase()
    key = pl.when(~upper.is_in(NO_KEYS)).then(upper)
    if not with_store:
        return key
    customer = key.str.head(-STORE_SUFFIX_LENGTH)
    return pl.when(customer != "").then(customer)


def why_no_key(text: pl.Expr) -> pl.Expr:
    """The reason to reject a row of whose cell :func:`key_of` makes no key."""
    return pl.when(text.str.to_uppercase().is_in(TOTALS)).then(pl.lit(TOTAL_ROW)).otherwise(pl.lit(KEYLESS))


def but_titles(text: pl.Expr, part: FilePart, column: ColumnContract) -> pl.Expr:
    """Null where the title stands for the key: files that were put together keep their headers."""
    if column.name not in part.columns:
        return text
    title = " ".join(part.header[part.columns[column.name]].split()).upper()
    return pl.when(text.str.to_uppercase() != title).then(text)
