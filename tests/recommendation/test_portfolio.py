"""Who owns what and since when, whatever of it is unknown."""

from __future__ import annotations

import pandas as pd
import pytest

from meraki.columns import Column
from meraki.errors import SourceError
from meraki.recommendation.portfolio import build_portfolio


def test_an_owned_product_without_a_date_is_owned_since_nobody_knows_when() -> None:
    rows = [("C1", "A", "1970-01-02"), ("C1", "B", None), ("C2", "A", "1970-01-01"), ("C2", "A", "1975-01-01")]
    table = pd.DataFrame(rows, columns=[Column.CUSTOMER, Column.PRODUCT, Column.FIRST_CONTRACT])
    portfolio = build_portfolio(table, pd.Index(["C1", "C2"]), Column.PRODUCT)
    assert portfolio.holdings.toarray().tolist() == [[1, 1], [1, 0]]
    assert portfolio.contracts.first.toarray().tolist() == [[1, 0], [1, 0]], (
        "days since 1970, its first counted as day 1"
    )


def test_customers_without_any_product_of_the_unit_are_not_called_strangers() -> None:
    table = pd.DataFrame({Column.CUSTOMER: ["C1", "Z9"], Column.PRODUCT: "A", Column.BRAND: [None, "M"]})
    with pytest.raises(SourceError, match="A coluna MARCA_TOTVS da tabela de produtos está vazia"):
        build_portfolio(table, pd.Index(["C1"]), Column.BRAND)
    with pytest.raises(SourceError, match="Nenhum cliente da base aparece"):
        build_portfolio(table, pd.Index(["C2"]), Column.BRAND)
