"""dados_clientes.csv and clientes_desde.csv: contract lines block by block, and what is true of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
from numpy.typing import NDArray

from meraki.columns import OWNED_STATUSES
from meraki.synthetic import vocabulary as words
from meraki.synthetic.catalogue import SEGMENT_NAMES, Catalogue, catalogue
from meraki.synthetic.ownership import Ownership, own
from meraki.synthetic.population import Population
from meraki.synthetic.randomness import (
    Floats,
    Ints,
    correlated,
    draw,
    from_quantiles,
    normal_cdf,
    standardised,
    stream,
    to_uniform,
)
from meraki.synthetic.writers import UTF8, UTF8_BOM, Dialect, TableFile, write_table

COLUMNS = (
    "CD_CLIENTE",
    "DS_PROD",
    "DS_LIN_REC",
    "CIDADE",
    "DS_CNAE",
    "DS_SEGMENTO",
    "DS_SUBSEGMENTO",
    "FAT_FAIXA",
    "MARCA_TOTVS",
    "MODAL_COMERC",
    "PAIS",
    "PERIODICIDADE",
    "SITUACAO_CONTRATO",
    "UF",
    "VL_TOTAL_CONTRATO",
    "DT_ASSINATURA_CONTRATO",
)
BLOCK = 20_000
"""Customers whose lines are in memory at once."""

LINES_QUANTILES = ((0.0, 1.0), (0.10, 1.5), (0.25, 3.0), (0.50, 7.0), (0.75, 13.0), (0.90, 31), (0.99, 165), (1.0, 641))
VALUE_QUANTILES = (
    (0.0, 0.02),
    (0.018, 5.2),
    (0.35, 177.0),
    (0.67, 1_051.0),
    (0.90, 7_000.0),
    (0.99, 60_000.0),
    (0.9995, 330_000.0),
    (0.99999, 3e6),
    (1.0, 3.6e7),
)
_OWNED = np.isin(np.array(words.STATUSES, dtype=object), OWNED_STATUSES)
_PLACEHOLDERS = np.array([0.01, 0.01, 0.01, 0.02, 1.0])


@dataclass(frozen=True)
class Lines:
    """Contract lines as parallel arrays; ``customer`` indexes the population, ``status`` STATUSES, ``band`` BANDS."""

    customer: Ints
    product: Ints
    status: Ints
    day: Ints
    value: Floats
    band: Ints

    @property
    def is_owned(self) -> NDArray[np.bool_]:
        """Whether the line makes its product owned today."""
        return _OWNED[self.status]


@dataclass(frozen=True)
class ContractTruth:
    """What is true of the contract lines: per customer, per customer and product, and what was held out."""

    rows: int
    customers: pl.DataFrame
    products: pl.DataFrame
    next_family: Ints


def write_contracts(path: Path, population: Population, seed: int, dialect: Dialect = UTF8) -> ContractTruth:
    """Write dados_clientes.csv; the same (customer, product) on several lines is intended."""
    targets = _line_targets(population, seed)
    customers, products, held = [], [], []
    with TableFile(path, COLUMNS, dialect) as table:
        for block, start in enumerate(range(0, population.registered, BLOCK)):
            rng = stream(seed, "contracts", block)
            members = np.arange(start, min(start + BLOCK, population.registered))
            ownership = own(population, members, rng)
            lines = _lines(population, members, ownership, targets, rng)
            table.write(_frame(lines, population, rng))
            customers.append(_by_customer(lines))
            products.append(_by_product(lines))
            held.append(ownership.next_family)
    return ContractTruth(table.rows, pl.concat(customers), pl.concat(products), np.concatenate(held))


def write_customer_since(path: Path, population: Population) -> int:
    """Write clientes_desde.csv: UTF-8 with a BOM, a row per customer."""
    frame = pl.DataFrame(
        {
            "CLIENTE": population.codes[: population.registered],
            "CLIENTE_DESDE": pl.Series(population.since[: population.registered]).cast(pl.Int32).cast(pl.Date),
        },
        schema_overrides={"CLIENTE": pl.String},
    )
    return write_table(path, frame, UTF8_BOM)


def _line_targets(population: Population, seed: int) -> Ints:
    """How many lines each customer should come to; the tail fills up what the head families leave."""
    rng = stream(seed, "contract counts")
    tenure = to_uniform(-population.since.astype(float)) - 0.5
    latent = correlated(rng, population.size, 0.90) + 2.2 * tenure
    return np.rint(from_quantiles(to_uniform(latent), LINES_QUANTILES)).astype(np.int64)


def _lines(
    population: Population, members: Ints, ownership: Ownership, targets: Ints, rng: np.random.Generator
) -> Lines:
    head = _head_lines(population, members, ownership, rng)
    written = np.bincount(head[0] - members[0], minlength=members.size)
    tail = _tail_lines(population, members, np.maximum(targets[members] - written, written == 0), rng)
    customer, product, status, days = (np.concatenate(parts) for parts in zip(head, tail, strict=True))
    _plant_rare_statuses(status, first=head[0].size)
    order = rng.permutation(customer.size)
    customer, product, status, days = customer[order], product[order], status[order], days[order]
    value = _values(population.size[customer], status, rng)
    return Lines(customer, product, status, days, value, _bands(population, customer, rng))


_Columns = tuple[Ints, Ints, Ints, Ints]


def _head_lines(population: Population, members: Ints, ownership: Ownership, rng: np.random.Generator) -> _Columns:
    """Lines of the head families: every form that is present, repeated more often for large customers."""
    products = catalogue()
    row, family = np.nonzero(ownership.owned | ownership.former)
    present = rng.random((row.size, 4)) < products.form_chance[family]
    pair, slot = np.nonzero(present)
    repeats = 1 + rng.poisson(0.12 * np.exp(0.75 * population.size[members[row[pair]]].clip(-2, 2.5)))
    first = np.zeros(int(repeats.sum()), dtype=bool)
    first[np.cumsum(repeats) - repeats] = True
    pair, slot = np.repeat(pair, repeats), np.repeat(slot, repeats)
    is_owned = ownership.owned[row[pair], family[pair]]
    leads = first & (slot == 0)
    status = _statuses(is_owned & (leads | (rng.random(pair.size) < 0.72)), rng)
    start = ownership.adopted[row[pair], family[pair]]
    later = ((words.EXTRACT_DAY - start) * rng.random(pair.size)).astype(np.int64)
    days = np.where(leads, start, start + later)
    return members[row[pair]], products.forms[family[pair], slot], status, days


def _tail_lines(population: Population, members: Ints, counts: Ints, rng: np.random.Generator) -> _Columns:
    """Lines of the long tail: mostly of the customer's own two brands, so that neighbours share them."""
    products = catalogue()
    customer = np.repeat(members, counts)
    family = products.head + _tail_family(products, _favourite_brands(population, customer), rng)
    slot = (rng.random(customer.size) > products.form_chance[family, 0]).astype(np.int64)
    slot = np.where(products.forms[family, slot] >= 0, slot, 0)
    status = _statuses((rng.random(customer.size) < 0.60) & ~population.churned[customer], rng)
    since = population.since[customer]
    days = since + ((words.EXTRACT_DAY - since) * rng.random(customer.size)).astype(np.int64)
    return customer, products.forms[family, slot], status, days


def _favourite_brands(population: Population, customer: Ints) -> tuple[Ints, Ints]:
    """Two brands per customer that follow from segment and archetype."""
    first = (population.segment[customer] * 3 + population.archetype[customer] // 2) % 25
    second = (population.archetype[customer] * 7 + population.segment[customer]) % 25
    return first, second


def _tail_family(products: Catalogue, favourites: tuple[Ints, Ints], rng: np.random.Generator) -> Ints:
    size = favourites[0].size
    any_brand = draw(rng, (np.arange(25) + 2.0) ** -0.7, size)
    brand = np.choose(draw(rng, [0.5, 0.25, 0.25], size), [*favourites, any_brand])
    found = np.searchsorted(products.tail_cdf, brand + rng.random(size))
    return np.minimum(found, products.tail_cdf.size - 1)


def _statuses(is_owned: NDArray[np.bool_], rng: np.random.Generator) -> Ints:
    """Statuses with the real shares among owned lines and among the others."""
    shares = np.array(words.STATUS_LINES, dtype=float)
    among_owned = draw(rng, np.where(_OWNED, shares, 0), is_owned.size)
    among_others = draw(rng, np.where(_OWNED, 0, shares), is_owned.size)
    return np.where(is_owned, among_owned, among_others)


def _plant_rare_statuses(status: Ints, first: int) -> None:
    """Every status occurs even in a small base: the first tail lines carry the rare ones."""
    rare = [index for index, lines in enumerate(words.STATUS_LINES) if lines < 3_000]
    room = status[first : first + len(rare)]
    room[:] = rare[: room.size]


def _values(size: Floats, status: Ints, rng: np.random.Generator) -> Floats:
    """Line values: cents, a few with many digits, placeholders, and rarely slightly negative."""
    value = from_quantiles(normal_cdf(correlated(rng, standardised(size), 0.50)), VALUE_QUANTILES)
    long_digits = rng.random(size.size) < 0.004
    value = np.where(long_digits & (value < 1e5), np.round(value, 9), np.round(value, 2))
    free = np.array([name == "GRATUITO" for name in words.STATUSES])[status]
    placeholder = rng.random(size.size) < np.where(free, 0.90, 0.11)
    value = np.where(placeholder, rng.choice(_PLACEHOLDERS, size.size), value)
    negative = rng.random(size.size) < 0.0004
    negative[:1] = True
    return np.where(negative, -np.round(0.01 + 40 * rng.random(size.size), 2), value)


def _bands(population: Population, customer: Ints, rng: np.random.Generator) -> Ints:
    """Every eighth informed customer has lines that contradict the others: a neighbour band or none."""
    band = population.band[customer]
    conflicting = (band > 0) & (customer % 8 == 0) & (rng.random(customer.size) < 0.3)
    neighbour = np.clip(band + rng.choice([-1, 1], customer.size), 1, len(words.BANDS) - 1)
    other = np.where(rng.random(customer.size) < 0.5, neighbour, 0)
    return np.where(conflicting, other, band)


def _frame(lines: Lines, population: Population, rng: np.random.Generator) -> pl.DataFrame:
    products, customer = catalogue(), lines.customer
    names = pl.Series(products.products, dtype=pl.String).gather(lines.product)
    double_blank = pl.Series(rng.random(customer.size) < 0.004)
    frequency = pl.Series(words.FREQUENCIES)[draw(rng, words.FREQUENCY_SHARES, customer.size)]
    columns = {
        "CD_CLIENTE": _text(population.codes, customer),
        "DS_PROD": pl.select(pl.when(double_blank).then(names.str.replace(" ", "  ")).otherwise(names)).to_series(),
        "DS_LIN_REC": _text(products.revenue_line, lines.product),
        "CIDADE": _text(population.city, customer),
        "DS_CNAE": _text(population.activity, customer),
        "DS_SEGMENTO": pl.Series(SEGMENT_NAMES).gather(population.segment[customer]),
        "DS_SUBSEGMENTO": _text(population.subsegment, customer),
        "FAT_FAIXA": pl.Series(words.BANDS).gather(lines.band),
        "MARCA_TOTVS": _text(products.brand_label, lines.product),
        "MODAL_COMERC": _text(products.mode, lines.product),
        "PAIS": _text(population.country, customer),
        "PERIODICIDADE": frequency,
        "SITUACAO_CONTRATO": pl.Series(words.STATUSES, dtype=pl.String).gather(lines.status),
        "UF": _text(population.state, customer),
        "VL_TOTAL_CONTRATO": lines.value,
        "DT_ASSINATURA_CONTRATO": pl.Series(lines.day).cast(pl.Int32).cast(pl.Date),
    }
    return pl.DataFrame(columns)


def _text(values: NDArray[np.object_], index: Ints) -> pl.Series:
    return pl.Series(values, dtype=pl.String).gather(index)


def _aggregates() -> list[pl.Expr]:
    owned = pl.col("owned")
    return [
        pl.len().alias("lines"),
        owned.sum().alias("owned_lines"),
        (pl.col("status") == words.STATUSES.index("CANCELADO")).sum().alias("cancelled"),
        pl.col("value").filter(owned).sum().alias("value"),
        pl.col("product").filter(owned).n_unique().alias("products"),
        pl.col("day").min().alias("first"),
        pl.col("day").max().alias("last"),
    ]


def _plain(lines: Lines) -> pl.DataFrame:
    return pl.DataFrame({**vars(lines), "owned": lines.is_owned})


def _by_customer(lines: Lines) -> pl.DataFrame:
    bands = [(pl.col("band") == index).sum().alias(f"band{index}") for index in range(1, len(words.BANDS))]
    return _plain(lines).group_by("customer").agg(*_aggregates(), *bands).sort("customer")


def _by_product(lines: Lines) -> pl.DataFrame:
    statuses = [(pl.col("status") == index).any().alias(f"status{index}") for index in range(len(words.STATUSES) - 1)]
    grouped = _plain(lines).group_by("customer", "product").agg(*_aggregates(), *statuses)
    return grouped.sort("customer", "product")


def band_of(counts: pd.DataFrame) -> pd.Series:
    """Most frequent informed band, ties to the higher; null where no line is informed."""
    values = counts[[f"band{index}" for index in range(1, len(words.BANDS))]].to_numpy()
    highest_first = values[:, ::-1]
    best = values.shape[1] - highest_first.argmax(axis=1)
    names = np.array(words.BANDS, dtype=object)[best]
    return pd.Series(np.where(values.any(axis=1), names, None), index=counts.index)
