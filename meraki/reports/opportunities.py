"""The one ranked list of opportunities that workbook, CRM file, charts, report and dashboard share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import polars as pl

from meraki.columns import UNITS, Column
from meraki.reports.outputs import Outputs

_FROM_BASE = (
    Column.SEGMENT,
    Column.SUBSEGMENT,
    Column.REVENUE_BAND,
    Column.STATE,
    Column.CITY,
    Column.MRR,
    Column.NPS_MEAN,
    Column.NPS_LAST,
    Column.NPS_LAST_DATE,
    Column.OPEN_TICKETS,
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


def _once(work: Callable[[Outputs], pd.DataFrame | None]) -> Callable[[Outputs], pd.DataFrame | None]:
    """``work`` done once for each outputs alive: a workbook or a report asks ten times. Nobody may change the frame."""
    done: WeakKeyDictionary[Outputs, pd.DataFrame | None] = WeakKeyDictionary()
    at_work = Lock()

    @wraps(work)
    def known(outputs: Outputs) -> pd.DataFrame | None:
        with at_work:  # Files are written side by side: who comes second waits for the first.
            if outputs not in done:
                done[outputs] = work(outputs)
            return done[outputs]

    return known


@_once
def best_first(outputs: Outputs) -> pd.DataFrame | None:
    """Every recommendation as in recomendacoes_por_cliente.csv, best first; ``None`` without recommendations.

    By expected value (unknown last), score, customer, rank: a total order, so equal runs agree.
    """
    if outputs.recommendations is None:
        return None
    order = [Column.EXPECTED_VALUE, Column.SCORE, Column.CUSTOMER, Column.RANK]
    return outputs.recommendations.sort_values(
        order, ascending=[False, False, True, True], na_position="last", kind="stable", ignore_index=True
    )


@_once
def ranked(outputs: Outputs) -> pd.DataFrame | None:
    """:func:`best_first` of the target audience alone.

    Where neither base nor clusters say who the target audience is, everyone is (see :func:`has_audience`).
    """
    advice = best_first(outputs)
    if advice is None or not has_audience(outputs):
        return advice
    marked = joined(advice[[Column.CUSTOMER]], _audience_table(outputs), (Column.TARGET_AUDIENCE,))
    return advice[marked[Column.TARGET_AUDIENCE] == 1].reset_index(drop=True)


def unit_of(outputs: Outputs) -> str:
    """What was recommended, as ``--product-level`` names it; "" where the outputs do not say."""
    return str((outputs.changes_summary or {}).get("unidade") or "")


@_once
def held(outputs: Outputs) -> pd.DataFrame | None:
    """CD_CLIENTE and PRODUTO in use today, each pair once, in the unit that was recommended; ``None`` without products.

    A family is PRODUTO in the files already; a commercial name, line or brand takes its place.
    """
    if outputs.products is None:
        return None
    unit = UNITS.get(unit_of(outputs), Column.PRODUCT)
    in_use = outputs.products[outputs.products[Column.ACTIVE] == 1]
    pairs = in_use.reindex(columns=[Column.CUSTOMER, unit])
    return pairs.rename(columns={unit: Column.PRODUCT}).dropna().drop_duplicates()


def described(advice: pd.DataFrame, outputs: Outputs) -> pd.DataFrame:
    """Recommendations with who the customer is, rows as given: asked for those shown, for millions cost gigabytes.

    Their own columns, then those of the base that people filter by, PERSONA and FL_PUBLICO_ALVO; a column that the
    outputs lack is there, empty.
    """
    frame = joined(advice, outputs.base, _FROM_BASE)
    frame = joined(frame, outputs.clusters, (Column.PERSONA,))
    frame = joined(frame, _audience_table(outputs), (Column.TARGET_AUDIENCE,))
    missing = [column for column in _ALWAYS if column not in frame]
    return frame.assign(**dict.fromkeys(missing, None))


def has_audience(outputs: Outputs) -> bool:
    """Whether the outputs say who the target audience is."""
    return _audience_table(outputs) is not None


def _audience_table(outputs: Outputs) -> pd.DataFrame | None:
    """The base, else the clusters: the first that says who the target audience is."""
    tables = (outputs.base, outputs.clusters)
    return next((table for table in tables if table is not None and Column.TARGET_AUDIENCE in table), None)


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
    found = table[wanted].reset_index(drop=True).reindex(places(frame, table))
    return frame.assign(**{name: found[name].array for name in wanted})


def places(frame: pd.DataFrame, table: pd.DataFrame) -> np.ndarray:
    """The row of ``table`` where the customer of each row of ``frame`` is first, -1 for none.

    By Polars: pandas turns a million keys into Python's texts for every look-up.
    """
    asked, known = (pl.from_pandas(side[[Column.CUSTOMER]].astype("str")) for side in (frame, table))
    wanted = known.with_row_index("place").join(asked, on=Column.CUSTOMER, how="semi")
    rows = wanted.unique(Column.CUSTOMER, keep="first")
    place = asked.join(rows, on=Column.CUSTOMER, how="left", maintain_order="left")["place"]
    return place.cast(pl.Int64).fill_null(-1).to_numpy()
