"""Settings from what the person gave: flag > MERAKI_* environment > meraki.toml > default. Standard library only."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from meraki.configuration import beside, check_environment, read_config
from meraki.errors import UsageError
from meraki.options import convert, flag_of, is_place, variable_of
from meraki.settings import ALL_SETTINGS, CommonSettings, ModelSettings

DEFAULT_CONFIG = Path("meraki.toml")
S = TypeVar("S", bound=CommonSettings)


def resolve(
    settings_class: type[S],
    flags: Mapping[str, Any],
    environment: Mapping[str, str] | None = None,
    config: Path | None = None,
) -> S:
    """Build ``settings_class`` from flag > environment > file > default.

    ``flags`` holds only the options the person gave, as text or already typed.

    Relative paths of the file are relative to the file; others to the current folder.

    Raises:
        ConfigurationError: the file is unreadable, has an unknown key, or a value of the wrong type;
            a variable of the environment is misspelt or has a value of the wrong type.
        UsageError: a flag has an impossible value.
    """
    environment = os.environ if environment is None else environment
    known = known_keys()
    check_environment(environment, known_variables())
    path = config or DEFAULT_CONFIG
    file_values = read_config(path, known) if config or path.exists() else {}
    hints = get_type_hints(settings_class)
    values: dict[str, Any] = {}
    for field in dataclasses.fields(settings_class):
        raw, origin = _first_given(field, flags, environment, file_values, path)
        if origin:
            values[field.name] = convert(raw, hints[field.name], field, origin)
    settings = settings_class(**values)
    _check_contradictions(settings)
    return settings


def _first_given(
    field: dataclasses.Field[Any],
    flags: Mapping[str, Any],
    environment: Mapping[str, str],
    file_values: Mapping[str, Mapping[str, Any]],
    path: Path,
) -> tuple[Any, str]:
    if field.name in flags:
        return flags[field.name], f"opção {flag_of(field.name)}"
    variable = variable_of(field)
    if environment.get(variable):
        return environment[variable], f"variável de ambiente {variable}"
    section = field.metadata["section"]
    if field.name in file_values.get(section, {}):
        value, where = file_values[section][field.name], f"{path}, [{section}] {field.name}"
        return beside(path, value, where) if is_place(field) else value, where
    return None, ""


def known_keys() -> dict[str, set[str]]:
    """Section -> option names that ``meraki.toml`` may hold."""
    keys: dict[str, set[str]] = {}
    for settings_class in ALL_SETTINGS:
        for field in dataclasses.fields(settings_class):
            keys.setdefault(field.metadata["section"], set()).add(field.name)
    return keys


def known_variables() -> set[str]:
    """Environment variables that give an option."""
    return {variable_of(field) for settings_class in ALL_SETTINGS for field in dataclasses.fields(settings_class)}


def _check_contradictions(settings: CommonSettings) -> None:
    if settings.quiet and settings.verbose:
        raise UsageError("--quiet e --verbose se contradizem.", action="use só uma das duas.")
    if not isinstance(settings, ModelSettings):
        return
    if settings.k_min > settings.k_max:
        raise UsageError(
            f"--k-min {settings.k_min} é maior que --k-max {settings.k_max}.",
            action="diminua --k-min ou aumente --k-max.",
        )
    both = sorted(set(settings.include_columns) & set(settings.exclude_columns))
    if both:
        raise UsageError(
            f"--include-columns e --exclude-columns se contradizem: {', '.join(both)} está nas duas.",
            action="deixe cada coluna em uma só.",
        )
