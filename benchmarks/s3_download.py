"""Our download of many files from a local S3 server beside one boto3 transfer manager on the same files.

python -m benchmarks.s3_download [--files 8] [--megabytes 64]
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from s3transfer.manager import TransferManager

from benchmarks.measure import Cost, report
from meraki.sources.s3 import fetch_files
from tests.s3_server import S3Server, running_s3

BUCKET = "medida"
ROUNDS = 9


def main() -> None:
    """Download in turns, the same rounds for both, and report the ratio of the fastest of each."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, running_s3(Path(folder)) as server:
        os.environ.update(server.environment)
        keys = _put(server, arguments.files, arguments.megabytes)
        peer, ours = _fastest(
            lambda target: _transfer_manager(server, keys, target),
            lambda target: fetch_files(f"s3://{BUCKET}/", target, lambda file: False),
        )
    costs = [Cost("one boto3 transfer manager", *peer, 0.0), Cost("meraki.sources.s3", *ours, 0.0)]
    megabytes = arguments.files * arguments.megabytes
    report("s3_download", costs, megabytes=megabytes, **{"our rate / its rate": peer[0] / ours[0]})


def _put(server: S3Server, files: int, megabytes: int) -> list[str]:
    client = server.client()
    client.create_bucket(Bucket=BUCKET)
    keys = [f"telemetria_{number:02}.csv" for number in range(files)]
    for key in keys:
        client.put_object(Bucket=BUCKET, Key=key, Body=os.urandom(megabytes * 1_000_000))
    return keys


def _transfer_manager(server: S3Server, keys: list[str], target: Path) -> None:
    with TransferManager(server.client()) as manager:
        for future in [manager.download(BUCKET, key, str(target / key)) for key in keys]:
            future.result()


def _fastest(*downloads: Callable[[Path], object]) -> list[tuple[float, float]]:
    """Least wall and processor seconds of each, in turns."""
    times: list[list[tuple[float, float]]] = [[] for _ in downloads]
    for _ in range(ROUNDS):
        for taken, download in zip(times, downloads, strict=True):
            with tempfile.TemporaryDirectory() as target:
                wall, cpu = time.perf_counter(), time.process_time()
                download(Path(target))
                taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    return [min(taken) for taken in times]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--megabytes", type=int, default=64)
    return parser.parse_args()


if __name__ == "__main__":
    main()
