"""No user and password of an address is told, and what is none is left as it is."""

from __future__ import annotations

import pytest

from meraki.masking import without_secrets, without_user, without_users


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('URL: "http://ana:segredo@127.0.0.1:9/b"', 'URL: "http://***@127.0.0.1:9/b"'),
        ("http://ana:se@gre:do@host/a@b.csv", "http://***@host/a@b.csv"),
        ("s3://AKIA:se/gre+do=@balde/x", "s3://***@balde/x"),
        ("s3://segredo@balde/x", "s3://***@balde/x"),
        ("Invalid endpoint: ana:segredo@host", "Invalid endpoint: ***@host"),
        ("Onde: https:/ana:segredo@host/x", "Onde: https:/***@host/x"),
    ],
)
def test_user_and_password_of_an_address_are_masked(text: str, told: str) -> None:
    assert without_users(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Onde: s3://balde/lote/ana@host.csv",
        "Onde: http://localhost:9000/pasta/ana@host.csv",
        r"Onde: C:\Users\ana@host\dados",
        "Onde: C:/Users/ana@host/dados",
        "2025-03-25 12:00:00,000 INFO meraki: Escreva para: ana@host",
    ],
)
def test_a_port_a_drive_and_a_name_with_an_at_are_left_as_they_are(text: str) -> None:
    assert without_users(text) == text


def test_a_long_text_that_begins_like_an_address_at_every_place_stays() -> None:
    text = "@ " + "x:" * 50_000
    assert without_users(text) == text


def test_a_proxys_user_without_a_password_is_no_secret_in_other_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://ti@proxy:8080")
    assert without_secrets("base_analitica em http://ti@proxy:8080") == "base_analitica em http://***@proxy:8080"


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "HTTPS_PROXY", "https_proxy"])
@pytest.mark.parametrize("scheme", ["http://", ""])
def test_what_stands_before_the_host_of_an_address_in_the_environment_is_masked_whatever_it_is(
    variable: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, f"{scheme}ana:1/se gre@do@host")
    assert "gre" not in without_secrets(f"Invalid endpoint: {scheme}ana:1/se gre@do@host")


def test_an_address_is_shown_without_whatever_stands_before_its_host() -> None:
    assert without_user("s3://AKIA:se gre/do@balde/x") == "s3://***@balde/x"
    assert without_user("AKIA:segredo@balde/x") == "***@balde/x"
    assert without_user("s3://balde com espaço/x") == "s3://balde com espaço/x"
