"""Stage 1: raw files to one clean row per customer, products per customer, and the ledger of every row."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

import polars as pl

from meraki import pseudonyms
from meraki.columns import Column, OutputFile
from meraki.console import step
from meraki.engines import cast_of, stays_of
from meraki.errors import SourceError, UsageError
from meraki.families import load_rules
from meraki.publishing import Publication
from meraki.reading.contracts import TELEMETRY
from meraki.reading.read import IgnoredFile, Inspection, Reading, inspect, read_tables
from meraki.reference import Calendar, calendar_of
from meraki.settings import EtlSettings
from meraki.sources.open import open_source
from meraki.stages import etl_ledger as books
from meraki.stages import etl_subjects as subjects
from meraki.stages.etl_join import Joined, join
from meraki.stages.etl_usage import Usage, UsageDigest
from meraki.stages.etl_warnings import sentences
from meraki.stages.etl_writing import Results, write


def run(settings: EtlSettings) -> None:
    """Read, clean, join, check and publish; see docs/arquitetura.md for the files.

    Raises:
        UsageError: no source is configured, or it is an address of another kind than S3.
        ConfigurationError: rules of families, credentials or the pseudonyms' key are wrong.
        SourceError: dados_clientes is missing or has no usable row, or a file is damaged.
        QualityGateError: the data are outside the configured limits; nothing was replaced.
        OutputError: the output folder cannot be written.
    """
    if not settings.source:
        raise UsageError(
            "Nenhuma origem foi informada.",
            action="use --source s3://bucket/prefixo/ ou --source PASTA, ou preencha source em [etl] no meraki.toml; "
            "para ver tudo funcionando com dados de exemplo: python meraki_match.py --demo.",
        )
    if settings.dry_run:
        with _work_folder() as work:
            _show_plan(settings, Path(work))
        return
    # The work folder goes first: the disk need not keep what is thrown away when the results are made durable.
    with Publication(settings.output, "etl", settings) as publication, _work_folder() as work:
        results = _results(settings, Path(work), publication)
        with step("Gravar resultados") as line:
            write(results, publication)
            line.rows_out = results.joined.base.height


def _work_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="meraki_", ignore_cleanup_errors=True)


def _results(settings: EtlSettings, work: Path, publication: Publication) -> Results:
    rules = load_rules(settings.families)
    key = pseudonyms.key_of(os.environ) if settings.pseudonymize else None
    with UsageDigest(work, settings.engine) as digest:
        reading = _read(settings, work, publication, digest)
        typed, usage = _typed(reading, digest)
    if usage:
        reading = replace(reading, tables={**reading.tables, TELEMETRY.name: usage.table})
    calendar = _calendar(typed, usage, settings)
    tables = {name: subjects.prepared(name, calendar.latest)(frame) for name, frame in typed.items()}
    cleaned = subjects.clean(tables, usage, calendar.latest)
    joined = join(reading, tables, cleaned, rules, calendar.reference, settings.target_segments)
    known = joined.base[Column.CUSTOMER]
    with step("Fechar a conta de cada arquivo") as line:
        ledger = books.ledger_of(reading, cleaned, known, calendar.latest, with_examples=key is None)
        line.rows_in = sum(account.rows_read for account in ledger.tables.values())
        line.rows_out = sum(account.rows_read - account.rows_rejected for account in ledger.tables.values())
    for sentence in sentences(settings, reading, cleaned, ledger, calendar, joined.base):
        publication.warn(sentence)
    books.check(ledger, settings, publication)
    if not joined.base.height:
        raise _no_customers(settings.source)
    aliases = pseudonyms.pseudonyms_of(_codes(cleaned, joined), key) if key else {}
    return Results(settings, reading, cleaned, joined, ledger, calendar, aliases)


def _no_customers(source: str) -> SourceError:
    return SourceError(
        "O arquivo dados_clientes não tem nenhuma linha utilizável; a base ficaria vazia.",
        where=source,
        action="confira se há dados abaixo do cabeçalho e códigos na coluna do cliente, e peça o arquivo de novo.",
    )


def _read(settings: EtlSettings, work: Path, publication: Publication, digest: UsageDigest) -> Reading:
    with step("Localizar arquivos") as line:
        files = open_source(settings.source, settings.cache, stays_of(settings.engine))
        line.rows_out = len(files)
    with step("Reconhecer e verificar") as line:
        reading = read_tables(files, work, cast_of(settings.engine), digest.begin)
        parts = [part for table in reading.tables.values() for part in table.parts]
        line.rows_out = sum(part.rows_read for part in parts)
    for part in parts:
        publication.add_input(part.label, etag=part.etag, size=part.size, rows=part.rows_read)
    return reading


def _typed(reading: Reading, digest: UsageDigest) -> tuple[subjects.Tables, Usage | None]:
    """Every table but the usage log, and what that one comes down to where there is one."""
    with step("Converter textos em números e datas") as line:
        log = reading.tables.get(TELEMETRY.name)
        usage = digest.usage(log) if log else None
        tables = {name: table.frame for name, table in reading.tables.items() if table is not log}
        line.rows_out = sum(part.rows_read for table in reading.tables.values() for part in table.parts)
    return tables, usage


def _calendar(typed: subjects.Tables, usage: Usage | None, settings: EtlSettings) -> Calendar:
    with step("Achar a data de referência") as line:
        seen = subjects.days_seen(typed, usage)
        line.rows_in, line.rows_out = int(seen["LINHAS"].sum()), seen.height
    return calendar_of(seen, settings.reference_date)


def _codes(cleaned: subjects.Cleaned, joined: Joined) -> set[str]:
    """Every customer code of the run, orphans included."""
    groups = [counted.groups for counted in cleaned.counted.values() if Column.CUSTOMER in counted.groups.columns]
    keys = pl.concat([joined.base[Column.CUSTOMER], *(group[Column.CUSTOMER] for group in groups)])
    return set(keys.drop_nulls().to_list())


def _show_plan(settings: EtlSettings, work: Path) -> None:
    files = open_source(settings.source, settings.cache, stays_of(settings.engine))
    print(f"Origem: {settings.source}\n")
    for found in inspect(files, work):
        print(f"  {found.name}: IGNORADO ({found.reason})" if isinstance(found, IgnoredFile) else _plan_of(found))
    names = (OutputFile.BASE, OutputFile.PRODUCTS, OutputFile.QUALITY_XLSX, OutputFile.QUALITY_JSON)
    print(f"\nGravaria em {settings.output}: {', '.join((*names, OutputFile.MANIFEST))}.")
    print("Nada foi gravado (--dry-run).")


def _plan_of(found: Inspection) -> str:
    separator = f", separador {found.separator!r}" if found.separator else ""
    lines = [f"  {found.file}: tabela {found.table}, {found.encoding}{separator}"]
    lists = {"colunas": found.found, "ausentes": found.missing, "não lidas": found.ignored}
    lines += [f"    {title}: {', '.join(names)}" for title, names in lists.items() if names]
    return "\n".join(lines)
