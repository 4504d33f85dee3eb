"""The rules of meraki/recommendation/signals.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from meraki.columns import (
    APPROACH_CARE,
    APPROACH_OFFER,
    APPROACH_UNKNOWN,
    KIND_CROSS_SELL,
    KIND_UPGRADE,
    Column,
)
from meraki.recommendation import AnalystRules, RecommendationParameters, advise, build_portfolio
from meraki.recommendation.signals import approaches, barred, discontinued, kinds


def _products() -> pd.DataFrame:
    """Everybody owns A, most own OLD, signed three years before; half own NEW; GONE has no active line."""
    rows = [(f"T{n:03d}", "A", "2025-01-01", 1) for n in range(120)]
    rows += [(f"T{n:03d}", "OLD", "2022-01-01", 1) for n in range(100)]
    rows += [(f"T{n:03d}", "NEW", "2025-01-01", 1) for n in range(0, 120, 2)]
    rows += [(f"T{n:03d}", "GONE", "2025-01-01", 0) for n in range(30)]
    columns = [Column.CUSTOMER, Column.PRODUCT, Column.LAST_CONTRACT, Column.ACTIVE]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(("months", "advised"), [(0, {"OLD", "NEW"}), (24, {"NEW"}), (60, {"OLD", "NEW"})])
def test_what_nobody_signs_any_more_is_left_out_when_asked(months: int, advised: set[str]) -> None:
    customers = pd.Index([f"T{n:03d}" for n in range(120)], name=Column.CUSTOMER)
    portfolio = build_portfolio(_products(), customers, Column.PRODUCT)
    base = pd.DataFrame({Column.CUSTOMER: customers, Column.REFERENCE_DATE: "2025-01-31"})
    parameters = RecommendationParameters(discontinued_months=months)
    advice = advise(portfolio, base, np.zeros((120, 0)), np.ones(120, dtype=int), parameters, AnalystRules())
    assert set(advice.recommendations[Column.PRODUCT]) == advised


def test_care_comes_before_the_offer_for_detractors_and_for_many_open_tickets() -> None:
    open_tickets = [0, 0, 0, 0, 2, 9, *[1] * 20]
    base = pd.DataFrame(
        {
            Column.NPS_MEAN: [6.0, 9.0, 9.0, None, None, None, *[None] * 20],
            Column.NPS_LAST: [None, 6.0, 9.0, None, None, None, *[None] * 20],
            Column.TICKETS: open_tickets,
            Column.OPEN_TICKETS: open_tickets,
        }
    )
    told = approaches(base)[:6].tolist()
    assert told == [
        APPROACH_CARE, APPROACH_CARE, APPROACH_OFFER, APPROACH_UNKNOWN, APPROACH_OFFER, APPROACH_CARE,
    ]  # fmt: skip


def test_of_those_with_open_tickets_the_tenth_with_most_is_cared_for() -> None:
    told = approaches(pd.DataFrame({Column.OPEN_TICKETS: [*range(1, 11), *[0] * 50]}))
    assert np.flatnonzero(told == APPROACH_CARE).tolist() == [9]


def test_an_upgrade_is_of_a_brand_or_line_that_a_contract_of_the_customer_is_of() -> None:
    """Most who own FRETE have it by the brand B; one has it by the brand C, and the new product is of that."""
    rows = [("T1", "FRETE", "B", 1), ("T2", "FRETE", "B", 1), ("T3", "FRETE", "C", 1), ("T4", "OUTRO", "C", 0)]
    rows += [("T5", "COLETOR", "C", 1), ("T6", "SEM MARCA", None, 1)]
    table = pd.DataFrame(rows, columns=[Column.CUSTOMER, Column.PRODUCT, Column.BRAND, Column.ACTIVE])
    customers = pd.Index(sorted(table[Column.CUSTOMER].unique()), name=Column.CUSTOMER)
    portfolio = build_portfolio(table, customers, Column.PRODUCT).owned_today()
    products = list(portfolio.products.index)
    asked = np.array([0, 2, 3, 4]), np.full(4, products.index("COLETOR"))
    assert kinds(portfolio, *asked).tolist() == [KIND_CROSS_SELL, KIND_UPGRADE, KIND_CROSS_SELL, KIND_UPGRADE]
    nameless = np.array([5]), np.array([products.index("SEM MARCA")])
    assert kinds(portfolio, *nameless).tolist() == [KIND_CROSS_SELL]
    nothing = np.array([], int), np.array([], int)
    assert kinds(portfolio, *nothing).tolist() == []


def test_a_line_bars_no_other_line_of_the_same_family() -> None:
    """Two lines whose contracts are mostly of one family are two things to sell; two products of it are one."""
    rows = [(f"T{n}", f"LINHA {line}", f"PRODUTO {line}", "FAMILIA") for n in range(3) for line in "AB"]
    columns = [Column.CUSTOMER, Column.REVENUE_LINE, Column.PRODUCT_NAME, Column.PRODUCT]
    table, customers = pd.DataFrame(rows, columns=columns), pd.Index([f"T{n}" for n in range(3)])
    base = pd.DataFrame({Column.CUSTOMER: customers})
    for unit, shared in ((Column.REVENUE_LINE, False), (Column.PRODUCT_NAME, True)):
        families = barred(build_portfolio(table, customers, unit), base, AnalystRules(), 0).families
        assert (families is not None) == shared


def test_nobody_is_advised_what_he_has_in_another_form_nor_two_forms_of_one() -> None:
    """Every tenth customer has nothing; the others one form of X or of Y, and Z alone is in one form."""
    owned = {"CDU X": range(0, 60, 2), "SMS X": range(1, 60, 2), "CDU Y": range(60, 90), "SMS Y": range(90, 120)}
    owned["Z"] = range(0, 120, 3)
    rows = [(f"T{n:03d}", name, name[-1]) for name, customers in owned.items() for n in customers if n % 10]
    table = pd.DataFrame(rows, columns=[Column.CUSTOMER, Column.PRODUCT_NAME, Column.PRODUCT])
    customers = pd.Index([f"T{n:03d}" for n in range(120)], name=Column.CUSTOMER)
    portfolio = build_portfolio(table, customers, Column.PRODUCT_NAME)
    base, labels = pd.DataFrame({Column.CUSTOMER: customers}), np.ones(120, dtype=int)
    advice = advise(portfolio, base, np.zeros((120, 0)), labels, RecommendationParameters(), AnalystRules())
    listed = advice.recommendations.assign(FAMILIA=advice.recommendations[Column.PRODUCT].str[-1])
    has = set(zip(table[Column.CUSTOMER], table[Column.PRODUCT], strict=True))
    assert not has & set(zip(listed[Column.CUSTOMER], listed["FAMILIA"], strict=True))
    assert not listed.duplicated([Column.CUSTOMER, "FAMILIA"]).any()
    assert listed.loc[listed[Column.CUSTOMER] == "T000", "FAMILIA"].nunique() == 3


def test_an_upgrade_is_of_a_line_of_the_customers_too_though_of_no_brand() -> None:
    rows = [("T1", "FRETE", "LOGISTICA"), ("T2", "FOLHA", "RH"), ("T3", "COLETOR", "LOGISTICA")]
    table = pd.DataFrame(rows, columns=[Column.CUSTOMER, Column.PRODUCT, Column.REVENUE_LINE])
    portfolio = build_portfolio(table, pd.Index(["T1", "T2", "T3"], name=Column.CUSTOMER), Column.PRODUCT)
    coletor = portfolio.products.index.get_loc("COLETOR")
    assert kinds(portfolio, np.array([0, 1]), np.full(2, coletor)).tolist() == [KIND_UPGRADE, KIND_CROSS_SELL]


def test_no_product_was_signed_before_the_first_year() -> None:
    portfolio = build_portfolio(_products(), pd.Index(sorted(_products()[Column.CUSTOMER].unique())), Column.PRODUCT)
    base = pd.DataFrame({Column.REFERENCE_DATE: pd.to_datetime(["0001-01-01"])})
    assert not discontinued(portfolio, base, 3).any()


def test_without_a_reference_date_the_last_signature_is_today_and_its_month_counts() -> None:
    customers = pd.Index([f"T{n:03d}" for n in range(120)])
    products = _products().replace({"2022-01-01": "2024-01-01"})
    portfolio = build_portfolio(products, customers, Column.PRODUCT).owned_today()
    gone = discontinued(portfolio, pd.DataFrame({Column.CUSTOMER: customers}), 11)
    assert portfolio.products.index[gone].tolist() == ["OLD"]
    assert not discontinued(portfolio, pd.DataFrame({Column.CUSTOMER: customers}), 12).any(), "signed that very day"
