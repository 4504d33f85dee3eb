"""Keys are made once for each distinct cell, whatever comes first."""

from __future__ import annotations

import polars as pl

from meraki.reading.contracts import TELEMETRY
from meraki.reading.plain import Keys

NAME = TELEMETRY.columns[0].name


def _given(keys: Keys, *cells: str | None) -> list[str | None]:
    rows = pl.DataFrame({NAME: pl.Series(cells, dtype=pl.String)}).with_columns(pl.col(NAME).cast(pl.Categorical))
    return keys.given(rows)[NAME].to_list()


def test_cells_of_every_store_have_their_customers_key() -> None:
    assert _given(Keys(TELEMETRY), "T000100", "t000101", "T000200") == ["T0001", "T0001", "T0002"]


def test_cells_seen_later_are_learnt_whether_their_numbers_are_higher_or_lower() -> None:
    early, late = "T9PLAIN00", "T8PLAIN00"
    numbers = pl.Series([early, late]).cast(pl.Categorical).to_physical()
    assert numbers[0] < numbers[1]
    keys = Keys(TELEMETRY)
    assert _given(keys, late) == ["T8PLAIN"]
    assert _given(keys, early, late, "T7PLAIN00") == ["T9PLAIN", "T8PLAIN", "T7PLAIN"]


def test_cells_without_a_key_stay_null_in_every_batch() -> None:
    keys = Keys(TELEMETRY)
    for _ in range(2):
        assert _given(keys, None, "00", "T000100") == [None, None, "T0001"]


def test_no_rows_have_no_keys() -> None:
    assert _given(Keys(TELEMETRY)) == []
