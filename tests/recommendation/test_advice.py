"""Advice from a table of products: what it learns from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from meraki.analyst_rules import AnalystRules
from meraki.columns import Column
from meraki.recommendation import RecommendationParameters, advise, build_portfolio, choosing
from meraki.recommendation.forms import Form
from meraki.recommendation.ridge import Ridge


@pytest.mark.parametrize("quantities", [True, False])
def test_the_form_is_chosen_by_dates_and_quantities_where_the_table_tells_them(
    monkeypatch: pytest.MonkeyPatch, quantities: bool
) -> None:
    forms: list[Form] = [Ridge(20.0)]
    monkeypatch.setattr(choosing, "candidates", lambda *_, **__: list(forms))
    random = np.random.default_rng(0)
    customer, product = np.nonzero(random.random((300, 8)) < 0.5)
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(random.integers(0, 1000, len(customer)), "D")
    customers = pd.Index([f"T{n:03d}" for n in range(300)], name=Column.CUSTOMER)
    table = pd.DataFrame({Column.CUSTOMER: customers[customer], Column.PRODUCT: [f"P{y}" for y in product]})
    table = table.assign(**{Column.FIRST_CONTRACT: days, Column.LAST_CONTRACT: days})
    table[Column.CONTRACTS] = random.integers(1, 9, len(table)) if quantities else 1
    portfolio = build_portfolio(table, customers, Column.PRODUCT)
    base, labels = pd.DataFrame({Column.CUSTOMER: customers}), np.ones(300, dtype=int)
    parameters = replace(RecommendationParameters(), discontinued_months=0)
    choice = advise(portfolio, base, np.zeros((300, 0)), labels, parameters, AnalystRules()).choice
    assert choice["protocolo"].startswith("por data")
    assert any("pela quantidade" in row["forma"] for row in choice["tabela"]) is quantities
