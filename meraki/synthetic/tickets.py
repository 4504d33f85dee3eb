"""tickets.csv: support tickets block by block, with exact counts per customer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl

from meraki.synthetic import vocabulary as words
from meraki.synthetic.population import Population
from meraki.synthetic.randomness import Floats, Ints, allocate, correlated, draw, from_quantiles, stream, to_uniform
from meraki.synthetic.truth import Tally
from meraki.synthetic.writers import UTF8, TableFile

COVERAGE = 0.647
PER_CUSTOMER = 976_063 / 10_615
"""Tickets per customer of the base."""
COUNT_QUANTILES = (
    (0.0, 0.7),
    (0.10, 5.5),
    (0.50, 61.0),
    (0.90, 362.0),
    (0.99, 1_050.0),
    (0.999, 2_600.0),
    (1.0, 8_700.0),
)
COLUMNS = (
    "CODIGO_ORGANIZACAO",
    "NOME_GRUPO",
    "TIPO_TICKET",
    "STATUS_TICKET",
    "DT_CRIACAO",
    "DT_ATUALIZACAO",
    "BK_TICKET",
    "PRIORIDADE_TICKET",
)
KINDS, KIND_SHARES = ("question", "problem", "task", "incident"), (0.86, 0.07, 0.04, 0.03)
STATUSES, STATUS_SHARES = (
    ("closed", "solved", "hold", "pending", "open", "new"),
    (0.90, 0.055, 0.01, 0.015, 0.015, 0.005),
)
OPEN_FROM = 2
"""Statuses from this index on are open."""
PRIORITIES, PRIORITY_SHARES = ("low", "normal", "high", "urgent"), (0.55, 0.30, 0.11, 0.04)
DURATION_QUANTILES = ((0.0, 0.3), (0.10, 1.0), (0.50, 11.5), (0.90, 60.0), (0.99, 210.0), (1.0, 700.0))
FIRST_DAY = words.day(2022, 4)
BLOCK_ROWS = 400_000
SURVEYED_SHARE = 0.02


@dataclass(frozen=True)
class TicketSample:
    """Tickets whose customer answered the support survey."""

    ticket: Ints
    customer: Ints


@dataclass(frozen=True)
class TicketTruth:
    """Per customer of the population: tickets, of them open and urgent, mean days, and the surveyed sample."""

    rows: int
    count: Ints
    open: Ints
    urgent: Ints
    days: Floats
    sample: TicketSample


def write_tickets(path: Path, population: Population, total: int, seed: int) -> TicketTruth:
    """Write ``total`` tickets; ids are distinct, and every covered customer has at least one."""
    rng = stream(seed, "ticket counts")
    covered = population.covered(rng, COVERAGE, 0.30)
    latent = correlated(rng, population.tickets[covered], 0.93)
    per_customer = allocate(total, from_quantiles(to_uniform(latent), COUNT_QUANTILES))
    days, opened, urgent = (Tally.zeros(population.count) for _ in range(3))
    samples = []
    with TableFile(path, COLUMNS, UTF8) as table:
        for block, part in enumerate(blocks(per_customer, BLOCK_ROWS)):
            customer = np.repeat(covered[part], per_customer[part])
            rng = stream(seed, "tickets", block)
            rng.shuffle(customer)
            columns = _columns(population, customer, table.rows, total, rng)
            table.write(_frame(population, customer, columns))
            days.add(customer, columns["updated"] - columns["created"])
            opened.add(customer, columns["status"] >= OPEN_FROM)
            urgent.add(customer, columns["priority"] == PRIORITIES.index("urgent"))
            samples.append(_sample(customer, columns, rng))
    return TicketTruth(
        rows=table.rows,
        count=days.count.astype(np.int64),
        open=opened.total.astype(np.int64),
        urgent=urgent.total.astype(np.int64),
        days=days.mean(),
        sample=TicketSample(*(np.concatenate(parts) for parts in zip(*samples, strict=True))),
    )


def blocks(counts: Ints, rows: int) -> list[slice]:
    """Slices of consecutive customers of about ``rows`` rows each; a customer is never cut."""
    cumulative = np.cumsum(counts)
    if cumulative.size == 0:
        return []
    edges = np.searchsorted(cumulative, np.arange(rows, cumulative[-1], rows)) + 1
    edges = np.unique(np.concatenate([[0], edges, [counts.size]]))
    return [slice(int(a), int(b)) for a, b in pairwise(edges)]


def _columns(
    population: Population, customer: Ints, done: int, total: int, rng: np.random.Generator
) -> dict[str, Ints]:
    size = customer.size
    lasted = from_quantiles(rng.random(size), DURATION_QUANTILES).astype(np.int64)
    created = FIRST_DAY + ((words.EXTRACT_DAY - FIRST_DAY + 1) * rng.random(size) ** 0.8).astype(np.int64)
    status = draw(rng, STATUS_SHARES, size)
    still_open = status >= OPEN_FROM
    created = np.where(still_open, words.EXTRACT_DAY - rng.geometric(0.03, size).clip(max=600), created)
    angry = population.denied[customer] > 1.2
    priority = np.where(angry & (rng.random(size) < 0.1), 3, draw(rng, PRIORITY_SHARES, size))
    return {
        "id": 10_000_000 + (done + np.arange(size)) * _stride(total),
        "created": created,
        "updated": np.minimum(created + lasted, words.EXTRACT_DAY),
        "status": status,
        "priority": priority,
        "kind": draw(rng, KIND_SHARES, size),
        "team": draw(rng, (np.arange(len(words.SUPPORT_TEAMS)) + 4.0) ** -0.9, size),
    }


def _stride(total: int) -> int:
    """Ids grow by this much, so that all have eight digits."""
    return max(1, 89_000_000 // max(total, 1) // 3)


def _frame(population: Population, customer: Ints, columns: dict[str, Ints]) -> pl.DataFrame:
    def text(values: tuple[str, ...], index: Ints) -> pl.Series:
        return pl.Series(values, dtype=pl.String).gather(index)

    return pl.DataFrame(
        {
            "CODIGO_ORGANIZACAO": pl.Series(population.codes, dtype=pl.String).gather(customer),
            "NOME_GRUPO": text(words.SUPPORT_TEAMS, columns["team"]),
            "TIPO_TICKET": text(KINDS, columns["kind"]),
            "STATUS_TICKET": text(STATUSES, columns["status"]),
            "DT_CRIACAO": pl.Series(columns["created"]).cast(pl.Int32).cast(pl.Date),
            "DT_ATUALIZACAO": pl.Series(columns["updated"]).cast(pl.Int32).cast(pl.Date),
            "BK_TICKET": columns["id"],
            "PRIORIDADE_TICKET": text(PRIORITIES, columns["priority"]),
        }
    )


def _sample(customer: Ints, columns: dict[str, Ints], rng: np.random.Generator) -> tuple[Ints, Ints]:
    chosen = (rng.random(customer.size) < SURVEYED_SHARE) & (columns["status"] < OPEN_FROM)
    return columns["id"][chosen], customer[chosen]
