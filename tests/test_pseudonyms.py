"""A key of pseudonyms protects something, or is refused."""

from __future__ import annotations

import pytest

from meraki.configuration import PSEUDONYM_KEY
from meraki.errors import ConfigurationError
from meraki.pseudonyms import SHORTEST_KEY, key_of


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("", "falta a chave"),
        (" " * 20, "falta a chave"),
        ("curta", "curta demais"),
        ("curta" + " " * 20, "curta demais"),
    ],
)
def test_a_key_that_is_short_or_made_of_blanks_is_refused(key: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        key_of({PSEUDONYM_KEY: key})


def test_a_key_counts_as_it_stands() -> None:
    """Blanks around it belong to it: pseudonyms of earlier runs stay what they were."""
    key = f" {'x' * SHORTEST_KEY} "
    assert key_of({PSEUDONYM_KEY: key}) == key.encode()
