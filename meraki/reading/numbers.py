"""Numbers in any spelling, never off by a power of ten.

A spelling either says by itself where its decimals begin (``1.234,56``; ``1,5``; ``2.75``; ``1.234.567``) or is
ambiguous (``1.234`` and ``1,234``: three digits behind one mark). The ambiguous ones are decided for the whole
column by the others, else by what the warehouse usually writes in it; where the others contradict each other they
are no numbers at all, and are counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

Decimal = Literal["comma", "point", "contradictory"]
OVERWHELMING = 20
"""Times one mark must outnumber the other before a column with both is settled."""

NOISE = "(?i)r\\$|us\\$|brl|[ \t\u00a0\u202f%'’]"
SPELLINGS = {
    "plain": r"^[0-9]+\.?$|^[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+$",
    "ambiguous point": r"^[1-9][0-9]{0,2}\.[0-9]{3}$",
    "ambiguous comma": r"^[1-9][0-9]{0,2},[0-9]{3}$",
    "comma": r"^[0-9]*,[0-9]+([eE][+-]?[0-9]+)?$|^[0-9]{1,3}(\.[0-9]{3}){2,}$|^[0-9]{1,3}(\.[0-9]{3})+,[0-9]+$",
    "point": r"^[0-9]*\.[0-9]+$|^[0-9]{1,3}(,[0-9]{3}){2,}$|^[0-9]{1,3}(,[0-9]{3})+\.[0-9]+$",
}
_SIMPLE = r"^-?[0-9]+([.,][0-9]+)?$"


@dataclass(frozen=True)
class Evidence:
    """How many values of a column say comma, say point, or could be either; and how many are oddly spelt."""

    comma: int
    point: int
    ambiguous_comma: int
    ambiguous_point: int
    odd: int

    def __add__(self, other: Evidence) -> Evidence:
        return Evidence(
            self.comma + other.comma,
            self.point + other.point,
            self.ambiguous_comma + other.ambiguous_comma,
            self.ambiguous_point + other.ambiguous_point,
            self.odd + other.odd,
        )

    @property
    def tells(self) -> bool:
        """Whether any value says by itself which mark it uses."""
        return bool(self.comma or self.point)

    def decide(self, usual: Literal["comma", "point"]) -> Decimal:
        """The mark before the decimals of the ambiguous values."""
        if not self.tells:
            return usual
        if self.comma >= OVERWHELMING * self.point:
            return "comma"
        return "point" if self.point >= OVERWHELMING * self.comma else "contradictory"

    def is_simple(self, decimal: Decimal) -> bool:
        """Whether replacing the decimal mark is all there is to do: no noise, no grouping, one mark only."""
        strange = {"comma": self.point + self.ambiguous_point, "point": self.comma + self.ambiguous_comma}
        return not self.odd and not strange.get(decimal, 1)


def gather(frame: pl.LazyFrame, columns: list[str]) -> dict[str, Evidence]:
    """Evidence of each text column, in one pass over ``frame``."""
    kinds = ("comma", "point", "ambiguous comma", "ambiguous point")
    counts = [(pl.col(f"{name}|spelling") == kind).sum().alias(f"{name}|{kind}") for name in columns for kind in kinds]
    odd = [(~pl.col(name).str.contains(_SIMPLE)).sum().alias(f"{name}|odd") for name in columns]
    row = _spelt(frame, columns).select(counts + odd).collect(engine="streaming").row(0, named=True)
    return {name: Evidence(*(row[f"{name}|{kind}"] for kind in (*kinds, "odd"))) for name in columns}


def parse_simple(text: pl.Expr, decimal: Decimal) -> pl.Expr:
    """Float64 of a column whose evidence is simple."""
    spelt = text.str.replace(",", ".", literal=True) if decimal == "comma" else text
    return spelt.cast(pl.Float64, strict=False)


def parse(frame: pl.LazyFrame, decimals: dict[str, Decimal]) -> pl.LazyFrame:
    """Add ``<column>|value``: the Float64 of each text column, null where there is no number.

    Understands ``R$``, ``%`` (as written: ``5 %`` is 5), blanks, parentheses and a trailing minus as negative.
    """
    digits = [_digits(name, decimal).alias(f"{name}|digits") for name, decimal in decimals.items()]
    values = [_signed(name).alias(f"{name}|value") for name in decimals]
    return _spelt(frame, list(decimals)).with_columns(digits).with_columns(values)


def _spelt(frame: pl.LazyFrame, columns: list[str]) -> pl.LazyFrame:
    """Add ``|bare`` (no noise), ``|body`` (no sign) and ``|spelling``, one after the other: each is used often."""
    return (
        frame.with_columns(_bare(name).alias(f"{name}|bare") for name in columns)
        .with_columns(_body(name).alias(f"{name}|body") for name in columns)
        .with_columns(_spelling(name).alias(f"{name}|spelling") for name in columns)
    )


def _bare(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all(NOISE, "").str.replace_all("[−–]", "-")


def _body(name: str) -> pl.Expr:
    """At most one sign, before or behind, or one pair of parentheses is taken off."""
    bare = pl.col(f"{name}|bare")
    leading = bare.str.replace(r"^[+-]", "")
    enclosed = bare.str.replace(r"^\(([^()]*)\)$", "$1")
    trailing = bare.str.replace(r"^([^+-].*)-$", "$1")
    return pl.when(leading != bare).then(leading).when(enclosed != bare).then(enclosed).otherwise(trailing)


def _spelling(name: str) -> pl.Expr:
    body, chain = pl.col(f"{name}|body"), pl.lit(None, pl.String)
    for kind, pattern in reversed(SPELLINGS.items()):
        chain = pl.when(body.str.contains(pattern)).then(pl.lit(kind)).otherwise(chain)
    return chain


def _digits(name: str, decimal: Decimal) -> pl.Expr:
    body, spelling = pl.col(f"{name}|body"), pl.col(f"{name}|spelling")
    point_groups, comma_groups = (
        body.str.replace_all(".", "", literal=True),
        body.str.replace_all(",", "", literal=True),
    )
    as_comma = point_groups.str.replace(",", ".", literal=True)
    reading = {"plain": body, "comma": as_comma, "point": comma_groups}
    if decimal != "contradictory":
        reading |= {
            "ambiguous point": body if decimal == "point" else point_groups,
            "ambiguous comma": as_comma if decimal == "comma" else comma_groups,
        }
    chain = pl.lit(None, pl.String)
    for kind, digits in reading.items():
        chain = pl.when(spelling == kind).then(digits).otherwise(chain)
    return chain


def _signed(name: str) -> pl.Expr:
    magnitude = pl.col(f"{name}|digits").cast(pl.Float64, strict=False)
    negative = pl.col(f"{name}|bare").str.contains(r"^-|-$|^\(.*\)$")
    return pl.when(negative).then(-magnitude).otherwise(magnitude)
