"""An object left in its bucket reads as its bytes do in a file; one that is replaced meanwhile is an error."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from meraki.errors import SourceError
from meraki.reading import remote as remote_rows
from meraki.reading.structure import examine
from meraki.sources import SourceFile, remote
from meraki.sources.open import open_source
from meraki.sources.remote import RemoteFile
from tests.s3_server import S3Server, running_s3

ROWS = "".join(f"T{number:05d},{number / 7},ação\n" for number in range(2_000))
BODY = f"a,b,c\n{ROWS}".encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with running_s3(tmp_path_factory.mktemp("s3")) as running:
        running.client().create_bucket(Bucket="dados")
        for key in ("lote/mrr.csv", "lote/telemetria_1.csv"):
            running.client().put_object(Bucket="dados", Key=key, Body=BODY)
        yield running


@pytest.fixture(autouse=True)
def environment(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(remote, "START", 100)
    monkeypatch.setattr(remote, "PIECE", 1_000)
    monkeypatch.setattr(remote_rows, "CHUNK", 3_000)


def _left(cache: Path, source: str = "s3a://dados/lote/") -> SourceFile:
    files = open_source(source, cache, lambda file: "telemetria" in file.name)
    assert [file.name for file in files] == ["telemetria_1.csv", "mrr.csv"]
    return files[0]


def test_object_left_in_the_bucket_is_not_in_the_cache_and_reads_whole(tmp_path: Path) -> None:
    file = _left(tmp_path)
    assert [path.read_bytes() for path in tmp_path.glob("[!.]*")] == [BODY]
    assert file.path.open().read() == BODY
    assert file.path.open(encoding="utf-8").read() == BODY.decode()
    assert (file.size, file.address) == (len(BODY), "s3a://dados/lote/telemetria_1.csv")


@pytest.mark.parametrize("scheme", ["s3", "s3a"])
def test_both_ways_to_write_an_address_name_the_same_files(scheme: str, tmp_path: Path) -> None:
    assert _left(tmp_path, f"{scheme}://dados/lote/").etag


def test_structure_is_that_of_the_same_bytes_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(BODY)
    assert examine(_left(tmp_path / "cache").path) == examine(tmp_path / "x.csv")


def test_rows_are_those_of_the_same_bytes_in_a_file_whatever_the_query(tmp_path: Path) -> None:
    path = _left(tmp_path).path
    assert isinstance(path, RemoteFile)
    schema = {f"c{place}": pl.String for place in range(3)}
    expected = pl.scan_csv(io.BytesIO(BODY), has_header=False, skip_lines=1, schema=schema)
    found = remote_rows.scan(path, ",", 3)
    for query in (
        lambda rows: rows,
        lambda rows: rows.with_row_index().filter(pl.col("c0").str.ends_with("99")),
        lambda rows: rows.filter(pl.col("c1").str.starts_with("2")).select("c2"),
        lambda rows: rows.head(150),
        lambda rows: rows.select(pl.len()),
    ):
        assert_frame_equal(query(found).collect(engine="streaming"), query(expected).collect())


def test_a_look_at_the_first_lines_asks_the_server_once_and_for_little() -> None:
    asked: list[tuple[int, int]] = []

    def fetch(begin: int, end: int) -> bytes:
        asked.append((begin, end))
        return BODY[begin:end]

    file = RemoteFile(len(BODY), fetch)
    assert [file.open().read(8), file.open().readline()] == [BODY[:8], b"a,b,c\n"]
    assert asked == [(0, 100)]


def test_object_replaced_while_it_is_read_is_a_source_error(tmp_path: Path, server: S3Server) -> None:
    server.client().put_object(Bucket="dados", Key="novo/telemetria_1.csv", Body=BODY)
    (file,) = open_source("s3://dados/novo/", tmp_path, lambda file: True)
    stream = file.path.open()
    assert stream.readline() == b"a,b,c\n"
    server.client().put_object(Bucket="dados", Key="novo/telemetria_1.csv", Body=BODY.replace(b"T", b"U"))
    with pytest.raises(SourceError, match="mudou durante a leitura") as raised:
        stream.read()
    assert raised.value.where == "s3://dados/novo/telemetria_1.csv"


def test_network_lost_while_an_object_is_read_is_a_source_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _left(tmp_path)
    monkeypatch.setattr("botocore.httpsession.URLLib3Session.send", _no_network)
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    with pytest.raises(SourceError, match="rede"):
        file.path.open().read()


def _no_network(*_: object) -> None:
    from botocore.exceptions import EndpointConnectionError  # noqa: PLC0415

    raise EndpointConnectionError(endpoint_url="http://127.0.0.1:9")
