"""Options: declared once as dataclass fields, and their values turned from text into types. Standard library only."""

from __future__ import annotations

import dataclasses
import math
import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from meraki.configuration import ENV_PREFIX
from meraki.errors import ConfigurationError, UsageError

_ADDRESS = re.compile(r"(?i)[a-z][a-z0-9+.-]+://")
"""Path would make a folder ``s3:`` of it; a single letter before the colon is a drive."""


def option(
    default: Any,
    help: str,
    *,
    section: str,
    choices: tuple[str, ...] = (),
    metavar: str = "",
    variable: str = "",
    at_least: float | None = None,
    at_most: float | None = None,
) -> Any:
    """A dataclass field that is also a flag, an environment variable and a key of ``[section]``.

    The variable is named after the field unless ``variable`` says otherwise: where two stages share a name.
    """
    metadata = {
        "help": help,
        "section": section,
        "choices": choices,
        "metavar": metavar,
        "variable": variable,
        "at_least": at_least,
        "at_most": at_most,
    }
    return dataclasses.field(default=default, metadata=metadata)


def flag_of(name: str) -> str:
    """``k_min`` -> ``--k-min``."""
    return "--" + name.replace("_", "-")


def variable_of(field: dataclasses.Field[Any]) -> str:
    """``k_min`` -> ``MERAKI_K_MIN``."""
    return field.metadata["variable"] or ENV_PREFIX + field.name.upper()


def is_place(field: dataclasses.Field[Any]) -> bool:
    """Whether the option holds a path of this computer (or an address, for a source)."""
    return field.metadata["metavar"] in {"PASTA", "ARQUIVO", "ORIGEM"}


def limits_of(field: dataclasses.Field[Any]) -> str:
    """``de 1 a 50`` or ``no mínimo 1``; empty where the option has no limits."""
    low, high = field.metadata["at_least"], field.metadata["at_most"]
    if low is None:
        return ""
    return f"no mínimo {low}" if high is None else f"de {low} a {high}"


def convert(raw: Any, kind: Any, field: dataclasses.Field[Any], origin: str) -> Any:
    """``raw`` as the type and within the limits of ``field``; ``origin`` says where it was given.

    Raises:
        UsageError: a flag has an impossible value.
        ConfigurationError: the environment or the file has one.
    """
    error_class = UsageError if origin.startswith("opção") else ConfigurationError
    if is_place(field) and '"' in str(raw) and os.name == "nt":
        action = "tire a barra invertida do fim do caminho: antes de aspas, ela junta a ele o que vem depois."
        raise error_class(f"Valor inválido: {raw}.", where=origin, action=action)
    try:
        value = _typed(raw, kind)
    except (TypeError, ValueError) as error:
        raise error_class(f"Valor inválido: {raw!r}.", where=origin, action=f"informe {_expected(kind)}.") from error
    choices, low, high = (field.metadata[key] for key in ("choices", "at_least", "at_most"))
    if choices and value not in choices:
        raise error_class(f"Valor inválido: {raw!r}.", where=origin, action=f"escolha entre {', '.join(choices)}.")
    if (low is not None and value < low) or (high is not None and value > high):
        raise error_class(f"Valor fora do limite: {raw!r}.", where=origin, action=f"informe {limits_of(field)}.")
    return value


def _typed(raw: Any, kind: Any) -> Any:
    converters = {
        bool: _to_bool,
        int: _to_int,
        float: _to_float,
        str: _to_text,
        Path: _to_path,
        Path | None: _to_path,
        date | None: _to_date,
        tuple[str, ...]: _to_list,
    }
    return converters[kind](raw)


def _to_bool(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    words = {"1": True, "true": True, "sim": True, "0": False, "false": False, "não": False, "nao": False}
    if str(raw).lower() not in words:
        raise ValueError(raw)
    return words[str(raw).lower()]


def _to_int(raw: Any) -> int:
    if isinstance(raw, (bool, float)) or not re.fullmatch(r"[+-]?[0-9]+", str(raw).strip()):
        raise ValueError(raw)
    return int(raw)


def _to_float(raw: Any) -> float:
    if isinstance(raw, bool) or "_" in str(raw):
        raise ValueError(raw)
    value = float(raw)
    if not math.isfinite(value):
        raise ValueError(raw)
    return value


def _to_text(raw: Any) -> str:
    if not isinstance(raw, (str, Path)):
        raise ValueError(raw)
    return str(raw)


def _to_path(raw: Any) -> Path:
    if not _to_text(raw).strip() or _ADDRESS.match(str(raw)):
        raise ValueError(raw)
    return Path(raw).expanduser()


def _to_date(raw: Any) -> date:
    if isinstance(raw, datetime) or len(str(raw)) != len("AAAA-MM-DD"):
        raise ValueError(raw)
    return raw if isinstance(raw, date) else date.fromisoformat(str(raw))


def _to_list(raw: Any) -> tuple[str, ...]:
    items = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(items, (list, tuple)) or not all(isinstance(item, str) for item in items):
        raise ValueError(raw)
    return tuple(item.strip() for item in items if item.strip())


def _expected(kind: Any) -> str:
    names: dict[Any, str] = {bool: "true ou false", int: "um número inteiro", float: "um número", str: "um texto"}
    names |= {date | None: "uma data AAAA-MM-DD", tuple[str, ...]: "uma lista de textos"}
    return names.get(kind, "um caminho deste computador")
