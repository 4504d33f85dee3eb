"""The ledger: what became of every row of every file, cell by cell where it did not parse."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from meraki.cleaning.expressions import NULLS_SUFFIX, ROWS
from meraki.columns import Column
from meraki.reading.read import IgnoredFile
from meraki.reading.tables import INVALID_SUFFIX, FilePart, TypedTable
from meraki.settings import EtlSettings

KEYLESS = "chave vazia"
SMALL_TABLE = 100
"""Below so many rows a share says nothing; the gate looks at tables larger than this."""


@dataclass(frozen=True)
class FileAccount:
    """One file or sheet: linhas_lidas = linhas_usadas + linhas_rejeitadas."""

    part: FilePart
    keyless: int
    missing: list[str]

    def as_json(self) -> dict[str, Any]:
        """As in qualidade_dados.json."""
        rejected = self.part.rows_rejected + self.keyless
        return {
            "arquivo": self.part.file,
            "folha": self.part.sheet,
            "codificacao": self.part.encoding,
            "separador": self.part.separator,
            "linhas_lidas": self.part.rows_read,
            "linhas_usadas": self.part.rows_read - rejected,
            "linhas_rejeitadas": rejected,
            "colunas_ausentes": self.missing,
            "colunas_ignoradas": self.part.ignored_columns,
        }


@dataclass(frozen=True)
class TableAccount:
    """One table: its files, rejections by reason, orphans, duplicates and columns."""

    name: str
    files: list[FileAccount]
    customers: int
    orphan_customers: int
    orphan_rows: int
    duplicates: int
    columns: dict[str, dict[str, Any]]

    @property
    def rows_read(self) -> int:
        """Rows below the headers of all files."""
        return sum(file.part.rows_read for file in self.files)

    @property
    def rejections(self) -> dict[str, int]:
        """Reason -> rows."""
        reasons: Counter[str] = Counter()
        for file in self.files:
            reasons.update(file.part.rejections)
            reasons[KEYLESS] += file.keyless
        return {reason: rows for reason, rows in sorted(reasons.items()) if rows}

    @property
    def rows_rejected(self) -> int:
        """Rows rejected, all reasons."""
        return sum(self.rejections.values())

    def as_json(self) -> dict[str, Any]:
        """As in qualidade_dados.json."""
        return {
            "linhas_lidas": self.rows_read,
            "linhas_usadas": self.rows_read - self.rows_rejected,
            "linhas_rejeitadas": self.rows_rejected,
            "rejeicoes": self.rejections,
            "clientes": self.customers,
            "orfaos": {"clientes": self.orphan_customers, "linhas": self.orphan_rows},
            "duplicadas": self.duplicates,
            "arquivos": [file.as_json() for file in self.files],
            "colunas": self.columns,
        }


@dataclass
class Ledger:
    """All tables of a run."""

    tables: dict[str, TableAccount] = field(default_factory=dict)
    ignored: list[IgnoredFile] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def as_json(self, reference: str) -> dict[str, Any]:
        """qualidade_dados.json."""
        return {
            "data_referencia": reference,
            "tabelas": {name: account.as_json() for name, account in self.tables.items()},
            "arquivos_ignorados": [{"arquivo": file.name, "motivo": file.reason} for file in self.ignored],
            "avisos": self.warnings,
        }


def account_for(
    table: TypedTable,
    grouped: pl.DataFrame,
    known: pl.Series,
    keyless: dict[str, int],
    duplicates: int = 0,
    examples: dict[str, list[str]] | None = None,
) -> TableAccount:
    """The account of one table.

    Args:
        grouped: rows with CD_CLIENTE (null for rows without key), LINHAS and the sums of nulls and invalid cells.
        known: customers of dados_clientes.
        keyless: part label -> rows without a key.
        examples: column -> texts that did not parse.

    Raises:
        AssertionError: rows were lost between reading and cleaning.
    """
    has_key = Column.CUSTOMER in grouped.columns
    keyed = grouped.filter(pl.col(Column.CUSTOMER).is_not_null()) if has_key else grouped
    orphans = keyed.filter(~pl.col(Column.CUSTOMER).is_in(known.implode())) if has_key else keyed.clear()
    files = [_file_account(table, part, keyless.get(part.label, 0)) for part in table.parts]
    account = TableAccount(
        table.name,
        files,
        keyed[Column.CUSTOMER].n_unique() if has_key else 0,
        orphans[Column.CUSTOMER].n_unique() if has_key else 0,
        int(orphans[ROWS].sum()),
        duplicates,
        _columns(table, grouped, examples or {}),
    )
    used = int(keyed[ROWS].sum())
    if used != account.rows_read - account.rows_rejected:
        raise AssertionError(f"{table.name}: {account.rows_read} read, {used} used, {account.rejections} rejected")
    return account


def _file_account(table: TypedTable, part: FilePart, keyless: int) -> FileAccount:
    missing = [column.name for column in table.contract.columns if column.name not in part.columns]
    return FileAccount(part, keyless, missing)


def _columns(table: TypedTable, grouped: pl.DataFrame, examples: dict[str, list[str]]) -> dict[str, dict[str, Any]]:
    return {
        column.name: {
            "nulos": _sum(grouped, column.name + NULLS_SUFFIX),
            "invalidos": _sum(grouped, column.name + INVALID_SUFFIX),
            "exemplos": examples.get(column.name, []),
            "convencao": table.conventions.get(column.name, "texto"),
        }
        for column in table.contract.columns
        if column.kind not in ("key", "store_key")
    }


def _sum(grouped: pl.DataFrame, name: str) -> int:
    return int(grouped[name].sum() or 0) if name in grouped.columns else 0


def breaches(ledger: Ledger, before: dict[str, Any], settings: EtlSettings) -> list[str]:
    """Sentences for every limit that the data break; empty when all is well.

    ``before``: qualidade_dados.json of the last run in the folder, or empty.
    """
    found: list[str] = []
    for name, account in ledger.tables.items():
        if account.rows_read > SMALL_TABLE:
            found += _share_breaches(name, account, settings)
        earlier = before.get("tabelas", {}).get(name)
        if earlier and earlier["linhas_lidas"] > SMALL_TABLE:
            found += _change_breaches(name, account, earlier, settings)
    return found


def _share_breaches(name: str, account: TableAccount, settings: EtlSettings) -> list[str]:
    found = []
    rejected = account.rows_rejected / account.rows_read
    if rejected > settings.max_rejected_share:
        found.append(f"{name}: {rejected:.1%} das linhas rejeitadas (limite {settings.max_rejected_share:.1%})")
    orphans = account.orphan_customers / max(account.customers, 1)
    if orphans > settings.max_orphan_share:
        found.append(f"{name}: {orphans:.1%} dos clientes sem cadastro (limite {settings.max_orphan_share:.1%})")
    return found


def _change_breaches(name: str, account: TableAccount, earlier: dict[str, Any], settings: EtlSettings) -> list[str]:
    found = []
    change = account.rows_read / earlier["linhas_lidas"] - 1
    if abs(change) > settings.max_row_change:
        found.append(f"{name}: {change:+.1%} linhas desde a última execução (limite {settings.max_row_change:.1%})")
    for column, now in account.columns.items():
        then = earlier["colunas"].get(column)
        if then:
            rise = now["nulos"] / max(account.rows_read, 1) - then["nulos"] / earlier["linhas_lidas"]
            if rise > settings.max_null_increase:
                limit = settings.max_null_increase
                found.append(f"{name}.{column}: nulos subiram {rise:.1%} desde a última execução (limite {limit:.1%})")
    return found
