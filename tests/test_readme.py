"""The READMEs say what the program does: every option, file and exit code, and the measured figures."""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest

from benchmarks import readme, tables
from benchmarks.languages import ENGLISH, PORTUGUESE
from meraki import errors
from meraki.columns import OutputFile
from meraki.console import build_parser
from meraki.launcher.command import _parser as launcher_parser
from meraki.options import flag_of, limits_of
from meraki.settings import ALL_SETTINGS
from meraki.stages.etl_usage import PORTION, READINGS

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.en.md")
SECTION = re.compile(r"^#### [^\n]*`\[(?P<name>\w+)\]`\n(?P<body>.*?)(?=^#|\Z)", re.M | re.S)
ROW = re.compile(r"^\| `(?P<flag>--[\w-]+)[^`]*`[^|]* \| (?P<default>[^|]*) \| (?P<help>[^|]+) \|$", re.M)
SAMPLE: dict[str, Any] = {
    "machine": {"processors": 2, "system": "Linux", "python": "3.12.1"},
    "costs": [{"name": "stage 1: etl_s3_totvs.py", "seconds": 12.345, "cpu_seconds": 20.0, "peak_mb": 1234.5}],
    "customers": 10615,
    "stage 1 / bare group-by": 1.5,
    "hits": {"ours": 0.25, "rows": [1000, 2000]},
}


def declared() -> dict[str, dict[str, tuple[str, str]]]:
    """Section -> flag -> (default as the READMEs write it, help)."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for field in (field for kind in ALL_SETTINGS for field in dataclasses.fields(kind)):
        found.setdefault(field.metadata["section"], {})[flag_of(field.name)] = (
            written(field.default),
            field.metadata["help"] + (f" ({limits_of(field)})" if limits_of(field) else ""),
        )
    return found


def written(default: Any) -> str:
    match default:
        case None | "" | ():
            return "—"
        case bool():
            return f"`{str(default).lower()}`"
        case tuple():
            return f"`{','.join(default)}`"
        case Path():
            return f"`{default.as_posix()}`"
    return f"`{default}`"


def told(name: str) -> dict[str, dict[str, tuple[str, str]]]:
    """As :func:`declared`, read from a README."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {
        section["name"]: {
            row["flag"]: (row["default"].strip(), row["help"].strip()) for row in ROW.finditer(section[0])
        }
        for section in SECTION.finditer(text)
    }


def test_every_option_is_told_with_its_default_and_help() -> None:
    assert told("README.md") == declared()


def test_english_readme_has_the_same_options_defaults_and_limits() -> None:
    english, portuguese = (
        {section: {flag: (row[0], limits(row[1])) for flag, row in rows.items()} for section, rows in options.items()}
        for options in (told("README.en.md"), declared())
    )
    assert english == portuguese


def limits(help: str) -> list[str]:
    """The numbers of the brackets at the end of an option's help."""
    found = re.search(r"\((?:de|from|no mínimo|at least) (?P<low>[\d.]+)(?: (?:a|to) (?P<high>[\d.]+))?\)$", help)
    return [number for number in found.groups() if number] if found else []


@pytest.mark.parametrize("name", READMES)
def test_every_flag_of_every_script_is_told(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    parsers: list[argparse.ArgumentParser] = [
        launcher_parser(),
        *(build_parser(kind, "x", "") for kind in ALL_SETTINGS),
    ]
    flags = {flag for parser in parsers for flag in parser._option_string_actions if flag.startswith("--")}
    assert sorted(flag for flag in flags if not re.search(rf"`{flag}[` ]", text)) == []


@pytest.mark.parametrize("name", READMES)
def test_every_output_is_told(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    names = [value for key, value in vars(OutputFile).items() if key.isupper()]
    assert [output for output in names if f"`{output}" not in text] == []


@pytest.mark.parametrize("name", READMES)
def test_every_exit_code_has_a_remedy(name: str) -> None:
    families = errors.MerakiError.__subclasses__()
    codes = {errors.EXIT_OK, errors.EXIT_UNEXPECTED, errors.EXIT_INTERRUPTED, *(one.exit_code for one in families)}
    text = (ROOT / name).read_text(encoding="utf-8")
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.M)} == codes


@pytest.mark.parametrize("name", [*READMES, *readme.MEASUREMENTS])
def test_documents_tell_the_published_results(name: str) -> None:
    results = readme.read_results(readme.RESULTS)
    text = (ROOT / name).read_text(encoding="utf-8")
    assert readme.between_markers(text, readme.bodies(results)[name]) == text, "run python -m benchmarks.readme"


@pytest.mark.parametrize("name", READMES)
def test_every_file_that_a_readme_links_to_is_there(name: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / name).read_text(encoding="utf-8"))
    made_elsewhere = {"docs/imagens/visao_geral.png"}
    assert [link for link in links if link not in made_elsewhere and not (ROOT / link).exists()] == []


def test_every_test_that_the_documents_name_is_there() -> None:
    documents = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("confiabilidade.md", "escala.md")]
    named = {name for text in documents for name in re.findall(r"`(test_\w+)`", text)}
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert named
    assert sorted(named - set(re.findall(r"def (test_\w+)\(", code))) == []


def test_measured_figures_are_written_as_in_brazil() -> None:
    text = tables.every_figure({"pipeline": SAMPLE}, PORTUGUESE)
    assert "Medido em 2 processadores, Linux, Python 3.12.1." in text
    assert "| etapa 1: etl_s3_totvs.py | 12,3 s | 20,0 s | 1.234 MB |" in text
    assert "| clientes | 10.615 |" in text
    assert "| etapa 1 / só o agrupamento | 1,500 |" in text
    assert "| hits, linhas | 1.000; 2.000 |" in text


def test_measured_figures_are_written_in_english() -> None:
    text = tables.every_figure({"pipeline": SAMPLE}, ENGLISH)
    assert "| stage 1: etl_s3_totvs.py | 12.3 s | 20.0 s | 1,234 MB |" in text
    assert "| hits, ours | 0.250 |" in text


def test_small_measured_figures_do_not_read_as_nothing() -> None:
    costs = [{"name": "help", "seconds": 0.064, "cpu_seconds": 0.06, "peak_mb": 24.0}]
    text = tables.every_figure({"medida": {"costs": costs, "difference": 8e-15}}, ENGLISH)
    assert "| help | 0.06 s | 0.06 s | 24 MB |" in text
    assert "| difference | 8e-15 |" in text


def test_summary_tells_costs_and_headlines_with_the_command_once() -> None:
    measured = SAMPLE | {"command": "python -m benchmarks.pipeline --customers 10615", "customers": 10615}
    measured |= {"costs": [SAMPLE["costs"][0], SAMPLE["costs"][0] | {"name": "Python alone"}]}
    text = tables.summary({"pipeline_10615": measured}, PORTUGUESE)
    assert text.count("Medido em 2 processadores, Linux, Python 3.12.1.") == 1
    assert "| `benchmarks.pipeline --customers 10615` | etapa 1: etl_s3_totvs.py | 12,3 s | 1.234 MB |" in text
    assert "|  | só o Python | 12,3 s | 1.234 MB |" in text
    assert "| `benchmarks.pipeline --customers 10615` | etapa 1 / só o agrupamento | 1,500 |" in text
    assert "10.615" not in text, "not every fact is a headline"


def test_summary_sets_ours_beside_the_best_other() -> None:
    def method(level: float, lead: float) -> dict[str, float]:
        return {"ndcg@5": level, "ndcg@5_error": 0.02, "lead": lead, "lead_error": 0.003}

    methods = {"slim": method(0.4, 0.1), "ease": method(0.6, -0.1), "meraki": method(0.5, 0.0)}
    content = {"results": {"caravan": methods}, "splits": {"caravan": 3}, "seeds": "0,1,2"}
    row = "| caravan | 3 | 0.500 | 0.020 | ease | 0.600 | -0.100 | 0.003 | {} |"
    assert row.format("—") in tables.summary({"recommendation": content}, ENGLISH)
    methods["meraki"]["calibration_error"] = 0.01
    assert row.format("0.010") in tables.summary({"recommendation": content}, ENGLISH)


def test_a_year_of_telemetry_on_paper_follows_the_measured_growth() -> None:
    costs = [{"seconds": seconds, "peak_mb": 400.0} for seconds in (5.0, 32.0)]
    measured = {"machine": SAMPLE["machine"], "costs": costs, "rows": [3_000_000, 30_000_000]}
    text = readme.year_on_paper({"growth_telemetry": measured, "durations": {"bytes a duration": 10.0}})
    assert "| linhas por segundo (*r*) | 1.000.000 |" in text
    assert "| custo fixo (*f*) | 2,0 s |" in text
    assert "| 2.000.000.000 linhas em uma máquina como a medida | 33,4 min |" in text
    held = 10 * (2_000_000_000 / READINGS - PORTION) / 1_000_000
    assert f"| memória de pico | {400 + held:,.0f} MB |".replace(",", ".") in text
    assert "|" not in readme.year_on_paper({})


def test_scale_page_counts_durations_as_the_stage_does() -> None:
    text = " ".join((ROOT / readme.SCALE).read_text(encoding="utf-8").split())
    millions = PORTION // 1_000_000
    assert f"lida no máximo {READINGS} vezes" in text
    assert f"*d* · (*N* / {READINGS} − {millions} milhões), se *N* passa de {READINGS * millions} milhões" in text


def test_results_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.json").write_text(json.dumps(SAMPLE), encoding="utf-8")
    assert list(readme.read_results(tmp_path)) == ["a", "b"]
    assert readme.read_results(tmp_path / "nothing") == {}


def test_only_what_stands_between_the_markers_changes() -> None:
    text = f"before\n{readme.BEGIN}\nold\n{readme.END}\nafter"
    assert readme.between_markers(text, "new") == f"before\n{readme.BEGIN}\nnew\n{readme.END}\nafter"
    with pytest.raises(ValueError, match="medidas"):
        readme.between_markers("no markers", "new")
