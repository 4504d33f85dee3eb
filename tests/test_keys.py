"""A customer code is text: stripped, upper case, and cut of its store in telemetry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meraki.keys import customer_of_store, normalise_key


@pytest.mark.parametrize(
    ("raw", "key"),
    [(" t0a1b2\u00a0", "T0A1B2"), ("99001", "99001"), ("00123", "00123"), ("", None), ("\u00a0 ", None), (None, None)],
)
def test_key_is_stripped_upper_case_text_and_empty_is_none(raw: str | None, key: str | None) -> None:
    assert normalise_key(raw) == key


@pytest.mark.parametrize(
    ("raw", "customer"),
    [("T0A1B200", "T0A1B2"), ("t0a1b2ZZ", "T0A1B2"), ("9900101", "99001"), ("01", None), ("", None)],
)
def test_store_suffix_is_the_last_two_characters_whatever_they_are(raw: str, customer: str | None) -> None:
    assert customer_of_store(raw) == customer


@given(st.text())
def test_normalising_twice_is_normalising_once(raw: str) -> None:
    key = normalise_key(raw)
    assert key is None or normalise_key(key) == key
