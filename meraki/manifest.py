"""The manifest: what each stage read, with which settings and versions, and what it wrote.

``manifesto.json`` holds an entry a stage under ``etapas``; a run replaces its own entry and keeps the others.
Standard library only, because the launcher reads it with any Python.
"""

from __future__ import annotations

import functools
import hashlib
import json
import platform
import re
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

from meraki import __version__
from meraki.columns import OutputFile
from meraki.masking import without_users
from meraki.settings import CommonSettings, as_plain

LIBRARIES = (
    "pandas",
    "numpy",
    "scipy",
    "scikit-learn",
    "polars",
    "narwhals",
    "pyspark",
    "python-calamine",
    "boto3",
    "matplotlib",
    "xlsxwriter",
    "fpdf2",
)
"""Whose version may change a result."""

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Input:
    """A file that a stage read: its name in the source, ETag (or SHA-256), size in bytes and rows, where known."""

    name: str
    etag: str = ""
    size: int | None = None
    rows: int | None = None


def read(output: Path) -> dict[str, Any]:
    """The manifest of an output folder; one without stages where there is none that can be read.

    A stage whose entry is not as we write it (somebody edited the file) is as if it had not run.
    """
    try:
        manifest = json.loads((output / OutputFile.MANIFEST).read_text(encoding="utf-8"))
        stages = {name: entry for name, entry in manifest["etapas"].items() if _is_entry(entry)}
        return {**manifest, "etapas": stages}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _empty()


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    written, read, said = (entry.get(name, []) for name in ("saidas", "entradas", "avisos"))
    if not all(isinstance(each, list) for each in (written, read, said)):
        return False
    return all(map(_is_output, written)) and all(isinstance(item, dict) for item in read)


def _is_output(item: Any) -> bool:
    """``{"arquivo", "sha256"}`` and the name of something."""
    named = isinstance(item, dict) and all(isinstance(item.get(key), str) for key in ("arquivo", "sha256"))
    return named and bool(PurePosixPath(item["arquivo"]).parts)


def base_is_newer(manifest: dict[str, Any]) -> bool:
    """Whether stage 1 has made the base again since stage 2 read it: clusters and advice are of older data."""
    try:
        data, model = (manifest["etapas"][name] for name in ("etl", "modelo"))
        read = {item["arquivo"] for item in model["entradas"]}
        newer = datetime.fromisoformat(data["inicio"]) > datetime.fromisoformat(model["inicio"])
        return newer and OutputFile.BASE in read
    except (KeyError, TypeError, ValueError):  # one of them never ran here, or somebody edited the file
        return False


def _empty() -> dict[str, Any]:
    return {"versao": __version__, "etapas": {}}


def outputs_of(manifest: dict[str, Any], stage: str) -> dict[str, str]:
    """Name -> SHA-256 of the files that the last run of ``stage`` wrote."""
    entry = manifest["etapas"].get(stage, {})
    return {item["arquivo"]: item["sha256"] for item in entry.get("saidas", [])}


def with_entry(manifest: dict[str, Any], stage: str, entry: dict[str, Any]) -> dict[str, Any]:
    """A copy of ``manifest`` in which ``entry`` speaks for ``stage``; other stages are kept."""
    return {**manifest, "versao": __version__, "etapas": {**manifest["etapas"], stage: entry}}


def stage_entry(
    settings: CommonSettings,
    inputs: list[Input],
    outputs: list[dict[str, Any]],
    warnings: list[str],
    decisions: dict[str, Any],
    started: datetime,
    seconds: float,
) -> dict[str, Any]:
    """The entry of one run: settings, seed, versions, files, warnings, decisions taken, start, duration in seconds."""
    return {
        "inicio": started.isoformat(timespec="seconds"),
        "segundos": round(seconds, 3),
        "configuracoes": {name: _harmless(value) for name, value in as_plain(settings).items()},
        "semente": settings.seed,
        "versoes": versions(),
        "entradas": [
            {"arquivo": _harmless(item.name), "etag": item.etag, "bytes": item.size, "linhas": item.rows}
            for item in inputs
        ],
        "saidas": outputs,
        "avisos": warnings,
        "decisoes": decisions,
    }


@functools.cache
def versions() -> dict[str, str]:
    """Python and each installed library of :data:`LIBRARIES`, with its version."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def describe(folder: Path, name: str) -> dict[str, Any]:
    """``{"arquivo", "bytes", "sha256"}`` of the file ``folder / name``."""
    path = folder / name
    return {"arquivo": PurePosixPath(name).as_posix(), "bytes": path.stat().st_size, "sha256": sha256(path)}


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _harmless(value: Any) -> Any:
    """Text without the person's home folder, a user or password in an address, or the signature after ``?``."""
    if not isinstance(value, str):
        return value
    value = re.sub(r"(?<=://)([^?]*)\?.*", r"\1", without_users(value))
    home = str(Path.home())
    return "~" + value[len(home) :] if len(home) > 1 and value.startswith(home) else value
