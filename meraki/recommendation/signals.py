"""What to offer when: kind of advice, approach, and what is never offered."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from meraki.attributes import reference_date
from meraki.columns import (
    APPROACH_CARE,
    APPROACH_OFFER,
    APPROACH_UNKNOWN,
    DETRACTOR,
    KIND_CROSS_SELL,
    KIND_UPGRADE,
    Column,
)
from meraki.recommendation.learning import Barred
from meraki.recommendation.portfolio import Portfolio, values_at
from meraki.recommendation.rules import AnalystRules

MANY_TICKETS_SHARE, MANY_TICKETS_LEAST = 0.9, 3


def kinds(portfolio: Portfolio, row: np.ndarray, product: np.ndarray) -> np.ndarray:
    """TIPO of each recommendation: Upgrade when a contract of the customer is of the product's brand or line."""
    same = np.zeros(len(row), dtype=bool)
    for grouping in portfolio.groupings:
        wanted = grouping.of_product[product]
        known = wanted >= 0
        same[known] |= values_at(grouping.owned, row[known], wanted[known]) > 0
    return np.where(same, KIND_UPGRADE, KIND_CROSS_SELL)


def one_hot(codes: np.ndarray) -> csr_matrix:
    """(m, groups) membership; a code of -1 belongs nowhere."""
    known = np.flatnonzero(codes >= 0)
    shape = (len(codes), max(int(codes.max(initial=-1)) + 1, 1))
    return csr_matrix((np.ones(len(known), np.float32), (known, codes[known])), shape=shape)


def approaches(base: pd.DataFrame) -> np.ndarray:
    """ABORDAGEM of each customer (n).

    "cuidar antes de oferecer": mean or last answer is a detractor's (6 or less), or as many open tickets as the top
    tenth of those who have any (and three or more); "sem sinal": no answer and no ticket; else "oferecer agora".
    """
    nps = [_numbers(base, name) for name in (Column.NPS_MEAN, Column.NPS_LAST)]
    open_tickets = np.nan_to_num(_numbers(base, Column.OPEN_TICKETS))
    tickets = np.nan_to_num(_numbers(base, Column.TICKETS)) + open_tickets
    some = open_tickets[open_tickets > 0]
    many = max(MANY_TICKETS_LEAST, float(np.quantile(some, MANY_TICKETS_SHARE))) if len(some) else np.inf
    care = (nps[0] <= DETRACTOR) | (nps[1] <= DETRACTOR) | (open_tickets >= many)
    silent = np.isnan(nps[0]) & np.isnan(nps[1]) & (tickets == 0)
    return np.select([care, silent], [APPROACH_CARE, APPROACH_UNKNOWN], APPROACH_OFFER)


def barred(portfolio: Portfolio, base: pd.DataFrame, rules: AnalystRules, discontinued_months: int) -> Barred:
    """What must not be recommended, of products in use: what is not sold any more, owned families, the rules."""
    everything = np.ones(len(portfolio.products), dtype=bool)
    pairs = [(rules.is_vendor(base), everything)]
    pairs += [(rule.customers(base), rule.products(portfolio.products)) for rule in rules.exclusions]
    return Barred(
        products=discontinued(portfolio, base, discontinued_months),
        families=_families(portfolio.products),
        rules=tuple((customers, products) for customers, products in pairs if customers.any() and products.any()),
    )


def discontinued(portfolio: Portfolio, base: pd.DataFrame, months: int) -> np.ndarray:
    """(m,) not signed by anybody within ``months`` of the reference date; nothing with 0 months or without a date."""
    last = portfolio.products[Column.LAST_CONTRACT]
    today = reference_date(base)
    today = last.max() if pd.isna(today) else today
    if not months or pd.isna(today) or months >= 12 * (today.year - 1):  # before the first year nothing was signed
        return np.zeros(len(last), dtype=bool)
    return (last < today - pd.DateOffset(months=months)).to_numpy()


def _families(products: pd.DataFrame) -> csr_matrix | None:
    families = products[Column.PRODUCT]
    codes = pd.factorize(families)[0]
    informed = codes[codes >= 0]
    return one_hot(codes) if len(np.unique(informed)) < len(informed) else None


def _numbers(base: pd.DataFrame, name: str) -> np.ndarray:
    if name not in base.columns:
        return np.full(len(base), np.nan)
    return pd.to_numeric(base[name], errors="coerce").to_numpy(dtype=float)
