"""Puts what each file's generator knows together into one :class:`Truth`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

from meraki.columns import STATUS_PRECEDENCE, Column
from meraki.synthetic import vocabulary as words
from meraki.synthetic.catalogue import ARCHETYPES, PAIRS, SEGMENT_NAMES, catalogue
from meraki.synthetic.contracts import ContractTruth, band_of
from meraki.synthetic.nps import SurveyRows, tally
from meraki.synthetic.population import Population
from meraki.synthetic.randomness import Floats, Ints
from meraki.synthetic.sales import HiresTruth, MrrTruth, ProposalsTruth
from meraki.synthetic.telemetry import PARTS, TelemetryTruth
from meraki.synthetic.tickets import TicketTruth
from meraki.synthetic.truth import TableTruth, Truth, dates


@dataclass(frozen=True)
class Written:
    """What each file's generator returned."""

    contracts: ContractTruth
    mrr: MrrTruth
    hires: HiresTruth
    proposals: ProposalsTruth
    tickets: TicketTruth
    surveys: dict[str, SurveyRows]
    telemetry: TelemetryTruth


def truth_of(population: Population, written: Written) -> Truth:
    """The known answers about a generated base, for customers of dados_clientes."""
    return Truth(
        customers=_customers(population, written),
        products=_products(population, written.contracts.products),
        pairs=_pairs(),
        next_products=_next_products(population, written.contracts.next_family),
        tables=_tables(population, written),
    )


def _customers(population: Population, written: Written) -> pd.DataFrame:
    columns: dict[str, Any] = {
        Column.CUSTOMER: population.codes,
        "ARQUETIPO": np.array(ARCHETYPES, dtype=object)[population.archetype],
    }
    columns |= _registry(population) | _sales(population.count, written)
    columns |= _satisfaction(population.count, written.surveys)
    columns |= _support(written.tickets) | _usage(written.telemetry)
    everyone = pd.DataFrame(columns).iloc[: population.registered]
    contracts = _contracts(written.contracts.customers)
    return everyone.join(contracts).sort_values(Column.CUSTOMER, ignore_index=True)


def _registry(population: Population) -> dict[str, Any]:
    return {
        Column.SEGMENT: np.array(SEGMENT_NAMES, dtype=object)[population.segment],
        Column.SUBSEGMENT: population.subsegment,
        Column.STATE: population.state,
        Column.CITY: population.city,
        Column.COUNTRY: population.country,
        Column.ACTIVITY: population.activity,
        Column.CUSTOMER_SINCE: dates(population.since),
    }


def _contracts(by_customer: pl.DataFrame) -> pd.DataFrame:
    """Indexed by the customer's position in the population."""
    lines = by_customer.to_pandas().set_index("customer")
    return pd.DataFrame(
        {
            Column.REVENUE_BAND: band_of(lines),
            Column.FIRST_CONTRACT: dates(lines["first"]),
            Column.LAST_CONTRACT: dates(lines["last"]),
            Column.CONTRACT_VALUE: lines["value"],
            Column.CONTRACTS: lines["lines"],
            Column.ACTIVE_CONTRACTS: lines["owned_lines"],
            Column.CANCELLED_CONTRACTS: lines["cancelled"],
            Column.PRODUCTS: lines["products"],
        }
    )


def _sales(count: int, written: Written) -> dict[str, Any]:
    mrr = np.full(count, np.nan)
    mrr[written.mrr.customer] = written.mrr.mrr
    proposals = written.proposals
    return {
        Column.MRR: mrr,
        Column.HIRES: np.bincount(written.hires.customer, written.hires.count, count).astype(int),
        Column.HIRES_VALUE: np.bincount(written.hires.customer, written.hires.value, count),
        Column.PROPOSALS: _distinct(proposals.customer, proposals.proposal, count),
        Column.PROPOSALS_VALUE: np.bincount(proposals.customer, proposals.value, count),
        Column.PROPOSED_PRODUCTS: _distinct(proposals.customer, proposals.product, count),
    }


def _distinct(customer: Ints, value: Ints, count: int) -> Ints:
    pairs = np.unique(np.stack([customer, value]), axis=1)
    return np.bincount(pairs[0], minlength=count)


def _satisfaction(count: int, surveys: dict[str, SurveyRows]) -> dict[str, Any]:
    total = tally(surveys, count)
    customer = np.concatenate([survey.customer for survey in surveys.values()])
    score = np.concatenate([survey.score for survey in surveys.values()])

    def share(chosen: NDArray[np.bool_]) -> Floats:
        hits = np.bincount(customer, chosen, count)
        return np.where(total.count > 0, hits / np.maximum(total.count, 1), np.nan)

    return {
        Column.NPS_MEAN: total.mean(),
        Column.NPS_ANSWERS: total.count.astype(int),
        Column.PROMOTERS: share(score >= 9),
        Column.DETRACTORS: share(score <= 6),
    }


def _support(tickets: TicketTruth) -> dict[str, Any]:
    return {
        Column.TICKETS: tickets.count,
        Column.OPEN_TICKETS: tickets.open,
        Column.URGENT_TICKETS: tickets.urgent,
        Column.TICKET_DAYS: tickets.days,
    }


def _usage(telemetry: TelemetryTruth) -> dict[str, Any]:
    """Unknown, not 0, for a customer without telemetry."""
    seen = telemetry.events > 0
    counts: dict[str, Any] = {
        Column.EVENTS: telemetry.events,
        Column.MODULES: telemetry.modules,
        Column.PRODUCT_LINES: telemetry.lines,
        Column.ACTIVE_DAYS: telemetry.days,
    }
    known = {name: np.where(seen, values, np.nan) for name, values in counts.items()}
    return known | {Column.EVENT_DURATION: telemetry.duration, Column.DENIED_SHARE: telemetry.denied}


def _products(population: Population, by_product: pl.DataFrame) -> pd.DataFrame:
    lines, products = by_product.to_pandas(), catalogue()
    product = lines["product"].to_numpy()
    frame = pd.DataFrame(
        {
            Column.CUSTOMER: population.codes[lines["customer"]],
            Column.PRODUCT_NAME: products.products[product],
            Column.PRODUCT: products.families[products.family_of[product]],
            Column.REVENUE_LINE: [name.replace("\u00a0", " ") for name in products.revenue_line[product]],
            Column.BRAND: products.brand_label[product],
            Column.COMMERCIAL_MODE: products.mode[product],
            Column.ACTIVE: (lines["owned_lines"] > 0).astype(int),
            Column.STATUS: _leading_status(lines),
            Column.CONTRACTS: lines["lines"],
            Column.CONTRACT_VALUE: lines["value"],
            Column.FIRST_CONTRACT: dates(lines["first"]),
            Column.LAST_CONTRACT: dates(lines["last"]),
        }
    )
    return frame.sort_values([Column.CUSTOMER, Column.PRODUCT_NAME], ignore_index=True)


def _leading_status(lines: pd.DataFrame) -> pd.Series:
    """The first of STATUS_PRECEDENCE that is present."""
    status = pd.Series(None, index=lines.index, dtype=object)
    for name in reversed(STATUS_PRECEDENCE):
        status = status.mask(lines[f"status{words.STATUSES.index(name)}"], name)
    return status


def _pairs() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "PRODUTO_X": [pair.x for pair in PAIRS],
            "PRODUTO_Y": [pair.y for pair in PAIRS],
            "PROBABILIDADE": [pair.probability for pair in PAIRS],
            "SEGMENTOS": ["; ".join(pair.segments) for pair in PAIRS],
            "ARQUETIPOS": ["; ".join(pair.archetypes) for pair in PAIRS],
        }
    )


def _next_products(population: Population, next_family: Ints) -> pd.DataFrame:
    held = np.flatnonzero(next_family >= 0)
    leads_to = {pair.y: pair.x for pair in PAIRS}
    names = catalogue().families[next_family[held]]
    frame = pd.DataFrame(
        {
            Column.CUSTOMER: population.codes[held],
            Column.PRODUCT: names,
            "PRODUTO_X": [leads_to[name] for name in names],
        }
    )
    return frame.sort_values(Column.CUSTOMER, ignore_index=True)


def _tables(population: Population, written: Written) -> dict[str, TableTruth]:
    def ledger(customer: Ints, empty_keys: int = 0) -> TableTruth:
        counts = np.bincount(customer, minlength=population.count)
        orphans = counts[population.registered :]
        return TableTruth(
            rows=int(counts.sum()) + empty_keys,
            customers=int((counts > 0).sum()),
            empty_keys=empty_keys,
            orphan_customers=int((orphans > 0).sum()),
            orphan_rows=int(orphans.sum()),
        )

    everyone = np.arange(population.registered)
    lines = written.contracts.customers
    tables = {
        "dados_clientes": ledger(np.repeat(lines["customer"].to_numpy(), lines["lines"].to_numpy())),
        "clientes_desde": ledger(everyone),
        "mrr": ledger(written.mrr.customer),
        "contratacoes_ultimos_12_meses": ledger(written.hires.customer),
        "historico": ledger(written.proposals.customer),
        "tickets": _counted(population, written.tickets.count),
        "telemetria": _counted(population, written.telemetry.events, files=PARTS),
    }
    surveys = {name: ledger(rows.customer, rows.empty_keys) for name, rows in written.surveys.items()}
    return tables | surveys


def _counted(population: Population, counts: Ints, files: int = 1) -> TableTruth:
    orphans = counts[population.registered :]
    return TableTruth(
        rows=int(counts.sum()),
        customers=int((counts > 0).sum()),
        orphan_customers=int((orphans > 0).sum()),
        orphan_rows=int(orphans.sum()),
        files=files,
    )
