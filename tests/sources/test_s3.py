"""Files come whole from a real S3 server, once; failures say what to do and leave no half file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from meraki.errors import ConfigurationError, SourceError, UsageError
from meraki.reading.read import read_tables
from meraki.sources.open import open_source
from meraki.sources.s3 import Location, upload_files
from tests.s3_server import S3Server, running_s3


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with running_s3(tmp_path_factory.mktemp("s3")) as running:
        client = running.client()
        client.create_bucket(Bucket="dados")
        for key in ("lote/mrr.csv", "lote/sub/açaí é.csv", "lote/a..%2Fx.csv", "lote/con.csv", "lote/leia.pdf"):
            client.put_object(Bucket="dados", Key=key, Body=f"CLIENTE;MRR_12M\nT0;{len(key)}\n".encode())
        yield running


@pytest.fixture(autouse=True)
def environment(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)


def test_only_table_files_below_the_prefix_are_fetched_with_their_names(tmp_path: Path) -> None:
    files = open_source("s3://dados/lote/", tmp_path)
    assert [file.name for file in files] == ["a..%2Fx.csv", "con.csv", "mrr.csv", "sub/açaí é.csv"]
    assert all(file.path.stat().st_size == file.size and file.etag for file in files)


def test_a_table_of_a_kind_that_is_not_read_is_named_and_stays_in_the_bucket(tmp_path: Path, server: S3Server) -> None:
    line = b"CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT0;A;ATIVO\n"
    for key in ("estranho/dados_clientes.csv", "estranho/mrr.parquet"):
        server.client().put_object(Bucket="dados", Key=key, Body=line)
    told = read_tables(open_source("s3://dados/estranho/", tmp_path / "cache"), tmp_path / "trabalho").ignored
    assert [(file.name, "formato que não é lido" in file.reason) for file in told] == [("mrr.parquet", True)]
    assert not list((tmp_path / "cache").glob("*.parquet"))


def test_only_kinds_that_are_not_read_are_no_table(tmp_path: Path, server: S3Server) -> None:
    server.client().put_object(Bucket="dados", Key="ilegivel/mrr.ods", Body=b"x")
    with pytest.raises(SourceError, match="Nenhum arquivo"):
        open_source("s3://dados/ilegivel/", tmp_path)


def test_no_key_becomes_a_path_outside_the_cache(tmp_path: Path) -> None:
    files = open_source("s3://dados/lote/", tmp_path / "cache")
    assert {file.path.parent for file in files} == {tmp_path / "cache"}
    assert len({file.path.name for file in files}) == len(files)
    assert not any(file.path.stem.lower() in ("con", "nul", "aux") for file in files)


def test_second_run_downloads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_source("s3://dados/lote/", tmp_path)
    before = {file.path: file.path.stat().st_mtime_ns for file in first}
    monkeypatch.setattr("meraki.sources.s3._download", lambda *_: pytest.fail("downloaded again"))
    second = open_source("s3://dados/lote/", tmp_path)
    assert {file.path: file.path.stat().st_mtime_ns for file in second} == before


def test_a_new_version_replaces_the_old_one_in_the_cache(tmp_path: Path, server: S3Server) -> None:
    client = server.client()
    for body in (b"CLIENTE\n1\n", b"CLIENTE\n2\n"):
        client.put_object(Bucket="dados", Key="novo/mrr.csv", Body=body)
        (file,) = open_source("s3://dados/novo/", tmp_path)
        assert file.path.read_bytes() == body
    assert len(list(tmp_path.glob("*.csv"))) == 1


def test_what_a_killed_run_left_unfinished_goes(tmp_path: Path) -> None:
    (tmp_path / "abc_def.parcial").write_bytes(b"CL")
    (file,) = open_source("s3://dados/lote/mrr.csv", tmp_path)
    assert list(tmp_path.glob("[!.]*")) == [file.path]


def test_a_half_file_in_the_cache_is_fetched_again(tmp_path: Path) -> None:
    (file,) = open_source("s3://dados/lote/mrr.csv", tmp_path)
    file.path.write_bytes(b"CL")
    (again,) = open_source("s3://dados/lote/mrr.csv", tmp_path)
    assert again.path.stat().st_size == again.size


def test_wrong_key_is_a_credentials_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "outra-chave")
    with pytest.raises(ConfigurationError, match="recusou o acesso"):
        open_source("s3://dados/lote/", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_missing_bucket_and_empty_prefix_are_source_errors(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="não existe"):
        open_source("s3://nao-existe/lote/", tmp_path)
    with pytest.raises(SourceError, match="Nenhum arquivo"):
        open_source("s3://dados/vazio/", tmp_path)


def test_no_server_is_a_source_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(SourceError, match="rede"):
        open_source("s3://dados/lote/", tmp_path)


def test_who_waits_for_another_run_on_the_cache_is_told_and_then_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    other = FileLock(tmp_path / ".trava", thread_local=False)
    other.acquire()

    def told_and_let_in(sentence: str, *values: object) -> None:
        said.append(sentence % values)
        other.release()

    monkeypatch.setattr("meraki.sources.s3.logger.warning", told_and_let_in)
    assert len(open_source("s3://dados/lote/", tmp_path)) == 4
    assert said == [f"Outra execução está baixando para {tmp_path}; esta espera que ela termine."]


def test_an_address_without_a_bucket_is_a_usage_error() -> None:
    with pytest.raises(UsageError):
        Location.parse("s3:///prefixo")


def test_the_scheme_may_be_in_capitals(tmp_path: Path) -> None:
    assert [file.name for file in open_source("S3://dados/lote/mrr.csv", tmp_path)] == ["mrr.csv"]


def test_uploaded_results_come_back_the_same(tmp_path: Path, server: S3Server) -> None:
    (tmp_path / "graficos").mkdir()
    (tmp_path / "graficos" / "a.csv").write_bytes(b"conte\xc3\xbado")
    assert upload_files(tmp_path, ["graficos/a.csv"], "s3://dados/saida") == ["s3://dados/saida/graficos/a.csv"]
    body = server.client().get_object(Bucket="dados", Key="saida/graficos/a.csv")["Body"].read()
    assert body == b"conte\xc3\xbado"
