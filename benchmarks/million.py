"""Stage 2 on one million customers beside scikit-learn's K-Means alone: 60 features, 500 products, 8 million holdings.

python -m benchmarks.million
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.measure import ROOT, apart, report, run

GROUPS = 6
ONLY_K_MEANS = """
import sys
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler
base = pd.read_csv(sys.argv[1]).drop(columns="CD_CLIENTE")
values = StandardScaler().fit_transform(pd.get_dummies(base, dtype=float))
for k in range(3, 13):
    KMeans(k, n_init=1, random_state=42).fit(values)
"""
"""The peer: reading the base and each k that stage 2 tries by default, with no silhouette, choice, advice or file."""
PEER = "scikit-learn K-Means alone"
SEGMENTS = ("SERVICOS", "VAREJO", "MANUFATURA", "LOGISTICA", "DISTRIBUICAO")


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=1_000_000)
    customers = parser.parse_args().customers
    with tempfile.TemporaryDirectory() as folder:
        base, products = apart(write_base, Path(folder), customers, features=60, products=500, holdings=8 * customers)
        command = [sys.executable, ROOT / "meraki_cluster_recomendacao.py", "--base", base, "--products", products]
        peer = run(f"{PEER}, {customers} customers", [sys.executable, "-c", ONLY_K_MEANS, base])
        ours = run(f"stage 2, {customers} customers", [*command, "--output", Path(folder) / "saida"])
    ratio = {f"stage 2 / {PEER}": ours.seconds / peer.seconds}
    report("million", [peer, ours], **ratio, customers=customers, features=60, products=500, holdings=8 * customers)


def write_base(
    folder: Path, customers: int, features: int, products: int, holdings: int, seed: int = 0
) -> tuple[Path, Path]:
    """A base and a products file of latent groups that drive both attributes and ownership.

    Repeated draws of one customer and product fall together, so the holdings written are a few less.
    """
    random = np.random.default_rng(seed)
    codes = np.array([f"T{number:08d}" for number in range(customers)])
    groups = random.integers(0, GROUPS, customers)
    base = pl.DataFrame({"CD_CLIENTE": codes} | _attributes(random, groups, features))
    owned = _holdings(random, groups, products, holdings)
    table = pl.DataFrame({"CD_CLIENTE": codes[owned[:, 0]], "DS_PROD": [f"PRODUTO {item:04d}" for item in owned[:, 1]]})
    paths = folder / "base.csv", folder / "produtos.csv"
    for frame, path in zip((base, table), paths, strict=True):
        frame.write_csv(path)
    return paths


def _attributes(random: np.random.Generator, groups: np.ndarray, features: int) -> dict[str, np.ndarray]:
    centres = random.normal(0, 1.2, (GROUPS, features - 1))
    values = {
        f"VL_ATRIBUTO_{j:02d}": centres[groups, j] + random.normal(0, 1, len(groups)) for j in range(features - 1)
    }
    return {"DS_SEGMENTO": np.array(SEGMENTS)[(groups + random.integers(0, 2, len(groups))) % len(SEGMENTS)]} | values


def _holdings(random: np.random.Generator, groups: np.ndarray, products: int, holdings: int) -> np.ndarray:
    customers = random.integers(0, len(groups), holdings)
    popularity = (np.arange(products) + 10.0) ** -0.8
    chances = np.stack([random.permutation(popularity) + popularity for _ in range(GROUPS)])
    cumulative = np.cumsum(chances / chances.sum(axis=1, keepdims=True), axis=1)
    items = np.empty(holdings, dtype=np.int64)
    for group in range(GROUPS):
        rows = np.flatnonzero(groups[customers] == group)
        items[rows] = np.searchsorted(cumulative[group], random.random(len(rows)))
    pairs = np.unique(customers * products + np.minimum(items, products - 1))
    return np.column_stack([pairs // products, pairs % products])


if __name__ == "__main__":
    main()
