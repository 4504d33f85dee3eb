"""What was read and what is known: the ledger and the base, counted once for workbook and report."""

from __future__ import annotations

from typing import Any

import pandas as pd

from meraki.columns import Column
from meraki.reports.dictionary import label

SOURCE_COLUMNS = (
    "tabela",
    "linhas_lidas",
    "linhas_usadas",
    "linhas_rejeitadas",
    "clientes",
    "sem_cadastro",
    "linhas_sem_cadastro",
    "duplicadas",
    "motivos",
)
COVERED = (
    Column.SEGMENT,
    Column.REVENUE_BAND,
    Column.STATE,
    Column.MRR,
    Column.NPS_MEAN,
    Column.TICKET_DAYS,
    Column.EVENTS,
    Column.LAST_PROPOSAL,
)


def source_tables(quality: dict[str, Any] | None) -> pd.DataFrame:
    """A row per source table: rows read, used, rejected, customers, orphans, duplicates, reasons in words."""
    rows = [
        {
            "tabela": name,
            **{key: table.get(key) for key in ("linhas_lidas", "linhas_usadas", "linhas_rejeitadas", "clientes")},
            "sem_cadastro": (table.get("orfaos") or {}).get("clientes"),
            "linhas_sem_cadastro": (table.get("orfaos") or {}).get("linhas"),
            "duplicadas": table.get("duplicadas"),
            "motivos": "; ".join(f"{reason}: {count}" for reason, count in (table.get("rejeicoes") or {}).items()),
        }
        for name, table in ((quality or {}).get("tabelas") or {}).items()
    ]
    return pd.DataFrame(rows, columns=list(SOURCE_COLUMNS))


def base_coverage(base: pd.DataFrame | None) -> pd.DataFrame:
    """How many customers have each of the main facts; empty without a base."""
    if base is None:
        return pd.DataFrame()
    known = {column: int(base[column].notna().sum()) for column in COVERED if column in base}
    return pd.DataFrame(
        {
            "coluna": [label(column) for column in known],
            "clientes": list(known.values()),
            "parte": [count / len(base) for count in known.values()],
        }
    )
