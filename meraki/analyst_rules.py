"""Reads the analyst's rules file (data/regras_recomendacao.toml)."""

from __future__ import annotations

from pathlib import Path

from meraki.errors import ConfigurationError, system_reason
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
    except OSError as error:
        raise _unreadable(system_reason(error), path) from error
    except UnicodeDecodeError as error:
        raise _unreadable("não está em UTF-8", path) from error
    return parse_rules(text, str(path))


def _unreadable(reason: str, path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"Não foi possível ler as regras de recomendação: {reason}.",
        where=str(path),
        action="confira o caminho em --rules e salve o arquivo em UTF-8.",
    )
