"""How long each script takes to show its help, beside a Python that does nothing.

python -m benchmarks.startup
"""

from __future__ import annotations

import sys

from benchmarks.measure import ROOT, Cost, report, run

SCRIPTS = ("etl_s3_totvs.py", "meraki_cluster_recomendacao.py", "visual.py")
PEER = "Python alone"
ROUNDS = 9
"""All in turns; told is the fastest of each."""


def main() -> None:
    """Measure and report."""
    rounds = [_round() for _ in range(ROUNDS)]
    peer, *ours = (min(costs, key=lambda cost: cost.seconds) for costs in zip(*rounds, strict=True))
    slowest = max(cost.seconds for cost in ours)
    report("startup", [peer, *ours], **{"slowest, seconds": slowest, f"slowest / {PEER}": slowest / peer.seconds})


def _round() -> list[Cost]:
    scripts = [run(f"{name} --help", [sys.executable, ROOT / name, "--help"]) for name in SCRIPTS]
    return [run(PEER, [sys.executable, "-c", ""]), *scripts]


if __name__ == "__main__":
    main()
