"""The quality gate: data outside the configured limits replace nothing."""

from __future__ import annotations

from typing import Any

from meraki.quality import Ledger, TableAccount
from meraki.settings import EtlSettings
from meraki.wording import percent, thousands

ENOUGH = 100
"""From so many rows (or customers) a share counts: one rejected row of ten says little about a limit of 5 %."""

LOST = 0.5
"""A column that loses more of its informed cells than this was not understood.

Cells are lost that are no number or date where one should be, or a coded word that nobody knows.
"""


def breaches(ledger: Ledger, before: dict[str, Any], settings: EtlSettings) -> list[str]:
    """A Portuguese sentence for every limit that the data break; empty when all is well.

    ``before``: qualidade_dados.json of the last run in the folder, for which :func:`can_be_compared`, or empty.
    """
    found = [sentence for account in ledger.tables.values() for sentence in _share_breaches(account, settings)]
    for name, then in before.get("tabelas", {}).items():
        found += _change_breaches(name, ledger.tables.get(name), then, settings)
    return found


def can_be_compared(before: Any) -> bool:
    """Whether qualidade_dados.json, which anybody may have edited, still holds the counts that a run left in it."""
    tables = before.get("tabelas", {}) if isinstance(before, dict) else None
    return isinstance(tables, dict) and all(map(_is_table, tables.values()))


def _is_table(then: Any) -> bool:
    if not isinstance(then, dict) or not _is_count(then.get("linhas_lidas", 0)):
        return False
    columns = then.get("colunas", {})
    return isinstance(columns, dict) and all(map(_is_column, columns.values()))


def _is_column(facts: Any) -> bool:
    return isinstance(facts, dict) and all(_is_count(facts.get(name)) for name in ("nulos", "invalidos"))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def beyond(count: int, total: int, limit: float) -> bool:
    """Whether ``count`` of ``total`` is more than ``limit``; of fewer than :data:`ENOUGH` it tells too little."""
    return total >= ENOUGH and count / total > limit


def _share_breaches(account: TableAccount, settings: EtlSettings) -> list[str]:
    found = []
    if beyond(account.rows_rejected, account.rows_read, settings.max_rejected_share):
        told = _told(account.rows_rejected, account.rows_read, "das linhas rejeitadas", settings.max_rejected_share)
        found.append(f"{account.name}: {told}")
    if beyond(account.orphan_customers, account.customers, settings.max_orphan_share):
        what = "dos clientes sem cadastro em dados_clientes"
        told = _told(account.orphan_customers, account.customers, what, settings.max_orphan_share)
        found.append(f"{account.name}: {told}")
    return found + _lost_columns(account)


def _lost_columns(account: TableAccount) -> list[str]:
    """A sentence for each column that was not understood."""
    lost = {
        name: (account.columns[name]["invalidos"], "valores ilegíveis ou impossíveis")
        for name in sorted(account.measured)
    }
    lost |= {name: (cells, "palavras desconhecidas") for name, cells in account.unknown_words.items()}
    return [
        f"{account.name}.{name}: {cells} de {informed} {what} (limite {percent(LOST, 1)})"
        for name, (cells, what) in lost.items()
        if beyond(cells, informed := account.rows_counted - account.columns[name]["nulos"], LOST)
    ]


def _told(count: int, total: int, what: str, limit: float) -> str:
    return f"{percent(count / total, 1)} {what} ({thousands(count)} de {thousands(total)}; limite {percent(limit, 1)})"


def _change_breaches(name: str, now: TableAccount | None, then: dict[str, Any], settings: EtlSettings) -> list[str]:
    rows_then = then.get("linhas_lidas", 0)
    rows_now = now.rows_read if now else 0
    if max(rows_then, rows_now) < ENOUGH or not rows_then:
        return []
    found = []
    change = rows_now / rows_then - 1
    if abs(change) > settings.max_row_change:
        limit = percent(settings.max_row_change, 1)
        found.append(f"{name}: de {rows_then} para {rows_now} linhas desde a última execução (limite {limit})")
    enough = now is not None and min(rows_then, rows_now) >= ENOUGH
    return found + _null_breaches(now, then, settings.max_null_increase) if now and enough else found


def _null_breaches(now: TableAccount, then: dict[str, Any], most: float) -> list[str]:
    """Shares of the rows read in both runs: of those used then, the document tells no number by column."""
    found = []
    for column, facts in now.columns.items():
        if (earlier := then.get("colunas", {}).get(column)) is not None:
            rise = _nulls(facts) / now.rows_read - _nulls(earlier) / then["linhas_lidas"]
            if rise > most:
                said = f"{percent(rise, 1)} a mais de nulos que na última execução (limite {percent(most, 1)})"
                found.append(f"{now.name}.{column}: {said}")
    return found


def _nulls(facts: dict[str, Any]) -> int:
    return int(facts["nulos"]) + int(facts["invalidos"])
