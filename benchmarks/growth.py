"""Ten times the rows must cost at most eleven times the time, and stage 1 no more memory.

python -m benchmarks.growth --part telemetry     # 3 M -> 30 M rows through stage 1
python -m benchmarks.growth --part customers     # 10 k -> 100 k customers through stage 2
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.measure import ROOT, Cost, raw_data, report, run
from benchmarks.million import write_base

CUSTOMERS = 10_615
ROUNDS = 9
"""Both sizes in turns; told are medians, for the peak of one run is up to a tenth beside that of the next."""


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=("telemetry", "customers"), required=True)
    part = parser.parse_args().part
    measure = {"telemetry": _telemetry, "customers": _customers}[part]
    sizes = {"telemetry": (3_000_000, 30_000_000), "customers": (10_000, 100_000)}[part]
    rounds = [[measure(size) for size in sizes] for _ in range(ROUNDS)]
    small, large = (_typical(runs) for runs in zip(*rounds, strict=True))
    facts = {
        "rows": list(sizes),
        "time ratio": large.seconds / small.seconds,
        "memory ratio": large.peak_mb / small.peak_mb,
    }
    report(f"growth_{part}", [small, large], **facts)


def _typical(runs: Sequence[Cost]) -> Cost:
    medians = {name: median(getattr(cost, name) for cost in runs) for name in ("seconds", "cpu_seconds", "peak_mb")}
    return replace(runs[0], **medians)


def _telemetry(rows: int) -> Cost:
    source = raw_data(CUSTOMERS, rows)
    with tempfile.TemporaryDirectory() as output:
        command = [sys.executable, ROOT / "etl_s3_totvs.py", "--source", source, "--output", output]
        return run(f"stage 1, {rows} telemetry rows", command)


def _customers(customers: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        base, products = write_base(Path(folder), customers, features=40, products=200, holdings=8 * customers)
        command = [sys.executable, ROOT / "meraki_cluster_recomendacao.py", "--base", base, "--products", products]
        return run(f"stage 2, {customers} customers", [*command, "--output", Path(folder) / "saida"])


if __name__ == "__main__":
    main()
