"""The analyst's rules: what is never recommended, to whom."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Exclusion:
    """One rule: the given fields must all match; a missing field matches everything; ``*`` is a wildcard."""

    product: str = "*"
    segment: str = "*"
    state: str = "*"
    customer: str = "*"
    line: str = "*"
    brand: str = "*"
    reason: str = ""


@dataclass(frozen=True)
class AnalystRules:
    """What the rules file says; ``AnalystRules()`` excludes nothing."""

    exclusions: tuple[Exclusion, ...] = ()
    vendor_segments: tuple[str, ...] = ("TOTVS",)


def parse_rules(text: str, origin: str) -> AnalystRules:
    """Rules from the text of a TOML file; ``origin`` names it in the messages.

    Raises:
        ConfigurationError: not TOML, unknown key, wrong type, or a rule that excludes everything.
    """
    raise NotImplementedError
