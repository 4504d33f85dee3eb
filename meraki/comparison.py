"""What changed since the run before: customers, clusters, and what became of last time's advice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from meraki.columns import (
    ADVICE_DROPPED,
    ADVICE_NEW,
    ADVICE_TAKEN,
    CHANGES,
    CUSTOMER_GONE,
    CUSTOMER_MOVED,
    CUSTOMER_NEW,
    Column,
)

COLUMNS = [Column.CHANGE_KIND, Column.CUSTOMER, Column.PRODUCT, Column.CHANGE_FROM, Column.CHANGE_TO]
_PAIR = [Column.CUSTOMER, Column.PRODUCT]


@dataclass(frozen=True)
class State:
    """Where each customer stood in one run, and what was recommended.

    Attributes:
        clusters: CD_CLIENTE (unique), cluster.
        advice: CD_CLIENTE, PRODUTO, a row per recommendation.
    """

    clusters: pd.DataFrame
    advice: pd.DataFrame


def changes(before: State | None, now: State, owned: pd.DataFrame) -> pd.DataFrame:
    """mudancas.csv: a row per change, by kind, customer and product; no row without a run before.

    DE and PARA are the clusters before and now. Advice counts as taken up when the product, recommended in the run
    before, is owned now. Advice to customers who are gone is neither dropped nor taken up.

    Args:
        before: the run before, None where there is none.
        now: this run.
        owned: CD_CLIENTE, PRODUTO owned today, in the unit of the recommendations.
    """
    if before is None:
        return pd.DataFrame(columns=COLUMNS)
    parts = [*_customers(before.clusters, now.clusters), *_advice(before, now, owned)]
    order = {kind: place for place, kind in enumerate(CHANGES)}
    table = pd.concat([part.reindex(columns=COLUMNS).astype("string") for part in parts])
    place = table[Column.CHANGE_KIND].map(order)
    return table.assign(place=place).sort_values(["place", *_PAIR], ignore_index=True)[COLUMNS]


def summary(table: pd.DataFrame, before: State | None, now: State) -> dict[str, Any]:
    """Counts of each kind, the numbers of clusters, the recommendations of the run before, the share of them taken up.

    ``conversao`` is None where the run before gave no advice (or there was none). Without the numbers of clusters
    nobody could tell customers who changed from clusters that were drawn anew.
    """
    counts = table[Column.CHANGE_KIND].value_counts()
    given = 0 if before is None else len(before.advice)
    taken = int(counts.get(ADVICE_TAKEN, 0))
    return {
        "contagens": {kind: int(counts.get(kind, 0)) for kind in CHANGES},
        "numero_de_clusters": {"antes": None if before is None else _clusters(before), "agora": _clusters(now)},
        "recomendacoes_anteriores": given,
        "conversao": round(taken / given, 9) if given else None,
    }


def _clusters(state: State) -> int:
    return int(state.clusters[Column.CLUSTER].nunique())


def _customers(before: pd.DataFrame, now: pd.DataFrame) -> list[pd.DataFrame]:
    clusters = now.rename(columns={Column.CLUSTER: Column.CHANGE_TO}).merge(
        before.rename(columns={Column.CLUSTER: Column.CHANGE_FROM}), on=Column.CUSTOMER, how="outer", indicator="side"
    )
    clusters = clusters.astype({Column.CHANGE_FROM: "Int64", Column.CHANGE_TO: "Int64"})
    both = clusters[clusters["side"] == "both"]
    return [
        clusters[clusters["side"] == "left_only"].assign(**{Column.CHANGE_KIND: CUSTOMER_NEW}),
        clusters[clusters["side"] == "right_only"].assign(**{Column.CHANGE_KIND: CUSTOMER_GONE}),
        both[both[Column.CHANGE_FROM] != both[Column.CHANGE_TO]].assign(**{Column.CHANGE_KIND: CUSTOMER_MOVED}),
    ]


def _advice(before: State, now: State, owned: pd.DataFrame) -> list[pd.DataFrame]:
    earlier = before.advice[before.advice[Column.CUSTOMER].isin(now.clusters[Column.CUSTOMER])][_PAIR]
    taken = earlier.merge(owned[_PAIR].drop_duplicates(), on=_PAIR)
    return [
        _without(now.advice[_PAIR], earlier).assign(**{Column.CHANGE_KIND: ADVICE_NEW}),
        _without(_without(earlier, now.advice), taken).assign(**{Column.CHANGE_KIND: ADVICE_DROPPED}),
        taken.assign(**{Column.CHANGE_KIND: ADVICE_TAKEN}),
    ]


def _without(pairs: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The pairs that are not among ``others``."""
    joined = pairs.merge(others[_PAIR].drop_duplicates(), on=_PAIR, how="left", indicator="side")
    return joined.loc[joined["side"] == "left_only", _PAIR]
