"""The house keeps its order: what may import what, and who may touch files and the network."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "meraki"
PURE = (
    *("cleaning", "reference", "base", "attributes", "features", "clustering", "cluster_decision", "cluster_numbers"),
    *("silhouette", "profile", "personas", "persona_names", "persona_plays", "persona_rules"),
    *("persona_conditions", "persona_shares", "recommendation", "comparison"),
)
"""Data in, data out: no file, no network, no handler of a logger."""
TOUCHES_THE_WORLD = {"boto3", "botocore", "pathlib", "os", "shutil", "tempfile", "socket", "subprocess", "logging"}
MODEL = {*PURE, "reading", "sources"}
REPORTS = ("reports", "dashboard")
AT_THE_START = (
    *("meraki_match.py", "meraki/launcher", "meraki/console.py", "meraki/settings.py", "meraki/resolution.py"),
    "meraki/errors.py",
)
"""What runs before anything is installed."""


def modules(*names: str) -> list[Path]:
    """The Python files of packages or modules named from the project's root."""
    paths = [ROOT / name for name in names]
    return [file for path in paths for file in ([path] if path.is_file() else sorted(path.rglob("*.py")))]


def imported(file: Path) -> Iterator[str]:
    """Full names of all that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_of_the_house(file: Path) -> set[str]:
    """First names below ``meraki`` of what a file imports."""
    return {name.split(".")[1] for name in imported(file) if name.startswith("meraki.")}


def relative(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


PURE_FILES = [
    file for name in PURE for file in modules(f"meraki/{name}" + ("" if (PACKAGE / name).is_dir() else ".py"))
]


@pytest.mark.parametrize("name", relative(PURE_FILES))
def test_pure_code_touches_no_file_no_network_no_logger(name: str) -> None:
    assert {full.split(".")[0] for full in imported(ROOT / name)} & TOUCHES_THE_WORLD == set()


def test_every_part_named_here_is_there() -> None:
    assert [name for name in MODEL if not list(PACKAGE.glob(name)) + list(PACKAGE.glob(f"{name}.py"))] == []


def test_reports_and_dashboard_import_no_model_code() -> None:
    guilty = {
        file.name: found
        for file in modules(*(f"meraki/{name}" for name in REPORTS))
        if (found := parts_of_the_house(file) & MODEL)
    }
    assert guilty == {}


def test_nobody_imports_a_stage_but_the_scripts_and_stages() -> None:
    stages = set(modules("meraki/stages"))
    inside = [file for file in modules("meraki") if file not in stages]
    assert [file.name for file in inside if "stages" in parts_of_the_house(file)] == []


def test_reading_knows_no_subject_and_cleaning_no_reader() -> None:
    assert [file.name for file in modules("meraki/reading") if "cleaning" in parts_of_the_house(file)] == []
    allowed = {"contracts", "tables"}
    readers = {
        name.split(".")[2]
        for file in modules("meraki/cleaning")
        for name in imported(file)
        if name.startswith("meraki.reading.")
    }
    assert readers <= allowed


def test_launcher_needs_only_the_standard_library() -> None:
    import sys  # noqa: PLC0415

    known = sys.stdlib_module_names | {"meraki", ""}
    foreign = {name for file in modules(*AT_THE_START) for name in imported(file) if name.split(".")[0] not in known}
    assert foreign == set()


def test_only_the_generator_and_tests_know_the_generator() -> None:
    inside = [file for file in modules("meraki") if "synthetic" not in file.parts]
    assert [file.name for file in inside if "synthetic" in parts_of_the_house(file)] == []
