"""The tables behind the pages."""

from __future__ import annotations

import pandas as pd

from meraki.columns import Column
from meraki.dashboard import views

PEOPLE = pd.DataFrame(
    {
        Column.CUSTOMER: ["A", "B", "C", "D", "E"],
        Column.CLUSTER: [1, 1, 1, 1, 1],
        Column.HIRES: [0, 0, 0, 0, 7],
        Column.NPS_MEAN: [2.0, 5.0, 8.0, None, 9.0],
    }
)


def positions(code: str) -> dict[str, float]:
    table = views.standing(PEOPLE, code, [Column.HIRES, Column.NPS_MEAN])
    return dict(zip(table[Column.PROFILE_COLUMN], table["posicao"], strict=True))


def test_who_has_the_median_stands_in_the_middle_however_many_are_tied() -> None:
    assert positions("A")[Column.HIRES] == 0.5
    assert positions("E")[Column.HIRES] == 0.9


def test_position_is_the_share_below_with_ties_counted_half() -> None:
    assert positions("A")[Column.NPS_MEAN] == 0.125
    assert Column.NPS_MEAN not in positions("D")


def test_codes_that_begin_with_what_was_typed_come_first() -> None:
    codes = pd.Series(["XAB", "ABX", "AB1", "CC"])
    assert views.find_customers(codes, " ab ") == ["AB1", "ABX", "XAB"]
    assert views.find_customers(codes, "abx") == ["ABX"]
    assert views.find_customers(codes, " ") == []


def test_the_other_customers_of_a_product_are_all_others_with_or_without_a_product() -> None:
    held = pd.DataFrame({Column.CUSTOMER: ["A", "A", "B", "C"], Column.PRODUCT: ["X", "Y", "Y", "Z"]})
    table = views.used_together(held, "X", customers=5)
    assert table[[Column.PRODUCT, "com", "sem"]].to_numpy().tolist() == [["Y", 1.0, 0.25]]
