"""Reads the analyst's rules file (data/regras_recomendacao.toml)."""

from __future__ import annotations

from pathlib import Path

from meraki.errors import ConfigurationError
from meraki.recommendation.rules import AnalystRules, parse_rules

DEFAULT_RULES = Path(__file__).resolve().parent.parent / "data" / "regras_recomendacao.toml"


def load_rules(path: Path | None = None) -> AnalystRules:
    """The rules of ``path``, by default those that ship with the project.

    Raises:
        ConfigurationError: the file cannot be read or says something impossible.
    """
    path = path or DEFAULT_RULES
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"Não foi possível ler as regras de recomendação: {error}.",
            where=str(path),
            action="confira o caminho em --rules e salve o arquivo em UTF-8.",
        ) from error
    return parse_rules(text, str(path))
