"""What is installed: bounded by major version, and locked with hashes for those who want the very same."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
LOCKED = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+).*\\\n(?P<hashes>(?:\s+--hash=sha256:[0-9a-f]{64}.*\n)+)", re.M
)
MAKE_LOCK = "uv pip compile --universal --python-version 3.11 --generate-hashes -o requirements.lock requirements.txt"


def requirements(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line.partition("#")[0]) for line in lines if line.strip() and line[0] not in "#-"]


def locked() -> dict[str, list[str]]:
    """Name -> the versions locked (several where systems differ)."""
    found: dict[str, list[str]] = {}
    for match in LOCKED.finditer((ROOT / "requirements.lock").read_text(encoding="utf-8")):
        found.setdefault(match["name"].lower(), []).append(match["version"])
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-spark.txt", "requirements-dev.txt"])
def test_every_requirement_has_a_lowest_and_an_upper_version(name: str) -> None:
    assert requirements(name)
    loose = [str(one) for one in requirements(name) if {part.operator for part in one.specifier} != {">=", "<"}]
    assert loose == []


@pytest.mark.parametrize("one", requirements("requirements.txt"), ids=str)
def test_lock_holds_a_version_within_the_bounds(one: Requirement) -> None:
    versions = locked().get(one.name.lower(), [])
    assert versions, f"make the lock anew: {MAKE_LOCK}"
    assert all(one.specifier.contains(version) for version in versions)


def test_every_line_of_the_lock_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert len(re.findall(r"^[\w.-]+==", text, re.M)) == sum(map(len, locked().values()))


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-spark.txt"])
def test_every_library_has_its_licence_listed(name: str) -> None:
    rows = (ROOT / "docs" / "licencas.md").read_text(encoding="utf-8").splitlines()
    listed = {row.split("|")[1].split()[0].lower() for row in rows if row.startswith("| ")}
    assert {one.name.lower() for one in requirements(name)} <= listed


def imported() -> set[str]:
    """Every package that the program imports, anywhere in its files."""
    files = [*(ROOT / "meraki").rglob("*.py"), *ROOT.glob("*.py")]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    return {name.partition(".")[0] for name in names} - {*sys.stdlib_module_names, "meraki"}


def test_what_the_program_imports_is_required_and_not_only_by_another_library() -> None:
    known = packages_distributions()
    declared = {
        one.name.lower() for name in ("requirements.txt", "requirements-spark.txt") for one in requirements(name)
    }
    missing = [name for name in imported() if not {one.lower() for one in known.get(name, [name])} & declared]
    assert missing == []


def test_tables_pass_between_polars_and_pandas_through_a_library_that_is_required() -> None:
    """pyarrow is imported by neither name: ``pl.from_pandas`` and ``to_pandas`` ask for it."""
    assert "pyarrow" in {one.name for one in requirements("requirements.txt")}
