"""mrr.csv, contratacoes_ultimos_12_meses.csv and historico.csv."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from meraki.synthetic import vocabulary as words
from meraki.synthetic.population import Population
from meraki.synthetic.randomness import (
    Floats,
    Ints,
    allocate,
    correlated,
    draw,
    from_quantiles,
    standardised,
    stream,
    to_uniform,
    zipf,
)
from meraki.synthetic.writers import UTF8, UTF8_POINT, write_table

MRR_COVERAGE, HIRES_COVERAGE, PROPOSALS_COVERAGE = 0.689, 0.406, 0.382
MRR_QUANTILES = ((0.0, 0.5), (0.05, 34.0), (0.50, 348.0), (0.90, 1_466.0), (0.99, 4_805.0), (1.0, 43_000.0))
HIRES_QUANTILES = ((0.0, 8.0), (0.50, 1_544.0), (0.90, 27_000.0), (0.99, 240_000.0), (1.0, 3.6e6))
HIRE_COUNTS = ((1, 0.58), (2, 0.23), (3, 0.09), (4, 0.04), (5, 0.02), (7, 0.015), (10, 0.012), (18, 0.008), (60, 0.005))
PROPOSED_CODES = 1_925
PROPOSAL_DAYS = (words.day(2024, 3), words.EXTRACT_DAY)


@dataclass(frozen=True)
class MrrTruth:
    """Customers with a row and their MRR."""

    customer: Ints
    mrr: Floats


@dataclass(frozen=True)
class HiresTruth:
    """Customers with a row, their hires and value."""

    customer: Ints
    count: Ints
    value: Floats


@dataclass(frozen=True)
class ProposalsTruth:
    """Per row: customer, proposal, product and VL_TOTAL."""

    customer: Ints
    proposal: Ints
    product: Ints
    value: Floats
    day: Ints


def write_mrr(path: Path, population: Population, seed: int) -> MrrTruth:
    """Write mrr.csv, the only semicolon file with a decimal point; customers without a row are unknown."""
    rng = stream(seed, "mrr")
    customer = population.covered(rng, MRR_COVERAGE, 0.25)
    latent = correlated(rng, standardised(population.size[customer]), 0.70)
    mrr = np.round(from_quantiles(to_uniform(latent), MRR_QUANTILES), 2)
    order = rng.permutation(customer.size)
    write_table(path, pl.DataFrame({"CLIENTE": _codes(population, customer[order]), "MRR_12M": mrr[order]}), UTF8_POINT)
    return MrrTruth(customer, mrr)


def write_hires(path: Path, population: Population, seed: int) -> HiresTruth:
    """Write contratacoes_ultimos_12_meses.csv; no row means no hire. Two keys carry stray blanks."""
    rng = stream(seed, "hires")
    customer = population.covered(rng, HIRES_COVERAGE, 0.45)
    rank = to_uniform(correlated(rng, standardised(population.hires[customer]), 0.85))
    counts, shares = zip(*HIRE_COUNTS, strict=True)
    edges = np.cumsum(shares) / sum(shares)
    upper = np.searchsorted(edges, rank)
    lower_count = np.array([0, *counts])[upper] + 1
    count = rng.integers(lower_count, np.array(counts)[upper] + 1)
    latent = correlated(rng, standardised(population.hires[customer] + 0.5 * population.size[customer]), 0.75)
    value = np.round(from_quantiles(to_uniform(latent + 0.25 * np.log(count)), HIRES_QUANTILES), 2)
    keys = _codes(population, customer).to_list()
    keys[:2] = [f"{keys[0]}\u00a0", *(f" {key}" for key in keys[1:2])]
    write_table(
        path, pl.DataFrame({"CD_CLIENTE": keys, "QTD_CONTRATACOES_12M": count, "VLR_CONTRATACOES_12M": value}), UTF8
    )
    return HiresTruth(customer, count, value)


def write_proposals(path: Path, population: Population, seed: int) -> ProposalsTruth:
    """Write historico.csv: items of commercial proposals; CD_PROD is a vocabulary of its own."""
    rng = stream(seed, "proposals")
    buyers = population.covered(rng, PROPOSALS_COVERAGE, 0.35)
    latent = correlated(rng, population.hires[buyers], 0.5)
    per_customer = allocate(round(10_003 / 4_053 * buyers.size), np.exp(1.0 * latent))
    owner = np.repeat(buyers, per_customer)
    items = 1 + np.minimum(rng.geometric(0.44, owner.size) - 1, 39)
    proposal = np.repeat(np.arange(owner.size), items)
    customer = owner[proposal]
    product = _proposed_products(customer, rng)
    first, last = PROPOSAL_DAYS
    day = (first + (last - first + 1) * rng.random(owner.size) ** 0.9).astype(np.int64)[proposal]
    day[proposal == owner.size - 1] = last  # the extract's reference date occurs in every base
    frame = _proposal_frame(population, customer, proposal, items, product, day, rng)
    order = np.argsort(day, kind="stable")
    write_table(path, frame[order], UTF8)
    return ProposalsTruth(customer, proposal, product, frame["VL_TOTAL"].to_numpy(), day)


def _codes(population: Population, customer: Ints) -> pl.Series:
    return pl.Series(population.codes, dtype=pl.String).gather(customer)


def _proposed_products(customer: Ints, rng: np.random.Generator) -> Ints:
    """A Zipf vocabulary, part of it rotated per customer so that baskets differ."""
    common = draw(rng, zipf(PROPOSED_CODES, 1.0, 8.0), customer.size)
    own = (draw(rng, zipf(PROPOSED_CODES, 1.3, 1.0), customer.size) + customer * 37) % PROPOSED_CODES
    return np.where(rng.random(customer.size) < 0.75, common, own)


def product_code(index: int) -> str:
    """CD_PROD of a proposed product: digits with a leading zero, dotted, or with a check digit."""
    if index % 9 == 4:
        return f"AUT.{index % 17:02d}.{index:06d}"
    if index % 9 == 7:
        return f"{2_010_000 + index}-{index % 10}"
    return f"01{index * 41_017 % 99_999_989:08d}"


def _proposal_frame(
    population: Population,
    customer: Ints,
    proposal: Ints,
    items: Ints,
    product: Ints,
    day: Ints,
    rng: np.random.Generator,
) -> pl.DataFrame:
    size = customer.size
    item = 1 + np.arange(size) - np.repeat(np.cumsum(items) - items, items)
    code = pl.Series([product_code(i) for i in range(PROPOSED_CODES)]).gather(product)
    trailing = pl.Series(np.arange(size) % 1_511 == 7)
    quantity = np.where(rng.random(size) < 0.02, np.round(rng.random(size) * 9 + 0.5, 2), rng.geometric(0.35, size))
    price = np.round(from_quantiles(rng.random(size), ((0, 0.01), (0.1, 2), (0.5, 190), (0.9, 4_000), (1, 600_000))), 2)
    full = np.round(quantity * price, 2)
    percent = np.where(rng.random(size) < 0.45, 0.0, np.round(60 * rng.random(size), 2))
    discount = np.round(full * percent / 100, 2)
    temporary = np.where(rng.random(size) < 0.85, 0.0, np.round(40 * rng.random(size), 1))
    unreliable = np.where(rng.random(size) < 0.1, 0.0, full)
    return pl.DataFrame(
        {
            "NR_PROPOSTA": pl.Series(proposal).map_elements(proposal_number, return_dtype=pl.String),
            "ITEM_PROPOSTA": pl.Series(item).cast(pl.String).str.zfill(2),
            "DT_UPLOAD": pl.Series(day).cast(pl.Int32).cast(pl.Date),
            "HOSPEDAGEM": pl.Series(["ON PREMISES", "TOTVS CLOUD"]).gather((rng.random(size) < 0.35).astype(int)),
            "CD_CLI": _codes(population, customer),
            "FAT_FAIXA": pl.Series(words.BANDS).gather(population.band[customer]),
            "CD_PROD": pl.select(pl.when(trailing).then(code + "\u00a0").otherwise(code)).to_series(),
            "QTD": _brazilian(quantity),
            "MESES_BONIF": rng.choice([0, 1, 2, 3, 6, 12, 999], size, p=[0.7, 0.05, 0.04, 0.08, 0.05, 0.03, 0.05]),
            "VL_PCT_DESC_TEMP": temporary,
            "VL_PCT_DESCONTO": percent,
            "PRC_UNITARIO": price,
            "VL_DESCONTO_TEMPORARIO": np.round(full * temporary / 100, 2),
            "VL_TOTAL": np.round(full - discount, 2),
            "VL_FULL": unreliable,
            "VL_DESCONTO": discount,
        }
    )


def proposal_number(index: int) -> str:
    """NR_PROPOSTA of a proposal."""
    return f"P{index // 1_000_000:01d}{index % 1_000_000:06d}"


def _brazilian(values: Floats) -> pl.Series:
    """Whole numbers without decimals, the others with a comma."""
    return pl.Series([f"{value:g}".replace(".", ",") for value in values])
