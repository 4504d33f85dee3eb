"""The made-up cluster files: who is where, the profile, the decision table, the personas."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from meraki.columns import Column, OutputFile

if TYPE_CHECKING:
    from tests.sample_outputs import World

PROFILE_COLUMNS = (
    Column.MRR, Column.CONTRACT_VALUE, Column.ACTIVE_CONTRACTS, Column.PRODUCTS, Column.HIRES, Column.HIRES_VALUE,
    Column.NPS_MEAN, Column.TICKETS, Column.TICKET_DAYS, Column.EVENTS, Column.MODULES, Column.ACTIVE_DAYS,
    Column.PROPOSALS, Column.DAYS_SINCE_CONTRACT,
)  # fmt: skip
LEVELS = ("Alta", "Média", "Baixa")


def write_cluster_files(directory: Path, world: World, rng: np.random.Generator) -> None:
    """clusters_clientes, clusters_decisao, clusters_perfil and personas."""
    tables = {
        OutputFile.CLUSTERS: _clusters(world, rng),
        OutputFile.CLUSTER_DECISION: _decision(world),
        OutputFile.CLUSTER_PROFILE: _profile(world),
        OutputFile.PERSONAS: _personas(world),
    }
    for name, frame in tables.items():
        frame.to_csv(directory / name, index=False, lineterminator="\n", encoding="utf-8")


def _clusters(world: World, rng: np.random.Generator) -> pd.DataFrame:
    n, angle = len(world.labels), 2 * np.pi * world.labels / world.labels.max()
    distance = rng.gamma(4, 0.5, n)
    return pd.DataFrame(
        {
            Column.CUSTOMER: world.customers,
            Column.CLUSTER: world.labels,
            Column.DISTANCE: distance.round(6),
            Column.AFFINITY: (1 / (1 + distance)).round(6),
            Column.SILHOUETTE: rng.normal(0.25, 0.15, n).clip(-1, 1).round(6),
            Column.PERSONA: [world.personas[label - 1] for label in world.labels],
            Column.MAP_X: (3 * np.cos(angle) + rng.normal(size=n)).round(6),
            Column.MAP_Y: (3 * np.sin(angle) + rng.normal(size=n)).round(6),
            Column.TARGET_AUDIENCE: world.base[Column.TARGET_AUDIENCE],
        }
    )


def _decision(world: World) -> pd.DataFrame:
    chosen, sizes = int(world.labels.max()), np.bincount(world.labels)[1:]
    rows = []
    for k in range(3, 13):
        silhouette = 0.31 - 0.02 * abs(k - chosen)
        eligible = int(k <= chosen + 2)
        reason = (
            "Escolhido: melhor silhueta entre os elegíveis." if k == chosen else "Silhueta menor que a do escolhido."
        )
        if not eligible:
            reason = "Fora: o menor cluster tem menos de 2 % dos clientes."
        low, high = silhouette - 0.012, silhouette + 0.012
        rows.append(
            (
                k,
                silhouette,
                low,
                high,
                1,
                1e4 / k,
                int(sizes.min()),
                int(sizes.max()),
                0.9,
                eligible,
                int(k == chosen),
                reason,
            )
        )
    names = [
        Column.K,
        Column.SILHOUETTE,
        Column.SILHOUETTE_LOW,
        Column.SILHOUETTE_HIGH,
        Column.SAMPLED,
        Column.INERTIA,
        Column.SMALLEST_CLUSTER,
    ]
    names += [Column.LARGEST_CLUSTER, Column.STABILITY, Column.ELIGIBLE, Column.CHOSEN, Column.REASON]
    return pd.DataFrame(rows, columns=names)


def _profile(world: World) -> pd.DataFrame:
    rows = []
    for column in PROFILE_COLUMNS:
        values = world.base[column].astype(float)
        ranks = values.rank(pct=True)
        groups = [values.notna(), *((world.labels == n) & values.notna() for n in range(1, world.labels.max() + 1))]
        differences = [
            (ranks[group].mean() - ranks.mean()) / ranks.std() if group.any() else np.nan for group in groups
        ]
        counts = np.array([group.sum() for group in groups[1:]])
        strength = np.nansum(counts * np.square(differences[1:])) / max(counts.sum(), 1)
        for cluster, (group, difference) in enumerate(zip(groups, differences, strict=True)):
            inside = values[group]
            quarters = inside.quantile([0.5, 0.25, 0.75]).tolist()
            rows.append((cluster, column, len(inside), inside.mean(), *quarters, difference, min(float(strength), 1.0)))
    names = [
        Column.CLUSTER,
        Column.PROFILE_COLUMN,
        Column.QUANTITY,
        Column.MEAN,
        Column.MEDIAN,
        Column.P25,
        Column.P75,
        Column.DIFFERENCE,
        Column.STRENGTH,
    ]
    return pd.DataFrame(rows, columns=names).sort_values([Column.CLUSTER, Column.PROFILE_COLUMN])


def _personas(world: World) -> pd.DataFrame:
    rows = []
    for cluster, name in enumerate(world.personas, 1):
        members = world.labels == cluster
        levels = [LEVELS[(cluster + shift) % 3] for shift in range(5)] + ["Sem dados"]
        top = [world.products[index] for index in np.argsort(-world.owned[members].mean(0), kind="stable")[:3]]
        rows.append(
            {
                Column.CLUSTER: cluster,
                Column.PERSONA: name,
                Column.PERSONA_LABEL: f"Receita {levels[0]} · Satisfação {levels[1]} · Aquisição {levels[2]}",
                Column.PERSONA_TEXT: f"{int(members.sum())} clientes que compram em ritmo próprio. Texto de exemplo.",
                Column.PLAY: "Oferecer o próximo produto do portfólio com uma visita de diagnóstico.",
                Column.TYPICAL_PRODUCTS: "; ".join(top),
                Column.PERSONA_RULES: "MRR acima de R$ 500; mais de 3 produtos",
                Column.RULES_ACCURACY: 0.81,
                Column.CUSTOMERS: int(members.sum()),
                Column.LEVEL_REVENUE: levels[0],
                Column.LEVEL_SATISFACTION: levels[1],
                Column.LEVEL_ACQUISITION: levels[2],
                Column.LEVEL_TENURE: levels[3],
                Column.LEVEL_ENGAGEMENT: levels[4],
                Column.LEVEL_SUPPORT: levels[5],
            }
        )
    return pd.DataFrame(rows)
