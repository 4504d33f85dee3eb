"""Which product to offer to whom, why, and with what chance.

Pure: takes frames and matrices, gives frames and dicts; no file, no network.

The stage calls, in this order::

    portfolio = build_portfolio(products_table, customers, unit=Column.PRODUCT)
    features = safe_features(groups)     # (n, p), rows as ``customers``, without REVEALING_COLUMNS
    advice = advise(portfolio, base, features, labels, RecommendationParameters(top_n=3, seed=42), rules)
    evaluation = evaluate(portfolio, base, features, parameters)       # only with --evaluate
"""

from meraki.recommendation.advice import COLUMNS, Advice, RecommendationParameters, advise
from meraki.recommendation.evaluation import evaluate
from meraki.recommendation.leakage import COUNTED_COLUMNS, REVEALING_COLUMNS
from meraki.recommendation.portfolio import Portfolio, build_portfolio
from meraki.recommendation.rules import AnalystRules, parse_rules

__all__ = [
    "COLUMNS",
    "COUNTED_COLUMNS",
    "REVEALING_COLUMNS",
    "Advice",
    "AnalystRules",
    "Portfolio",
    "RecommendationParameters",
    "advise",
    "build_portfolio",
    "evaluate",
    "parse_rules",
]
