"""What was measured as Markdown: every figure of every benchmark, and the few that a README has room for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks.languages import Language

Results = Mapping[str, Mapping[str, Any]]
"""Name of a benchmark -> content of its JSON."""
WHOLE_FROM = 100
"""Decimals of larger facts (megabytes, means of counts) tell nothing."""
NEGLIGIBLE = 0.0005
"""Smaller facts (errors of rounding) are told by their order of magnitude."""
_NO_FACTS = frozenset({"command", "machine", "costs", "results", "seeds", "splits"})
_FIGURES = ("ndcg@5", "ndcg@5_error", "lead", "lead_error", "hit_rate@1", "hit_rate@3", "hit_rate@5", "coverage@3")
"""Of each recommender on a set, in the order of :attr:`Language.method_header`."""
_TIMED = ("pipeline", "growth_telemetry", "growth_customers", "million", "fit_and_score", "silhouette", "s3", "startup")
"""Whose costs the summary tells, in its order."""
_HEADLINES = (
    *("three stages, seconds", "largest process, MB", "stage 1 / bare group-by", "time ratio", "memory ratio"),
    *("ratio", "our rate / its rate", "planted pairs in our top 3", "planted pairs in the top 3 by popularity"),
    *("largest error of SCORE by decile, mean of draws", "largest error of SCORE by decile, largest of draws"),
)
"""Facts that the summary tells; the rest is in the full tables."""
_OURS = "meraki"


def every_figure(results: Results, language: Language) -> str:
    """For each benchmark its command, the machine, a row per cost, a row per fact and a table per public set."""
    parts = [_benchmark(name, content, language) for name, content in results.items()]
    return "\n\n".join(parts) or language.nothing


def summary(results: Results, language: Language) -> str:
    """The machine, the costs of :data:`_TIMED`, the facts of :data:`_HEADLINES`, and a row per public set."""
    timed = [results[name] for start in _TIMED for name in results if name.startswith(start)]
    others = [content for content in results.values() if content not in timed]
    costs = [row for content in timed for row in _brief_costs(content, language)]
    facts = [row for content in [*timed, *others] for row in _headlines(content, language)]
    sets = [
        _brief_set(name, methods, content, language)
        for content in results.values()
        for name, methods in content.get("results", {}).items()
    ]
    ran, seconds, _, memory = language.header
    tables = (
        ((language.command, ran, seconds, memory), costs, 2),
        ((language.command, *language.fact_header), facts, 2),
        (language.set_header, sets, 1),
    )
    told = [table(header, rows, texts) for header, rows, texts in tables if rows]
    return "\n\n".join([*_machines(results, language), *told]) or language.nothing


def _machines(results: Results, language: Language) -> list[str]:
    """Each machine once; one, as a rule."""
    machines = (content["machine"] for content in results.values() if "machine" in content)
    return list(dict.fromkeys(language.machine.format(**machine) for machine in machines))


def _brief_costs(content: Mapping[str, Any], language: Language) -> Iterator[tuple[str, ...]]:
    """The command stands beside its first row alone."""
    command = _command(content)
    for cost in content.get("costs", ()):
        name, seconds, _, memory = _cost(cost, language)
        yield command, name, seconds, memory
        command = ""


def _headlines(content: Mapping[str, Any], language: Language) -> Iterator[tuple[str, ...]]:
    command = _command(content)
    for label in _HEADLINES:
        if label in content:
            yield command, language.translated(label), _value(content[label], language)
            command = ""


def _brief_set(
    name: str, methods: Mapping[str, Mapping[str, float]], content: Mapping[str, Any], language: Language
) -> tuple[str, ...]:
    """Ours beside the best of all others."""
    ours = methods[_OURS]
    peer = max((other for other in methods if other != _OURS), key=lambda other: methods[other]["ndcg@5"])
    figures = [methods[peer][key] for key in ("ndcg@5", "lead", "lead_error")]
    error = ours.get("calibration_error")
    return (
        name,
        str(content["splits"][name]),
        *(language.number(ours[key], 3) for key in ("ndcg@5", "ndcg@5_error")),
        peer,
        *(language.number(figure, 3) for figure in figures),
        "—" if error is None else language.number(error, 3),
    )


def _command(content: Mapping[str, Any]) -> str:
    return f"`{content['command'].removeprefix('python -m ')}`" if "command" in content else ""


def _benchmark(name: str, content: Mapping[str, Any], language: Language) -> str:
    costs = [_cost(cost, language) for cost in content.get("costs", ())]
    facts = [
        (language.translated(label), _value(value, language))
        for key, given in content.items()
        if key not in _NO_FACTS
        for label, value in _flat(key, given)
    ]
    results = content.get("results", {})
    facts += [
        (f"{language.calibration}, {name}", language.number(figures["calibration_error"], 3))
        for name, methods in results.items()
        for figures in methods.values()
        if "calibration_error" in figures
    ]
    tables = [table(header, rows) for header, rows in ((language.header, costs), (language.fact_header, facts)) if rows]
    tables += [_methods(name, methods, language) for name, methods in results.items()]
    machine = _machines({name: content}, language)
    command = f"`{content['command']}`" if "command" in content else f"**{name}**"
    return "\n\n".join([command, *machine, *tables])


def _methods(name: str, methods: Mapping[str, Mapping[str, float]], language: Language) -> str:
    """A row per recommender, best first."""
    ordered = sorted(methods.items(), key=lambda item: -item[1]["ndcg@5"])
    rows = [(method, *(language.number(figures[key], 3) for key in _FIGURES)) for method, figures in ordered]
    return table((name, *language.method_header[1:]), rows)


def _cost(cost: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    seconds, processor = (language.seconds(cost[key]) for key in ("seconds", "cpu_seconds"))
    return language.translated(cost["name"]), seconds, processor, f"{language.number(cost['peak_mb'], 0)} MB"


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
        return ", ".join(f"{language.translated(key)} {_value(inner, language)}" for key, inner in value.items())
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return language.translated(str(value))
    if 0 < abs(value) < NEGLIGIBLE:
        return f"{value:.0e}"
    return language.number(value, 0 if isinstance(value, int) or abs(value) >= WHOLE_FROM else 3)


def table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]], texts: int = 1) -> str:
    """Markdown; the first columns are ``texts``, the others numbers."""
    lines = [header, tuple("---" if place < texts else "---:" for place in range(len(header))), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
