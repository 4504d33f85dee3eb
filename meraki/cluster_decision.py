"""Which number of clusters to keep, and why: the decision table that people read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from meraki.columns import Column
from meraki.silhouette import Estimate
from meraki.wording import counted


@dataclass(frozen=True)
class Guards:
    """What a clustering must fulfil to be eligible."""

    min_share: float = 0.02
    min_size: int = 30
    min_stability: float = 0.8

    def smallest_cluster(self, customers: int) -> int:
        """Customers that the smallest cluster must have."""
        return max(self.min_size, int(np.ceil(self.min_share * customers)))


@dataclass(frozen=True)
class Candidate:
    """K-Means with k clusters and how it fared.

    Attributes:
        labels: (n,) clusters numbered from 0, in the order of ``centroids`` (k, p).
        inertia: sum of squared distances to the own centroid.
        stability: mean adjusted Rand index (Hubert & Arabie 1985) over pairs of seeds.
    """

    labels: np.ndarray
    centroids: np.ndarray
    inertia: float
    stability: float
    silhouette: Estimate

    @property
    def k(self) -> int:
        """Number of clusters."""
        return len(self.centroids)

    @property
    def sizes(self) -> np.ndarray:
        """Customers of each cluster."""
        return np.bincount(self.labels, minlength=self.k)


def decide(candidates: Sequence[Candidate], guards: Guards) -> tuple[pd.DataFrame, Candidate]:
    """The decision table (clusters_decisao.csv, a row per k) and the candidate to keep.

    Among eligible candidates the best silhouette wins; where smaller k have a silhouette inside the winner's 95 %
    interval, the smallest of them does. With none eligible the most stable is kept, ties to the smaller k.

    Args:
        candidates: at least one, by ascending k.
        guards: what makes a candidate eligible.
    """
    faults = [_faults(candidate, guards) for candidate in candidates]
    eligible = [candidate for candidate, found in zip(candidates, faults, strict=True) if not found]
    best = max(eligible, key=lambda one: (one.silhouette.mean, -one.k), default=None)
    chosen = _smallest_tied(eligible, best) if best else max(candidates, key=lambda one: (one.stability, -one.k))
    rows = [
        _figures(one)
        | {Column.ELIGIBLE: int(not found), Column.CHOSEN: int(one is chosen)}
        | {Column.REASON: _why(one, found, chosen, best, len(candidates))}
        for one, found in zip(candidates, faults, strict=True)
    ]
    return pd.DataFrame(rows), chosen


def _smallest_tied(eligible: Sequence[Candidate], best: Candidate) -> Candidate:
    return next(one for one in eligible if one.silhouette.mean >= best.silhouette.low)


def _faults(candidate: Candidate, guards: Guards) -> list[str]:
    smallest = guards.smallest_cluster(len(candidate.labels))
    faults = []
    if candidate.sizes.min() < smallest:
        faults.append(
            f"o menor cluster tem {counted(candidate.sizes.min(), 'cliente', 'clientes')} (mínimo {smallest})"
        )
    if candidate.stability < guards.min_stability:
        minimum = _decimal(guards.min_stability)
        faults.append(f"a estabilidade entre sementes é {_decimal(candidate.stability)} (mínimo {minimum})")
    return faults


def _figures(candidate: Candidate) -> dict[str, object]:
    silhouette = candidate.silhouette
    return {
        Column.K: candidate.k,
        Column.SILHOUETTE: round(silhouette.mean, 9),
        Column.SILHOUETTE_LOW: round(silhouette.low, 9),
        Column.SILHOUETTE_HIGH: round(silhouette.high, 9),
        Column.SAMPLED: int(silhouette.sampled),
        Column.INERTIA: round(candidate.inertia, 3),
        Column.SMALLEST_CLUSTER: int(candidate.sizes.min()),
        Column.LARGEST_CLUSTER: int(candidate.sizes.max()),
        Column.STABILITY: round(candidate.stability, 6),
    }


def _why(one: Candidate, faults: list[str], chosen: Candidate, best: Candidate | None, tried: int) -> str:
    if one is not chosen:
        return _why_not(one, faults, chosen, best)
    if tried > 1:
        return _why_chosen(one, best)
    but = f", mas {' e '.join(faults)}; use com cautela" if faults and one.k > 1 else ""
    return f"Escolhido: foi o único número de clusters possível ou pedido{but}."


def _why_not(one: Candidate, faults: list[str], chosen: Candidate, best: Candidate | None) -> str:
    if faults:
        return f"Não elegível: {' e '.join(faults)}."
    if one is best or one.silhouette.mean >= chosen.silhouette.mean:
        return f"Elegível, mas empata com k = {chosen.k} dentro do intervalo de 95 %; entre empatados vale o menor k."
    return f"Elegível, com silhueta {_decimal(one.silhouette.mean)}, abaixo da de k = {chosen.k}."


def _why_chosen(chosen: Candidate, best: Candidate | None) -> str:
    if best is None:
        return (
            "Escolhido por ser o mais estável: nenhum k cumpre os mínimos de tamanho e estabilidade; use com cautela."
        )
    if chosen.k == 1:
        return "Escolhido: os clientes não se distinguem o bastante para formar mais de um cluster."
    if chosen is best:
        return f"Escolhido: melhor silhueta entre os elegíveis ({_decimal(best.silhouette.mean)})."
    interval = f"{_decimal(best.silhouette.low)} a {_decimal(best.silhouette.high)}"
    return (
        f"Escolhido: silhueta {_decimal(chosen.silhouette.mean)}, dentro do intervalo de 95 % da melhor "
        f"(k = {best.k}: {interval}); entre empatados vale o menor k."
    )


def _decimal(number: float) -> str:
    return f"{number:.3f}".replace(".", ",")
