"""What a duration takes in memory while the exact median of each customer's is found: the part that grows with the log.

python -m benchmarks.durations
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import narwhals as nw
import numpy as np
import polars as pl

from benchmarks.measure import MEGABYTE, Cost, report, run
from meraki.cleaning import telemetry
from meraki.columns import Column
from meraki.engines import collect

CUSTOMERS = 4_500
FILE = 1_000_000
"""Durations a file."""
FILES = (2, 32)


def main() -> None:
    """Measure few and many in processes of their own and report the difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--of", type=Path, help="folder of durations; be the process that is measured")
    folder = parser.parse_args().of
    if folder:
        collect(telemetry.typical_duration(nw.from_native(pl.scan_parquet(folder / "*.parquet"))))
        return
    few, many = (_medians(files) for files in FILES)
    rows = [files * FILE for files in FILES]
    taken = (many.peak_mb - few.peak_mb) * MEGABYTE / (rows[1] - rows[0])
    report("durations", [few, many], **{"rows": rows, "bytes a duration": taken})


def _medians(files: int) -> Cost:
    random = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(files):
            keys = random.integers(0, CUSTOMERS, FILE, dtype=np.uint32)
            durations = pl.DataFrame({Column.CUSTOMER: keys, telemetry.DURATION: random.gamma(2, 30, FILE)})
            durations.write_parquet(Path(folder) / f"{number}.parquet", compression="uncompressed", statistics=False)
        return run(
            f"medians of {files * FILE} durations", [sys.executable, "-m", "benchmarks.durations", "--of", folder]
        )


if __name__ == "__main__":
    main()
