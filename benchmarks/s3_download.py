"""Our download of many files from a local S3 server beside one boto3 transfer manager on the same files.

python -m benchmarks.s3_download [--files 8] [--megabytes 64]
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from s3transfer.manager import TransferManager

from benchmarks.measure import Cost, apart, report, timed
from meraki.sources.s3 import fetch_files
from tests.s3_server import S3Server, running_s3

BUCKET = "medida"
ROUNDS = 9


def main() -> None:
    """Download in turns, the same rounds for both, and report the ratio of the fastest of each."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, running_s3(Path(folder)) as server:
        keys = _put(server, arguments.files, arguments.megabytes)
        rounds = [(apart(_peer, server, keys), apart(_ours, server)) for _ in range(ROUNDS)]
    peer, ours = (min(costs, key=lambda cost: cost.seconds) for costs in zip(*rounds, strict=True))
    megabytes = arguments.files * arguments.megabytes
    report("s3_download", [peer, ours], megabytes=megabytes, **{"our rate / its rate": peer.seconds / ours.seconds})


def _put(server: S3Server, files: int, megabytes: int) -> list[str]:
    client = server.client()
    client.create_bucket(Bucket=BUCKET)
    keys = [f"telemetria_{number:02}.csv" for number in range(files)]
    for key in keys:
        client.put_object(Bucket=BUCKET, Key=key, Body=os.urandom(megabytes * 1_000_000))
    return keys


def _peer(server: S3Server, keys: list[str]) -> Cost:
    return _timed("one boto3 transfer manager", lambda target: _transfer_manager(server, keys, target))


def _ours(server: S3Server) -> Cost:
    os.environ.update(server.environment)
    return _timed("meraki.sources.s3", lambda target: fetch_files(f"s3://{BUCKET}/", target, lambda file: False))


def _timed(name: str, download: Callable[[Path], object]) -> Cost:
    """The second of two downloads: the first also pays for what is loaded once."""
    for _ in range(2):
        with tempfile.TemporaryDirectory() as target:
            _, cost = timed(name, lambda: download(Path(target)))
    return cost


def _transfer_manager(server: S3Server, keys: list[str], target: Path) -> None:
    with TransferManager(server.client()) as manager:
        for future in [manager.download(BUCKET, key, str(target / key)) for key in keys]:
            future.result()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--megabytes", type=int, default=64)
    return parser.parse_args()


if __name__ == "__main__":
    main()
