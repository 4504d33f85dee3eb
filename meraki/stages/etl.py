"""Stage 1: raw files to one clean row per customer, products per customer, and the ledger of every row."""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import narwhals as nw
import pandas as pd
import polars as pl

from meraki import base as base_table
from meraki.cleaning import contracts, customers, expressions, nps, proposals, sales, telemetry, tickets
from meraki.columns import Column, OutputFile
from meraki.console import step
from meraki.engines import collect
from meraki.errors import ConfigurationError, QualityGateError
from meraki.families import family_of, load_rules
from meraki.publishing import Publication
from meraki.quality import Ledger, account_for, breaches
from meraki.reading.casting import cast_table, keyless_rows
from meraki.reading.contracts import ANSWERED_ON
from meraki.reading.read import Cast, IgnoredFile, Reading, inspect, read_tables
from meraki.reading.tables import TypedTable
from meraki.reports import quality as quality_report
from meraki.settings import EtlSettings
from meraki.sources.open import open_source

logger = logging.getLogger("meraki.etl")
SURVEYS = (
    *("nps_relacional", "nps_transacional_aquisicao", "nps_transacional_implantacao"),
    *("nps_transacional_onboarding", "nps_transacional_produto", "nps_transacional_suporte"),
)
DATED = {
    "dados_clientes": (contracts.SIGNED,),
    "clientes_desde": (Column.CUSTOMER_SINCE,),
    "historico": (proposals.UPLOADED,),
    "tickets": (tickets.CREATED, tickets.UPDATED),
    **dict.fromkeys(SURVEYS[:-1], (ANSWERED_ON,)),
}
"""Dates that say until when the data reach; support answers have none."""


def run(settings: EtlSettings) -> None:
    """Read, clean, join, check and publish; see docs/arquitetura.md for the files.

    Raises:
        ConfigurationError: no source is configured.
        SourceError: dados_clientes is missing or a file is damaged.
        QualityGateError: the data are outside the configured limits; nothing was replaced.
        OutputError: the output folder cannot be written.
    """
    if not settings.source:
        raise ConfigurationError(
            "Nenhuma origem foi informada.",
            action="use --source s3://bucket/prefixo/ ou --source PASTA, ou preencha [etl] source em meraki.toml.",
        )
    with tempfile.TemporaryDirectory(prefix="meraki_") as work:
        if settings.dry_run:
            _show_plan(settings, Path(work))
        else:
            with Publication(settings.output, "etl", settings) as publication:
                _run(settings, Path(work), publication)


@dataclass
class Run:
    """What the steps of one run share."""

    settings: EtlSettings
    reading: Reading
    known: pl.Series
    publication: Publication
    ledger: Ledger = field(default_factory=Ledger)

    def frame(self, name: str) -> nw.LazyFrame:
        """The typed frame of a table that is there."""
        return self.reading.tables[name].frame

    def account(self, name: str, grouped: pl.DataFrame, duplicates: int = 0) -> None:
        """Enter a table into the ledger and write its rejected rows."""
        table = self.reading.tables[name]
        has_keyless = Column.CUSTOMER in grouped.columns and grouped[Column.CUSTOMER].null_count() > 0
        keyless = _keyless(table) if has_keyless else pl.DataFrame(schema=_REJECTED)
        counts = dict(keyless.group_by("ARQUIVO").len().iter_rows())
        self.ledger.tables[name] = account_for(table, grouped, self.known, counts, duplicates)
        _write_rejected(table, keyless, self.publication)


_REJECTED = {"ARQUIVO": pl.String, "LINHA": pl.Int64, "MOTIVO": pl.String, "TEXTO": pl.String}


def _run(settings: EtlSettings, work: Path, publication: Publication) -> None:
    with step("Localizar arquivos") as line:
        files = open_source(settings.source, settings.cache)
        line.rows_out = len(files)
    with step("Reconhecer e verificar") as line:
        reading = read_tables(files, work, _engine(settings.engine))
        line.rows_out = sum(part.rows_read for table in reading.tables.values() for part in table.parts)
    for table in reading.tables.values():
        for part in table.parts:
            publication.add_input(part.label, etag=part.etag, size=part.size, rows=part.rows_read)
    by_product = collect(contracts.by_product(reading.tables["dados_clientes"].frame))
    known = by_product[Column.CUSTOMER].drop_nulls().unique().sort()
    state = Run(settings, reading, known, publication, Ledger(ignored=reading.ignored))
    state.account("dados_clientes", by_product)
    subjects = _subjects(state)
    reference = settings.reference_date or _reference(state, subjects)
    _publish(state, by_product, subjects, reference)


def _engine(name: str) -> Cast:
    if name == "polars":
        return cast_table
    try:
        from meraki.reading.spark_casting import cast_table as spark  # noqa: PLC0415  an optional extra
    except ImportError as error:
        raise ConfigurationError(
            "O motor Spark não está instalado.", action="rode pip install pyspark ou use --engine polars."
        ) from error
    return spark


def _subjects(state: Run) -> dict[str, pl.DataFrame]:
    """One row per customer of each table that is there, in the order of the base."""
    makers: dict[str, Callable[[Run], pl.DataFrame]] = {
        "clientes_desde": lambda run: _single(run, "clientes_desde", sales.since, [Column.CUSTOMER_SINCE]),
        "mrr": lambda run: _single(run, "mrr", sales.mrr, [Column.MRR]),
        "contratacoes_ultimos_12_meses": lambda run: _single(
            run, "contratacoes_ultimos_12_meses", sales.hires, [Column.HIRES, Column.HIRES_VALUE]
        ),
        "historico": _proposals,
        "tickets": _tickets,
        "telemetria": _telemetry,
    }
    subjects = {}
    for name, make in makers.items():
        if name not in state.reading.tables:
            state.publication.warn(f"Arquivo opcional ausente: {name}. Suas colunas ficam vazias na base.")
            continue
        with step(f"Limpar {name}") as line:
            subjects[name] = make(state)
            line.rows_in, line.rows_out = state.ledger.tables[name].rows_read, subjects[name].height
    surveys = [name for name in SURVEYS if name in state.reading.tables]
    for name in set(SURVEYS) - set(surveys):
        state.publication.warn(f"Arquivo opcional ausente: {name}.")
    if surveys:
        with step("Limpar pesquisas de NPS") as line:
            subjects["nps"] = _nps(state, surveys)
            line.rows_in = sum(state.ledger.tables[name].rows_read for name in surveys)
            line.rows_out = subjects["nps"].height
    if "dicionario" in state.reading.tables:
        state.account("dicionario", collect(state.frame("dicionario").select(nw.len().alias(expressions.ROWS))))
    return subjects


def _single(state: Run, name: str, clean: Callable[[nw.LazyFrame], nw.LazyFrame], columns: list[str]) -> pl.DataFrame:
    grouped = collect(clean(state.frame(name)))
    keyed = grouped.filter(pl.col(Column.CUSTOMER).is_not_null())
    state.account(name, grouped, int(keyed[expressions.ROWS].sum()) - keyed.height)
    return keyed.select(Column.CUSTOMER, *columns)


def _proposals(state: Run) -> pl.DataFrame:
    frame = proposals.sound(state.frame("historico"))
    found = collect(proposals.by_customer(frame))
    state.account("historico", collect(expressions.account_by_customer(frame)), int(found[proposals.REPEATED].sum()))
    return _keyed(found)


def _tickets(state: Run) -> pl.DataFrame:
    frame = state.frame("tickets")
    found = collect(tickets.by_customer(frame))
    state.account("tickets", collect(expressions.account_by_customer(frame)), int(found[tickets.REPEATED].sum() or 0))
    return _keyed(found)


def _telemetry(state: Run) -> pl.DataFrame:
    frame = state.frame("telemetria")
    usage = collect(telemetry.usage(frame))
    state.account("telemetria", usage)
    medians = collect(telemetry.typical_duration(telemetry.durations(frame)))
    return _keyed(usage).join(_keyed(medians), on=Column.CUSTOMER, how="left")


def _nps(state: Run, names: list[str]) -> pl.DataFrame:
    frames = []
    for name in names:
        frame = nps.sound(state.frame(name))
        state.account(name, collect(expressions.account_by_customer(frame)))
        if name == SURVEYS[-1]:
            known = "tickets" in state.reading.tables
            frame = nps.dated_by_ticket(frame, state.frame("tickets")) if known else nps.undated(frame)
        frames.append(frame)
    return _keyed(collect(nps.by_customer(frames)))


def _keyed(found: pl.DataFrame) -> pl.DataFrame:
    """Rows with a key, without the helpers' columns."""
    names = [name for name in found.columns if name in base_table.ORDER or name == telemetry.LAST_DAY]
    return found.filter(pl.col(Column.CUSTOMER).is_not_null()).select(names)


def _reference(state: Run, subjects: dict[str, pl.DataFrame]) -> date | None:
    seen = [
        collect(expressions.days_seen(state.frame(name), list(columns)))
        for name, columns in DATED.items()
        if name in state.reading.tables
    ]
    if "telemetria" in subjects:
        days = subjects["telemetria"].get_column(telemetry.LAST_DAY).drop_nulls()
        seen.append(days.value_counts().rename({telemetry.LAST_DAY: "DIA", "count": expressions.ROWS}))
    stacked = pl.concat([days.select(pl.col("DIA"), pl.col(expressions.ROWS).cast(pl.Int64)) for days in seen])
    return base_table.reference_date(stacked.group_by("DIA").agg(pl.col(expressions.ROWS).sum()))


def _publish(state: Run, by_product: pl.DataFrame, subjects: dict[str, pl.DataFrame], reference: date | None) -> None:
    frame = state.frame("dados_clientes")
    with step("Juntar a base") as line:
        products = base_table.products(by_product, collect(contracts.catalogue(frame)), _families(state, by_product))
        attributes = collect(customers.attributes(frame))
        totals = base_table.contracts_by_customer(by_product, products)
        people = pl.DataFrame({Column.CUSTOMER: state.known}).join(attributes, on=Column.CUSTOMER, how="left")
        people = people.join(totals, on=Column.CUSTOMER, how="left")
        base = base_table.assemble(people, subjects, reference, state.settings.target_segments)
        line.rows_in, line.rows_out = len(state.known), base.height
    _warn(state)
    _check_quality(state)
    with step("Gravar resultados") as line:
        publication = state.publication
        base.write_csv(publication.path(OutputFile.BASE))
        products.write_csv(publication.path(OutputFile.PRODUCTS))
        content = state.ledger.as_json(reference.isoformat() if reference else "")
        text = json.dumps(content, ensure_ascii=False, indent=1)
        publication.path(OutputFile.QUALITY_JSON).write_text(text + "\n", encoding="utf-8")
        quality_report.write(publication.path(OutputFile.QUALITY_XLSX), content)
        line.rows_out = base.height


def _families(state: Run, by_product: pl.DataFrame) -> dict[str, str]:
    names = pd.Series(by_product[Column.PRODUCT_NAME].drop_nulls().unique().sort().to_list(), dtype="str")
    return dict(zip(names, family_of(names, load_rules(state.settings.families)), strict=True))


def _warn(state: Run) -> None:
    for name, account in state.ledger.tables.items():
        if account.rows_rejected:
            state.publication.warn(
                f"{name}: {account.rows_rejected} linha(s) rejeitada(s); veja rejeitados/{name}.csv."
            )
        if account.orphan_customers:
            state.publication.warn(f"{name}: {account.orphan_customers} cliente(s) sem cadastro em dados_clientes.")
        for column, facts in account.columns.items():
            if facts["invalidos"]:
                state.publication.warn(f"{name}.{column}: {facts['invalidos']} valor(es) ilegível(is) viraram nulos.")
    for file in state.ledger.ignored:
        state.publication.warn(f"Arquivo ignorado: {file.name} ({file.reason}).")
    state.ledger.warnings[:] = state.publication.warnings


def _check_quality(state: Run) -> None:
    found = breaches(state.ledger, _last_quality(state.settings.output), state.settings)
    if not found:
        return
    if state.settings.force:
        state.publication.warn("Gravado com --force fora dos limites: " + "; ".join(found) + ".")
        return
    raise QualityGateError(
        "Os dados estão fora dos limites de qualidade; nada foi substituído:\n    " + "\n    ".join(found),
        where=state.settings.source,
        action="corrija a origem, ajuste [qualidade] em meraki.toml ou use --force.",
    )


def _last_quality(output: Path) -> dict[str, object]:
    try:
        content = json.loads((output / OutputFile.QUALITY_JSON).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _keyless(table: TypedTable) -> pl.DataFrame:
    return pl.concat(keyless_rows(table)).collect(engine="streaming")


def _write_rejected(table: TypedTable, keyless: pl.DataFrame, publication: Publication) -> None:
    structural = [pl.read_csv(part.rejected_rows, schema=_REJECTED) for part in table.parts if part.rejected_rows]
    rows = pl.concat([*structural, keyless.cast(_REJECTED)])  # type: ignore[arg-type]
    if rows.height:
        rows.sort("ARQUIVO", "LINHA").write_csv(publication.path(f"{OutputFile.REJECTED_DIR}/{table.name}.csv"))


def _show_plan(settings: EtlSettings, work: Path) -> None:
    print(f"Origem: {settings.source}")
    for found in inspect(open_source(settings.source, settings.cache), work):
        if isinstance(found, IgnoredFile):
            print(f"  {found.name}: ignorado ({found.reason})")
            continue
        print(f"  {found.file}: {found.table}, {found.encoding}, separador {found.separator!r}")
        print(f"    colunas: {', '.join(found.found)}")
        if found.missing:
            print(f"    ausentes: {', '.join(found.missing)}")
        if found.ignored:
            print(f"    não lidas: {', '.join(found.ignored)}")
    names = (
        OutputFile.BASE,
        OutputFile.PRODUCTS,
        OutputFile.QUALITY_XLSX,
        OutputFile.QUALITY_JSON,
        OutputFile.MANIFEST,
    )
    print(f"Gravaria em {settings.output}: {', '.join(names)}. Nada foi gravado.")
