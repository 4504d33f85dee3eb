"""Who the customers are: archetypes, the latent factors that drive every file, and their registry attributes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meraki.synthetic import vocabulary as words
from meraki.synthetic.catalogue import ARCHETYPES, SEGMENT_NAMES, SUITES
from meraki.synthetic.randomness import (
    Floats,
    Ints,
    allocate,
    choose_share,
    correlated,
    draw,
    from_quantiles,
    standardised,
    stream,
    to_uniform,
)

ARCHETYPE_SHARES = (0.16, 0.24, 0.28, 0.14, 0.18)
#                   size  tenure tickets telemetry hires satisfaction denied
ARCHETYPE_EFFECTS = np.array(
    [
        [1.90, 1.60, 0.60, 1.00, -0.50, 0.30, -0.50],  # grande consolidado
        [-0.50, -2.00, -1.00, -1.20, 0.60, 0.00, -1.00],  # nuvem recente
        [-1.30, 0.60, -0.40, 0.10, -0.80, -0.30, 0.00],  # pequeno tradicional
        [0.40, -0.20, 1.40, 0.40, -0.40, -1.25, 2.60],  # em atrito
        [0.60, -0.40, -0.20, 0.60, 2.00, -0.10, -0.40],  # em expansao
    ]
)
_SIZE, _TENURE, _TICKETS, _TELEMETRY, _HIRES, _SATISFACTION, _DENIED = range(7)

SINCE_QUANTILES = (
    (0.0, words.day(1971, 4)),
    (0.01, words.day(1990, 6)),
    (0.10, words.day(2004, 3)),
    (0.25, words.day(2012, 2, 10)),
    (0.50, words.day(2018, 9, 12)),
    (0.75, words.day(2022, 9, 8)),
    (0.95, words.day(2024, 7, 20)),
    (1.0, words.day(2025, 3, 24)),
)
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CODE_SPACE = 36**5


@dataclass(frozen=True)
class Population:
    """One entry per customer in every array; the last ``orphans`` are absent from the registry files.

    Latents (``size`` ... ``denied``) are standard normal; days count from 1970-01-01.
    """

    codes: NDArray[np.object_]
    orphans: int
    archetype: Ints
    segment: Ints
    subsegment: NDArray[np.object_]
    country: NDArray[np.object_]
    state: NDArray[np.object_]
    city: NDArray[np.object_]
    activity: NDArray[np.object_]
    band: Ints
    suite: Ints
    since: Ints
    churned: NDArray[np.bool_]
    size: Floats
    tickets: Floats
    telemetry: Floats
    hires: Floats
    satisfaction: Floats
    denied: Floats

    @property
    def count(self) -> int:
        """Everybody, orphans included."""
        return self.codes.size

    @property
    def registered(self) -> int:
        """Customers of dados_clientes."""
        return self.count - self.orphans

    @property
    def is_orphan(self) -> NDArray[np.bool_]:
        """Who is absent from dados_clientes."""
        return np.arange(self.count) >= self.registered

    def covered(self, rng: np.random.Generator, share: float, loading: float) -> Ints:
        """Indices of the customers whom a file covers: ``share`` of all, more often the large; orphans always."""
        return choose_share(correlated(rng, self.size, loading), share, self.is_orphan)


def populate(customers: int, orphans: int, seed: int) -> Population:
    """``customers`` registered customers and ``orphans`` more that only the other files know."""
    count = customers + orphans
    rng = stream(seed, "population")
    segment = _segments(count, rng)
    archetype = _archetypes(segment, rng)
    latent = {name: _latent(archetype, column, rng) for name, column in _LATENTS.items()}
    size = latent.pop("size")
    tenure = correlated(rng, size, 0.60) + ARCHETYPE_EFFECTS[archetype, _TENURE]
    country, state, city = _places(count, rng)
    return Population(
        codes=customer_codes(count, segment, seed),
        orphans=orphans,
        archetype=archetype,
        segment=segment,
        subsegment=_subsegments(segment, rng),
        country=country,
        state=state,
        city=city,
        activity=_activities(segment, rng),
        band=_bands(size, rng),
        suite=_suites(segment, archetype, rng),
        since=_since(tenure),
        churned=(rng.random(count) < 0.06) & (size < 0.5),
        size=size,
        **{name: standardised(values + _SIZE_LOADINGS[name] * size) for name, values in latent.items()},
    )


_LATENTS = {
    "size": _SIZE,
    "tickets": _TICKETS,
    "telemetry": _TELEMETRY,
    "hires": _HIRES,
    "satisfaction": _SATISFACTION,
    "denied": _DENIED,
}
_SIZE_LOADINGS = {"tickets": 0.45, "telemetry": 0.60, "hires": 1.20, "satisfaction": 0.0, "denied": 0.0}


def _latent(archetype: Ints, column: int, rng: np.random.Generator) -> Floats:
    return standardised(ARCHETYPE_EFFECTS[archetype, column] + rng.standard_normal(archetype.size))


def _segments(count: int, rng: np.random.Generator) -> Ints:
    shares = np.array(list(words.SEGMENTS.values()), dtype=float)
    vendor = SEGMENT_NAMES.index(words.VENDOR_SEGMENT)
    counts = allocate(count - 2, np.delete(shares, vendor), minimum=int(count >= 100))
    others = np.repeat(np.delete(np.arange(shares.size), vendor), counts)
    return np.concatenate([[vendor, vendor], rng.permutation(others)])


def _archetypes(segment: Ints, rng: np.random.Generator) -> Ints:
    tilt = np.exp(0.35 * stream(0, "archetype by segment").standard_normal((len(SEGMENT_NAMES), len(ARCHETYPES))))
    cumulative = np.cumsum(np.array(ARCHETYPE_SHARES) * tilt, axis=1)
    cumulative /= cumulative[:, -1:]
    return (rng.random(segment.size)[:, None] > cumulative[segment]).sum(axis=1)


def customer_codes(count: int, segment: Ints, seed: int) -> NDArray[np.object_]:
    """Distinct codes: ``T`` + 5 letters or digits, a few ``99xxx`` and words."""
    offset = int(stream(seed, "codes").integers(_CODE_SPACE))
    codes = np.array([_code((offset + 7_368_787 * i) % _CODE_SPACE) for i in range(count)], dtype=object)
    for position, code in zip(range(3, count, 397), range(99_101, 99_999, 7), strict=False):
        codes[position] = str(code)
    words_at = [0, 1, *range(5, count, 5_003)][: len(words.WORD_CODES)]
    codes[words_at] = words.WORD_CODES[: len(words_at)]
    return codes


def _code(number: int) -> str:
    letters = "T"
    for power in range(4, -1, -1):
        letters += _ALPHABET[number // 36**power % 36]
    return letters


def _subsegments(segment: Ints, rng: np.random.Generator) -> NDArray[np.object_]:
    names = np.empty(segment.size, dtype=object)
    for index, name in enumerate(SEGMENT_NAMES):
        members = np.flatnonzero(segment == index)
        options = words.SUBSEGMENTS[name]
        names[members] = np.array(options, dtype=object)[draw(rng, 1 / np.arange(1, len(options) + 1), members.size)]
    return names


def _places(count: int, rng: np.random.Generator) -> tuple[NDArray[np.object_], ...]:
    states = list(words.STATE_SHARES)
    state = np.array(states, dtype=object)[draw(rng, list(words.STATE_SHARES.values()), count)]
    country = np.full(count, words.BRAZIL, dtype=object)
    city = np.empty(count, dtype=object)
    for name in states:
        members = np.flatnonzero(state == name)
        options = np.array(words.cities_of(name), dtype=object)
        city[members] = options[draw(rng, (np.arange(options.size) + 1.5) ** -0.8, members.size)]
    abroad = np.arange(7, count, 163)  # 0.6 %
    country[abroad] = [words.FOREIGN_COUNTRIES[i % len(words.FOREIGN_COUNTRIES)] for i in range(abroad.size)]
    state[abroad] = [words.FOREIGN_STATES[i % len(words.FOREIGN_STATES)] for i in range(abroad.size)]
    city[abroad] = [words.FOREIGN_CITIES[i % len(words.FOREIGN_CITIES)] for i in range(abroad.size)]
    return country, state, city


def _activities(segment: Ints, rng: np.random.Generator) -> NDArray[np.object_]:
    """Each segment favours its own stretch of the list."""
    names = np.array(words.activities(), dtype=object)
    offset = draw(rng, (np.arange(names.size) + 8.0) ** -0.9, segment.size)
    return names[(offset + segment * 67) % names.size]


def _bands(size: Floats, rng: np.random.Generator) -> Ints:
    """Index in BANDS: 0 (no information) at random, the others in the order of size."""
    band = np.zeros(size.size, dtype=np.int64)
    informed = np.flatnonzero(rng.random(size.size) >= words.BAND_SHARES[0])
    uniform = to_uniform(correlated(rng, standardised(size[informed]), 0.75)) if informed.size else np.zeros(0)
    edges = np.cumsum(words.BAND_SHARES[1:]) / sum(words.BAND_SHARES[1:])
    band[informed] = 1 + np.minimum(np.searchsorted(edges, uniform), len(edges) - 1)
    return band


def _suites(segment: Ints, archetype: Ints, rng: np.random.Generator) -> Ints:
    """Which back office a customer runs: segments and archetypes lean to one."""
    structure = stream(0, "suite by segment and archetype")
    by_segment = 0.9 * structure.standard_normal((len(SEGMENT_NAMES), len(SUITES)))
    by_archetype = 0.6 * structure.standard_normal((len(ARCHETYPES), len(SUITES)))
    noise = rng.gumbel(size=(segment.size, len(SUITES)))
    return (by_segment[segment] + by_archetype[archetype] + noise).argmax(axis=1)


def _since(tenure: Floats) -> Ints:
    """The longer the tenure latent, the earlier the date."""
    return from_quantiles(to_uniform(-tenure), SINCE_QUANTILES).astype(np.int64)
