"""Raw files in an S3 bucket: listed, downloaded in parallel, kept in a cache; results uploaded.

Credentials come from boto3's standard chain only (environment, profile, SSO, role); ``AWS_ENDPOINT_URL`` is
respected. The cache knows an object by key, ETag and size, so that a second run downloads nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import boto3
from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)
from filelock import FileLock
from tqdm import tqdm

from meraki.errors import ConfigurationError, MerakiError, SourceError, UsageError
from meraki.sources import SourceFile
from meraki.sources.folder import is_candidate

PARALLEL_FILES = 4
VERSIONS = 3
"""How many versions of an object we follow that is being replaced while we read."""
ATTEMPTS, CONNECT_SECONDS, READ_SECONDS = 5, 10, 60
"""Of each request; boto3 waits longer and longer between them."""
_CREDENTIAL_CODES = {
    "403",
    "AccessDenied",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "RequestTimeTooSkewed",
}
_REGION_CODES = {"301", "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"}
_NO_CREDENTIALS = (
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    CredentialRetrievalError,
    SSOError,
    TokenRetrievalError,
)


@dataclass(frozen=True)
class Location:
    """``s3://bucket/prefix``; the prefix is empty or ends where the person ended it."""

    bucket: str
    prefix: str

    @classmethod
    def parse(cls, address: str) -> Location:
        """Read an address; :class:`UsageError` when it names no bucket."""
        bucket, _, prefix = address.removeprefix("s3://").partition("/")
        if not address.startswith("s3://") or not bucket:
            raise UsageError(f"Endereço inválido: {address!r}.", action="use s3://bucket/prefixo/.")
        return cls(bucket, prefix)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"


@dataclass(frozen=True)
class _Object:
    key: str
    etag: str
    size: int


def fetch_files(address: str, cache: Path) -> list[SourceFile]:
    """Every table file below an address, in the cache; only what is not there yet is downloaded.

    Raises:
        ConfigurationError: no credentials, or they are refused.
        SourceError: no such bucket, nothing below the prefix, or the network failed after all retries.
    """
    location = Location.parse(address)
    with _explained(str(location)):
        client = _client()
        listed = _list(client, location)
        if not listed:
            raise SourceError("Nenhum arquivo de dados na origem.", where=str(location), action="confira o prefixo.")
        with _alone_in(cache):
            objects = _download_missing(client, location, listed, cache)
    return [SourceFile(_cached(location, item, cache), _name(location, item), item.etag, item.size) for item in objects]


def upload_files(folder: Path, names: list[str], address: str) -> list[str]:
    """Send ``folder / name`` to ``address + name`` for each name; gives the addresses.

    Raises:
        ConfigurationError, SourceError: as :func:`fetch_files`.
    """
    location = Location.parse(address)
    prefix = location.prefix if not location.prefix or location.prefix.endswith("/") else location.prefix + "/"
    with _explained(str(location)):
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
    return boto3.session.Session().client("s3", config=config)


def _list(client: Any, location: Location) -> list[_Object]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=location.bucket, Prefix=location.prefix)
    found = [
        _Object(item["Key"], item["ETag"].strip('"'), item["Size"])
        for page in pages
        for item in page.get("Contents", [])
    ]
    return sorted((item for item in found if is_candidate(PurePosixPath(item.key))), key=lambda item: item.key)


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
    with FileLock(cache / ".trava"):
        for part in cache.glob("*.parcial"):
            part.unlink()
        yield


def _download_missing(client: Any, location: Location, objects: list[_Object], cache: Path) -> list[_Object]:
    """The objects as they are in the cache afterwards; newer than listed where they were replaced meanwhile."""
    there = {item: _is_whole(_cached(location, item, cache), item.size) for item in objects}
    total = sum(item.size for item in objects if not there[item])
    bar = tqdm(total=total, unit="B", unit_scale=True, desc="Baixando do S3", disable=None if total else True)
    with bar, ThreadPoolExecutor(PARALLEL_FILES) as pool:
        jobs = {
            item: pool.submit(_download, client, location, item, cache, bar.update)
            for item in objects
            if not there[item]
        }
        try:
            return [jobs[item].result() if item in jobs else item for item in objects]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _is_whole(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _download(client: Any, location: Location, item: _Object, cache: Path, progress: Callable[[int], Any]) -> _Object:
    """Into a part file, checked, then renamed: the cache never holds half a file."""
    part = _cached(location, item, cache).with_suffix(".parcial")
    try:
        for _ in range(VERSIONS):
            client.download_file(location.bucket, item.key, str(part), Callback=progress)
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
    raise SourceError(
        "O objeto mudou durante a leitura ou chegou incompleto.",
        where=f"s3://{location.bucket}/{item.key}",
        action="espere a gravação terminar e rode de novo.",
    )


def _forget_other_versions(target: Path) -> None:
    key_digest = target.name.partition("_")[0]
    for old in target.parent.glob(f"{key_digest}_*"):
        if old.name != target.name:
            old.unlink()


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Turn what boto3 raises into a sentence a person can act on; secrets are in none of them."""
    try:
        yield
    except MerakiError:
        raise
    except _NO_CREDENTIALS as error:
        raise ConfigurationError(
            "Credenciais da AWS ausentes ou vencidas.",
            where=where,
            action="rode aws sso login ou defina AWS_PROFILE e tente de novo.",
        ) from error
    except ClientError as error:
        raise _refused(error, where) from error
    except (BotoCoreError, Boto3Error) as error:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, ClientError):
            raise _refused(cause, where) from error
        raise SourceError(
            f"A rede ou o servidor S3 falhou depois de várias tentativas ({type(error).__name__}).",
            where=where,
            action="confira a conexão e AWS_ENDPOINT_URL e rode de novo; o que já baixou fica no cache.",
        ) from error


def _refused(error: ClientError, where: str) -> MerakiError:
    code = str(error.response.get("Error", {}).get("Code", "?"))
    if code in _CREDENTIAL_CODES:
        return ConfigurationError(
            f"O S3 recusou o acesso ({code}).",
            where=where,
            action="confira o perfil da AWS e as permissões s3:ListBucket e s3:GetObject.",
        )
    if code in _REGION_CODES:
        return ConfigurationError(
            f"O bucket está em outra região da AWS ({code}).",
            where=where,
            action="defina AWS_REGION ou a região do perfil com a região do bucket.",
        )
    if code in ("NoSuchBucket", "404", "NoSuchKey"):
        return SourceError(f"O bucket ou objeto não existe ({code}).", where=where, action="confira o endereço.")
    return SourceError(f"O S3 respondeu com erro ({code}).", where=where, action="tente de novo em alguns minutos.")
