"""All three stages on generated data of any size, beside a bare typed Polars group-by of the same telemetry.

python -m benchmarks.pipeline --customers 10615 --telemetry-rows 30800000
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import ROOT, Cost, raw_data, report, run

BARE_GROUP_BY = """
import sys, polars as pl
schema = {"clienteid": pl.String, "eventduration": pl.Float64, "moduloid": pl.String, "productlineid": pl.String,
          "referencedatestart": pl.Date, "slotid": pl.String, "statuslicenca": pl.String, "tcloud": pl.String,
          "clienteprime": pl.String}
frame = pl.scan_csv(sys.argv[1] + "/**/telemetria_*.csv", schema=schema)
print(frame.group_by(pl.col("clienteid").str.head(-2)).agg(
    pl.len(), pl.col("moduloid").n_unique(), pl.col("productlineid").n_unique(),
    pl.col("referencedatestart").n_unique(), (pl.col("statuslicenca") == "Negado").sum(),
).collect(engine="streaming").height)
"""
"""The peer: what the same grouping costs with types given beforehand and nothing checked."""
ROUNDS = 3
"""Peer and stage 1 in turns; told is the pair of the median ratio, for a machine's speed drifts within a minute."""


def main() -> None:
    """Measure and report."""
    arguments = _arguments()
    source = raw_data(arguments.customers, arguments.telemetry_rows)
    with tempfile.TemporaryDirectory() as output:
        pairs = [(_bare(source), _stage_1(source, Path(output))) for _ in range(ROUNDS)]
        bare, first = sorted(pairs, key=_ratio)[ROUNDS // 2]
        stages = [first, *_later_stages(Path(output))]
    facts = {
        "customers": arguments.customers,
        "telemetry_rows": arguments.telemetry_rows,
        "stage 1 / bare group-by": _ratio((bare, first)),
        "three stages, seconds": sum(stage.seconds for stage in stages),
        "largest process, MB": max(stage.peak_mb for stage in stages),
    }
    report(f"pipeline_{arguments.customers}_{arguments.telemetry_rows}", [bare, *stages], **facts)


def _ratio(pair: tuple[Cost, Cost]) -> float:
    bare, ours = pair
    return ours.seconds / bare.seconds


def _bare(source: Path) -> Cost:
    return run("bare typed Polars group-by of telemetry", [sys.executable, "-c", BARE_GROUP_BY, source])


def _stage_1(source: Path, output: Path) -> Cost:
    return run("stage 1: etl_s3_totvs.py", _script("etl_s3_totvs.py", output, "--source", str(source)))


def _later_stages(output: Path) -> list[Cost]:
    return [
        run("stage 2: meraki_cluster_recomendacao.py", _script("meraki_cluster_recomendacao.py", output)),
        run("stage 3: visual.py", _script("visual.py", output)),
    ]


def _script(name: str, output: Path, *flags: str) -> list[object]:
    return [sys.executable, ROOT / name, "--output", output, *flags]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=10_615)
    parser.add_argument("--telemetry-rows", type=int, default=30_800_000)
    return parser.parse_args()


if __name__ == "__main__":
    main()
