"""A mistake in an address or in the settings of AWS is told as what it is, before the network is asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from meraki.errors import ConfigurationError, UsageError
from meraki.sources.open import open_source
from meraki.sources.s3_errors import _refused

SECRET_LINE = "aws_secret_access_key = canario"


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "nada"))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "chave-de-teste")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "segredo-de-teste")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "sa-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")


@pytest.mark.parametrize(
    "endpoint", ["s3.exemplo.com", "ana:canario@host", "localhost:9000", "//host", "ftp://host", "http://h:canario/@h"]
)
def test_an_endpoint_that_is_no_web_address_is_a_configuration_error(
    endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    with pytest.raises(ConfigurationError, match=r"(?s)servidor S3.*AWS_ENDPOINT_URL.*http:// ou https://") as caught:
        open_source("s3://balde/x", tmp_path)
    assert "canario" not in str(caught.value)


def test_a_region_that_cannot_be_is_a_configuration_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "br east")
    with pytest.raises(ConfigurationError, match=r"(?s)região.*AWS_DEFAULT_REGION.*sa-east-1"):
        open_source("s3://balde/x", tmp_path)


@pytest.mark.parametrize("variable", ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"])
def test_a_broken_file_of_aws_is_named_and_nothing_in_it_shown(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "quebrado"
    broken.write_text(SECRET_LINE)
    monkeypatch.setenv(variable, str(broken))
    if variable == "AWS_SHARED_CREDENTIALS_FILE":
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(ConfigurationError, match=r"(?s)malformado.*quebrado") as caught:
        open_source("s3://balde/x", tmp_path)
    assert caught.value.__suppress_context__  # the log would hold the line


def test_another_setting_of_aws_that_cannot_be_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "perfil").write_text("[default]\ns3 =\n  addressing_style = abc\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "perfil"))
    with pytest.raises(ConfigurationError, match="InvalidS3AddressingStyleError"):
        open_source("s3://balde/x", tmp_path)


@pytest.mark.parametrize(
    "address",
    [
        "s3://balde com espaço/",
        "s3:///x",
        "s3:balde/x",
        "s3://AKIA:canario@balde/x",
        "s3://AKIA:cana/canario@balde/x",
        "https://balde.s3.amazonaws.com/x",
        "https://ana:canario@host/x",
        "gs://balde/x",
        "file:///dados",
    ],
)
def test_an_address_that_is_none_of_s3_is_a_usage_error(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"(?s)Endereço inválido.*use s3://bucket/prefixo/") as caught:
        open_source(address, tmp_path)
    assert "cana" not in str(caught.value)


def test_a_name_that_only_the_server_refuses_is_a_usage_error() -> None:
    error = ClientError({"Error": {"Code": "InvalidBucketName"}}, "ListObjectsV2")
    assert isinstance(_refused(error, "s3://-/", ""), UsageError)
