"""Raw files in an S3 bucket: listed, downloaded in parallel, kept in a cache; results uploaded.

Credentials come from boto3's standard chain only (environment, profile, SSO, role); ``AWS_ENDPOINT_URL`` is
respected. The cache knows an object by key, ETag and size, so that a second run downloads nothing.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import boto3
from boto3.s3.transfer import S3Transfer
from botocore.config import Config
from botocore.exceptions import BotoCoreError
from filelock import FileLock, Timeout
from tqdm import tqdm

from meraki.errors import SourceError
from meraki.sources import RawPath, SourceFile
from meraki.sources.folder import is_candidate, is_unread, may_hold_a_table
from meraki.sources.open import Stays
from meraki.sources.remote import RemoteFile
from meraki.sources.s3_errors import (
    TO_LIST_AND_READ,
    TO_READ,
    TO_WRITE,
    explained,
    invalid_address,
    invalid_endpoint,
)

logger = logging.getLogger("meraki.sources")

PARALLEL_FILES = 4
VERSIONS = 3
"""How many versions of an object we follow that is being replaced while we read."""
ATTEMPTS, CONNECT_SECONDS, READ_SECONDS = 5, 10, 60
"""Of each request; boto3 waits longer and longer between them."""
_BUCKET = re.compile(r"[A-Za-z0-9._-]{1,255}|arn:[^\s@]+")
"""What boto3 lets through; an ARN is that of an access point."""


@dataclass(frozen=True)
class Location:
    """``s3://bucket/prefix`` or ``s3a://...``; the prefix is empty or ends where the person ended it."""

    bucket: str
    prefix: str

    @classmethod
    def parse(cls, address: str) -> Location:
        """Read an address; :class:`UsageError` when it is not one of S3 or names no bucket that can be."""
        scheme, _, place = address.partition("://")
        bucket, _, prefix = place.partition("/")
        if scheme.lower() not in ("s3", "s3a") or not _BUCKET.fullmatch(bucket):
            raise invalid_address(address)
        return cls(bucket, prefix)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"


@dataclass(frozen=True)
class _Object:
    key: str
    etag: str
    size: int


def fetch_files(address: str, cache: Path, stays: Stays) -> list[SourceFile]:
    """Every table file below an address: left in the bucket, or in the cache; only what is not there yet is downloaded.

    Files of a kind that nobody reads are left too: they are listed to be named.

    Raises:
        UsageError: the address is not one of S3.
        ConfigurationError: no credentials, or they are refused; endpoint, region or the files of AWS are wrong.
        SourceError: no such bucket, nothing below the prefix, or the network failed after all retries.
    """
    location = Location.parse(address)
    with explained(str(location), TO_LIST_AND_READ):
        client = _client()
        listed = _list(client, location)
        if not any(is_candidate(PurePosixPath(item.key)) for item in listed):
            raise SourceError("Nenhum arquivo de dados na origem.", where=str(location), action="confira o prefixo.")
        offered = [_left(client, location, item) for item in listed]
        left = [file for file in offered if is_unread(PurePosixPath(file.name)) or stays(file)]
        names = {file.name for file in left}
        wanted = [item for item in listed if _name(location, item) not in names]
        with _alone_in(cache):
            objects = _download_missing(client, location, wanted, cache)
    return [*left, *(_file(_cached(location, item, cache), location, item) for item in objects)]


def _file(path: RawPath, location: Location, item: _Object) -> SourceFile:
    address = f"s3a://{location.bucket}/{item.key}"
    return SourceFile(path, _name(location, item), item.etag, item.size, address)


def _left(client: Any, location: Location, item: _Object) -> SourceFile:
    return _file(RemoteFile(item.size, partial(_fetch, client, location.bucket, item)), location, item)


def _fetch(client: Any, bucket: str, item: _Object, begin: int, end: int) -> bytes:
    """A piece of an object that is still the one listed; boto3 tries requests again, but not their bodies."""
    where = f"s3://{bucket}/{item.key}"
    with explained(where, TO_READ):
        for attempt in range(ATTEMPTS):
            found = client.get_object(Bucket=bucket, Key=item.key, Range=f"bytes={begin}-{end - 1}")
            if found["ETag"].strip('"') != item.etag:
                break
            try:
                return bytes(found["Body"].read())
            except BotoCoreError:
                if attempt == ATTEMPTS - 1:
                    raise
    raise _changed(where)


def upload_files(folder: Path, names: list[str], address: str) -> list[str]:
    """Send ``folder / name`` to ``address + name`` for each name; gives the addresses.

    Raises:
        UsageError, ConfigurationError, SourceError: as :func:`fetch_files`.
    """
    location = Location.parse(address)
    prefix = location.prefix if not location.prefix or location.prefix.endswith("/") else location.prefix + "/"
    with explained(str(location), TO_WRITE):
        client = _client()
        with ThreadPoolExecutor(PARALLEL_FILES) as pool:
            jobs = [
                pool.submit(client.upload_file, str(folder / name), location.bucket, prefix + name) for name in names
            ]
            for job in jobs:
                job.result()
    return [f"s3://{location.bucket}/{prefix}{name}" for name in names]


def _client() -> Any:
    config = Config(
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        max_pool_connections=10 * PARALLEL_FILES,
    )
    try:
        return boto3.session.Session().client("s3", config=config)
    except BotoCoreError:  # some of them are a ValueError too
        raise
    except ValueError:
        raise invalid_endpoint() from None  # its words may hold a piece of a password


def _list(client: Any, location: Location) -> list[_Object]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=location.bucket, Prefix=location.prefix)
    found = [
        _Object(item["Key"], item["ETag"].strip('"'), item["Size"])
        for page in pages
        for item in page.get("Contents", [])
    ]
    return sorted((item for item in found if may_hold_a_table(PurePosixPath(item.key))), key=lambda item: item.key)


def _name(location: Location, item: _Object) -> str:
    folder = location.prefix.rpartition("/")[0]
    return item.key.removeprefix(folder).lstrip("/")


def _cached(location: Location, item: _Object, cache: Path) -> Path:
    """A key never becomes a path: its digest does, so that no key leaves the cache or meets another."""
    suffix = "".join(letter for letter in PurePosixPath(item.key).suffix.lower() if letter.isalnum() or letter == ".")
    return cache / f"{_digest(f'{location.bucket}/{item.key}')}_{_digest(f'{item.etag}/{item.size}')}{suffix[:8]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


@contextmanager
def _alone_in(cache: Path) -> Iterator[None]:
    """One process at a time fills a cache; what one that was killed left unfinished goes."""
    cache.mkdir(parents=True, exist_ok=True)
    with _taken(FileLock(cache / ".trava"), cache):
        for part in cache.glob("*.parcial"):
            part.unlink()
        yield


def _taken(lock: FileLock, cache: Path) -> AbstractContextManager[Any]:
    """The lock, held until the block ends; who has to wait for it is told."""
    try:
        return lock.acquire(timeout=0)
    except Timeout:
        logger.warning("Outra execução está baixando para %s; esta espera que ela termine.", cache)
        return lock.acquire()


def _download_missing(client: Any, location: Location, objects: list[_Object], cache: Path) -> list[_Object]:
    """The objects as they are in the cache afterwards; newer than listed where they were replaced meanwhile."""
    there = {item: _is_whole(_cached(location, item, cache), item.size) for item in objects}
    total = sum(item.size for item in objects if not there[item])
    bar = tqdm(total=total, unit="B", unit_scale=True, desc="Baixando do S3", disable=None if total else True)
    # One transfer for all files: with one each, their threads compete for the processors.
    with bar, S3Transfer(client) as transfer, ThreadPoolExecutor(PARALLEL_FILES) as pool:
        fetch = partial(_download, client, transfer, location, cache, bar.update)
        jobs = {item: pool.submit(fetch, item) for item in objects if not there[item]}
        try:
            return [jobs[item].result() if item in jobs else item for item in objects]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _is_whole(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _download(
    client: Any, transfer: S3Transfer, location: Location, cache: Path, progress: Callable[[int], Any], item: _Object
) -> _Object:
    """Into a part file, checked, then renamed: the cache never holds half a file."""
    part = _cached(location, item, cache).with_suffix(".parcial")
    try:
        for _ in range(VERSIONS):
            transfer.download_file(location.bucket, item.key, str(part), callback=progress)
            head = client.head_object(Bucket=location.bucket, Key=item.key)
            current = _Object(item.key, head["ETag"].strip('"'), head["ContentLength"])
            if current == item and _is_whole(part, item.size):
                target = _cached(location, item, cache)
                part.replace(target)
                _forget_other_versions(target)
                return item
            item = current
    finally:
        part.unlink(missing_ok=True)
    raise _changed(f"s3://{location.bucket}/{item.key}")


def _changed(where: str) -> SourceError:
    return SourceError(
        "O objeto mudou durante a leitura ou chegou incompleto.",
        where=where,
        action="espere a gravação terminar e rode de novo.",
    )


def _forget_other_versions(target: Path) -> None:
    key_digest = target.name.partition("_")[0]
    for old in target.parent.glob(f"{key_digest}_*"):
        if old.name != target.name:
            old.unlink()
