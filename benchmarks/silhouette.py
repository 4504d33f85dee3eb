"""The silhouette of every k in one pass, against scikit-learn's called once per k: equal values, in less time.

python -m benchmarks.silhouette [--customers 10615] [--features 40]
"""

from __future__ import annotations

import argparse

import numpy as np
from sklearn.cluster import MiniBatchKMeans
from sklearn.metrics import silhouette_samples

from benchmarks.measure import Cost, apart, report, timed
from meraki.silhouette import silhouettes

KS = range(3, 13)
TOLERANCE = 1e-6
Silhouettes = list[np.ndarray]


def main() -> None:
    """Measure both in the same run and report the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=10_615)
    parser.add_argument("--features", type=int, default=40)
    options = parser.parse_args()
    ours, cost = apart(_in_one_pass, options.customers, options.features)
    theirs, slow = apart(_k_by_k, options.customers, options.features)
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


def _in_one_pass(customers: int, features: int) -> tuple[Silhouettes, Cost]:
    values, labels = _clustered(customers, features)
    return timed("all k in one pass", lambda: silhouettes(values, labels))


def _k_by_k(customers: int, features: int) -> tuple[Silhouettes, Cost]:
    values, labels = _clustered(customers, features)
    return timed("scikit-learn, k by k", lambda: [silhouette_samples(values, one) for one in labels])


def _clustered(customers: int, features: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """The same in each process: values (n, features) with four groups, and the labels of each k."""
    values = np.random.default_rng(0).normal(size=(customers, features))
    values[:, :3] += 3 * np.random.default_rng(1).integers(0, 4, (customers, 1))
    return values, [MiniBatchKMeans(k, n_init=1, random_state=0).fit_predict(values) for k in KS]


if __name__ == "__main__":
    main()
