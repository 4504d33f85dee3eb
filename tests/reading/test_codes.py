"""A code of digits is one however it is spelt; other codes stay as they are."""

from __future__ import annotations

import polars as pl
import pytest

from meraki.reading.codes import spelt_alike


@pytest.mark.parametrize(
    ("spelt", "expected"),
    [
        *((spelling, "12345678") for spelling in ("12345678", "0012345678", "12345678.0", "12345678,00")),
        *((spelling, "12345678") for spelling in ("12.345.678", "12,345,678", "12.345.678,00")),
        *(("0", "0"), ("00", "0"), ("0.0", "0"), ("100", "100"), ("1.000", "1000"), ("10.0", "10"), ("1.5", "1.5")),
        *((other, other) for other in ("08A", "AUT.04.000450", "2010067-2", "1.23.456", "")),
        (None, None),
    ],
)
def test_a_code_of_digits_is_the_same_in_every_spelling(spelt: str | None, expected: str | None):
    text = pl.DataFrame({"a": ["8"], "c": pl.Series([spelt], dtype=pl.String)})
    assert spelt_alike(text, ["a", "c"]).rows() == [("8", expected)]
