"""Clusters as people: levels, a name of its own, a paragraph with true numbers, a play (personas.csv)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from meraki.columns import HIGH, LOW, MIDDLE, UNMEASURED, Column
from meraki.persona_names import Traits, unique_names
from meraki.persona_plays import play_for
from meraki.persona_rules import Rules
from meraki.persona_shares import Share, telling_shares
from meraki.profile import ENOUGH_INFORMED, WHOLE
from meraki.wording import column_label, number, percent, segment_label

DIMENSIONS: dict[str, tuple[str, ...]] = {
    Column.LEVEL_REVENUE: (Column.MRR, Column.CONTRACT_VALUE),
    Column.LEVEL_SATISFACTION: (Column.NPS_MEAN,),
    Column.LEVEL_ACQUISITION: (Column.HIRES, Column.HIRES_VALUE),
    Column.LEVEL_TENURE: (Column.TENURE_MONTHS,),
    Column.LEVEL_ENGAGEMENT: (Column.EVENTS, Column.ACTIVE_DAYS, Column.MODULES),
    Column.LEVEL_SUPPORT: (Column.TICKETS, Column.OPEN_TICKETS),
}
"""The columns whose mean DIFERENCA makes the level of each dimension; those that are absent do not count."""
NOTICEABLE = 0.25
"""Standard deviations of rank from the whole (seven percentiles) from which a level is high or low."""
TYPICAL, TYPICAL_SHARE = 3, 0.02
"""Products named, and the part of the cluster that must use one for it to be typical: one in a thousand is not."""
TELLING_SHARE, TELLING_DIFFERENCE = 0.1, 0.02
"""A segment is told when it is a tenth of the cluster and this much above its share in the whole."""
_SAID = (Column.MRR, Column.CONTRACT_VALUE, Column.NPS_MEAN, Column.HIRES, Column.TENURE_MONTHS, Column.TICKETS)


@dataclass(frozen=True)
class _Cluster:
    """What the words about one cluster are made from."""

    number: int
    size: int
    total: int
    traits: Traits
    profile: pd.DataFrame
    whole: pd.DataFrame
    products: pd.DataFrame
    shares: list[Share]


def personas(
    base: pd.DataFrame,
    labels: np.ndarray,
    profile: pd.DataFrame,
    products: pd.DataFrame,
    rules: Sequence[Rules],
) -> pd.DataFrame:
    """personas.csv: a row per cluster 1..k, no two of the same name.

    Args:
        base: a row per customer; DS_SEGMENTO is used where present.
        labels: (n,) 1..k, none empty.
        profile: from :func:`meraki.profile.profile` of the same base and labels.
        products: recomendacoes_por_cluster.csv: cluster, PRODUTO, QTD, PENETRACAO, PENETRACAO_BASE.
        rules: of each cluster, from :func:`meraki.persona_rules.membership_rules`.
    """
    clusters = [_cluster(number, base, labels, profile, products) for number in range(1, int(labels.max()) + 1)]
    names = unique_names([cluster.traits for cluster in clusters])
    told = zip(clusters, names, _plays(clusters), rules, strict=True)
    rows = [_row(cluster, name, play, rule) for cluster, name, play, rule in told]
    return pd.DataFrame(rows)


def typical_products(products: pd.DataFrame) -> list[str]:
    """The three products that the cluster uses most beyond what the whole base does, then the most used."""
    beyond = (products[Column.PENETRATION] - products[Column.BASE_PENETRATION]).clip(lower=0)
    enough = products[Column.PENETRATION] >= TYPICAL_SHARE
    used = products.assign(beyond=beyond.where(enough, 0.0))[products[Column.QUANTITY] > 0]
    order = ["beyond", Column.PENETRATION, Column.PRODUCT]
    return used.sort_values(order, ascending=[False, False, True])[Column.PRODUCT].head(TYPICAL).tolist()


def _cluster(
    number: int, base: pd.DataFrame, labels: np.ndarray, profile: pd.DataFrame, products: pd.DataFrame
) -> _Cluster:
    inside = labels == number
    own = profile[profile[Column.CLUSTER] == number].set_index(Column.PROFILE_COLUMN)
    size = int(inside.sum())
    told = {dimension: _informed(base[inside], columns) / size for dimension, columns in DIMENSIONS.items()}
    levels = {dimension: _level(own, columns, told[dimension]) for dimension, columns in DIMENSIONS.items()}
    strengths = {dimension: _difference(own, columns) for dimension, columns in DIMENSIONS.items()}
    known = {column for columns in DIMENSIONS.values() for column in columns}
    shares = telling_shares(base, inside)
    had = {share.qualifier(): share.difference for share in shares if share.qualifier() and share.column not in known}
    known |= {share.column for share in shares}
    others = own[Column.DIFFERENCE].drop(list(known & set(own.index))).fillna(0.0)
    return _Cluster(
        number=number,
        size=size,
        total=len(labels),
        traits=Traits(levels, strengths, _segment(base, inside), others.to_dict(), had),
        profile=own,
        whole=profile[profile[Column.CLUSTER] == WHOLE].set_index(Column.PROFILE_COLUMN),
        products=products[products[Column.CLUSTER] == number],
        shares=shares,
    )


def _difference(own: pd.DataFrame, columns: Sequence[str]) -> float:
    """Mean DIFERENCA of the columns that are there; 0 without any."""
    found = own.reindex(columns)[Column.DIFFERENCE].dropna()
    return float(found.mean()) if len(found) else 0.0


def _informed(members: pd.DataFrame, columns: Sequence[str]) -> int:
    """Customers who inform one of the columns; asked of the base, for what is the same of all has no profile."""
    found = [members[name] for name in columns if name in members and pd.api.types.is_numeric_dtype(members[name])]
    return max([int(values.notna().sum()) for values in found], default=0)


def _level(own: pd.DataFrame, columns: Sequence[str], informed: float) -> str:
    if not informed >= ENOUGH_INFORMED:
        return UNMEASURED
    difference = _difference(own, columns)
    return HIGH if difference >= NOTICEABLE else LOW if difference <= -NOTICEABLE else MIDDLE


def _segment(base: pd.DataFrame, inside: np.ndarray) -> tuple[str, float, float]:
    """The segment furthest above its share in the whole, and both shares; ("", 0, 0) where none stands out."""
    if Column.SEGMENT not in base.columns:
        return "", 0.0, 0.0
    segments = base[Column.SEGMENT]
    shares = (segments[inside].value_counts() / inside.sum()).sort_index()
    shares = shares[shares >= TELLING_SHARE]
    overall = (segments.value_counts() / len(base)).reindex(shares.index)
    name = (shares - overall).idxmax() if len(shares) else None
    if name is None or shares[name] - overall[name] < TELLING_DIFFERENCE:
        return "", 0.0, 0.0
    return str(name), float(shares[name]), float(overall[name])


def _row(cluster: _Cluster, name: str, play: str, rules: Rules) -> dict[str, object]:
    levels = cluster.traits.levels
    return {
        Column.CLUSTER: cluster.number,
        Column.PERSONA: name,
        Column.PERSONA_LABEL: _label(levels),
        Column.PERSONA_TEXT: _paragraph(cluster),
        Column.PLAY: play,
        Column.TYPICAL_PRODUCTS: "; ".join(typical_products(cluster.products)),
        Column.PERSONA_RULES: rules.text,
        Column.RULES_ACCURACY: rules.accuracy,
        Column.CUSTOMERS: cluster.size,
        **levels,
    }


def _label(levels: Mapping[str, str]) -> str:
    names = ("Receita", "Satisfação", "Aquisição")
    told = [levels[column] for column in (Column.LEVEL_REVENUE, Column.LEVEL_SATISFACTION, Column.LEVEL_ACQUISITION)]
    return " · ".join(f"{name} {level}" for name, level in zip(names, told, strict=True))


def _plays(clusters: Sequence[_Cluster]) -> list[str]:
    """A play each, with what sets the cluster apart; where two still read the same, with one more figure."""
    plays = [
        " ".join([play_for(cluster.traits.levels), *(share.advice() for share in cluster.shares)])
        for cluster in clusters
    ]
    seen = Counter(plays)
    return [
        f"{play} {_most_telling(cluster, 'O que o distingue')}".rstrip() if seen[play] > 1 else play
        for cluster, play in zip(clusters, plays, strict=True)
    ]


def _paragraph(cluster: _Cluster) -> str:
    figures, segment = _figures(cluster), cluster.traits.segment[0]
    lead = "O que mais o distingue além disso" if figures or segment else "O que mais o distingue"
    sentences = [_who(cluster), figures, _most_telling(cluster, lead), _what_they_use(cluster)]
    return " ".join(sentence for sentence in sentences if sentence)


def _who(cluster: _Cluster) -> str:
    customers = "1 cliente" if cluster.size == 1 else f"{number(cluster.size)} clientes"
    segment, share, overall = cluster.traits.segment
    among = f"; {percent(share)} são de {segment_label(segment)}, contra {percent(overall)} na base" if segment else ""
    return f"{customers} ({percent(cluster.size / cluster.total)} da base){among}."


def _figures(cluster: _Cluster) -> str:
    said = [_beside(cluster, column) for column in _SAID if _is_known(cluster, column)]
    return f"Na mediana: {'; '.join(said)}." if said else ""


def _most_telling(cluster: _Cluster, lead: str) -> str:
    """One more figure: the column, not said yet, in which the cluster differs most from the whole as told."""
    rest = cluster.profile[~cluster.profile.index.isin(_SAID)]
    rest = rest[rest[Column.DIFFERENCE].abs() >= NOTICEABLE]
    ordered = rest[Column.DIFFERENCE].abs().sort_values(ascending=False, kind="stable").index
    said = next((_beside(cluster, column) for column in ordered if len(set(_medians(cluster, column))) > 1), "")
    return f"{lead}: {said}." if said else ""


def _beside(cluster: _Cluster, column: str) -> str:
    own, whole = _medians(cluster, column)
    return f"{column_label(column)} {own} (base: {whole})"


def _medians(cluster: _Cluster, column: str) -> tuple[str, str]:
    """Of the cluster and of the whole, as people read them."""
    own, whole = (profile.at[column, Column.MEDIAN] for profile in (cluster.profile, cluster.whole))
    return number(own, column), number(whole, column)


def _is_known(cluster: _Cluster, column: str) -> bool:
    return column in cluster.profile.index and cluster.profile.at[column, Column.QUANTITY] > 0


def _what_they_use(cluster: _Cluster) -> str:
    share = cluster.products.set_index(Column.PRODUCT)[Column.PENETRATION]
    used = [f"{product} ({percent(share[product])})" for product in typical_products(cluster.products)]
    return f"Produtos típicos: {', '.join(used)}." if used else ""
