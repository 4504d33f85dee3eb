"""The key figures, computed once for workbook, report and charts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from meraki.columns import APPROACH_CARE, APPROACH_OFFER, APPROACH_UNKNOWN, Column
from meraki.reports.opportunities import cluster_ids, ranked
from meraki.reports.outputs import Outputs

FEW = 10
"""Of a cluster with fewer customers nothing is told as a finding or a headline: its figures are a customer's."""
WELL_APART = 0.25
"""Mean silhouette below which clusters overlap (Kaufman & Rousseeuw 1990: no substantial structure)."""


@dataclass(frozen=True)
class KeyFigures:
    """What a manager asks first. Money in R$; ``None`` where the outputs do not say.

    ``to_offer``, ``to_care`` and ``silent`` count the customers advised by their ABORDAGEM.
    """

    reference_date: str | None
    customers: int | None
    audience: int | None
    clusters: int
    opportunities: int
    customers_advised: int
    products_advised: int
    expected_value: float | None
    to_offer: int
    to_care: int
    silent: int


def key_figures(outputs: Outputs) -> KeyFigures:
    """Counts and sums over the ranked opportunities and the base."""
    deals = ranked(outputs)
    base = outputs.base if outputs.base is not None else outputs.clusters
    return KeyFigures(
        reference_date=reference_date(outputs),
        customers=None if base is None else len(base),
        audience=_audience_size(outputs),
        clusters=len(cluster_ids(outputs)),
        opportunities=0 if deals is None else len(deals),
        customers_advised=0 if deals is None else deals[Column.CUSTOMER].nunique(),
        products_advised=0 if deals is None else deals[Column.PRODUCT].nunique(),
        expected_value=None if deals is None else worth(deals),
        to_offer=_advised(deals, APPROACH_OFFER),
        to_care=_advised(deals, APPROACH_CARE),
        silent=_advised(deals, APPROACH_UNKNOWN),
    )


def worth(deals: pd.DataFrame) -> float:
    """VALOR_ESPERADO of all together, R$; NaN where none is known, for that is not zero; of no deals it is."""
    return float(deals[Column.EXPECTED_VALUE].sum(min_count=min(1, len(deals))))


def _advised(deals: pd.DataFrame | None, approach: str) -> int:
    return 0 if deals is None else deals.loc[deals[Column.APPROACH] == approach, Column.CUSTOMER].nunique()


def reference_date(outputs: Outputs) -> str | None:
    """The date that the data speak of, ``YYYY-MM-DD``; ``None`` when nothing says it."""
    if outputs.base is not None and Column.REFERENCE_DATE in outputs.base:
        dates = outputs.base[Column.REFERENCE_DATE].dropna()
        if len(dates):
            return str(dates.iloc[0])[:10]
    found = (outputs.quality or {}).get("data_referencia")
    return str(found)[:10] if found else None


def _audience_size(outputs: Outputs) -> int | None:
    for table in (outputs.base, outputs.clusters):
        if table is not None and Column.TARGET_AUDIENCE in table:
            return int((table[Column.TARGET_AUDIENCE] == 1).sum())
    return None


def cluster_table(outputs: Outputs) -> pd.DataFrame:
    """A row per cluster: customers, share, median revenue, mean NPS, opportunities and expected value.

    Columns: cluster, PERSONA, ROTULO, QTD_CLIENTES, PENETRACAO (share of all customers), MRR_12M (median of those
    known), NPS_MEDIO (mean of those who answered), QTD_RECOMENDACOES, VALOR_ESPERADO.
    """
    ids = cluster_ids(outputs)
    table = pd.DataFrame(index=pd.Index(ids, name=Column.CLUSTER))
    table[[Column.PERSONA, Column.PERSONA_LABEL]] = _persona_columns(outputs, ids)
    members = members_with_base(outputs)
    if members is not None:
        groups = members.groupby(Column.CLUSTER)
        table[Column.CUSTOMERS] = groups.size()
        table[Column.MRR] = groups[Column.MRR].median() if Column.MRR in members else None
        table[Column.NPS_MEAN] = groups[Column.NPS_MEAN].mean() if Column.NPS_MEAN in members else None
    elif outputs.personas is not None:
        table[Column.CUSTOMERS] = outputs.personas.set_index(Column.CLUSTER)[Column.CUSTOMERS]
    table = table.reindex(
        columns=[*table.columns, *{Column.CUSTOMERS, Column.MRR, Column.NPS_MEAN} - set(table.columns)]
    )
    table[Column.PENETRATION] = table[Column.CUSTOMERS] / table[Column.CUSTOMERS].sum()
    deals = ranked(outputs)
    sums = deals.groupby(Column.CLUSTER) if deals is not None else None
    table[Column.RECOMMENDATIONS] = 0 if sums is None else sums.size().reindex(ids).fillna(0).astype(int)
    table[Column.EXPECTED_VALUE] = 0.0 if sums is None else sums[Column.EXPECTED_VALUE].sum(min_count=1).reindex(ids)
    table.loc[table[Column.RECOMMENDATIONS] == 0, Column.EXPECTED_VALUE] = 0.0
    return table.reset_index()


def _persona_columns(outputs: Outputs, ids: list[int]) -> pd.DataFrame:
    names = [Column.PERSONA, Column.PERSONA_LABEL]
    if outputs.personas is None:
        return pd.DataFrame("", index=ids, columns=names)
    return outputs.personas.set_index(Column.CLUSTER).reindex(index=ids, columns=names).fillna("")


def members_with_base(outputs: Outputs) -> pd.DataFrame | None:
    """The base with the cluster of each customer; the clusters alone without a base; ``None`` without clusters."""
    if outputs.clusters is None:
        return None
    if outputs.base is None:
        return outputs.clusters
    extra = [column for column in outputs.clusters.columns if column not in outputs.base]
    clusters = outputs.clusters.drop_duplicates(Column.CUSTOMER).set_index(Column.CUSTOMER)[extra]
    return outputs.base.join(clusters, on=Column.CUSTOMER, how="inner")


def by_product(deals: pd.DataFrame) -> pd.DataFrame:
    """A row per product: QTD_RECOMENDACOES, VALOR_ESPERADO, SCORE (mean); best first."""
    groups = deals.groupby(Column.PRODUCT)
    table = pd.DataFrame(
        {
            Column.RECOMMENDATIONS: groups.size(),
            Column.EXPECTED_VALUE: groups[Column.EXPECTED_VALUE].sum(min_count=1),
            Column.SCORE: groups[Column.SCORE].mean(),
        }
    ).reset_index()
    return table.sort_values([Column.EXPECTED_VALUE, Column.PRODUCT], ascending=[False, True]).reset_index(drop=True)


def products_used(outputs: Outputs, cluster: int) -> pd.DataFrame:
    """The rows of recomendacoes_por_cluster.csv of what a cluster uses, most used first.

    QTD_RECOMENDACOES is counted in the ranked list, as everywhere else, not over all customers; absent without a list.
    """
    table, deals = outputs.cluster_products, ranked(outputs)
    assert table is not None
    mine = table[(table[Column.CLUSTER] == cluster) & (table[Column.QUANTITY] > 0)]
    used = mine.sort_values([Column.QUANTITY, Column.PRODUCT], ascending=[False, True])
    if deals is None:
        return used.drop(columns=Column.RECOMMENDATIONS, errors="ignore")
    advised = deals.loc[deals[Column.CLUSTER] == cluster, Column.PRODUCT].value_counts()
    return used.assign(**{Column.RECOMMENDATIONS: used[Column.PRODUCT].map(advised).fillna(0).astype(int)})
