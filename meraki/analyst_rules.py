"""Reads the analyst's rules file (data/regras_recomendacao.toml)."""

from __future__ import annotations

from pathlib import Path

from meraki.recommendation.rules import AnalystRules, parse_rules
from meraki.toml_files import read_toml

DEFAULT_RULES = Path(__file__).resolve().parent.parent / "data" / "regras_recomendacao.toml"


def load_rules(path: Path | None = None) -> AnalystRules:
    """The rules of ``path``, by default those that ship with the project.

    Raises:
        ConfigurationError: the file cannot be read or says something impossible.
    """
    path = path or DEFAULT_RULES
    content, _ = read_toml(path, "as regras de recomendação", "--rules")
    return parse_rules(content, str(path))
