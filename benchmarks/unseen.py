"""SCORE on customers that no part of a run has seen: learnt from some generated customers, judged on others.

python -m benchmarks.unseen [--learners 2000] [--unseen 4000] [--draws 8]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.measure import ROOT, Cost, apart, report, run, timed
from meraki.attributes import select
from meraki.columns import UNITS, Column, OutputFile
from meraki.features import build
from meraki.recommendation import REVEALING_COLUMNS, build_portfolio
from meraki.recommendation.calibration import deciles, shown_pairs
from meraki.recommendation.forms import Crowd
from meraki.recommendation.learning import MIN_DEPTH, learn
from meraki.settings import ModelSettings
from meraki.threads import one_thread_each

TOP = 3


def main() -> None:
    """Generate and clean once, then draw other learners each time; report the errors of all draws."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=2_000)
    parser.add_argument("--unseen", type=int, default=4_000)
    parser.add_argument("--draws", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        output = _stage_1(Path(folder), options.learners + options.unseen)
        drawn = [apart(_draw, output, options.learners, seed) for seed in range(options.draws)]
    errors, costs = zip(*drawn, strict=True)
    facts = {"mean of draws": float(np.mean(errors)), "largest of draws": max(errors)}
    named = {f"largest error of SCORE by decile, {name}": value for name, value in facts.items()}
    report(
        f"unseen_{options.learners}",
        [costs[-1]],
        learners=options.learners,
        unseen=options.unseen,
        draws=options.draws,
        **named,
    )


def _stage_1(folder: Path, customers: int) -> Path:
    """The results folder of stage 1 on that many generated customers."""
    source, output = folder / "dados", folder / "saida"
    sizes = ["--customers", customers, "--telemetry-rows", 10 * customers, "--tickets", 10 * customers]
    run("generate", [sys.executable, "-m", "meraki.synthetic", source, *sizes])
    run("stage 1", [sys.executable, ROOT / "etl_s3_totvs.py", "--source", source, "--output", output])
    return output


def _draw(output: Path, learners: int, seed: int) -> tuple[float, Cost]:
    """The largest error over deciles of one draw, and what learning and calibrating cost."""
    crowd = _crowd(output)
    order = np.random.default_rng(seed).permutation(len(crowd.sizes))
    known, unseen = np.sort(order[:learners]), np.sort(order[learners:])
    with one_thread_each():
        recommender, cost = timed(f"{learners} customers learnt from", lambda: learn(crowd.rows(known), TOP, seed))
        pairs = shown_pairs(recommender.blend, crowd.rows(unseen), MIN_DEPTH, seed, crowd.holdings.shape[1])
    chances = recommender.calibrator.probability(pairs.scores, pairs.sizes)
    return max(abs(group["previsto"] - group["observado"]) for group in deciles(chances, pairs)), cost


def _crowd(output: Path) -> Crowd:
    """Everybody's holdings and attributes, without what reveals the holdings."""
    base, products = (
        pd.read_csv(output / name, dtype={Column.CUSTOMER: "str"}) for name in (OutputFile.BASE, OutputFile.PRODUCTS)
    )
    portfolio = build_portfolio(
        products, pd.Index(base[Column.CUSTOMER]), UNITS[ModelSettings().product_level]
    ).owned_today()
    attributes = [one for one in select(base).attributes if one.name not in REVEALING_COLUMNS]
    return Crowd(portfolio.holdings, build(base, attributes).values, portfolio.contracts)


if __name__ == "__main__":
    main()
