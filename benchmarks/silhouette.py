"""The silhouette of every k in one pass, against scikit-learn's called once per k: equal values, in less time.

python -m benchmarks.silhouette [--customers 10615] [--features 40]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from sklearn.cluster import MiniBatchKMeans
from sklearn.metrics import silhouette_samples

from benchmarks.measure import Cost, report
from meraki.silhouette import silhouettes

KS = range(3, 13)
TOLERANCE = 1e-6


def main() -> None:
    """Measure both in the same run and report the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=10_615)
    parser.add_argument("--features", type=int, default=40)
    options = parser.parse_args()
    values = np.random.default_rng(0).normal(size=(options.customers, options.features))
    values[:, :3] += 3 * np.random.default_rng(1).integers(0, 4, (options.customers, 1))
    labels = [MiniBatchKMeans(k, n_init=1, random_state=0).fit_predict(values) for k in KS]
    ours, cost = _timed("all k in one pass", lambda: silhouettes(values, labels))
    theirs, slow = _timed("scikit-learn, k by k", lambda: [silhouette_samples(values, one) for one in labels])
    difference = max(float(np.abs(a - b).max()) for a, b in zip(ours, theirs, strict=True))
    assert difference <= TOLERANCE, f"the values differ by {difference}"
    report(
        "silhouette",
        [cost, slow],
        ratio=slow.seconds / cost.seconds,
        ratio_cpu=slow.cpu_seconds / cost.cpu_seconds,
        largest_difference=difference,
        customers=options.customers,
        features=options.features,
        candidates=len(KS),
    )


def _timed(name: str, work: Callable[[], list[np.ndarray]]) -> tuple[list[np.ndarray], Cost]:
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return result, Cost(name, time.perf_counter() - wall, time.process_time() - cpu, 0.0)


if __name__ == "__main__":
    main()
