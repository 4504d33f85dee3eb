"""Codes of digits in one spelling: files that went through a spreadsheet or another program spell them their way."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from meraki.reading.tables import DIGITS_OF_A_CODE

_ODD = "^0|[.,]"
"""Most columns hold nothing of these, and need no more than this look."""


def spelt_alike(text: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """``8`` for ``08``, ``8.0`` and ``8,00``, and ``1234`` for ``1.234``, in the columns ``names``; others stay."""
    odd = [name for name in names if text[name].str.contains(_ODD).any()]
    return text.with_columns(_alike(pl.col(name)) for name in odd)


def _alike(code: pl.Expr) -> pl.Expr:
    digits = code.str.replace("[.,]0{1,2}$", "").str.replace_all("[.,]", "").str.strip_chars_start("0")
    whole = pl.when(digits == "").then(pl.lit("0")).otherwise(digits)
    return pl.when(code.str.contains(DIGITS_OF_A_CODE)).then(whole).otherwise(code).name.keep()
