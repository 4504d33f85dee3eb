"""Put the figures of benchmarks/results/*.json between the markers of the READMEs and of docs/escala.md.

python -m benchmarks.readme
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.measure import MEGABYTE, RESULTS, ROOT
from meraki.stages.etl_usage import PORTION, READINGS

BEGIN, END = "<!-- medidas:início -->", "<!-- medidas:fim -->"
Results = Mapping[str, Mapping[str, Any]]
"""Name of a benchmark -> content of its JSON."""
WHOLE_FROM = 100
"""Decimals of larger facts (megabytes, means of counts) tell nothing."""
NEGLIGIBLE = 0.0005
"""Smaller facts (errors of rounding) are told by their order of magnitude."""
_NO_FACTS = frozenset({"command", "machine", "costs", "results", "seeds"})
_FIGURES = ("ndcg@5", "ndcg@5_error", "lead", "lead_error", "hit_rate@1", "hit_rate@3", "hit_rate@5", "coverage@3")
"""Of each recommender on a set, in the order of :attr:`Language.method_header`."""


@dataclass(frozen=True)
class Language:
    """How one README writes numbers and names what was measured.

    Attributes:
        words: English words of the benchmarks -> this language's, longest first.
        separators: of thousands and of decimals.
    """

    header: tuple[str, str, str, str]
    fact_header: tuple[str, str]
    method_header: tuple[str, ...]
    calibration: str
    machine: str
    nothing: str
    separators: tuple[str, str]
    words: Mapping[str, str] = field(default_factory=dict)


PORTUGUESE = Language(
    header=("O que rodou", "Tempo", "Processador", "Memória de pico"),
    fact_header=("Fato", "Valor"),
    method_header=(
        "",
        "NDCG@5",
        "erro-padrão",
        "nossa vantagem",
        "erro-padrão dela",
        "acerto no 1º",
        "nos 3",
        "nos 5",
        "produtos que aparecem nos 3",
    ),
    calibration="maior erro do SCORE por decil",
    machine="Medido em {processors} processadores, {system}, Python {python}.",
    nothing="Medidas por `python -m benchmarks.readme`.",
    separators=(".", ","),
    words={
        "largest error of SCORE by decile, of all seeds": "maior erro do SCORE por decil, de todas as sementes",
        "seeds": "sementes",
        "in steps": "em degraus",
        "customers learnt from": "clientes com que aprende",
        "learners": "clientes com que aprende",
        "unseen": "clientes nunca vistos",
        "mean of draws": "média dos sorteios",
        "largest of draws": "o maior dos sorteios",
        "draws": "sorteios",
        "largest error of SCORE by decile": "maior erro do SCORE por decil",
        "planted pairs in the top 3 by popularity": "pares plantados no top 3 dos mais vendidos",
        "planted pairs in our top 3": "pares plantados no nosso top 3",
        "planted pairs": "pares plantados",
        "one boto3 transfer manager": "um gerenciador de transferência do boto3",
        "meraki.sources.s3": "nossa leitura do S3",
        "our rate / its rate": "nossa taxa / a dele",
        "scikit-learn K-Means alone": "só o K-Means do scikit-learn",
        "Python alone": "só o Python",
        "slowest, seconds": "o mais lento, segundos",
        "slowest": "o mais lento",
        "chosen": "escolhido",
        "all k in one pass": "todos os k em uma passada",
        "k by k": "um k por vez",
        "ratio_cpu": "razão, processador",
        "largest_difference": "maior diferença",
        "candidates": "números de clusters",
        "bare typed Polars group-by of telemetry": "só o agrupamento da telemetria, em Polars com tipos dados",
        "stage 1 / bare group-by": "etapa 1 / só o agrupamento",
        "three stages, seconds": "três etapas, segundos",
        "largest process, MB": "maior processo, MB",
        "telemetry_rows": "linhas de telemetria",
        "telemetry rows": "linhas de telemetria",
        "memory ratio": "razão das memórias",
        "time ratio": "razão dos tempos",
        "bytes a duration": "bytes por duração",
        "medians of": "medianas de",
        "durations": "durações",
        "customers": "clientes",
        "features": "atributos",
        "holdings": "posses",
        "products": "produtos",
        "stage": "etapa",
        "rows": "linhas",
        "ratio": "razão",
    },
)
ENGLISH = Language(
    header=("What ran", "Time", "Processor", "Peak memory"),
    fact_header=("Fact", "Value"),
    method_header=(
        "",
        "NDCG@5",
        "standard error",
        "our lead",
        "its standard error",
        "hit in 1",
        "in 3",
        "in 5",
        "products shown in the 3",
    ),
    calibration="largest error of SCORE by decile",
    machine="Measured on {processors} processors, {system}, Python {python}.",
    nothing="Measured by `python -m benchmarks.readme`.",
    separators=(",", "."),
)
READMES = {"README.md": PORTUGUESE, "README.en.md": ENGLISH}
SCALE = "docs/escala.md"
YEAR_OF_TELEMETRY = 2_000_000_000
"""Rows of a year of telemetry of all customers."""


def main() -> None:
    """Rewrite the documents from what has been measured."""
    results = read_results(RESULTS)
    bodies = {name: render(results, language) for name, language in READMES.items()} | {SCALE: year_on_paper(results)}
    for name, body in bodies.items():
        path = ROOT / name
        text = between_markers(path.read_text(encoding="utf-8"), body)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(f"{name}: {', '.join(results) or 'nothing measured yet'}")


def read_results(folder: Path) -> dict[str, dict[str, Any]]:
    """Name of each benchmark -> its JSON, sorted by name; empty when nothing was measured."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def render(results: Results, language: Language) -> str:
    """Markdown: for each benchmark its command, the machine, a row per cost and a row per fact."""
    parts = [_benchmark(name, content, language) for name, content in results.items()]
    return "\n\n".join(parts) or language.nothing


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
        ("linhas por segundo (*r*)", _number(rate, 0, PORTUGUESE)),
        ("custo fixo (*f*)", f"{_number(fixed, 1, PORTUGUESE)} s"),
        (
            f"{_number(YEAR_OF_TELEMETRY, 0, PORTUGUESE)} linhas em uma máquina como a medida",
            f"{_number((fixed + YEAR_OF_TELEMETRY / rate) / 60, 1, PORTUGUESE)} min",
        ),
        ("bytes por duração (*d*)", _number(durations["bytes a duration"], 0, PORTUGUESE)),
        ("memória de pico", f"{_number(growth['costs'][1]['peak_mb'] + held, 0, PORTUGUESE)} MB"),
    ]
    machine = PORTUGUESE.machine.format(**growth["machine"])
    return f"{machine}\n\n{_table(('No papel', 'Quanto'), rows)}"


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


def _benchmark(name: str, content: Mapping[str, Any], language: Language) -> str:
    costs = [_cost(cost, language) for cost in content.get("costs", ())]
    facts = [
        (_translated(label, language), _value(value, language))
        for key, given in content.items()
        if key not in _NO_FACTS
        for label, value in _flat(key, given)
    ]
    results = content.get("results", {})
    facts += [
        (f"{language.calibration}, {name}", _number(figures["calibration_error"], 3, language))
        for name, methods in results.items()
        for figures in methods.values()
        if "calibration_error" in figures
    ]
    tables = [
        _table(header, rows) for header, rows in ((language.header, costs), (language.fact_header, facts)) if rows
    ]
    tables += [_methods(name, methods, language) for name, methods in results.items()]
    machine = [language.machine.format(**content["machine"])] if "machine" in content else []
    command = f"`{content['command']}`" if "command" in content else f"**{name}**"
    return "\n\n".join([command, *machine, *tables])


def _methods(name: str, methods: Mapping[str, Mapping[str, float]], language: Language) -> str:
    """A row per recommender, best first."""
    ordered = sorted(methods.items(), key=lambda item: -item[1]["ndcg@5"])
    rows = [(method, *(_number(figures[key], 3, language) for key in _FIGURES)) for method, figures in ordered]
    return _table((name, *language.method_header[1:]), rows)


def _cost(cost: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    seconds, processor = (_seconds(cost[key], language) for key in ("seconds", "cpu_seconds"))
    return _translated(cost["name"], language), seconds, processor, f"{_number(cost['peak_mb'], 0, language)} MB"


def _seconds(value: float, language: Language) -> str:
    return f"{_number(value, 1 if value >= 1 else 2, language)} s"


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """A nested fact as facts of its own: ``{"a": {"b": 1}}`` is ``a, b``."""
    if not isinstance(value, Mapping):
        yield name, value
        return
    for key, inner in value.items():
        yield from _flat(f"{name}, {key}", inner)


def _value(value: Any, language: Language) -> str:
    if isinstance(value, list):
        return "; ".join(_value(item, language) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{_translated(key, language)} {_value(inner, language)}" for key, inner in value.items())
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return _translated(str(value), language)
    if 0 < abs(value) < NEGLIGIBLE:
        return f"{value:.0e}"
    return _number(value, 0 if isinstance(value, int) or abs(value) >= WHOLE_FROM else 3, language)


def _number(value: float, decimals: int, language: Language) -> str:
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", "".join(language.separators)))


def _translated(text: str, language: Language) -> str:
    for word, other in language.words.items():
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, text)
    return text


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [header, ("---", *("---:" for _ in header[1:])), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


if __name__ == "__main__":
    main()
