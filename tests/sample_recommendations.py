"""The made-up recommendations: true counts over the sample's ownership matrix, in the sentence and in the columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from meraki.columns import APPROACH_CARE, APPROACH_OFFER, APPROACH_UNKNOWN, KIND_CROSS_SELL, KIND_UPGRADE, Column
from meraki.wording import percent

if TYPE_CHECKING:
    from tests.sample_outputs import World

TOP = 3
ENOUGH_PAYERS, LEAST_PAYERS = 10, 5


@dataclass(frozen=True)
class _Group:
    """One cluster, counted."""

    cluster: int
    members: np.ndarray
    joint: np.ndarray
    """(m, m) members who own both"""
    potentials: list[dict[str, object]]
    """m dicts of potential columns"""

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def owners(self) -> np.ndarray:
        return np.diag(self.joint)


def recommend(world: World) -> pd.DataFrame:
    """The best three products each customer lacks, sorted by customer and rank."""
    rows = []
    for cluster in range(1, int(world.labels.max()) + 1):
        group = _group(world, cluster)
        for customer in group.members:
            rows += _of_customer(world, group, int(customer))
    return pd.DataFrame(rows).sort_values([Column.CUSTOMER, Column.RANK]).reset_index(drop=True)


def _group(world: World, cluster: int) -> _Group:
    inside = world.labels == cluster
    D = world.owned[inside].astype(float)
    potentials = [_potential(world.value[:, product], inside) for product in range(len(world.products))]
    return _Group(cluster, np.flatnonzero(inside), (D.T @ D).astype(int), potentials)


def _potential(paid: np.ndarray, inside: np.ndarray) -> dict[str, object]:
    """Quartiles of what owners pay: those of the cluster when ten or more, else of all when five."""
    groups = (("cluster", inside, ENOUGH_PAYERS), ("todos", np.full(len(paid), True), LEAST_PAYERS))
    for level, group, enough in groups:
        values = paid[group & (paid > 0)]
        if len(values) >= enough:
            low, middle, high = (round(float(value), 2) for value in np.quantile(values, [0.25, 0.5, 0.75]))
            return _potential_columns(middle, low, high, level, len(values))
    return _potential_columns(None, None, None, "todos", int((paid > 0).sum()))


def _potential_columns(*values: object) -> dict[str, object]:
    names = (Column.POTENTIAL, Column.POTENTIAL_LOW, Column.POTENTIAL_HIGH, Column.POTENTIAL_LEVEL)
    return dict(zip((*names, Column.POTENTIAL_OWNERS), values, strict=True))


def _of_customer(world: World, group: _Group, customer: int) -> list[dict[str, object]]:
    has = world.owned[customer]
    confidence = np.where(has[:, None], group.joint / np.maximum(group.owners, 1)[:, None], -1)
    evidence = confidence.argmax(0)
    score = 0.4 * group.owners / group.size + 0.4 * confidence.max(0).clip(0) + 0.2 * world.share
    order = np.lexsort((np.arange(len(has)), -score))
    wanted = [int(product) for product in order if not has[product]][:TOP]
    return [
        _row(world, group, customer, product, int(evidence[product]))
        | {Column.RANK: rank, Column.SCORE: round(float(score[product]), 6)}
        | _expected(group.potentials[product], round(float(score[product]), 6))
        for rank, product in enumerate(wanted, 1)
    ]


def _expected(potential: dict[str, object], score: float) -> dict[str, object]:
    middle = potential[Column.POTENTIAL]
    return potential | {Column.EXPECTED_VALUE: score * middle if isinstance(middle, float) else None}


def _row(world: World, group: _Group, customer: int, product: int, evidence: int) -> dict[str, object]:
    owners = int(group.owners[product])
    row = {
        Column.RECOMMENDATION_ID: f"{customer:06x}{product:04x}",
        Column.CUSTOMER: world.customers[customer],
        Column.CLUSTER: group.cluster,
        Column.RANK: 0,
        Column.PRODUCT: world.products[product],
        Column.SCORE: 0.0,
        Column.KIND: KIND_UPGRADE if evidence % 4 == product % 4 and world.owned[customer].any() else KIND_CROSS_SELL,
        Column.APPROACH: _approach(world.nps[customer]),
        Column.REASON: f"{percent(owners / group.size)} dos {group.size} clientes do seu cluster usam "
        f"{world.products[product]}.",
        **group.potentials[product],
        Column.EXPECTED_VALUE: None,
        Column.CLUSTER_CUSTOMERS: group.size,
        Column.CLUSTER_OWNERS: owners,
        Column.CLUSTER_PENETRATION: owners / group.size,
        Column.BASE_PENETRATION: world.share[product],
    }
    return row | (_evidence(world, group, product, evidence, row) if world.owned[customer].any() else {})


def _evidence(world: World, group: _Group, product: int, evidence: int, row: dict[str, object]) -> dict[str, object]:
    n_x, n_y, n_xy = (int(group.joint[pair]) for pair in ((evidence,) * 2, (product,) * 2, (evidence, product)))
    others = (n_y - n_xy) / (group.size - n_x) if group.size > n_x else 0.0
    name = world.products[evidence]
    sentence = f"{str(row[Column.REASON])[:-1]}; dos {n_x} que usam {name}, {n_xy} ({percent(n_xy / n_x)}) também usam"
    return {
        Column.REASON: f"{sentence}, contra {percent(others)} dos demais.",
        Column.EVIDENCE_PRODUCT: name,
        Column.EVIDENCE_OWNERS: n_x,
        Column.EVIDENCE_BOTH: n_xy,
        Column.CONFIDENCE: n_xy / n_x,
        Column.CONFIDENCE_OTHERS: others,
        Column.LIFT: (n_xy / n_x) / (n_y / group.size) if n_y else None,
    }


def _approach(nps: float) -> str:
    if np.isnan(nps):
        return APPROACH_UNKNOWN
    return APPROACH_CARE if nps < 7 else APPROACH_OFFER
