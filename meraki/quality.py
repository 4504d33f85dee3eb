"""The ledger: what became of every row of every file, and of every cell that did not parse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from meraki.cleaning.expressions import NULLS_SUFFIX, ROWS
from meraki.columns import Column
from meraki.errors import MerakiError
from meraki.reading.read import IgnoredFile
from meraki.reading.table_contract import TableContract
from meraki.reading.tables import INVALID_SUFFIX, FilePart, TypedTable


@dataclass(frozen=True)
class FileAccount:
    """One file or sheet: linhas_lidas = linhas_usadas + linhas_rejeitadas; ``keyless``: reason -> rows without key."""

    part: FilePart
    keyless: Mapping[str, int]
    missing: tuple[str, ...]

    @property
    def rows_keyless(self) -> int:
        """Rows rejected because they have no customer."""
        return sum(self.keyless.values())

    def as_json(self) -> dict[str, Any]:
        """As in qualidade_dados.json."""
        rejected = self.part.rows_rejected + self.rows_keyless
        return {
            "arquivo": self.part.file,
            "folha": self.part.sheet,
            "codificacao": self.part.encoding,
            "separador": self.part.separator,
            "linhas_lidas": self.part.rows_read,
            "linhas_usadas": self.part.rows_read - rejected,
            "linhas_rejeitadas": rejected,
            "colunas_ausentes": list(self.missing),
            "colunas_ignoradas": self.part.ignored_columns,
        }


@dataclass(frozen=True)
class TableAccount:
    """One table: its files, rejections by reason, orphans, duplicates and columns.

    Attributes:
        rows_counted: rows that cleaning saw, those without key included.
        columns: column -> nulos (empty cells), invalidos (text that gave no value), exemplos, convencao.
        measured: number and date columns that the base rests on.
        unknown_words: column of coded words -> informed cells that nobody understands.
    """

    name: str
    files: tuple[FileAccount, ...]
    rows_counted: int
    customers: int
    orphan_customers: int
    orphan_rows: int
    duplicates: int
    columns: dict[str, dict[str, Any]]
    measured: frozenset[str] = frozenset()
    unknown_words: Mapping[str, int] = field(default_factory=dict)

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
            reasons.update(file.keyless)
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
    """All tables of a run, in the order of the contracts."""

    tables: dict[str, TableAccount] = field(default_factory=dict)
    ignored: list[IgnoredFile] = field(default_factory=list)

    def as_json(self, reference: str | None, warnings: list[str]) -> dict[str, Any]:
        """qualidade_dados.json."""
        return {
            "data_referencia": reference,
            "tabelas": {name: account.as_json() for name, account in self.tables.items()},
            "arquivos_ignorados": [{"arquivo": file.name, "motivo": file.reason} for file in self.ignored],
            "avisos": warnings,
        }


@dataclass(frozen=True)
class Counted:
    """What cleaning counted in a table.

    Attributes:
        groups: CD_CLIENTE (null for rows without key), LINHAS and the sums of nulls and invalid cells; several
            rows of one key add up. A table without customers has no CD_CLIENTE.
        duplicates: rows that repeat another one's key.
        measured: number and date columns that the base rests on.
        unknown_words: column of coded words -> informed cells that nobody understands.
    """

    groups: pl.DataFrame
    duplicates: int = 0
    measured: frozenset[str] = frozenset()
    unknown_words: Mapping[str, int] = field(default_factory=dict)

    @property
    def keyless(self) -> int:
        """Rows without a key."""
        if Column.CUSTOMER not in self.groups.columns:
            return 0
        return int(self.groups.filter(pl.col(Column.CUSTOMER).is_null())[ROWS].sum())

    def orphans(self, known: pl.Series) -> pl.DataFrame:
        """CD_CLIENTE and LINHAS of the keys that are not among the ``known`` customers, sorted."""
        if Column.CUSTOMER not in self.groups.columns:
            return pl.DataFrame(schema={Column.CUSTOMER: pl.String, ROWS: pl.Int64})
        key = pl.col(Column.CUSTOMER)
        strangers = self.groups.filter(key.is_not_null() & ~key.is_in(known.implode()))
        return strangers.group_by(key).agg(pl.col(ROWS).cast(pl.Int64).sum()).sort(key)


def account_for(
    table: TypedTable,
    counted: Counted,
    known: pl.Series,
    keyless: Mapping[str, Mapping[str, int]],
    examples: Mapping[str, list[str]],
) -> TableAccount:
    """The account of one table.

    Args:
        known: customers of dados_clientes.
        keyless: part label -> reason -> rows without a key, counted in the file itself.
        examples: column -> some texts that gave no value.

    Raises:
        MerakiError: reading and cleaning do not count the same rows; nothing may be published then.
    """
    orphans = counted.orphans(known)
    account = TableAccount(
        name=table.name,
        files=tuple(_file_account(table.contract, part, keyless.get(part.label, {})) for part in table.parts),
        rows_counted=int(counted.groups[ROWS].sum()),
        customers=_customers(counted.groups),
        orphan_customers=orphans.height,
        orphan_rows=int(orphans[ROWS].sum()),
        duplicates=counted.duplicates,
        columns=_columns(table, counted.groups, examples),
        measured=counted.measured,
        unknown_words=counted.unknown_words,
    )
    _check_sums(account, counted)
    return account


def _check_sums(account: TableAccount, counted: Counted) -> None:
    structural = sum(file.part.rows_rejected for file in account.files)
    keyless = sum(file.rows_keyless for file in account.files)
    if (account.rows_read - structural, keyless) != (account.rows_counted, counted.keyless):
        raise MerakiError(
            f"A conta de {account.name} não fecha: {account.rows_read} linhas lidas, {structural} fora da estrutura, "
            f"{account.rows_counted} na limpeza; {keyless} sem chave no arquivo, {counted.keyless} na limpeza.",
            where=", ".join(file.part.label for file in account.files),
            action="verifique se o arquivo mudou durante a leitura e rode de novo.",
        )


def _file_account(contract: TableContract, part: FilePart, keyless: Mapping[str, int]) -> FileAccount:
    missing = tuple(column.name for column in contract.columns if column.name not in part.columns)
    return FileAccount(part, keyless, missing)


def _customers(groups: pl.DataFrame) -> int:
    return groups[Column.CUSTOMER].drop_nulls().n_unique() if Column.CUSTOMER in groups.columns else 0


def _columns(table: TypedTable, groups: pl.DataFrame, examples: Mapping[str, list[str]]) -> dict[str, dict[str, Any]]:
    """A null cell is either empty or did not parse; the two are told apart."""
    facts = {}
    for column in table.contract.columns:
        if column.kind in ("key", "store_key"):
            continue
        invalid = _sum(groups, column.name + INVALID_SUFFIX)
        facts[column.name] = {
            "nulos": _sum(groups, column.name + NULLS_SUFFIX) - invalid,
            "invalidos": invalid,
            "exemplos": examples.get(column.name, []),
            "convencao": table.conventions.get(column.name, "texto"),
        }
    return facts


def _sum(groups: pl.DataFrame, name: str) -> int:
    return int(groups[name].sum() or 0) if name in groups.columns else 0
