"""Put the figures of benchmarks/results/*.json between the markers of the READMEs and of the pages of docs/.

python -m benchmarks.readme
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.languages import ENGLISH, PORTUGUESE
from benchmarks.measure import MEGABYTE, RESULTS, ROOT
from benchmarks.tables import Results, every_figure, summary, table
from meraki.stages.etl_usage import PORTION, READINGS

BEGIN, END = "<!-- medidas:início -->", "<!-- medidas:fim -->"
READMES = {"README.md": PORTUGUESE, "README.en.md": ENGLISH}
MEASUREMENTS = {"docs/medidas.md": PORTUGUESE, "docs/measurements.md": ENGLISH}
SCALE = "docs/escala.md"
YEAR_OF_TELEMETRY = 2_000_000_000
"""Rows of a year of telemetry of all customers."""


def main() -> None:
    """Rewrite the documents from what has been measured."""
    results = read_results(RESULTS)
    for name, body in bodies(results).items():
        path = ROOT / name
        text = between_markers(path.read_text(encoding="utf-8"), body)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}: {', '.join(results) or 'nothing measured yet'}")


def bodies(results: Results) -> dict[str, str]:
    """Document -> what stands between its markers."""
    return {
        **{name: summary(results, language) for name, language in READMES.items()},
        **{name: every_figure(results, language) for name, language in MEASUREMENTS.items()},
        SCALE: year_on_paper(results),
    }


def read_results(folder: Path) -> dict[str, dict[str, Any]]:
    """Name of each benchmark -> its JSON, sorted by name; empty when nothing was measured."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def year_on_paper(results: Results) -> str:
    """Portuguese Markdown: a year of telemetry by the formula of docs/escala.md, once growth was measured."""
    growth, durations = results.get("growth_telemetry"), results.get("durations")
    if growth is None or durations is None:
        needed = "`python -m benchmarks.growth --part telemetry`, `python -m benchmarks.durations`"
        return f"Medidas por {needed} e `python -m benchmarks.readme`."
    (few, many), (quick, slow) = growth["rows"], (cost["seconds"] for cost in growth["costs"])
    rate = (many - few) / (slow - quick)
    fixed = quick - few / rate
    held = max(0, YEAR_OF_TELEMETRY / READINGS - PORTION) * durations["bytes a duration"] / MEGABYTE
    rows = [
        ("linhas por segundo (*r*)", PORTUGUESE.number(rate, 0)),
        ("custo fixo (*f*)", f"{PORTUGUESE.number(fixed, 1)} s"),
        (
            f"{PORTUGUESE.number(YEAR_OF_TELEMETRY, 0)} linhas em uma máquina como a medida",
            f"{PORTUGUESE.number((fixed + YEAR_OF_TELEMETRY / rate) / 60, 1)} min",
        ),
        ("bytes por duração (*d*)", PORTUGUESE.number(durations["bytes a duration"], 0)),
        ("memória de pico", f"{PORTUGUESE.number(growth['costs'][1]['peak_mb'] + held, 0)} MB"),
    ]
    machine = PORTUGUESE.machine.format(**growth["machine"])
    return f"{machine}\n\n{table(('No papel', 'Quanto'), rows)}"


def between_markers(text: str, body: str) -> str:
    """``text`` with what stands between the markers replaced by ``body``.

    Raises:
        ValueError: a marker is missing.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"no {BEGIN} ... {END} in the text")
    return f"{before}{BEGIN}\n{body}\n{END}{after}"


if __name__ == "__main__":
    main()
