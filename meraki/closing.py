"""The block that ends a run: which files there are and for whom, the warnings, the time. Standard library only."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from meraki import manifest
from meraki.columns import OutputFile

FOR_WHOM = {
    "Equipe comercial": (OutputFile.WORKBOOK, OutputFile.EXCEL_CSV),
    "CRM": (OutputFile.CRM,),
    "Diretoria": (OutputFile.REPORT, OutputFile.CHARTS_DIR),
    "Análise": (
        OutputFile.CLUSTER_SUMMARY,
        OutputFile.PERSONAS,
        OutputFile.EVALUATION,
        OutputFile.CHANGES,
        OutputFile.CHANGES_SUMMARY,
    ),
    "Quem envia os dados": (OutputFile.QUALITY_XLSX, OutputFile.QUALITY_JSON, OutputFile.REJECTED_DIR),
    "Quem reidentifica": (OutputFile.PSEUDONYM_MAP,),
}
"""Whoever is not named here is a machine."""
MACHINES = "Sistemas"
_MOST_WARNINGS = 8


def closing_block(output: Path, stages: Iterable[str], seconds: float) -> str:
    """What the last run of ``stages`` left in ``output``, ready to print."""
    entries = [entry for stage, entry in manifest.read(output)["etapas"].items() if stage in set(stages)]
    names = [item["arquivo"] for entry in entries for item in entry.get("saidas", [])]
    warnings = [sentence for entry in entries for sentence in entry.get("avisos", [])]
    lines = [f"Pronto em {duration(seconds)}. Resultados em {output}:", *_files(names), *_warnings(warnings)]
    return "\n".join(lines)


def duration(seconds: float) -> str:
    """``7,4 s``, ``3 min 05 s``."""
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s".replace(".", ",")
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


def _files(names: list[str]) -> list[str]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(_reader_of(name), []).append(name)
    order = [*FOR_WHOM, MACHINES]
    return [f"  {reader:<20} {_together(groups[reader])}" for reader in order if reader in groups]


def _reader_of(name: str) -> str:
    top = PurePosixPath(name).parts[0]
    is_split = top.startswith(PurePosixPath(OutputFile.WORKBOOK).stem)
    return next((who for who, tops in FOR_WHOM.items() if top in tops), "Equipe comercial" if is_split else MACHINES)


def _together(names: list[str]) -> str:
    """Files by name; a folder once, with the number of its files."""
    folders: dict[str, int] = {}
    for name in names:
        top = PurePosixPath(name).parts[0]
        folders[top] = folders.get(top, 0) + 1
    return ", ".join(top if top in names else f"{top}/ ({count})" for top, count in folders.items())


def _warnings(sentences: list[Any]) -> list[str]:
    if not sentences:
        return []
    hidden = len(sentences) - _MOST_WARNINGS
    more = [f"  ... e mais {hidden}; todos em {OutputFile.MANIFEST}."] if hidden > 0 else []
    return [f"Avisos ({len(sentences)}):", *(f"  - {sentence}" for sentence in sentences[:_MOST_WARNINGS]), *more]
