"""Secrets out of what is told: values of secret variables, signatures, users and passwords. Standard library only."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from meraki.configuration import PSEUDONYM_KEY

SECRET_VARIABLES = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID", PSEUDONYM_KEY)
ADDRESS_VARIABLES = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
"""Where a person may write an address with a user and a password before ``@``."""
MASK = "***"
LEAST_TOKEN = 8
_SIGNATURES = re.compile(r"(?i)(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s\"']+")
_BEFORE_HOST = re.compile(r"(?<=://)[^\s/]+@")
_USER_AND_PASSWORD = re.compile(r"[^\s/\\:@\"']{1,128}:(?![/\\]|\d+/)\S{0,2048}@")
"""Also without a scheme, and where the password has a slash, as keys of AWS have; no port and no ``C:\\``."""


def without_secrets(text: str) -> str:
    """``text`` with the values of :data:`SECRET_VARIABLES`, S3 signatures, users and passwords masked."""
    for value in _secret_values():
        text = text.replace(value, MASK)
    return without_users(_SIGNATURES.sub(rf"\1{MASK}", text))


def without_users(text: str) -> str:
    """``text`` with the user and password of every address masked."""
    if "@" not in text:  # the patterns are slow on what never ends in one
        return text
    return _USER_AND_PASSWORD.sub(f"{MASK}@", _BEFORE_HOST.sub(f"{MASK}@", text))


def without_user(address: str) -> str:
    """One address without all that stands before its last ``@``, whatever it is made of."""
    before, at, after = address.rpartition("@")
    scheme, mark, _ = before.rpartition("://")
    return f"{scheme}{mark}{MASK}@{after}" if at else address


def _secret_values() -> Iterator[str]:
    for name in (*ADDRESS_VARIABLES, *map(str.lower, ADDRESS_VARIABLES)):
        user = os.environ.get(name, "").rpartition("@")[0].rpartition("://")[2]
        if ":" in user or len(user) >= LEAST_TOKEN:  # a short name without a password may be a syllable of any word
            yield user
    yield from filter(None, map(os.environ.get, SECRET_VARIABLES))
