"""Closing the books of a run: the account of every table, and the gate that data outside the limits do not pass."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from meraki.cleaning.expressions import account
from meraki.columns import OutputFile
from meraki.engines import collect
from meraki.errors import QualityGateError
from meraki.gate import breaches, can_be_compared
from meraki.publishing import Publication
from meraki.quality import Counted, Ledger, TableAccount, account_for
from meraki.reading.examples import invalid_examples
from meraki.reading.read import Reading
from meraki.reading.tables import INVALID_SUFFIX, TypedTable
from meraki.settings import EtlSettings
from meraki.stages.etl_rejections import keyless_by_part
from meraki.stages.etl_subjects import Cleaned, prepared


def ledger_of(
    reading: Reading, cleaned: Cleaned, known: pl.Series, latest: date | None, *, with_examples: bool
) -> Ledger:
    """The account of every table that was read.

    Raises:
        MerakiError: rows in are not rows used plus rows rejected.
    """
    ledger = Ledger(ignored=reading.ignored)
    for name, table in reading.tables.items():
        counted = cleaned.counted.get(name) or _without_customers(table)
        examples = _examples(table, counted, latest) if with_examples else {}
        ledger.tables[name] = account_for(table, counted, known, keyless_by_part(table, counted), examples)
    return ledger


def _without_customers(table: TypedTable) -> Counted:
    """A table that no subject is made of (the dictionary)."""
    return Counted(collect(table.frame.select(*account(table.frame))))


def _examples(table: TypedTable, counted: Counted, latest: date | None) -> dict[str, list[str]]:
    flags = [name for name in counted.groups.columns if name.endswith(INVALID_SUFFIX)]
    broken = [name.removesuffix(INVALID_SUFFIX) for name in flags if counted.groups[name].sum()]
    return invalid_examples(table, prepared(table.name, latest), broken)


def check(ledger: Ledger, settings: EtlSettings, publication: Publication) -> None:
    """Stop data outside the configured limits, or with ``--force`` let them pass and say so.

    Raises:
        QualityGateError: at least one limit is broken; every one is named.
    """
    found = breaches(ledger, last_quality(settings.output), settings)
    if found and settings.force:
        publication.warn(f"Gravado com --force fora dos limites de qualidade: {'; '.join(found)}.")
    elif found:
        raise QualityGateError(
            "Os dados estão fora dos limites de qualidade; nada foi substituído.\n    - " + "\n    - ".join(found),
            where=settings.source,
            action="corrija a origem, ajuste os limites em [qualidade] no meraki.toml ou aceite com --force.",
        )


def last_quality(output: Path) -> dict[str, Any]:
    """qualidade_dados.json of the last run in the folder; empty where there is none that can be read and compared."""
    try:
        content = json.loads((output / OutputFile.QUALITY_JSON).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if can_be_compared(content) else {}


def empty_tables(ledger: Ledger) -> list[TableAccount]:
    """Tables whose files hold no usable row."""
    return [found for found in ledger.tables.values() if found.rows_read == found.rows_rejected]
