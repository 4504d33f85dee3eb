"""The tables behind the pages: pure functions of the output files."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from meraki.columns import Column
from meraki.reports.approaches import with_care_reasons
from meraki.reports.figures import key_figures
from meraki.reports.opportunities import best_first, described, held
from meraki.reports.outputs import Outputs

INDICATORS = [
    Column.MRR,
    Column.CONTRACT_VALUE,
    Column.PRODUCTS,
    Column.ACTIVE_CONTRACTS,
    Column.HIRES,
    Column.PROPOSALS,
    Column.NPS_MEAN,
    Column.TICKETS,
    Column.TICKET_DAYS,
    Column.EVENTS,
    Column.MODULES,
    Column.ACTIVE_DAYS,
]
"""What a person compares customers by, in reading order."""


def customers(outputs: Outputs) -> pd.DataFrame:
    """A row per customer of the base with ``cluster``, PERSONA and every indicator (null where unknown)."""
    base = outputs.base
    assert base is not None
    frame = base
    if outputs.clusters is not None:
        known = outputs.clusters.drop_duplicates(Column.CUSTOMER).set_index(Column.CUSTOMER)
        frame = base.join(known[known.columns.difference(base.columns)], on=Column.CUSTOMER)
    optional = [*INDICATORS, Column.CLUSTER, Column.PERSONA, Column.TARGET_AUDIENCE]
    return frame.reindex(columns=[*frame.columns, *(name for name in optional if name not in frame.columns)])


def opportunities(outputs: Outputs) -> pd.DataFrame:
    """Every recommendation with who the customer is and why care is asked for, best first, as in the workbook."""
    advice = best_first(outputs)
    assert advice is not None
    return with_care_reasons(described(advice, outputs))


def audience(advice: pd.DataFrame) -> pd.DataFrame:
    """The recommendations to the target audience; all of them where nobody was marked."""
    marked = advice[Column.TARGET_AUDIENCE]
    return advice[marked == 1] if marked.notna().any() else advice


def find_customers(codes: pd.Series, query: str) -> list[str]:
    """The customer whose code is ``query``; else the codes that contain it, those that begin so first."""
    wanted = query.strip().upper()
    if not wanted:
        return []
    upper = codes.str.upper()
    if (upper == wanted).any():
        return [codes[upper == wanted].iloc[0]]
    found = codes[upper.str.contains(wanted, regex=False)]
    return sorted(found, key=lambda code: (not code.upper().startswith(wanted), code))


def standing(people: pd.DataFrame, code: str, indicators: Sequence[str] = INDICATORS) -> pd.DataFrame:
    """Where a customer stands in its cluster: a row per indicator that is known of it.

    Returns:
        COLUNA, ``valor``, MEDIANA (of the cluster) and ``posicao``: the share (0-1) of the cluster that is below,
        ties counted half; 0.5 for who has the median, however many are tied there.
    """
    one = people[people[Column.CUSTOMER] == code].iloc[0]
    mates = people[people[Column.CLUSTER] == one[Column.CLUSTER]] if pd.notna(one[Column.CLUSTER]) else people
    rows = []
    for name in indicators:
        known = mates[name].dropna()
        if len(known) and pd.notna(one[name]):
            rows.append((name, float(one[name]), float(known.median()), _position(known, one[name])))
    return pd.DataFrame(rows, columns=[Column.PROFILE_COLUMN, "valor", Column.MEDIAN, "posicao"])


def _position(known: pd.Series, value: float) -> float:
    if value == known.median():
        return 0.5
    return float(((known < value).mean() + (known <= value).mean()) / 2)


OWNED = [
    Column.PRODUCT,
    Column.PRODUCT_NAME,
    Column.STATUS,
    Column.REVENUE_LINE,
    Column.CONTRACT_VALUE,
    Column.FIRST_CONTRACT,
    Column.LAST_CONTRACT,
]


def owned(products: pd.DataFrame, code: str) -> pd.DataFrame:
    """What a customer has in use today, highest value first."""
    lines = products[(products[Column.CUSTOMER] == code) & (products[Column.ACTIVE] == 1)]
    lines = lines.reindex(columns=OWNED).sort_values(Column.PRODUCT, kind="stable")
    lines = lines.sort_values(Column.CONTRACT_VALUE, ascending=False, kind="stable")
    return lines.dropna(axis="columns", how="all")


def holdings(outputs: Outputs) -> pd.DataFrame:
    """The distinct customer x PRODUTO pairs in use today, in the unit that was recommended."""
    pairs = held(outputs)
    assert pairs is not None
    return pairs


def customer_count(outputs: Outputs) -> int:
    """What every share of customers divides by: all of the base or, without one, those known to use something."""
    return key_figures(outputs).customers or holdings(outputs)[Column.CUSTOMER].nunique()


def used_together(held: pd.DataFrame, product: str, customers: int, limit: int = 10) -> pd.DataFrame:
    """The products that users of ``product`` use more than the others of all ``customers`` do, largest gap first.

    Returns:
        PRODUTO, QTD (customers who use both), ``com`` (share of the users of ``product``), ``sem`` (of the others).
    """
    users = set(held.loc[held[Column.PRODUCT] == product, Column.CUSTOMER])
    others = customers - len(users)
    rest = held[held[Column.PRODUCT] != product]
    inside = rest[Column.CUSTOMER].isin(users)
    both = rest.loc[inside, Column.PRODUCT].value_counts()
    alone = rest.loc[~inside, Column.PRODUCT].value_counts().reindex(both.index, fill_value=0)
    shares = {Column.QUANTITY: both, "com": both / max(len(users), 1), "sem": alone / max(others, 1)}
    table = pd.DataFrame(shares).rename_axis(Column.PRODUCT).reset_index()
    table = table.assign(diferenca=table["com"] - table["sem"]).query("diferenca > 0")
    table = table.sort_values(["diferenca", Column.PRODUCT], ascending=[False, True])
    return table.drop(columns="diferenca").head(limit).reset_index(drop=True)
