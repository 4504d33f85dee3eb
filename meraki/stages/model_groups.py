"""The clusters of stage 2: features weighted by ownership, K-Means, numbers that last, profile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from meraki.attributes import Selection, select
from meraki.cluster_decision import Guards
from meraki.cluster_numbers import numbers_as_before, numbers_by_value
from meraki.clustering import Clustering, choose, plane, renumbered
from meraki.columns import Column
from meraki.features import Features, build, ownership_weights, weighted
from meraki.recommendation import COUNTED_COLUMNS, REVEALING_COLUMNS
from meraki.settings import ModelSettings

PLACES = 6
"""Decimals of distances and coordinates: far below what anybody reads, above the last bits of a sum."""
_VALUES = (Column.CONTRACT_VALUE, Column.MRR, Column.HIRES_VALUE)


@dataclass(frozen=True)
class Groups:
    """The clusters people see.

    Attributes:
        selection: the columns in use, and why the others are not.
        features: coordinates before weighting, with the columns that reveal ownership where the person asked for them.
        weights: block -> weight.
        clustering: numbered 1..k.
        points: (n, 2) map.
    """

    selection: Selection
    features: Features
    weights: dict[str, float]
    clustering: Clustering
    points: np.ndarray


def group(base: pd.DataFrame, holdings: csr_matrix, before: np.ndarray, settings: ModelSettings) -> Groups:
    """Cluster the customers of ``base``.

    Args:
        base: a row per customer, with ANTIGUIDADE_MESES where dates allow.
        holdings: (n, m) 0/1, rows as ``base``: what the blocks are weighted by.
        before: (n,) the number each customer's cluster had in the latest run, 0 where unknown.
        settings: range of k, guards, columns, seed.
    """
    selection = select(base, settings.include_columns, settings.exclude_columns, withheld=COUNTED_COLUMNS)
    features = build(base, selection.attributes)
    weights = ownership_weights(features, holdings)
    values = weighted(features, weights).values
    guards = Guards(settings.min_cluster_share, settings.min_cluster_size, settings.min_stability)
    ks = range(settings.k_min, settings.k_max + 1)
    found = choose(values, ks, guards, settings.silhouette_rows, settings.seed)
    numbers = numbers_as_before(found.labels, before, numbers_by_value(found.labels, _value(base)))
    return Groups(selection, features, weights, renumbered(found, numbers), plane(values))


def safe_features(groups: Groups) -> np.ndarray:
    """(n, p) coordinates without the columns that reveal what is owned, for the recommender."""
    safe = ~np.isin(groups.features.columns, REVEALING_COLUMNS)
    return groups.features.values if safe.all() else groups.features.values[:, safe]


def customers_table(base: pd.DataFrame, groups: Groups, personas: pd.DataFrame) -> pd.DataFrame:
    """clusters_clientes.csv; FL_PUBLICO_ALVO only where the base has it."""
    found = groups.clustering
    names = personas.set_index(Column.CLUSTER)[Column.PERSONA]
    table = pd.DataFrame(
        {
            Column.CUSTOMER: base[Column.CUSTOMER],
            Column.CLUSTER: found.labels,
            Column.DISTANCE: found.distances.round(PLACES),
            Column.AFFINITY: found.affinity.round(PLACES),
            Column.SILHOUETTE: found.silhouettes.round(PLACES),
            Column.PERSONA: names.reindex(found.labels).to_numpy(),
            Column.MAP_X: groups.points[:, 0].round(PLACES),
            Column.MAP_Y: groups.points[:, 1].round(PLACES),
        }
    )
    if Column.TARGET_AUDIENCE in base.columns:
        table[Column.TARGET_AUDIENCE] = base[Column.TARGET_AUDIENCE].astype("Int64")
    return table


def attributes_table(groups: Groups) -> pd.DataFrame:
    """A row per column of the base: how it enters the clusters and with what weight, or why it does not."""
    used = [(a.name, "sim", a.kind.value, a.block, groups.weights.get(a.block)) for a in groups.selection.attributes]
    unused = [(name, "não", reason, None, None) for name, reason in groups.selection.left_out.items()]
    return pd.DataFrame(used + unused, columns=["COLUNA", "USADA", "COMO", "BLOCO", "PESO"])


def cautions(groups: Groups, settings: ModelSettings) -> list[str]:
    """What a person should know before trusting the clusters, in Portuguese sentences."""
    decision = groups.clustering.decision
    tried, found = decision[Column.K].max(), []
    if not groups.selection.attributes:
        found.append("A base não tem nenhum atributo utilizável: todos os clientes ficam em um só cluster.")
    elif tried < settings.k_max:
        found.append(f"Só foi possível tentar até k = {tried}: não há mais clientes diferentes entre si.")
    if not decision[Column.ELIGIBLE].any() and tried > 1:
        found.append("Nenhum número de clusters cumpre os mínimos de tamanho e estabilidade; ficou o mais estável.")
    return found


def _value(base: pd.DataFrame) -> np.ndarray:
    """What a customer is worth, by the first known column of money; NaN without any."""
    name = next((name for name in _VALUES if name in base.columns), None)
    return base[name].to_numpy(float) if name else np.full(len(base), np.nan)
