"""How good the advice of stage 2 is on real sets, through its public command, beside its peers on the same split.

python -m benchmarks.recommendation [--sets caravan,charles,journey] [--seeds 0,1,2] [--calibration 42]

LOO-20: of a random fifth of the customers who own two or more products one is hidden; base.csv and products.csv hold
the rest, and what is read is recomendacoes_por_cliente.csv. Popularity, clusters and everything else are made without
the hidden pairs. LightGBM, SLIM and ALS are tried where they are installed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from benchmarks.drawn_sets import drawn_like
from benchmarks.measure import ROOT, Cost, report, run
from benchmarks.peers import peers
from benchmarks.public_sets import SETS, PublicSet, caravan, corolla
from meraki.attributes import select
from meraki.columns import Column, OutputFile
from meraki.features import build
from meraki.recommendation.baselines import baselines
from meraki.recommendation.contracts import contracts_of
from meraki.recommendation.exams import OUT_OF_REACH, best, hide_one
from meraki.recommendation.forms import Crowd

TOP = 5
SEEDS = "0,1,2"
HIDDEN_SHARE = 0.2
OURS = "meraki"
DRAWN = {"corolla_30000": lambda: drawn_like(corolla()), "caravan_30000": lambda: drawn_like(caravan())}
Lists = dict[str, list[str]]
"""Customer -> products, best first."""


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--seeds", default=SEEDS)
    parser.add_argument(
        "--calibration", nargs="?", const="42", default="", help="also --evaluate with these seeds (42)"
    )
    options = parser.parse_args()
    costs: list[Cost] = []
    results: dict[str, dict[str, dict[str, Any]]] = {}
    splits: dict[str, int] = {}
    for name in options.sets.split(","):
        whole = (SETS | DRAWN)[name]()
        runs = [_measure(name, whole, int(seed)) for seed in options.seeds.split(",")[: _repeats(whole)]]
        measured = [figures for figures, _ in runs]
        splits[name] = len(runs)
        costs.append(max((cost for _, cost in runs), key=lambda cost: cost.seconds))
        results[name] = {method: _mean(measured, method) for method in measured[0]}
        _show(name, results[name])
        if options.calibration:
            errors = [_calibration_error(whole, seed) for seed in options.calibration.split(",")]
            results[name][OURS]["calibration_error"] = max(errors)
            print("  calibration errors", *(f"{error:.4f}" for error in errors), flush=True)
    seeds = "" if options.seeds == SEEDS else f"_{len(options.seeds.split(','))}_seeds"
    name = f"recommendation_{options.sets.replace(',', '_')}{seeds}"
    report(name, costs, results=results, seeds=options.seeds, splits=splits)


def _repeats(whole: PublicSet) -> int | None:
    """A split by date is one split."""
    return None if whole.later is None else 1


def _measure(name: str, whole: PublicSet, seed: int) -> tuple[dict[str, dict[str, Any]], Cost]:
    """The figures of each method, and what stage 2 took."""
    known, wanted = _split(whole, seed)
    lists, cost = _advice(f"{name}, seed {seed}", known)
    names = sorted(known.products[Column.PRODUCT_NAME].unique())
    unknown = {product for advised in lists.values() for product in advised} - set(names)
    assert not unknown, f"advised under another name: {sorted(unknown)[:5]}"
    crowd = _crowd(known, names)
    all_lists = {OURS: lists} | _peer_lists(crowd, known.base, names, seed)
    return {method: _figures(lists, wanted, len(names)) for method, lists in all_lists.items()}, cost


def _split(whole: PublicSet, seed: int) -> tuple[PublicSet, Lists]:
    """What may be known, and what each customer asked should be advised."""
    if whole.later is not None:
        return whole, whole.later.groupby(Column.CUSTOMER)[Column.PRODUCT_NAME].agg(list).to_dict()
    names = sorted(whole.products[Column.PRODUCT_NAME].unique())
    _, asked, hidden = hide_one(_crowd(whole, names), HIDDEN_SHARE, seed)
    customers = whole.base[Column.CUSTOMER].to_numpy()
    wanted = {customers[u]: [names[y]] for u, y in zip(asked, hidden, strict=True)}
    pair = [Column.CUSTOMER, Column.PRODUCT_NAME]
    gone = pd.DataFrame([(u, products[0]) for u, products in wanted.items()], columns=pair)
    kept = [name for name in (*pair, Column.CONTRACTS) if name in whole.products]
    left = whole.products[kept].merge(gone, how="left", on=pair, indicator=True)
    return PublicSet(whole.base, left.loc[left["_merge"] == "left_only", kept]), wanted


def _advice(label: str, known: PublicSet) -> tuple[Lists, Cost]:
    """The lists that stage 2 leaves for customers, and the cost of the command."""
    with tempfile.TemporaryDirectory() as folder:
        cost = run(label, _command(known, Path(folder)))
        path = Path(folder) / "saida" / OutputFile.RECOMMENDATIONS
        advice = pd.read_csv(path, dtype={Column.CUSTOMER: "str", Column.PRODUCT: "str"})
    lists = advice.sort_values([Column.CUSTOMER, Column.RANK]).groupby(Column.CUSTOMER)[Column.PRODUCT].agg(list)
    return lists.to_dict(), cost


def _calibration_error(known: PublicSet, seed: str) -> float:
    """The largest difference between SCORE and what was seen, over deciles, on customers held out by ``--evaluate``."""
    with tempfile.TemporaryDirectory() as folder:
        run(f"--evaluate, seed {seed}", [*_command(known, Path(folder)), "--evaluate", "--seed", seed])
        told = json.loads((Path(folder) / "saida" / OutputFile.EVALUATION).read_text(encoding="utf-8"))
    return float(told["calibracao"]["erro_maximo"])


def _command(known: PublicSet, folder: Path) -> list[object]:
    """Few k: the clusters people see have no part in the ranking."""
    base, products = folder / "base.csv", folder / "products.csv"
    known.base.to_csv(base, index=False)
    known.products.to_csv(products, index=False, date_format="%Y-%m-%d")
    command: list[object] = [sys.executable, ROOT / "meraki_cluster_recomendacao.py", "--base", base]
    command += ["--products", products, "--output", folder / "saida", "--top-n", TOP, "--product-level", "ds_prod"]
    return [*command, "--k-max", 4]


def _crowd(known: PublicSet, names: Sequence[str]) -> Crowd:
    base, products = known.base, known.products
    row = pd.Index(base[Column.CUSTOMER]).get_indexer(products[Column.CUSTOMER])
    column = pd.Index(names).get_indexer(products[Column.PRODUCT_NAME])
    owned = csr_matrix((np.ones(len(row), np.float32), (row, column)), shape=(len(base), len(names)))
    contracts = contracts_of(products.assign(_u=row, _y=column), owned.shape)
    return Crowd(owned, build(base, select(base).attributes).values, contracts)


def _peer_lists(crowd: Crowd, base: pd.DataFrame, names: Sequence[str], seed: int) -> dict[str, Lists]:
    customers = base[Column.CUSTOMER].to_numpy()
    owned = crowd.holdings.toarray() > 0
    rows = np.arange(len(customers))
    lists = {}
    for name, _, score in [*baselines(crowd, np.zeros(len(customers), int), seed), *peers(crowd, seed)]:
        row, product = best(np.where(owned, OUT_OF_REACH, score(rows, crowd)), TOP)
        advised = pd.Series(np.array(names, dtype=object)[product]).groupby(customers[row]).agg(list)
        lists[name] = advised.to_dict()
    return lists


def _figures(lists: Lists, wanted: Lists, products: int) -> dict[str, Any]:
    """Means over the customers asked, and the NDCG of each; MRR looks no further than the list."""
    hits = [[product in set(wanted[u]) for product in lists.get(u, [])] for u in sorted(wanted)]
    discount = 1 / np.log2(np.arange(2, TOP + 2))
    gains = [discount[: len(hit)][np.array(hit, dtype=bool)].sum() for hit in hits]
    ideal = [discount[: len(wanted[u])].sum() for u in sorted(wanted)]
    first = [next((1 / (i + 1) for i, found in enumerate(hit) if found), 0.0) for hit in hits]
    ndcg = np.array(gains) / np.array(ideal)
    return {
        "each": ndcg,
        "ndcg@5": float(ndcg.mean()),
        "ndcg@5_error": _error(ndcg),
        **{f"hit_rate@{k}": float(np.mean([any(hit[:k]) for hit in hits])) for k in (1, 3, 5)},
        "mrr@5": float(np.mean(first)),
        "coverage@3": len({product for advised in lists.values() for product in advised[:3]}) / products,
    }


def _error(values: np.ndarray) -> float:
    """Standard error of the mean."""
    return float(values.std(ddof=1) / np.sqrt(len(values)))


def _mean(measured: Sequence[dict[str, dict[str, Any]]], method: str) -> dict[str, float]:
    """Means over seeds of one method, and how far ours is ahead of it, customer by customer of the same split.

    A mean of s independent splits has a standard error smaller by the root of s.
    """
    runs = [run[method] for run in measured]
    ahead = [run[OURS]["each"] - run[method]["each"] for run in measured]
    for figures, part in zip(runs, ahead, strict=True):
        figures |= {"lead": part.mean(), "lead_error": _error(part)}
    result = {key: float(np.mean([run[key] for run in runs])) for key in runs[0] if key != "each"}
    return result | {key: result[key] / len(runs) ** 0.5 for key in ("ndcg@5_error", "lead_error")}


def _show(name: str, methods: dict[str, dict[str, float]]) -> None:
    print(name, flush=True)
    for method, figures in sorted(methods.items(), key=lambda item: -item[1]["ndcg@5"]):
        told = "  ".join(f"{key} {value:.4f}" for key, value in figures.items())
        print(f"  {method:<22} {told}", flush=True)


if __name__ == "__main__":
    main()
