"""A coherent, made-up output folder: every file of docs/arquitetura.md, for tests of what people open.

Counts, shares and sentences are computed from one made-up ownership matrix, so they agree with each other
as those of a real run do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from meraki.columns import Column, OutputFile
from tests.sample_base import HOSTILE, make_base
from tests.sample_clusters import write_cluster_files
from tests.sample_documents import write_documents
from tests.sample_recommendations import recommend

PRODUCTS = (
    "Backoffice Protheus", "RH Linha RM", "Fluig Plataforma", "Folha de Pagamento", "Gestão de Estoque", "Fiscal TSS",
    "Analytics Painel", "CRM Vendas", "Loja Virtual", "Carol Dados", "Manufatura PCP", "Logística WMS",
    "Assinatura Digital", "Ponto Eletrônico", "Cloud Servidor", "Contratos e Medições",
)  # fmt: skip
LONG_SUFFIX = " - MÓDULO CORPORATIVO DE GESTÃO INTEGRADA PARA GRANDES OPERAÇÕES MULTIEMPRESA E MULTIFILIAL"


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
    base = make_base(rng, labels, owned, value, hostile)
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
