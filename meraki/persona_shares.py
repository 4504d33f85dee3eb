"""What most of a cluster have and few others, or the other way round: it names the cluster and adds to its play."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from meraki.columns import Column
from meraki.wording import percent, thing_had

ACTIONS = {
    (Column.PROPOSALS, True): "retomar essas propostas",
    (Column.PROPOSALS, False): "fazer a primeira proposta",
    (Column.HIRES, True): "oferecer o que completa a compra recente",
    (Column.HIRES, False): "perguntar o que falta para voltar a contratar",
    (Column.OPEN_TICKETS, True): "resolver os chamados antes de oferecer",
    (Column.OPEN_TICKETS, False): "oferecer já, sem chamado que impeça",
}
"""(column of what a customer has, more of the cluster than of the whole) -> what to do about it."""
TELLING = 0.35
"""Difference from the whole's share from which the cluster's is told."""
SINGULAR = 0.015
"""Below, one per cent or less is read."""
NEARLY_ALL = 0.9
"""Share from which a cluster is named for what it has; of the rest, for what it has not."""


@dataclass(frozen=True)
class Share:
    """The share of a cluster that has what ``column`` counts, and that of the whole; of customers who inform it."""

    column: str
    own: float
    overall: float

    @property
    def difference(self) -> float:
        """How far the cluster is above (or, negative, below) the whole."""
        return self.own - self.overall

    def qualifier(self) -> str:
        """For the cluster's name: ``com propostas`` of nearly all, ``sem propostas`` of nearly none; "" between."""
        if self.own >= NEARLY_ALL:
            return f"com {thing_had(self.column)}"
        return f"sem {thing_had(self.column)}" if self.own <= 1 - NEARLY_ALL else ""

    def advice(self) -> str:
        """The two shares and what to do about them, a sentence."""
        more = self.difference > 0
        whom = "" if more or self.own <= 1 - NEARLY_ALL else "aos demais, "
        shares = f"{self._who()} {thing_had(self.column)} (base: {percent(self.overall)})"
        return f"{shares}: {whom}{ACTIONS[self.column, more]}."

    def _who(self) -> str:
        if not self.own:
            return "Nenhum cliente tem"
        return f"{percent(self.own)} {'tem' if self.own < SINGULAR else 'têm'}"


def telling_shares(base: pd.DataFrame, inside: np.ndarray) -> list[Share]:
    """The shares in which the customers ``inside`` (n, bool) are far from all of ``base``, the farthest first."""
    known = [column for column in dict.fromkeys(column for column, _ in ACTIONS) if column in base]
    columns = [column for column in known if pd.api.types.is_numeric_dtype(base[column])]
    informed = {column: base[column].notna().to_numpy() for column in columns}
    shares = [
        Share(column, *(float((base[column][rows & informed[column]] > 0).mean()) for rows in (inside, inside | True)))
        for column in columns
    ]
    far = [share for share in shares if abs(share.difference) >= TELLING]  # of unknown shares, NaN, this is false
    return sorted(far, key=lambda share: -abs(share.difference))
