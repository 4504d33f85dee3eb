"""Stage 2: from the base to clusters, recommendations and the workbook."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from meraki import analyst_rules
from meraki.attributes import reference_date, with_tenure
from meraki.columns import UNITS, Column
from meraki.comparison import State, changes, summary
from meraki.console import step
from meraki.errors import UsageError, readable
from meraki.families import load_rules
from meraki.persona_rules import membership_rules
from meraki.personas import personas
from meraki.profile import profile
from meraki.publishing import Publication
from meraki.recommendation import (
    COLUMNS,
    Advice,
    AnalystRules,
    Portfolio,
    RecommendationParameters,
    advise,
    build_portfolio,
    evaluate,
)
from meraki.settings import ModelSettings
from meraki.stages import earlier_run, model_files
from meraki.stages.model_groups import Groups, cautions, customers_table, group, safe_features
from meraki.stages.model_inputs import (
    Input,
    base_path,
    open_base,
    open_products,
    own_results,
    products_path,
    read_base,
    read_products,
)
from meraki.threads import one_thread_each
from meraki.wording import counted

logger = logging.getLogger("meraki.model")
NOTHING_TO_EVALUATE = "Faltam clientes com dois produtos ou mais: não há como medir o acerto das recomendações."
NOTHING_TO_ADVISE = (
    "Não há nada a recomendar: os clientes já têm tudo o que se poderia oferecer, ou as regras do analista o proíbem."
)


@dataclass(frozen=True)
class Inputs:
    """What the stage works on: the base with tenure, products, and the holdings in the unit recommended."""

    base: pd.DataFrame
    products: pd.DataFrame
    portfolio: Portfolio
    files: tuple[Input, Input]


def run(settings: ModelSettings) -> None:
    """Read, cluster, recommend, compare and publish; see docs/arquitetura.md for the files.

    Raises:
        ConfigurationError: a rules file is wrong.
        SourceError: base or products are missing, unreadable, empty or without common customers.
        UsageError: a column to include or exclude is not in the base.
        OutputError: the output folder cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="meraki_", ignore_cleanup_errors=True) as work:
        if settings.dry_run:
            _show_plan(settings, Path(work))
        else:
            # One thread per sum, many sums at once (meraki/threads.py): the same bytes on any number of processors.
            with Publication(settings.output, "modelo", settings) as publication, one_thread_each():
                _run(settings, Path(work), publication)


def _run(settings: ModelSettings, work: Path, publication: Publication) -> None:
    rules = analyst_rules.load_rules(settings.rules)
    inputs = _read(settings, work, publication)
    with step("Agrupar clientes") as line:
        before = earlier_run.latest_clusters(settings.output, inputs.portfolio.customers)
        groups = group(inputs.base, inputs.portfolio.holdings, before, settings)
        line.rows_in, line.rows_out = len(inputs.base), int(groups.clustering.labels.max())
    for sentence in [*cautions(groups, settings), *rules.without_effect(inputs.portfolio.products, inputs.base)]:
        publication.warn(sentence)
    advice, evaluation = _advise(inputs, groups, rules, settings)
    if advice.recommendations.empty:
        publication.warn(NOTHING_TO_ADVISE)
    if evaluation and not evaluation["protocolo"]["clientes_avaliados"]:
        publication.warn(NOTHING_TO_EVALUATE)
    publication.record("forma_de_recomendar", {**advice.choice, "segundos": dict(advice.seconds)})
    with step("Descrever clusters e personas") as line:
        results = _describe(inputs, groups, advice, evaluation, settings)
        line.rows_in, line.rows_out = len(inputs.base), len(results.personas)
    with step("Comparar com a execução anterior") as line:
        results = _compare(results, inputs, settings, publication)
        line.rows_out = len(results.changes)
    model_files.write_all(publication, results, inputs.files, settings)


def _read(settings: ModelSettings, work: Path, publication: Publication) -> Inputs:
    families = load_rules(settings.families)
    with step("Ler base") as line:
        base = read_base(base_path(settings), work / "base")
        line.rows_in, line.rows_out = base.rows_read, len(base.frame)
    with step("Ler produtos por cliente") as line:
        products = read_products(products_path(settings), work / "produtos", families)
        customers = pd.Index(base.frame[Column.CUSTOMER], name=Column.CUSTOMER)
        portfolio = build_portfolio(products.frame, customers, UNITS[settings.product_level])
        line.rows_in, line.rows_out = products.rows_read, int(portfolio.holdings.nnz)
    for item in (base, products):
        model_files.account_for(publication, item)
    _refuse_unknown_split(settings.split_by, base.frame.columns)
    strangers = len(pd.Index(products.frame[Column.CUSTOMER].unique()).difference(customers, sort=False))
    if strangers:
        words = "cliente com produtos não está na base e fica", "clientes com produtos não estão na base e ficam"
        publication.warn(f"{counted(strangers, *words)} de fora.")
    return Inputs(with_tenure(base.frame), products.frame, portfolio, (base, products))


def _refuse_unknown_split(column: str, names: Iterable[str]) -> None:
    """Before the work rather than after it; ``names`` are the base's columns."""
    usable = {*names, *COLUMNS, Column.PERSONA}
    if column and column not in usable:
        raise UsageError(
            f"A coluna {column!r} de --split-by não existe.", action=f"escolha uma destas: {', '.join(sorted(usable))}."
        )


def _advise(
    inputs: Inputs, groups: Groups, rules: AnalystRules, settings: ModelSettings
) -> tuple[Advice, dict[str, Any] | None]:
    parameters = RecommendationParameters(
        settings.top_n, settings.seed, settings.diversity, settings.discontinued_months
    )
    features, labels = safe_features(groups), groups.clustering.labels
    with step("Recomendar") as line:
        advice = advise(inputs.portfolio, inputs.base, features, labels, parameters, rules)
        line.rows_in, line.rows_out = len(inputs.base), len(advice.recommendations)
    if not settings.evaluate:
        return advice, None
    with step("Avaliar contra métodos de referência"):
        return advice, evaluate(inputs.portfolio, inputs.base, features, parameters)


def _describe(
    inputs: Inputs, groups: Groups, advice: Advice, evaluation: dict[str, Any] | None, settings: ModelSettings
) -> model_files.Results:
    labels = groups.clustering.labels
    figures = profile(inputs.base, labels)
    told = membership_rules(inputs.base, groups.selection.attributes, labels, settings.seed)
    people = personas(inputs.base, labels, figures, advice.cluster_products, told)
    return model_files.Results(
        base=inputs.base,
        products=inputs.products,
        groups=groups,
        clusters=customers_table(inputs.base, groups, people),
        profile=figures,
        personas=people,
        advice=advice,
        evaluation=evaluation,
        reference_date=reference_date(inputs.base),
    )


def _compare(
    results: model_files.Results, inputs: Inputs, settings: ModelSettings, publication: Publication
) -> model_files.Results:
    run = earlier_run.run_name(results.reference_date, [item.path for item in inputs.files])
    before = earlier_run.find_before(settings.output, run, settings.product_level)
    if before.problem:
        publication.warn(before.problem)
    now = State(results.clusters, results.advice.recommendations)
    table = changes(before.state, now, _owned(inputs.portfolio))
    date = "" if pd.isna(results.reference_date) else results.reference_date.date().isoformat()
    told = {
        earlier_run.RUN: run,
        earlier_run.RUN_BEFORE: before.run or None,
        earlier_run.DATE: date or None,
        earlier_run.DATE_BEFORE: before.date or None,
        earlier_run.UNIT: settings.product_level,
        **summary(table, before.state, now),
    }
    earlier_run.keep(publication, run, results.clusters, results.advice.recommendations, told)
    return results.with_changes(table, told)


def _owned(portfolio: Portfolio) -> pd.DataFrame:
    """CD_CLIENTE, PRODUTO owned today, in the unit of the recommendations."""
    pairs = portfolio.holdings.tocoo()
    return pd.DataFrame(
        {Column.CUSTOMER: portfolio.customers[pairs.row], Column.PRODUCT: portfolio.products.index[pairs.col]}
    )


def _show_plan(settings: ModelSettings, work: Path) -> None:
    """What a run would read and write; what a run would refuse is refused."""
    analyst_rules.load_rules(settings.rules)
    load_rules(settings.families)
    base = open_base(base_path(settings), work / "base")
    products = open_products(products_path(settings), work / "produtos")
    _refuse_unknown_split(settings.split_by, set(base.names) - set(own_results(base.names)))
    for path, text in ((base_path(settings), base), (products_path(settings), products)):
        separator = f", separador {text.separator!r}" if text.separator else ""
        print(f"Leria {readable(str(path))}: {counted(text.rows_read, 'linha', 'linhas')}, {text.encoding}{separator}")
        print(f"  colunas: {', '.join(text.names)}")
    advised = counted(settings.top_n, "recomendação", "recomendações")
    print(f"Clusters: k de {settings.k_min} a {settings.k_max}; {advised} por cliente.")
    print(f"Gravaria em {settings.output}: {', '.join(model_files.names(settings))}. Nada foi gravado.")
