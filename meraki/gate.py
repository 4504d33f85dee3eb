"""The quality gate: data outside the configured limits replace nothing."""

from __future__ import annotations

from typing import Any

from meraki.quality import Ledger, TableAccount
from meraki.settings import EtlSettings
from meraki.wording import percent

ENOUGH = 100
"""From so many rows (or customers) a share counts: one rejected row of ten says little about a limit of 5 %."""

LOST = 0.5
"""A number or date column that loses more of its informed cells than this was not understood."""


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
        share = percent(account.rows_rejected / account.rows_read, 1)
        limit = percent(settings.max_rejected_share, 1)
        found.append(f"{account.name}: {share} das linhas rejeitadas (limite {limit})")
    if beyond(account.orphan_customers, account.customers, settings.max_orphan_share):
        share = percent(account.orphan_customers / account.customers, 1)
        limit = percent(settings.max_orphan_share, 1)
        found.append(f"{account.name}: {share} dos clientes sem cadastro em dados_clientes (limite {limit})")
    return found + [
        f"{account.name}.{name}: {column['invalidos']} de {informed} valores ilegíveis (limite {percent(LOST, 1)})"
        for name, column in account.columns.items()
        if name in account.measured
        and beyond(column["invalidos"], informed := account.rows_counted - column["nulos"], LOST)
    ]


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
    if now is None or min(rows_then, rows_now) < ENOUGH:
        return found
    for column, facts in now.columns.items():
        earlier = then.get("colunas", {}).get(column)
        if earlier is None:
            continue
        rise = _null_share(facts, now.rows_counted) - _null_share(earlier, rows_then)
        if rise > settings.max_null_increase:
            limit = percent(settings.max_null_increase, 1)
            found.append(f"{name}.{column}: {percent(rise, 1)} a mais de nulos que na última execução (limite {limit})")
    return found


def _null_share(facts: dict[str, Any], rows: int) -> float:
    return (facts["nulos"] + facts["invalidos"]) / max(rows, 1)
