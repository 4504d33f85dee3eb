"""Pseudonyms for customer codes: keyed, so that nobody without the key can guess them back by trying codes."""

from __future__ import annotations

import csv
import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from meraki.columns import Column
from meraki.configuration import PSEUDONYM_KEY
from meraki.errors import ConfigurationError

HIDDEN = "(oculto por --pseudonymize)"
SHORTEST_KEY = 16
_DIGITS = 11
_OWNER_ONLY = 0o600


def key_of(environment: Mapping[str, str]) -> bytes:
    """The secret key, from the environment only: never a flag, a file of settings or an output.

    Raises:
        ConfigurationError: there is none, or it is too short to protect anything.
    """
    key = environment.get(PSEUDONYM_KEY, "")
    if len(key.strip()) < SHORTEST_KEY:
        what = "falta a chave dos pseudônimos" if not key.strip() else "a chave dos pseudônimos é curta demais"
        raise ConfigurationError(
            f"Com --pseudonymize, {what}.",
            where=f"variável de ambiente {PSEUDONYM_KEY}",
            action=f"defina {PSEUDONYM_KEY} com pelo menos {SHORTEST_KEY} caracteres e guarde-a em lugar seguro.",
        )
    return key.encode("utf-8")


def pseudonym(code: str, key: bytes) -> str:
    """``P`` and 11 hexadecimal digits: the start of HMAC-SHA256 (RFC 2104) of the code."""
    return "P" + hmac.new(key, code.encode("utf-8"), hashlib.sha256).hexdigest()[:_DIGITS].upper()


def pseudonyms_of(codes: Iterable[str], key: bytes) -> dict[str, str]:
    """Code -> pseudonym, sorted by code.

    Raises:
        ConfigurationError: two codes would share a pseudonym (another key will do).
    """
    found = {code: pseudonym(code, key) for code in sorted(set(codes))}
    if len(set(found.values())) < len(found):
        raise ConfigurationError(
            "Dois clientes teriam o mesmo pseudônimo.", where=PSEUDONYM_KEY, action="troque a chave e rode de novo."
        )
    return found


def hide(frame: pl.DataFrame, pseudonyms: Mapping[str, str]) -> pl.DataFrame:
    """A copy with CD_CLIENTE replaced, sorted again by it and then as before."""
    replaced = pl.col(Column.CUSTOMER).replace_strict(dict(pseudonyms), return_dtype=pl.String)
    return frame.with_columns(replaced).sort(Column.CUSTOMER, maintain_order=True)


def write_map(path: Path, pseudonyms: Mapping[str, str]) -> None:
    """Write the way back as CSV, readable by its owner only."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["PSEUDONIMO", Column.CUSTOMER])
        rows.writerows(sorted((alias, code) for code, alias in pseudonyms.items()))
