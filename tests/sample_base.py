"""The made-up base: a row per customer, each subject's columns from the same few facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from meraki.columns import Column

REFERENCE = date(2025, 3, 25)
TARGET_SEGMENTS = ("LOGISTICA", "MANUFATURA", "SERVICOS", "VAREJO")
SEGMENTS = (*TARGET_SEGMENTS, "DISTRIBUICAO", "SAUDE", "EDUCACIONAL")
BANDS = ("Faixa 00 - Ate 4,5 M", "Faixa 02 - De 7,5 M ate 15 M", "Faixa 05 - De 35 M ate 50 M", None)
STATES = ("SP", "RJ", "MG", "PR", "SC", "RS", "BA", "PE")
CITIES = ("SAO PAULO", "CURITIBA", "JOINVILLE", "RECIFE")
HOSTILE = (
    '=HYPERLINK("http://exemplo.invalido","clique")', "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1:A9)",
    "{=1+1}", "=cmd|'/c calc'!A1", "http://exemplo.invalido/x", "<b>&\"'</b>", "a;b,\"c\"\td",
)  # fmt: skip
Columns = dict[str, Any]
"""Column name -> n values, or one for all."""


@dataclass(frozen=True)
class Facts:
    """What was drawn of n customers; ``knows`` is (n,) bool of a subject: whether anything is known."""

    codes: list[str]
    cities: list[str]
    segments: list[str]
    since: list[date]
    last: list[date]
    knows: dict[str, np.ndarray]
    tickets: np.ndarray
    answers: np.ndarray
    nps: np.ndarray
    hires: np.ndarray
    proposals: np.ndarray
    lines: np.ndarray


def make_base(
    rng: np.random.Generator, labels: np.ndarray, owned: np.ndarray, value: np.ndarray, hostile: bool
) -> pd.DataFrame:
    """base_analitica_meraki.csv of customers in clusters ``labels`` (n,), who own ``owned`` for ``value`` (n, m)."""
    facts = _facts(rng, labels, owned, hostile)
    columns = _profile(rng, facts) | _contracts(facts, owned, value) | _sales(rng, labels, facts)
    columns |= _satisfaction(facts) | _support(rng, facts) | _usage(rng, labels, facts) | _proposals(rng, facts)
    target = np.isin(columns[Column.SEGMENT], TARGET_SEGMENTS) & (columns[Column.PRODUCTS] > 0)
    return pd.DataFrame(columns | {Column.TARGET_AUDIENCE: target.astype(int), Column.REFERENCE_DATE: REFERENCE})


def _facts(rng: np.random.Generator, labels: np.ndarray, owned: np.ndarray, hostile: bool) -> Facts:
    n = len(labels)
    codes = [f"T{number:05d}" for number in range(n)]
    cities = list(rng.choice(CITIES, n))
    segments = [SEGMENTS[index] for index in (labels + rng.integers(0, 3, n)) % len(SEGMENTS)]
    if hostile:
        cities[: len(HOSTILE)] = segments[: len(HOSTILE)] = HOSTILE
        codes[-1] = "=1+1|X"
    since = [REFERENCE - timedelta(days=int(days)) for days in rng.integers(90, 9000, n)]
    signed = [REFERENCE - timedelta(days=int(days)) for days in rng.integers(0, 900, n)]
    knows = {name: rng.random(n) >= unknown for name, unknown in (("mrr", 0.31), ("nps", 0.5), ("usage", 0.58))}
    return Facts(
        codes,
        cities,
        segments,
        since,
        last=list(map(max, since, signed)),
        knows=knows,
        tickets=np.where(rng.random(n) < 0.65, rng.poisson(30 * labels), 0),
        answers=np.where(knows["nps"], rng.integers(1, 9, n), 0),
        nps=_where(knows["nps"], np.clip(rng.normal(8, 1.8, n), 0, 10).round(2)),
        hires=np.where(rng.random(n) < 0.4, rng.integers(1, 6, n), 0),
        proposals=np.where(rng.random(n) < 0.38, rng.integers(1, 9, n), 0),
        lines=owned.sum(1) + rng.integers(0, 9, n),
    )


def _where(known: np.ndarray, values: Any) -> np.ndarray:
    """``values`` where known, else NaN."""
    return np.where(known, values, np.nan)


def _days_ago(days: int, known: Sequence[bool] | np.ndarray) -> list[date | None]:
    return [REFERENCE - timedelta(days=days) if one else None for one in known]


def _profile(rng: np.random.Generator, facts: Facts) -> Columns:
    n = len(facts.codes)
    return {
        Column.CUSTOMER: facts.codes,
        Column.SEGMENT: facts.segments,
        Column.SUBSEGMENT: [f"{name} GERAL" for name in facts.segments],
        Column.REVENUE_BAND: [BANDS[index] for index in rng.integers(0, len(BANDS), n)],
        Column.STATE: rng.choice(STATES, n),
        Column.CITY: facts.cities,
        Column.COUNTRY: "105",
        Column.ACTIVITY: "ATIVIDADE DE EXEMPLO",
    }


def _contracts(facts: Facts, owned: np.ndarray, value: np.ndarray) -> Columns:
    products = owned.sum(1)
    return {
        Column.CUSTOMER_SINCE: facts.since,
        Column.FIRST_CONTRACT: facts.since,
        Column.LAST_CONTRACT: facts.last,
        Column.DAYS_SINCE_CONTRACT: [(REFERENCE - day).days for day in facts.last],
        Column.CONTRACT_VALUE: value.sum(1).round(2),
        Column.CONTRACTS: facts.lines,
        Column.ACTIVE_CONTRACTS: products,
        Column.CANCELLED_CONTRACTS: facts.lines - products,
        Column.PRODUCTS: products,
        Column.FAMILIES: products,
        Column.BRANDS: np.minimum(products, 4),
    }


def _sales(rng: np.random.Generator, labels: np.ndarray, facts: Facts) -> Columns:
    n = len(labels)
    return {
        Column.MRR: _where(facts.knows["mrr"], np.exp(rng.normal(5.5 + labels / 4, 1)).round(2)),
        Column.HIRES: facts.hires,
        Column.HIRES_VALUE: (facts.hires * np.exp(rng.normal(7, 1, n))).round(2),
    }


def _satisfaction(facts: Facts) -> Columns:
    known, nps = facts.knows["nps"], facts.nps
    return {
        Column.NPS_MEAN: nps,
        Column.NPS_ANSWERS: facts.answers,
        Column.NPS_LAST: np.floor(nps),
        Column.NPS_LAST_DATE: _days_ago(30, known),
        Column.DAYS_SINCE_NPS: _where(known, 30),
        Column.PROMOTERS: _where(known, nps >= 9),
        Column.DETRACTORS: _where(known, nps < 7),
    }


def _support(rng: np.random.Generator, facts: Facts) -> Columns:
    tickets = facts.tickets
    return {
        Column.TICKETS: tickets,
        Column.OPEN_TICKETS: tickets // 20,
        Column.URGENT_TICKETS: tickets // 50,
        Column.TICKET_DAYS: _where(tickets > 0, rng.gamma(2, 6, len(tickets)).round(2)),
        Column.LAST_TICKET: _days_ago(9, tickets > 0),
        Column.DAYS_SINCE_TICKET: _where(tickets > 0, 9),
    }


def _usage(rng: np.random.Generator, labels: np.ndarray, facts: Facts) -> Columns:
    n, known = len(labels), facts.knows["usage"]
    return {
        Column.EVENTS: _where(known, rng.poisson(900 * labels)),
        Column.EVENT_DURATION: _where(known, rng.gamma(2, 100, n).round(1)),
        Column.MODULES: _where(known, rng.integers(1, 30, n)),
        Column.PRODUCT_LINES: _where(known, rng.integers(1, 5, n)),
        Column.ACTIVE_DAYS: _where(known, rng.integers(1, 8, n)),
        Column.DENIED_SHARE: _where(known, rng.beta(1, 60, n).round(4)),
    }


def _proposals(rng: np.random.Generator, facts: Facts) -> Columns:
    proposals, n = facts.proposals, len(facts.proposals)
    return {
        Column.PROPOSALS: proposals,
        Column.PROPOSALS_VALUE: (proposals * np.exp(rng.normal(8, 1, n))).round(2),
        Column.PROPOSED_PRODUCTS: proposals * 2,
        Column.DISCOUNT: _where(proposals > 0, rng.beta(2, 12, n).round(4)),
        Column.LAST_PROPOSAL: _days_ago(12, proposals > 0),
    }
