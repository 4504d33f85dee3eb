"""What the suite counts as it runs: a test tells ``record_property(name, count)``, docs/confiabilidade.md the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks.readme import between_markers

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "confiabilidade.md"
INPUTS = "Entradas malformadas que deram o resultado certo ou uma frase"
FAULTS = "Falhas injetadas entre o programa e um S3 de verdade"
KILLS = "Processos mortos (SIGKILL) que deixaram o conjunto de uma só execução"
HOSTILE_TEXTS = "Textos hostis, cada um em todas as colunas de texto, sem uma fórmula"
CANARIES = "Segredos-isca procurados em tela, log, manifesto e lista de processos"
FIGURES = (INPUTS, FAULTS, KILLS, HOSTILE_TEXTS, CANARIES)
Record = Callable[[str, object], None]
"""pytest's ``record_property``."""


def table(counts: Mapping[str, int]) -> str:
    """The section as the document has it."""
    rows = [f"| {name} | {counts[name]} |" for name in FIGURES]
    return "\n".join(["| Medida por `python -m pytest --write-figures` | Casos |", "|---|---:|", *rows])


def written() -> Counter[str]:
    """What the document promises."""
    promised: Counter[str] = Counter()
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 4 and cells[1] in FIGURES:
            promised[cells[1]] = int(cells[2])
    return promised


def write(counts: Mapping[str, int]) -> None:
    """Put the figures between the document's markers."""
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(between_markers(text, table(counts)), encoding="utf-8")
