"""Faults between us and a real S3 server: the right bytes after retries, or one sentence; never half a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from meraki.errors import ConfigurationError, MerakiError, SourceError
from meraki.sources.open import open_source
from meraki.sources.s3 import upload_files
from tests.figures import FAULTS, Record
from tests.s3_server import S3Server, running_s3
from tests.sources.faulty_proxy import Fault, FaultyProxy, refusal, reset, running_proxy, stalled, truncated, whole

BODY = b"CLIENTE;MRR_12M\n" + b"T00001;10,5\n" * 50_000
ADDRESS = "s3://dados/lote/"
ALWAYS = 1_000_000
PASSING: dict[str, Fault] = {
    "500": refusal(500, "InternalError"),
    "503": refusal(503, "SlowDown"),
    "reset in mid-body": reset,
    "truncated body": truncated,
    "stalled body": stalled,
}
REFUSED: dict[str, tuple[Fault, type[MerakiError], str]] = {
    "403": (refusal(403, "AccessDenied"), ConfigurationError, "AccessDenied"),
    "404 bucket": (refusal(404, "NoSuchBucket"), SourceError, "não existe"),
    "expired token": (refusal(400, "ExpiredToken"), ConfigurationError, "ExpiredToken"),
    "wrong key": (refusal(403, "InvalidAccessKeyId"), ConfigurationError, "InvalidAccessKeyId"),
    "wrong secret": (refusal(403, "SignatureDoesNotMatch"), ConfigurationError, "SignatureDoesNotMatch"),
    "clock": (refusal(403, "RequestTimeTooSkewed"), ConfigurationError, "RequestTimeTooSkewed"),
    "another region": (refusal(301, "PermanentRedirect"), ConfigurationError, "região"),
    "region in signature": (refusal(400, "AuthorizationHeaderMalformed"), ConfigurationError, "região"),
    "500 for ever": (refusal(500, "InternalError"), SourceError, "InternalError|500"),
    "503 for ever": (refusal(503, "SlowDown"), SourceError, "SlowDown|503"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with running_s3(tmp_path_factory.mktemp("s3")) as running:
        client = running.client()
        client.create_bucket(Bucket="dados")
        client.put_object(Bucket="dados", Key="lote/mrr.csv", Body=BODY)
        client.put_object(Bucket="dados", Key="lote/tickets.csv", Body=BODY[:100])
        yield running


@pytest.fixture(scope="module")
def shared_proxy(server: S3Server) -> Iterator[FaultyProxy]:
    with running_proxy(server.endpoint) as proxy:
        yield proxy


@pytest.fixture
def proxy(
    shared_proxy: FaultyProxy, server: S3Server, monkeypatch: pytest.MonkeyPatch, record_property: Record
) -> FaultyProxy:
    shared_proxy.whole()
    record_property(FAULTS, 1)
    for name, value in {**server.environment, "AWS_ENDPOINT_URL": shared_proxy.endpoint}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("meraki.sources.s3.READ_SECONDS", 1)
    monkeypatch.setattr("meraki.sources.s3.ATTEMPTS", 3)
    return shared_proxy


def is_body(request: object) -> bool:
    return request.command == "GET" and request.path.startswith("/dados/lote/mrr")  # type: ignore[attr-defined]


def is_list(request: object) -> bool:
    return "list-type=2" in request.path  # type: ignore[attr-defined]


def holds_whole_files_only(cache: Path) -> bool:
    return {path.read_bytes() for path in cache.glob("[!.]*")} <= {BODY, BODY[:100]}


@pytest.mark.parametrize("name", PASSING)
def test_a_passing_fault_of_a_download_costs_a_retry_and_no_byte(name: str, proxy: FaultyProxy, tmp_path: Path) -> None:
    proxy.spoil(PASSING[name], 2, is_body)
    files = {file.name: file.path.read_bytes() for file in open_source(ADDRESS, tmp_path)}
    assert proxy.spoilt == 2
    assert files == {"mrr.csv": BODY, "tickets.csv": BODY[:100]}


@pytest.mark.parametrize("name", PASSING)
def test_a_passing_fault_while_an_object_is_read_in_its_bucket_costs_a_retry_and_no_byte(
    name: str, proxy: FaultyProxy, tmp_path: Path
) -> None:
    files = open_source(ADDRESS, tmp_path, lambda file: True)
    proxy.spoil(PASSING[name], 2, is_body)
    assert files[0].path.open().read() == BODY
    assert proxy.spoilt == 2


@pytest.mark.parametrize("name", REFUSED)
def test_a_lasting_refusal_while_an_object_is_read_in_its_bucket_is_one_sentence(
    name: str, proxy: FaultyProxy, tmp_path: Path
) -> None:
    fault, family, said = REFUSED[name]
    files = open_source(ADDRESS, tmp_path, lambda file: True)
    proxy.spoil(fault, ALWAYS, is_body)
    with pytest.raises(family, match=said) as told:
        files[0].path.open().read()
    assert told.value.where == "s3://dados/lote/mrr.csv"


@pytest.mark.parametrize("name", ["500", "503"])
def test_a_passing_fault_of_the_listing_costs_a_retry(name: str, proxy: FaultyProxy, tmp_path: Path) -> None:
    proxy.spoil(PASSING[name], 2, is_list)
    assert len(open_source(ADDRESS, tmp_path)) == 2
    assert proxy.spoilt == 2


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("wanted", [is_list, is_body], ids=["listing", "download"])
def test_a_lasting_refusal_is_one_sentence_with_its_cause(
    name: str, wanted: object, proxy: FaultyProxy, tmp_path: Path
) -> None:
    fault, family, said = REFUSED[name]
    proxy.spoil(fault, ALWAYS, wanted)  # type: ignore[arg-type]
    with pytest.raises(family, match=said) as told:
        open_source(ADDRESS, tmp_path)
    assert "s3://dados/lote/" in str(told.value)
    assert holds_whole_files_only(tmp_path)


def test_a_refusal_names_the_permissions_that_were_missing(proxy: FaultyProxy, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    files = open_source(ADDRESS, tmp_path / "cache", lambda file: True)
    proxy.spoil(refusal(403, "AccessDenied"), ALWAYS, lambda request: True)
    with pytest.raises(ConfigurationError, match=r"e a permissão s3:PutObject\."):
        upload_files(tmp_path, ["a.csv"], "s3://dados/saida")
    with pytest.raises(ConfigurationError, match=r"e a permissão s3:GetObject\."):
        files[0].path.open().read()
    with pytest.raises(ConfigurationError, match=r"as permissões s3:ListBucket e s3:GetObject\."):
        open_source(ADDRESS, tmp_path / "cache")


@pytest.mark.parametrize("name", ["reset in mid-body", "truncated body", "stalled body"])
def test_a_download_that_never_succeeds_is_told_and_leaves_no_half_file(
    name: str, proxy: FaultyProxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boto3.s3.transfer.TransferConfig.__init__", _few_attempts())
    proxy.spoil(PASSING[name], ALWAYS, is_body)
    with pytest.raises(SourceError, match="rede"):
        open_source(ADDRESS, tmp_path)
    assert holds_whole_files_only(tmp_path)


def test_the_run_after_a_fault_fetches_only_what_is_missing(proxy: FaultyProxy, tmp_path: Path) -> None:
    proxy.spoil(refusal(403, "AccessDenied"), ALWAYS, is_body)
    with pytest.raises(ConfigurationError):
        open_source(ADDRESS, tmp_path)
    proxy.spoil(whole, ALWAYS, lambda request: request.command == "GET" and "lote/tickets" in request.path)
    assert len(open_source(ADDRESS, tmp_path)) == 2
    assert proxy.spoilt == 0


def test_an_object_replaced_while_it_is_read_is_read_again(
    proxy: FaultyProxy, server: S3Server, tmp_path: Path
) -> None:
    server.client().put_object(Bucket="dados", Key="troca/mrr.csv", Body=BODY)
    newer = BODY.replace(b"10,5", b"99,9")

    def replaced(handler: object, answer: object, body: bytes) -> None:
        whole(handler, answer, body)  # type: ignore[arg-type]
        server.client().put_object(Bucket="dados", Key="troca/mrr.csv", Body=newer)

    proxy.spoil(replaced, 1, lambda request: request.command == "GET" and "troca/mrr" in request.path)
    (file,) = open_source("s3://dados/troca/", tmp_path)
    head = server.client().head_object(Bucket="dados", Key="troca/mrr.csv")
    assert file.path.read_bytes() == newer
    assert file.etag == head["ETag"].strip('"')
    assert list(tmp_path.glob("[!.]*")) == [file.path]


@pytest.mark.parametrize(
    "key",
    [
        "estranho/../../fora.csv",
        "estranho//abs.csv",
        "estranho/C:\\Windows\\nul.csv",
        "estranho/con.csv",
        f"estranho/{'n' * 245}.csv",
        "estranho/ação número º.csv",
        "estranho/a b+c%20d&e.csv",
    ],
)
def test_no_name_of_an_object_writes_outside_the_cache(
    key: str, proxy: FaultyProxy, server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = {"Contents": [{"Key": key, "ETag": '"e"', "Size": 3}]}
    monkeypatch.setattr("meraki.sources.s3._client", lambda: _Bucket(answer))
    monkeypatch.setattr("meraki.sources.s3.S3Transfer", nullcontext)
    (file,) = open_source("s3://dados/estranho/", tmp_path / "cache")
    assert file.path.parent == tmp_path / "cache"
    assert file.path.read_bytes() == b"abc"
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


class _Bucket:
    """A bucket that lists any name at all, also those that a test server refuses to store."""

    def __init__(self, listing: dict[str, object]) -> None:
        self.listing = listing

    def get_paginator(self, _: str) -> _Bucket:
        return self

    def paginate(self, **_: str) -> list[dict[str, object]]:
        return [self.listing]

    def download_file(self, bucket: str, key: str, path: str, callback: object) -> None:
        Path(path).write_bytes(b"abc")

    def head_object(self, **_: str) -> dict[str, object]:
        return {"ETag": '"e"', "ContentLength": 3}


def _few_attempts():  # type: ignore[no-untyped-def]
    from boto3.s3.transfer import TransferConfig  # noqa: PLC0415

    original = TransferConfig.__init__

    def quick(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        original(self, *args, **{**kwargs, "num_download_attempts": 2})

    return quick
