"""The rules of meraki/reports/sheets/product_page.py."""

from __future__ import annotations

import pandas as pd

from meraki.columns import Column
from meraki.reports.sheets.product_page import best_customers, subtitle


def _deals(products: int, customers: int) -> pd.DataFrame:
    """Each product for each customer, best first; the later product is worth more."""
    pairs = [(product, customer) for product in reversed(range(products)) for customer in range(customers)]
    return pd.DataFrame(
        {
            Column.PRODUCT: [f"P{product:03}" for product, _ in pairs],
            Column.CUSTOMER: [f"T{customer:02}" for _, customer in pairs],
            Column.EXPECTED_VALUE: [1000.0 * product - customer for product, customer in pairs],
            Column.SCORE: 0.5,
        }
    )


def test_of_each_product_the_ten_best_customers_are_listed() -> None:
    table = best_customers(_deals(2, 12))
    assert table[Column.PRODUCT].tolist() == ["P001"] * 10 + ["P000"] * 10
    assert table[Column.CUSTOMER].tolist() == [f"T{customer:02}" for customer in range(10)] * 2
    assert table["ORDEM"].tolist() == [*range(1, 11)] * 2


def test_the_300_products_worth_most_are_listed() -> None:
    table = best_customers(_deals(301, 1))
    assert table[Column.PRODUCT].tolist() == [f"P{product:03}" for product in range(300, 0, -1)]


def test_a_list_of_products_that_is_cut_says_so() -> None:
    assert subtitle(best_customers(_deals(301, 1)), 301).startswith("300 produtos, dos 301 com oportunidades, do maior")
    assert subtitle(best_customers(_deals(2, 1)), 2).startswith("2 produtos, do maior")
