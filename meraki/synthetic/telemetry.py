"""telemetria_1.csv .. telemetria_11.csv: a week of usage log, any number of rows in constant memory.

Whole customers are generated together, so that their medians and distinct counts are exact; each block is
shuffled and dealt over all eleven parts, so that every customer of some size occurs in several files.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from meraki.synthetic import vocabulary as words
from meraki.synthetic.population import Population
from meraki.synthetic.randomness import (
    Floats,
    Ints,
    allocate,
    correlated,
    from_quantiles,
    normal_cdf,
    stream,
    to_uniform,
)
from meraki.synthetic.tickets import blocks
from meraki.synthetic.writers import TELEMETRY, TableFile

COVERAGE = 0.421
PARTS = 11
COLUMNS = (
    "clienteid",
    "eventduration",
    "moduloid",
    "productlineid",
    "referencedatestart",
    "slotid",
    "statuslicenca",
    "tcloud",
    "clienteprime",
)
EVENT_QUANTILES = (
    (0.0, 0.6),
    (0.10, 60.0),
    (0.50, 1_100.0),
    (0.90, 8_500.0),
    (0.99, 97_000.0),
    (0.999, 420_000.0),
    (1.0, 1_500_000.0),
)
MODULES, LINES = 535, 12
MODULES_QUANTILES = ((0.0, 1.0), (0.5, 9.0), (0.9, 34.0), (0.99, 90.0), (1.0, 210.0))
FIRST_DAY, DAYS = words.day(2025, 3, 17), 8
STATUSES = ("Desconectado", "Conectado", "Negado", None)
SUFFIXES = ("00", "01", "02", "03", "04", "10", "A1")
EXTREMES = (1.2e11, -8e5, 0.0, -1.0)
"""Durations that the first events of every base carry."""
BLOCK_ROWS = 1_000_000


@dataclass(frozen=True)
class TelemetryTruth:
    """Per customer of the population; NaN or 0 events where there is no telemetry."""

    rows: int
    events: Ints
    duration: Floats
    modules: Ints
    lines: Ints
    days: Ints
    denied: Floats


@dataclass(frozen=True)
class _Users:
    """Habits of the customers who send telemetry (parallel arrays)."""

    customer: Ints
    events: Ints
    modules: Ints
    days: Ints
    stores: Ints
    denied: Floats
    pace: Floats


def write_telemetry(directory: Path, population: Population, rows: int, seed: int) -> TelemetryTruth:
    """Write ``rows`` events over the eleven parts; returns exact aggregates per customer."""
    users = _users(population, rows, seed)
    names = pl.Series([code + suffix for code in population.codes for suffix in SUFFIXES], dtype=pl.String)
    results = []
    with ExitStack() as stack:
        parts = [stack.enter_context(TableFile(part_path(directory, i), COLUMNS, TELEMETRY)) for i in range(PARTS)]
        for block, chosen in enumerate(blocks(users.events, BLOCK_ROWS)):
            rng = stream(seed, "telemetry", block)
            columns = _columns(users, chosen, first=block == 0, rng=rng)
            results.append(_aggregate(columns, chosen.stop - chosen.start))
            _deal(_frame(columns, users.customer[chosen], names), parts, rng)
    return _collect(users, results, population.count, sum(part.rows for part in parts))


def part_path(directory: Path, index: int) -> Path:
    """Path of a part, counted from 0."""
    return directory / f"telemetria_{index + 1}.csv"


def _users(population: Population, rows: int, seed: int) -> _Users:
    rng = stream(seed, "telemetry users")
    customer = population.covered(rng, COVERAGE, 0.35)
    latent = correlated(rng, population.telemetry[customer], 0.93)
    rank = to_uniform(latent)
    habits = to_uniform(correlated(rng, population.telemetry[customer], 0.7))
    events = allocate(rows, from_quantiles(rank, EVENT_QUANTILES))
    users = _Users(
        customer=customer,
        events=events,
        modules=from_quantiles(habits, MODULES_QUANTILES).astype(np.int64),
        days=1 + np.minimum((rank * 0.7 + 0.5 * rng.random(customer.size)) * DAYS, DAYS - 1).astype(np.int64),
        stores=np.minimum(rng.geometric(0.6, customer.size), len(SUFFIXES)),
        denied=0.004 + 0.10 * normal_cdf(1.6 * population.denied[customer] - 2.2),
        pace=rng.standard_normal(customer.size),
    )
    return _Users(**{name: values[events > 0] for name, values in vars(users).items()})


def _columns(users: _Users, chosen: slice, first: bool, rng: np.random.Generator) -> dict[str, NDArray[Any]]:
    """Events of the users in ``chosen``; ``user`` counts from the block's first."""
    events = users.events[chosen]
    user = np.repeat(np.arange(events.size), events)
    index = np.repeat(np.arange(chosen.start, chosen.stop), events)
    size = user.size
    rank = (users.modules[index] * rng.random(size) ** 2.2).astype(np.int64)
    duration = np.round(np.exp(5.29 + 0.8 * users.pace[index] + 2.3 * rng.standard_normal(size)), 1)
    odd = np.flatnonzero(rng.random(size) < 2e-4)
    duration[odd] = -np.round(duration[odd] % 8e5, 1)
    if first:
        duration[: len(EXTREMES)] = EXTREMES[:size]
    status = np.where(rng.random(size) < users.denied[index], 2, (rng.random(size) < 0.42).astype(np.int64))
    status[rng.random(size) < 4e-4] = 3
    return {
        "user": user,
        "duration": duration,
        "module": (rank * (1 + 2 * (index % 53)) + index * 31) % MODULES,
        "day": (users.days[index] * rng.random(size)).astype(np.int64),
        "status": status,
        "store": (users.stores[index] * rng.random(size) ** 2).astype(np.int64),
        "slot": 1 + (rng.random(size) ** 3 * 900).astype(np.int64),
    }


def line_of(module: Ints) -> Ints:
    """Each module is in one product line."""
    return module * 7 // 5 % LINES


def _frame(columns: dict[str, NDArray[Any]], customer: Ints, names: pl.Series) -> pl.DataFrame:
    size = columns["user"].size
    empty = pl.Series([None], dtype=pl.String).new_from_index(0, size)
    name = customer[columns["user"]] * len(SUFFIXES) + columns["store"]
    dates = pl.Series(np.arange(FIRST_DAY, FIRST_DAY + DAYS)).cast(pl.Int32).cast(pl.Date).cast(pl.String)
    return pl.DataFrame(
        {
            "clienteid": names.gather(name),
            "eventduration": columns["duration"],
            "moduloid": columns["module"] + 2,
            "productlineid": line_of(columns["module"]) + 1,
            "referencedatestart": dates.gather(columns["day"]),
            "slotid": columns["slot"],
            "statuslicenca": pl.Series(STATUSES, dtype=pl.String).gather(columns["status"]),
            "tcloud": empty,
            "clienteprime": empty,
        }
    )


def _deal(frame: pl.DataFrame, parts: Sequence[TableFile], rng: np.random.Generator) -> None:
    """Shuffle a block and give every part an equal share of it."""
    shuffled = frame[rng.permutation(frame.height)]
    edges = np.linspace(0, frame.height, len(parts) + 1).astype(int)
    for part, (start, stop) in zip(parts, pairwise(edges), strict=True):
        part.write(shuffled[start:stop])


def _aggregate(columns: dict[str, NDArray[Any]], users: int) -> dict[str, Floats]:
    user = columns["user"]
    return {
        "duration": _medians(user, columns["duration"], users),
        "modules": _distinct(user, columns["module"], users, MODULES),
        "lines": _distinct(user, line_of(columns["module"]), users, LINES),
        "days": _distinct(user, columns["day"], users, DAYS),
        "denied": np.bincount(user, columns["status"] == 2, minlength=users) / np.bincount(user, minlength=users),
    }


def _medians(user: Ints, values: Floats, users: int) -> Floats:
    """Exact medians; ``user`` is sorted and every user occurs."""
    edges = np.searchsorted(user, np.arange(users + 1))
    return np.array([np.median(values[a:b]) for a, b in pairwise(edges)])


def _distinct(user: Ints, values: Ints, users: int, levels: int) -> Floats:
    seen = np.zeros((users, levels), dtype=bool)
    seen[user, values] = True
    return seen.sum(axis=1).astype(float)


def _collect(users: _Users, results: list[dict[str, Floats]], count: int, rows: int) -> TelemetryTruth:
    def spread(values: Floats, missing: float) -> Floats:
        everyone = np.full(count, missing)
        everyone[users.customer] = values
        return everyone

    joined = {name: np.concatenate([result[name] for result in results]) for name in results[0]}
    return TelemetryTruth(
        rows=rows,
        events=spread(users.events.astype(float), 0).astype(np.int64),
        duration=spread(joined["duration"], np.nan),
        modules=spread(joined["modules"], 0).astype(np.int64),
        lines=spread(joined["lines"], 0).astype(np.int64),
        days=spread(joined["days"], 0).astype(np.int64),
        denied=spread(joined["denied"], np.nan),
    )
