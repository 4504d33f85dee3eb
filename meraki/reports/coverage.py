"""What was read and what is known: the ledger and the base, counted once for workbook and report."""

from __future__ import annotations

from typing import Any

import pandas as pd

from meraki.columns import Column, OutputFile
from meraki.reports import formats
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
_COUNTED = ("linhas_lidas", "linhas_usadas", "linhas_rejeitadas", "linhas_sem_cadastro")
TOLD_WARNINGS = 6
"""Of more the report says how many there are, and where."""
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


def quality_words(quality: dict[str, Any] | None) -> str:
    """How much was read, how much was left out and how much is of customers outside the base, in two sentences."""
    table = source_tables(quality)
    if table.empty:
        return "A base veio pronta: a leitura dos arquivos de origem não foi registrada nesta pasta."
    read, used, rejected, strangers = (int(table[name].fillna(0).sum()) for name in _COUNTED)
    said = f"Foram lidas {formats.number(read)} linhas de {formats.count(len(table), 'tabela', 'tabelas')}. "
    parts = [_rejected(rejected, read), *([_used(used, strangers)] if rejected or strangers else [])]
    return f"{said}{'; '.join(parts)}."


def _rejected(rejected: int, read: int) -> str:
    if not rejected:
        return "Nenhuma foi rejeitada"
    count, share = formats.count(rejected, "foi rejeitada", "foram rejeitadas"), formats.percent(rejected / read, 2)
    return f"{count} ({share}), cada uma com o motivo em {OutputFile.QUALITY_XLSX}"


def _used(used: int, strangers: int) -> str:
    """As the ledger counts: a line of a customer without registration is used, for it could be read."""
    said = formats.count(used, "foi usada", "foram usadas") if used else "nenhuma foi usada"
    one, many = "é de cliente sem cadastro e ficou", "são de clientes sem cadastro e ficaram"
    left = formats.count(strangers, one, many) if used > 1 else one
    return f"{said}{', das quais' if used > 1 else ', e'} {left} fora da base" if strangers else said


def warnings_told(quality: dict[str, Any] | None) -> list[str]:
    """The first warnings of the ledger, and how many more there are and where."""
    warnings = [str(sentence) for sentence in (quality or {}).get("avisos", [])]
    more = len(warnings) - TOLD_WARNINGS
    told = f"e mais {formats.count(more, 'aviso', 'avisos')} em {OutputFile.QUALITY_XLSX}"
    return [*warnings[:TOLD_WARNINGS], *([told] if more > 0 else [])]
