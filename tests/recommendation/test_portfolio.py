"""Who owns what and since when, whatever of it is unknown."""

from __future__ import annotations

import pandas as pd

from meraki.columns import Column
from meraki.recommendation.portfolio import build_portfolio


def test_an_owned_product_without_a_date_is_owned_since_nobody_knows_when() -> None:
    rows = [("C1", "A", "1970-01-02"), ("C1", "B", None), ("C2", "A", "1970-01-01"), ("C2", "A", "1975-01-01")]
    table = pd.DataFrame(rows, columns=[Column.CUSTOMER, Column.PRODUCT, Column.FIRST_CONTRACT])
    portfolio = build_portfolio(table, pd.Index(["C1", "C2"]), Column.PRODUCT)
    assert portfolio.holdings.toarray().tolist() == [[1, 1], [1, 0]]
    assert portfolio.adopted is not None
    assert portfolio.adopted.toarray().tolist() == [[1, 0], [1, 0]], "days since 1970, its first counted as day 1"
