"""A real S3 server on this machine, for tests: started on free ports in its own folder, stopped at the end."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

KEY, SECRET = "chave-de-teste", "segredo-de-teste"
START_SECONDS = 60


@dataclass(frozen=True)
class S3Server:
    """Address of a running server and what a process needs in its environment to use it."""

    endpoint: str

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def client(self):  # type: ignore[no-untyped-def]
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
            config=Config(retries={"max_attempts": 1}, connect_timeout=2, read_timeout=20),
        )

    def put_folder(self, folder: Path, bucket: str, prefix: str) -> None:
        """Create the bucket and put every file of a folder below ``prefix``."""
        client = self.client()
        client.create_bucket(Bucket=bucket)
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            client.upload_file(str(path), bucket, prefix + path.relative_to(folder).as_posix())


@contextmanager
def running_s3(folder: Path) -> Iterator[S3Server]:
    """Start the server with its data in ``folder``; stop it at the end, whatever happens."""
    ports = _free_ports(10)
    names = ("master", "volume", "filer", "s3")
    flags = [f"-{name}.port={ports[index]}" for index, name in enumerate(names)]
    flags += [f"-{name}.port.grpc={ports[4 + index]}" for index, name in enumerate(names)]
    flags += ["-s3.port.iceberg=0", "-s3.port.lance=0"]  # else on fixed ports, which two servers would fight for
    log = (folder / "servidor.log").open("wb")
    command = [
        _weed(),
        "mini",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-admin.ui=false",
        "-webdav=false",
    ]
    environment = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
    }
    process = subprocess.Popen([*command, *flags], stdout=log, stderr=log, env=environment, cwd=folder)
    try:
        server = S3Server(f"http://127.0.0.1:{ports[3]}")
        _wait(server, process, folder / "servidor.log")
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _weed() -> str:
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed") or "weed"


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _wait(server: S3Server, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_SECONDS * 10):
        try:
            server.client().list_buckets()
            return
        except (BotoCoreError, ClientError):
            time.sleep(0.1)
        if process.poll() is not None:
            break
    raise RuntimeError(f"S3 server did not start:\n{log.read_text(errors='replace')[-2000:]}")
