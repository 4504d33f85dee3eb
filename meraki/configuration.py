"""What a person wrote outside the command line: ``meraki.toml`` and MERAKI_* variables. Standard library only."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from meraki.errors import ConfigurationError
from meraki.toml_files import read_toml

ENV_PREFIX = "MERAKI_"
PSEUDONYM_KEY = "MERAKI_PSEUDONYM_KEY"
"""The variable that holds the key of the pseudonyms; a secret, so never an option."""
Known = Mapping[str, set[str]]
"""Section -> option names that ``meraki.toml`` may hold."""


def read_config(path: Path, known: Known) -> dict[str, dict[str, Any]]:
    """Section -> key -> value of a settings file.

    Raises:
        ConfigurationError: it cannot be read, is not TOML, or has a section or key that is not in ``known``.
    """
    content, _ = read_toml(path, "as configurações", "--config")
    _check_keys(content, path, known)
    return content


def _check_keys(content: dict[str, Any], path: Path, known: Known) -> None:
    for section, values in content.items():
        if not isinstance(values, dict):
            raise _outside(section, known, path)
        if section not in known:
            raise _unknown(f"seção [{section}]", section, known, path)
        for key in values:
            if key not in known[section]:
                raise _unknown(f"chave {key} em [{section}]", key, known[section], path)


def _outside(key: str, known: Known, path: Path) -> ConfigurationError:
    homes = [f"[{section}]" for section, keys in known.items() if key in keys]
    hint = f"ponha-a em {' ou '.join(homes or [f'[{section}]' for section in known])}."
    return ConfigurationError(f"Configuração desconhecida: chave {key} fora de seção.", where=str(path), action=hint)


def _unknown(what: str, name: str, known: Iterable[str], path: Path) -> ConfigurationError:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"você quis dizer {close[0]}?" if close else f"use uma destas: {', '.join(sorted(known))}."
    return ConfigurationError(f"Configuração desconhecida: {what}.", where=str(path), action=hint)


def check_environment(environment: Mapping[str, str], known: Iterable[str]) -> None:
    """Refuse a variable that is almost one of ours (``known``): a slip of the hand, not somebody else's.

    Raises:
        ConfigurationError: with the name that was meant.
    """
    names = [PSEUDONYM_KEY, *known]
    for variable in sorted(name for name in environment if name.startswith(ENV_PREFIX) and name not in names):
        close = difflib.get_close_matches(variable, names, n=1, cutoff=0.85)
        if close:
            raise ConfigurationError(
                f"Variável de ambiente desconhecida: {variable}.",
                where="ambiente",
                action=f"você quis dizer {close[0]}? Se não é deste programa, dê a ela outro nome.",
            )


def beside(config: Path, place: Any, where: str) -> Any:
    """A relative path as seen from the folder of the settings file; addresses and ``~`` stay.

    Raises:
        ConfigurationError: TOML made other characters of the backslashes of a Windows path.
    """
    if isinstance(place, str) and any(letter < " " for letter in place):
        raise ConfigurationError(
            f"Valor inválido: {place!r}.",
            where=where,
            action="escreva o caminho entre aspas simples ('D:\\dados') ou com / no lugar de \\.",
        )
    is_relative = isinstance(place, str) and place.strip() and "://" not in place and not place.startswith("~")
    return str(config.parent / place) if is_relative else place
