"""Which customer owns which head family: base rates by archetype and segment, planted pairs, held-out truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meraki.synthetic import vocabulary as words
from meraki.synthetic.catalogue import ARCHETYPES, BACK_OFFICE, PAIRS, SEGMENT_NAMES, SUITES, VERTICALS, Pair, catalogue
from meraki.synthetic.population import Population
from meraki.synthetic.randomness import Floats, Ints, stream

HELD_OUT_SHARE = 0.22
"""Of the owners of X and Y in a pair's scope, who are shown without Y ("would take next")."""
SIZE_EFFECT = 0.5
OTHER_SUITE = -4.5
"""Log-odds of a back-office family of a suite that is not the customer's."""
FORMER_SHARE = 0.30


@dataclass(frozen=True)
class Ownership:
    """Customers of a block x head families.

    ``owned`` today, ``former`` (only cancelled lines), ``next_family`` the head family a customer would take
    next (-1: none), ``adopted`` the day of the first contract of a family.
    """

    owned: NDArray[np.bool_]
    former: NDArray[np.bool_]
    next_family: Ints
    adopted: Ints


def base_logits() -> tuple[Floats, Floats, Floats]:
    """Log-odds of owning each head family: overall, archetype x family, segment x family."""
    rng = stream(0, "ownership structure")
    head = catalogue().head
    overall = np.full(head, -3.0)
    by_archetype = 0.5 * rng.standard_normal((len(ARCHETYPES), head))
    by_segment = 0.25 * rng.standard_normal((len(SEGMENT_NAMES), head))
    position = len(SUITES) * len(BACK_OFFICE)
    overall[:position] = np.tile(np.linspace(0.5, -1.4, len(BACK_OFFICE)), len(SUITES))
    by_archetype[:, :position] *= 1.6
    for segment, functions in VERTICALS.items():
        for rank in range(len(functions)):
            overall[position] = -4.2
            by_segment[SEGMENT_NAMES.index(segment), position] = 3.7 - 0.7 * rank
            position += 1
    overall[position : position + len(PAIRS)] = np.linspace(-1.8, -2.3, len(PAIRS))
    overall[position + len(PAIRS) :] = -3.9
    return overall, by_archetype, by_segment


def scope(pair: Pair, archetype: Ints, segment: Ints) -> NDArray[np.bool_]:
    """Which customers a planted pair applies to."""
    inside = np.ones(archetype.size, dtype=bool)
    if pair.archetypes:
        inside &= np.isin(archetype, [ARCHETYPES.index(name) for name in pair.archetypes])
    if pair.segments:
        inside &= np.isin(segment, [SEGMENT_NAMES.index(name) for name in pair.segments])
    return inside


def own(population: Population, members: Ints, rng: np.random.Generator) -> Ownership:
    """Ownership of the customers ``members``; churned customers own nothing any more."""
    chance = _chances(population, members)
    owned = rng.random(chance.shape) < chance
    adopted = _adoption_days(population.since[members], chance.shape, rng)
    next_family = _plant_pairs(population, members, owned, adopted, rng)
    former = ~owned & (rng.random(chance.shape) < FORMER_SHARE * np.sqrt(chance) * chance.clip(0.05))
    rows = np.flatnonzero(next_family >= 0)
    former[rows, next_family[rows]] = False
    churned = population.churned[members]
    former[churned] |= owned[churned]
    owned[churned] = False
    return Ownership(owned, former, next_family, adopted)


def _chances(population: Population, members: Ints) -> Floats:
    overall, by_archetype, by_segment = base_logits()
    logits = overall + by_archetype[population.archetype[members]] + by_segment[population.segment[members]]
    logits[:, : len(SUITES) * len(BACK_OFFICE)] += _suite_logits(population, members)
    return 1 / (1 + np.exp(-(logits + SIZE_EFFECT * population.size[members, None])))


def _suite_logits(population: Population, members: Ints) -> Floats:
    """A back office of another suite than the customer's own is rare."""
    foreign = np.arange(len(SUITES)) != population.suite[members, None]
    return np.repeat(np.where(foreign, OTHER_SUITE, 0.0), len(BACK_OFFICE), axis=1)


def _adoption_days(since: Ints, shape: tuple[int, ...], rng: np.random.Generator) -> Ints:
    span = (words.EXTRACT_DAY - 1 - since)[:, None]
    return since[:, None] + (span * rng.random(shape)).astype(np.int64)


def _plant_pairs(
    population: Population, members: Ints, owned: NDArray[np.bool_], adopted: Ints, rng: np.random.Generator
) -> Ints:
    """Add Y to owners of X, after X in time; hold some Y out, at most one per customer."""
    products = catalogue()
    next_family = np.full(members.size, -1)
    eligible = ~population.churned[members] & ~population.is_orphan[members]
    eligible &= population.segment[members] != SEGMENT_NAMES.index(words.VENDOR_SEGMENT)
    for pair in PAIRS:
        x, y = products.family_index(pair.x), products.family_index(pair.y)
        inside = owned[:, x] & scope(pair, population.archetype[members], population.segment[members])
        taken = inside & (rng.random(members.size) < pair.probability)
        held = taken & eligible & (next_family < 0) & (rng.random(members.size) < HELD_OUT_SHARE)
        later = (rng.random(members.size) * (words.EXTRACT_DAY - adopted[:, x])).astype(np.int64)
        adopted[:, y] = np.where(taken, adopted[:, x] + later, adopted[:, y])
        owned[:, y] = (owned[:, y] | taken) & ~held
        next_family[held] = y
    return next_family
