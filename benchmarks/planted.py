"""Whether the advice finds the next products that the generator planted, beside global popularity, and how far SCORE
is from what happens on the same data.

python -m benchmarks.planted [--customers 2000] [--seeds 7]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.measure import ROOT, Cost, report, run
from meraki.columns import Column, OutputFile
from meraki.synthetic import generate

TOP = 3
ERROR = "largest error of SCORE by decile"
Pairs = set[tuple[str, str]]


def main() -> None:
    """Generate, run stages 1 and 2, count the planted pairs in the top 3 of each list; means over the seeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=2_000)
    parser.add_argument("--seeds", default="7", help="of the generator")
    options = parser.parse_args()
    seeds = [int(seed) for seed in options.seeds.split(",")]
    measured = [_measure(options.customers, seed) for seed in seeds]
    facts = {name: float(np.mean([figures[name] for _, figures in measured])) for name in measured[0][1]}
    errors = {"largest error of SCORE by decile, of all seeds": max(figures[ERROR] for _, figures in measured)}
    report(f"planted_{options.customers}", measured[-1][0], seeds=options.seeds, **facts, **errors)


def _measure(customers: int, seed: int) -> tuple[list[Cost], dict[str, float]]:
    """What the stages cost, and the figures of one seed."""
    with tempfile.TemporaryDirectory() as work:
        source, output = Path(work) / "dados", Path(work) / "saida"
        truth = generate(source, customers=customers, telemetry_rows=20 * customers, tickets=10 * customers, seed=seed)
        costs = [
            run("stage 1", [sys.executable, ROOT / "etl_s3_totvs.py", "--source", source, "--output", output]),
            run(
                "stage 2, --evaluate",
                [sys.executable, ROOT / "meraki_cluster_recomendacao.py", "--output", output, "--evaluate"],
            ),
        ]
        planted = _pairs(truth.next_products)
        ours, popular = _pairs(_read(output / OutputFile.RECOMMENDATIONS)), most_popular(output)
        evaluation = json.loads((output / OutputFile.EVALUATION).read_text(encoding="utf-8"))
    return costs, {
        "planted pairs": len(planted),
        "planted pairs in our top 3": len(planted & ours) / len(planted),
        "planted pairs in the top 3 by popularity": len(planted & popular) / len(planted),
        ERROR: evaluation["calibracao"]["erro_maximo"],
    }


def most_popular(output: Path) -> Pairs:
    """For each customer the three most owned products that it does not own."""
    products = _read(output / OutputFile.PRODUCTS).query(f"{Column.ACTIVE} == 1")
    order = products.groupby(Column.PRODUCT)[Column.CUSTOMER].nunique().sort_values(ascending=False).index
    owned = products.groupby(Column.CUSTOMER)[Column.PRODUCT].agg(set)
    return {(code, name) for code, has in owned.items() for name in [one for one in order if one not in has][:TOP]}


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype={Column.CUSTOMER: str})


def _pairs(frame: pd.DataFrame) -> Pairs:
    return set(zip(frame[Column.CUSTOMER], frame[Column.PRODUCT], strict=True))


if __name__ == "__main__":
    main()
