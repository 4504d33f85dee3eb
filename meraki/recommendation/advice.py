"""The facade: from holdings, attributes and clusters to the recommendation table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from meraki.recommendation.portfolio import Portfolio
from meraki.recommendation.rules import AnalystRules


@dataclass(frozen=True)
class RecommendationParameters:
    """How many, how varied, with which seed."""

    top_n: int = 3
    seed: int = 42
    diversity: float = 0.0
    discontinued_months: int = 24


@dataclass(frozen=True)
class Advice:
    """What stage 2 writes.

    Attributes:
        recommendations: recomendacoes_por_cliente.csv, exactly the columns of docs/arquitetura.md, sorted by CD_CLIENTE, RANK.
        cluster_products: recomendacoes_por_cluster.csv, same.
        choice: JSON-ready ``{"forma", "parametros", "evento", "tabela": [...], "segundos", "avisos": [sentence]}``.
    """

    recommendations: pd.DataFrame
    cluster_products: pd.DataFrame
    choice: dict[str, Any]


def advise(
    portfolio: Portfolio,
    base: pd.DataFrame,
    features: np.ndarray,
    labels: np.ndarray,
    parameters: RecommendationParameters,
    rules: AnalystRules,
) -> Advice:
    """Choose the form on an inner validation split, fit it on everything, and advise each customer.

    Args:
        portfolio: n customers x m products.
        base: the analytic base, n rows in the order of ``portfolio.customers`` (CD_CLIENTE as a column or the index);
            every column is optional: DS_SEGMENTO, UF, FAT_FAIXA, NPS_MEDIO, NPS_ULTIMO, QTD_CHAMADOS_ABERTOS, DT_REFERENCIA.
        features: (n, p) finite floats built from ``safe_attributes(base)``; p may be 0.
        labels: (n,) the people's cluster of each customer, 1..k.
        parameters: how many, how varied, the seed.
        rules: the analyst's exclusions.
    """
    raise NotImplementedError
