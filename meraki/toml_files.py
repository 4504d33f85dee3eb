"""TOML files that a person writes: the settings and the rules. Standard library only."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from meraki.errors import ConfigurationError, system_reason

_SYNTAX = "a escrita não segue o formato TOML (chave = valor, textos entre aspas, cada chave uma só vez)"

_BACKSLASH_IN_DOUBLE_QUOTES = re.compile(r"""^(?:[^"'#]|"[^"\\]*"|'[^']*')*"[^"]*\\""")
_BACKSLASH = (
    "a barra invertida não vale entre aspas duplas (escreva um caminho do Windows entre aspas simples, 'D:\\dados', "
    'ou como "D:/dados")'
)


def read_toml(path: Path, what: str, option: str) -> tuple[dict[str, Any], str]:
    """Content and text of a file.

    Args:
        what: names the file in messages, such as ``as configurações``.
        option: the flag that points to another file.

    Raises:
        ConfigurationError: it cannot be read, is not in UTF-8, or is not TOML; then with the line and the column.
    """
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text), text
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        reason, place = _told(error, text)
        raise ConfigurationError(
            f"Não foi possível ler {what}: {reason}.",
            where=f"{path}{place}",
            action=f"corrija o arquivo ou aponte outro com {option}.",
        ) from error


def _told(error: OSError | ValueError, text: str) -> tuple[str, str]:
    """Why, and where in the file."""
    if isinstance(error, OSError):
        return system_reason(error), ""
    if isinstance(error, UnicodeDecodeError):
        return "não está em UTF-8", ""
    place = re.search(r"line (\d+), column (\d+)", str(error))
    lines = text.split("\n")
    wrong = lines[int(place[1]) - 1] if place else lines[-1]
    return (
        _BACKSLASH if _BACKSLASH_IN_DOUBLE_QUOTES.search(wrong) else _SYNTAX,
        f", linha {place[1]}, coluna {place[2]}" if place else ", fim do arquivo",
    )
