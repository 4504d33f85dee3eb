"""The facade: from holdings, attributes and clusters to the recommendation table."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from meraki.attributes import band_numbers
from meraki.columns import Column
from meraki.recommendation.calibration import EVENT
from meraki.recommendation.choosing import Choice
from meraki.recommendation.evidence import NONE, evidence
from meraki.recommendation.forms import Crowd
from meraki.recommendation.learning import Ranking, learn, ranking
from meraki.recommendation.portfolio import Portfolio, values_at
from meraki.recommendation.potential import potential
from meraki.recommendation.reasons import had_before, reasons
from meraki.recommendation.rules import AnalystRules
from meraki.recommendation.signals import approaches, barred, kinds

COLUMNS = (
    Column.RECOMMENDATION_ID,
    Column.CUSTOMER,
    Column.CLUSTER,
    Column.RANK,
    Column.PRODUCT,
    Column.SCORE,
    Column.KIND,
    Column.APPROACH,
    Column.REASON,
    Column.POTENTIAL,
    Column.POTENTIAL_LOW,
    Column.POTENTIAL_HIGH,
    Column.POTENTIAL_LEVEL,
    Column.POTENTIAL_OWNERS,
    Column.EXPECTED_VALUE,
    Column.CLUSTER_CUSTOMERS,
    Column.CLUSTER_OWNERS,
    Column.CLUSTER_PENETRATION,
    Column.BASE_PENETRATION,
    Column.EVIDENCE_PRODUCT,
    Column.EVIDENCE_OWNERS,
    Column.EVIDENCE_BOTH,
    Column.CONFIDENCE,
    Column.CONFIDENCE_OTHERS,
    Column.LIFT,
)


@dataclass(frozen=True)
class RecommendationParameters:
    """How many, how varied, with which seed."""

    top_n: int = 3
    seed: int = 42
    diversity: float = 0.0
    discontinued_months: int = 0


@dataclass(frozen=True)
class Advice:
    """What stage 2 writes.

    Attributes:
        recommendations: recomendacoes_por_cliente.csv, exactly the columns of docs/arquitetura.md, sorted by the
            customer's place in the portfolio, then RANK.
        cluster_products: recomendacoes_por_cluster.csv, same.
        choice: JSON-ready ``{"forma", "parametros", "evento", "protocolo", "tabela": [...]}``.
        seconds: wall seconds of each form tried, and ``total``.
    """

    recommendations: pd.DataFrame
    cluster_products: pd.DataFrame
    choice: dict[str, Any]
    seconds: Mapping[str, float]


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
            every column is optional: DS_SEGMENTO, UF, FAT_FAIXA, NPS_MEDIO, NPS_ULTIMO, QTD_CHAMADOS,
            QTD_CHAMADOS_ABERTOS, DT_REFERENCIA.
        features: (n, p) finite floats built without ``REVEALING_COLUMNS``; p may be 0.
        labels: (n,) the people's cluster of each customer, 1..k.
        parameters: how many, how varied, the seed.
        rules: the analyst's exclusions.
    """
    portfolio = portfolio.owned_today()
    crowd = Crowd(portfolio.holdings, features, portfolio.contracts)
    recommender = learn(crowd, parameters.top_n, parameters.seed)
    forbidden = barred(portfolio, base, rules, parameters.discontinued_months)
    ranked = ranking(recommender, crowd, forbidden, parameters.top_n, parameters.diversity)
    table = _table(portfolio, base, labels, ranked, recommender.blend.links())
    choice = recommender.choice
    return Advice(table, _cluster_products(portfolio, labels, ranked), describe(choice), choice.seconds)


def describe(choice: Choice) -> dict[str, Any]:
    """The choice, JSON-ready and in Portuguese."""
    return {
        "forma": choice.label,
        "parametros": [{"forma": form.label, "peso": weight} for form, weight in choice.members],
        "evento": EVENT,
        "protocolo": choice.protocol,
        "tabela": list(choice.table),
    }


def _table(
    portfolio: Portfolio, base: pd.DataFrame, labels: np.ndarray, ranked: Ranking, links: np.ndarray | None
) -> pd.DataFrame:
    row, product = ranked.row, ranked.product
    names = portfolio.products.index.to_numpy(dtype=object)
    customers = portfolio.customers.to_numpy(dtype=object)
    speaks = evidence(portfolio.holdings, labels, row, product, links)
    position = speaks[Column.EVIDENCE_PRODUCT].to_numpy()
    others = np.where(position == NONE, None, names[position])
    worth = potential(portfolio.values, labels, _bands(base), row, product)
    score = np.round(ranked.score, 6)
    table = speaks.assign(
        **{
            Column.RECOMMENDATION_ID: identifiers(customers[row], names[product]),
            Column.CUSTOMER: portfolio.customers[row],
            Column.RANK: ranked.rank,
            Column.PRODUCT: names[product],
            Column.SCORE: score,
            Column.KIND: kinds(portfolio, row, product),
            Column.APPROACH: approaches(base)[row],
            Column.REASON: _reasons(portfolio, speaks, row, product),
            Column.EVIDENCE_PRODUCT: others,
            **{name: worth[name] for name in worth},
            Column.EXPECTED_VALUE: np.round(score * worth[Column.POTENTIAL], 2),
        }
    )
    return table[list(COLUMNS)]


def _reasons(portfolio: Portfolio, speaks: pd.DataFrame, row: np.ndarray, product: np.ndarray) -> pd.Series:
    """MOTIVO: it depends on the cluster and the two products alone, so each is made once and many rows share it; who
    had the product before is told so."""
    names = portfolio.products.index.to_numpy(dtype=object)
    other, m = speaks[Column.EVIDENCE_PRODUCT].to_numpy(), len(names)
    told = (speaks[Column.CLUSTER].to_numpy() * m + product) * (m + 1) + (other - NONE)
    _, first, place = np.unique(told, return_index=True, return_inverse=True)
    owners = np.asarray(portfolio.holdings.sum(axis=0)).ravel()[product[first]].astype(int)
    others = [None if position == NONE else names[position] for position in other[first]]
    sentences = reasons(speaks.iloc[first], list(names[product[first]]), others, pd.Series(owners))
    said = np.array(sentences, dtype=object)[place]
    if portfolio.former.nnz:
        had = np.flatnonzero(values_at(portfolio.former, row, product))
        said[had] = [had_before(sentence) for sentence in said[had]]
    return pd.Series(said, dtype=object)


def identifiers(customers: np.ndarray, products: np.ndarray) -> list[str]:
    """ID_RECOMENDACAO: 16 hexadecimal digits that depend on customer and product alone."""
    pairs = zip(customers, products, strict=True)
    return [hashlib.blake2b(f"{u}\x1f{y}".encode(), digest_size=8).hexdigest() for u, y in pairs]


def _bands(base: pd.DataFrame) -> np.ndarray:
    if Column.REVENUE_BAND not in base.columns:
        return np.full(len(base), -1.0)
    return band_numbers(base[Column.REVENUE_BAND]).fillna(-1).to_numpy()


def _cluster_products(portfolio: Portfolio, labels: np.ndarray, ranked: Ranking) -> pd.DataFrame:
    """A row per cluster and product that somebody of the cluster owns or is advised."""
    n, m = portfolio.holdings.shape
    everyone = np.asarray(portfolio.holdings.sum(axis=0), dtype=float).ravel() / n
    parts = []
    for cluster in np.unique(labels):
        members = labels == cluster
        owners = np.asarray(portfolio.holdings[members].sum(axis=0)).ravel().astype(int)
        advised = np.bincount(ranked.product[members[ranked.row]], minlength=m)
        y = np.flatnonzero((owners > 0) | (advised > 0))
        share = owners[y] / members.sum()
        parts.append(
            pd.DataFrame(
                {
                    Column.CLUSTER: cluster,
                    Column.PRODUCT: portfolio.products.index[y],
                    Column.QUANTITY: owners[y],
                    Column.PENETRATION: share,
                    Column.BASE_PENETRATION: everyone[y],
                    Column.LIFT: share / everyone[y],
                    Column.RECOMMENDATIONS: advised[y],
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    return table.sort_values(
        [Column.CLUSTER, Column.QUANTITY, Column.PRODUCT], ascending=[True, False, True], ignore_index=True
    )
