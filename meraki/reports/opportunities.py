"""The one ranked list of opportunities that workbook, CRM file, charts, report and dashboard share."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import pandas as pd

from meraki.columns import Column
from meraki.reports.outputs import Outputs

_FROM_BASE = (
    Column.SEGMENT,
    Column.SUBSEGMENT,
    Column.REVENUE_BAND,
    Column.STATE,
    Column.CITY,
    Column.MRR,
    Column.NPS_MEAN,
    Column.REFERENCE_DATE,
)
_ALWAYS = (
    *_FROM_BASE,
    Column.PERSONA,
    Column.KIND,
    Column.APPROACH,
    Column.POTENTIAL_LOW,
    Column.POTENTIAL_HIGH,
    Column.TARGET_AUDIENCE,
)
_RANKED: WeakKeyDictionary[Outputs, pd.DataFrame | None] = WeakKeyDictionary()
"""The ranked list of each outputs alive: a workbook or a report asks for it ten times."""


def described(outputs: Outputs) -> pd.DataFrame | None:
    """Every recommendation with who the customer is; ``None`` without recommendations.

    The columns of recomendacoes_por_cliente.csv, then those of the base that people filter by, PERSONA and
    FL_PUBLICO_ALVO; a column that the outputs lack is there, empty. Rows in the order of the file.
    """
    advice = outputs.recommendations
    if advice is None:
        return None
    frame = joined(advice, outputs.base, _FROM_BASE)
    frame = joined(frame, outputs.clusters, (Column.PERSONA, Column.TARGET_AUDIENCE))
    if has_audience(outputs) and outputs.base is not None and Column.TARGET_AUDIENCE in outputs.base:
        frame = joined(
            frame.drop(columns=Column.TARGET_AUDIENCE, errors="ignore"), outputs.base, (Column.TARGET_AUDIENCE,)
        )
    missing = [column for column in _ALWAYS if column not in frame]
    return frame.assign(**dict.fromkeys(missing, None))


def ranked(outputs: Outputs) -> pd.DataFrame | None:
    """The target audience's recommendations, best first; ``None`` without recommendations.

    Nobody may change the frame: it is made once for all who ask.
    Where neither base nor clusters say who the target audience is, everyone is (see :func:`has_audience`).
    """
    if outputs not in _RANKED:
        _RANKED[outputs] = _rank(outputs)
    return _RANKED[outputs]


def _rank(outputs: Outputs) -> pd.DataFrame | None:
    frame = described(outputs)
    if frame is None:
        return None
    if has_audience(outputs):
        frame = frame[frame[Column.TARGET_AUDIENCE] == 1]
    return best_first(frame)


def best_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Recommendations by expected value (unknown last), score, customer, rank: a total order, so equal runs agree."""
    order = [Column.EXPECTED_VALUE, Column.SCORE, Column.CUSTOMER, Column.RANK]
    frame = frame.sort_values(order, ascending=[False, False, True, True], na_position="last", kind="stable")
    return frame.reset_index(drop=True)


def has_audience(outputs: Outputs) -> bool:
    """Whether the outputs say who the target audience is."""
    tables = (outputs.base, outputs.clusters)
    return any(table is not None and Column.TARGET_AUDIENCE in table for table in tables)


def persona_of(outputs: Outputs) -> dict[int, str]:
    """Cluster -> persona, empty without personas."""
    if outputs.personas is None:
        return {}
    names = outputs.personas[Column.PERSONA].fillna("").astype(str)
    return dict(zip(outputs.personas[Column.CLUSTER].astype(int), names, strict=True))


def cluster_ids(outputs: Outputs) -> list[int]:
    """The clusters, in order: those of clusters_clientes, else of the personas, else of the recommendations."""
    for table in (outputs.clusters, outputs.personas, outputs.recommendations):
        if table is not None:
            return sorted({int(cluster) for cluster in table[Column.CLUSTER].dropna().unique()})
    return []


def joined(frame: pd.DataFrame, table: pd.DataFrame | None, columns: tuple[str, ...]) -> pd.DataFrame:
    """``frame`` with those of ``columns`` that ``table`` has, by customer; rows and their order unchanged."""
    wanted = [] if table is None else [column for column in columns if column in table and column not in frame]
    if table is None or not wanted:
        return frame
    keyed = table.drop_duplicates(Column.CUSTOMER).set_index(Column.CUSTOMER)[wanted]
    return frame.join(keyed, on=Column.CUSTOMER)
