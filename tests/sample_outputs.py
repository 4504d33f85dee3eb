"""A coherent, made-up output folder: every file of docs/arquitetura.md, for tests of what people open.

Counts, shares and sentences are computed from one made-up ownership matrix, so they agree with each other
as those of a real run do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from meraki.columns import Column, OutputFile
from tests.sample_clusters import write_cluster_files
from tests.sample_documents import write_documents
from tests.sample_recommendations import recommend

REFERENCE = date(2025, 3, 25)
TARGET_SEGMENTS = ("LOGISTICA", "MANUFATURA", "SERVICOS", "VAREJO")
SEGMENTS = (*TARGET_SEGMENTS, "DISTRIBUICAO", "SAUDE", "EDUCACIONAL")
BANDS = ("Faixa 00 - Ate 4,5 M", "Faixa 02 - De 7,5 M ate 15 M", "Faixa 05 - De 35 M ate 50 M", None)
STATES = ("SP", "RJ", "MG", "PR", "SC", "RS", "BA", "PE")
PRODUCTS = (
    "Backoffice Protheus", "RH Linha RM", "Fluig Plataforma", "Folha de Pagamento", "Gestão de Estoque", "Fiscal TSS",
    "Analytics Painel", "CRM Vendas", "Loja Virtual", "Carol Dados", "Manufatura PCP", "Logística WMS",
    "Assinatura Digital", "Ponto Eletrônico", "Cloud Servidor", "Contratos e Medições",
)  # fmt: skip
LONG_SUFFIX = " - MÓDULO CORPORATIVO DE GESTÃO INTEGRADA PARA GRANDES OPERAÇÕES MULTIEMPRESA E MULTIFILIAL"
HOSTILE = (
    '=HYPERLINK("http://exemplo.invalido","clique")', "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(A1:A9)",
    "{=1+1}", "=cmd|'/c calc'!A1", "http://exemplo.invalido/x", "<b>&\"'</b>", "a;b,\"c\"\td",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """The made-up truth behind the files: n customers, m products, k clusters."""

    customers: list[str]
    products: list[str]
    labels: np.ndarray
    """(n,) int, 1..k"""
    owned: np.ndarray
    """(n, m) bool"""
    value: np.ndarray
    """(n, m) float, R$ a year, 0 where not owned"""
    share: np.ndarray
    """(m,) share of all customers who own it"""
    nps: np.ndarray
    """(n,) mean answer, NaN where there is none"""
    base: pd.DataFrame
    personas: list[str]


def write_sample(
    directory: Path,
    customers: int = 300,
    clusters: int = 4,
    seed: int = 0,
    *,
    long_names: bool = False,
    single: bool = False,
    hostile: bool = False,
) -> World:
    """Write every output file of the three stages (no workbook, chart or report) into ``directory``.

    ``long_names``: product names of some 100 characters. ``single``: the last cluster holds one customer.
    ``hostile``: names that a spreadsheet or a browser could take for a formula, a link or markup.
    Same arguments, same bytes.
    """
    directory.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    labels = _labels(rng, customers, clusters, single)
    products = _product_names(long_names, hostile)
    owned, value = _holdings(rng, labels, len(products))
    base = _base(rng, labels, owned, value, hostile)
    personas = [
        f"Persona {n} de Crescimento" + (f" {HOSTILE[n % len(HOSTILE)]}" if hostile else "") for n in _ids(labels)
    ]
    codes, nps = base[Column.CUSTOMER].tolist(), base[Column.NPS_MEAN].to_numpy()
    world = World(codes, products, labels, owned, value, owned.mean(0), nps, base, personas)
    recommendations = recommend(world)
    _write(base, directory / OutputFile.BASE)
    _write(_products(world), directory / OutputFile.PRODUCTS)
    _write(recommendations, directory / OutputFile.RECOMMENDATIONS)
    _write(_cluster_products(world, recommendations), directory / OutputFile.CLUSTER_PRODUCTS)
    write_cluster_files(directory, world, rng)
    write_documents(directory, world, recommendations)
    return world


def _ids(labels: np.ndarray) -> range:
    return range(1, int(labels.max()) + 1)


def _write(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _labels(rng: np.random.Generator, n: int, k: int, single: bool) -> np.ndarray:
    shared = k - 1 if single else k
    labels = rng.choice(np.arange(1, shared + 1), size=n, p=_falling(shared))
    labels[: 2 * shared] = np.tile(np.arange(1, shared + 1), 2)
    if single:
        labels[-1] = k
    return labels


def _falling(k: int) -> np.ndarray:
    weights = 1 / np.arange(1, k + 1) ** 0.6
    return weights / weights.sum()


def _product_names(long_names: bool, hostile: bool) -> list[str]:
    names = [name + LONG_SUFFIX if long_names else name for name in PRODUCTS]
    if hostile:
        names[: len(HOSTILE)] = HOSTILE
    return names


def _holdings(rng: np.random.Generator, labels: np.ndarray, m: int) -> tuple[np.ndarray, np.ndarray]:
    taste = rng.beta(1.2, 4, size=(int(labels.max()), m)) + 0.04
    owned = rng.random((len(labels), m)) < taste[labels - 1]
    owned[np.arange(len(labels)), rng.integers(0, m, len(labels))] = True
    owned[-2] = False  # one customer who owns nothing
    price = np.exp(rng.normal(8, 1, size=m))
    value = np.round(price * np.exp(rng.normal(0, 0.8, size=owned.shape)) * (1 + labels[:, None] / 2), 2)
    return owned, np.where(owned, value, 0.0)


def _base(
    rng: np.random.Generator, labels: np.ndarray, owned: np.ndarray, value: np.ndarray, hostile: bool
) -> pd.DataFrame:
    n = len(labels)
    codes = [f"T{number:05d}" for number in range(n)]
    city = list(rng.choice(["SAO PAULO", "CURITIBA", "JOINVILLE", "RECIFE"], n))
    segments = [SEGMENTS[index] for index in (labels + rng.integers(0, 3, n)) % len(SEGMENTS)]
    if hostile:
        city[: len(HOSTILE)] = HOSTILE
        segments[: len(HOSTILE)] = HOSTILE
        codes[-1] = "=1+1|X"
    since = [REFERENCE - timedelta(days=int(days)) for days in rng.integers(90, 9000, n)]
    last = [
        max(day, REFERENCE - timedelta(days=int(days)))
        for day, days in zip(since, rng.integers(0, 900, n), strict=True)
    ]
    unknown = {name: rng.random(n) < share for name, share in (("mrr", 0.31), ("nps", 0.5), ("telemetry", 0.58))}
    tickets = np.where(rng.random(n) < 0.65, rng.poisson(30 * labels), 0)
    answers = np.where(unknown["nps"], 0, rng.integers(1, 9, n))
    nps = np.where(unknown["nps"], np.nan, np.clip(rng.normal(8, 1.8, n), 0, 10).round(2))
    hires = np.where(rng.random(n) < 0.4, rng.integers(1, 6, n), 0)
    proposals = np.where(rng.random(n) < 0.38, rng.integers(1, 9, n), 0)
    lines = owned.sum(1) + rng.integers(0, 9, n)
    cancelled = lines - owned.sum(1)
    known = ~unknown["telemetry"]
    frame = pd.DataFrame(
        {
            Column.CUSTOMER: codes,
            Column.SEGMENT: segments,
            Column.SUBSEGMENT: [f"{name} GERAL" for name in segments],
            Column.REVENUE_BAND: [BANDS[index] for index in rng.integers(0, len(BANDS), n)],
            Column.STATE: rng.choice(STATES, n),
            Column.CITY: city,
            Column.COUNTRY: "105",
            Column.ACTIVITY: "ATIVIDADE DE EXEMPLO",
            Column.CUSTOMER_SINCE: since,
            Column.FIRST_CONTRACT: since,
            Column.LAST_CONTRACT: last,
            Column.DAYS_SINCE_CONTRACT: [(REFERENCE - day).days for day in last],
            Column.CONTRACT_VALUE: value.sum(1).round(2),
            Column.CONTRACTS: lines,
            Column.ACTIVE_CONTRACTS: owned.sum(1),
            Column.CANCELLED_CONTRACTS: cancelled,
            Column.PRODUCTS: owned.sum(1),
            Column.FAMILIES: owned.sum(1),
            Column.BRANDS: np.minimum(owned.sum(1), 4),
            Column.MRR: np.where(unknown["mrr"], np.nan, np.exp(rng.normal(5.5 + labels / 4, 1)).round(2)),
            Column.HIRES: hires,
            Column.HIRES_VALUE: (hires * np.exp(rng.normal(7, 1, n))).round(2),
            Column.NPS_MEAN: nps,
            Column.NPS_ANSWERS: answers,
            Column.NPS_LAST: np.floor(nps),
            Column.NPS_LAST_DATE: [None if missing else REFERENCE - timedelta(days=30) for missing in unknown["nps"]],
            Column.DAYS_SINCE_NPS: np.where(unknown["nps"], np.nan, 30),
            Column.PROMOTERS: np.where(unknown["nps"], np.nan, (nps >= 9).astype(float)),
            Column.DETRACTORS: np.where(unknown["nps"], np.nan, (nps < 7).astype(float)),
            Column.TICKETS: tickets,
            Column.OPEN_TICKETS: tickets // 20,
            Column.URGENT_TICKETS: tickets // 50,
            Column.TICKET_DAYS: np.where(tickets > 0, rng.gamma(2, 6, n).round(2), np.nan),
            Column.LAST_TICKET: [REFERENCE - timedelta(days=9) if count else None for count in tickets],
            Column.DAYS_SINCE_TICKET: np.where(tickets > 0, 9, np.nan),
            Column.EVENTS: np.where(known, rng.poisson(900 * labels), np.nan),
            Column.EVENT_DURATION: np.where(known, rng.gamma(2, 100, n).round(1), np.nan),
            Column.MODULES: np.where(known, rng.integers(1, 30, n), np.nan),
            Column.PRODUCT_LINES: np.where(known, rng.integers(1, 5, n), np.nan),
            Column.ACTIVE_DAYS: np.where(known, rng.integers(1, 8, n), np.nan),
            Column.DENIED_SHARE: np.where(known, rng.beta(1, 60, n).round(4), np.nan),
            Column.PROPOSALS: proposals,
            Column.PROPOSALS_VALUE: (proposals * np.exp(rng.normal(8, 1, n))).round(2),
            Column.PROPOSED_PRODUCTS: proposals * 2,
            Column.DISCOUNT: np.where(proposals > 0, rng.beta(2, 12, n).round(4), np.nan),
            Column.LAST_PROPOSAL: [REFERENCE - timedelta(days=12) if count else None for count in proposals],
            Column.REFERENCE_DATE: REFERENCE,
        }
    )
    target = frame[Column.SEGMENT].isin(TARGET_SEGMENTS) & (frame[Column.PRODUCTS] > 0)
    frame.insert(frame.columns.get_loc(Column.REFERENCE_DATE), Column.TARGET_AUDIENCE, target.astype(int))
    return frame


def _products(world: World) -> pd.DataFrame:
    rows, columns = np.nonzero(world.owned)
    base = world.base
    names = np.array(world.products, dtype=object)[columns]
    return pd.DataFrame(
        {
            Column.CUSTOMER: base[Column.CUSTOMER].to_numpy()[rows],
            Column.PRODUCT_NAME: [f"CDU {name}" for name in names],
            Column.PRODUCT: names,
            Column.REVENUE_LINE: [f"LINHA {index % 4}" for index in columns],
            Column.BRAND: [f"MARCA {index % 3}" for index in columns],
            Column.COMMERCIAL_MODE: "SAAS",
            Column.ACTIVE: 1,
            Column.STATUS: "ATIVO",
            Column.CONTRACTS: 1,
            Column.CONTRACT_VALUE: world.value[rows, columns],
            Column.FIRST_CONTRACT: base[Column.FIRST_CONTRACT].to_numpy()[rows],
            Column.LAST_CONTRACT: base[Column.LAST_CONTRACT].to_numpy()[rows],
        }
    ).sort_values([Column.CUSTOMER, Column.PRODUCT_NAME])


def _cluster_products(world: World, recommendations: pd.DataFrame) -> pd.DataFrame:
    given = recommendations.groupby([Column.CLUSTER, Column.PRODUCT]).size()
    rows = []
    for cluster in _ids(world.labels):
        members = world.owned[world.labels == cluster]
        for product, name in enumerate(world.products):
            count = int(members[:, product].sum())
            share = count / len(members)
            lift = share / world.share[product] if world.share[product] else None
            values = (cluster, name, count, share, world.share[product], lift, int(given.get((cluster, name), 0)))
            rows.append(values)
    names = [
        Column.CLUSTER,
        Column.PRODUCT,
        Column.QUANTITY,
        Column.PENETRATION,
        Column.BASE_PENETRATION,
        Column.LIFT,
        Column.RECOMMENDATIONS,
    ]
    frame = pd.DataFrame(rows, columns=names)
    return frame.sort_values([Column.CLUSTER, Column.QUANTITY, Column.PRODUCT], ascending=[True, False, True])
