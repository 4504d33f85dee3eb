"""Customer codes: always text, six characters, upper case; telemetry adds a two-character store suffix."""

from __future__ import annotations

STORE_SUFFIX_LENGTH = 2


def normalise_key(text: str | None) -> str | None:
    """``' t0a1b2\\u00a0'`` -> ``'T0A1B2'``; empty -> None."""
    key = " ".join((text or "").split()).upper()
    return key or None


def customer_of_store(text: str | None) -> str | None:
    """Customer code of a telemetry id: the last two characters are the store, whatever they are."""
    key = normalise_key(text)
    return (key[:-STORE_SUFFIX_LENGTH] or None) if key else None
