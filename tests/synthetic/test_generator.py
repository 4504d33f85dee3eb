"""Same request, same bytes; other seeds, other data; impossible requests are refused."""

from pathlib import Path

import pytest

from meraki.errors import UsageError
from meraki.synthetic import generate


def contents(directory: Path) -> dict[str, bytes]:
    return {str(p.relative_to(directory)): p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}


def test_the_extract_has_24_files(tmp_path: Path) -> None:
    generate(tmp_path, customers=30, telemetry_rows=200, tickets=50)
    assert len(contents(tmp_path)) == 24


@pytest.mark.parametrize("kind", ["csv", "mixed"])
def test_same_seed_gives_byte_equal_files(tmp_path: Path, kind: str) -> None:
    for run in ("a", "b"):
        generate(tmp_path / run, customers=40, telemetry_rows=500, tickets=200, format=kind, truth=tmp_path / f"t{run}")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "ta") == contents(tmp_path / "tb")


def test_another_seed_gives_other_customers(tmp_path: Path) -> None:
    first = generate(tmp_path / "a", customers=40, telemetry_rows=100, tickets=50, seed=1)
    second = generate(tmp_path / "b", customers=40, telemetry_rows=100, tickets=50, seed=2)
    assert set(first.customers.CD_CLIENTE) != set(second.customers.CD_CLIENTE)


def test_truth_is_refused_among_the_data(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="verdade"):
        generate(tmp_path, customers=40, telemetry_rows=100, truth=tmp_path / "verdade")


@pytest.mark.parametrize("size", [{"customers": 5}, {"telemetry_rows": 0}, {"tickets": 0}, {"orphans": -1}])
def test_impossible_sizes_are_refused(tmp_path: Path, size: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        generate(tmp_path / "x", **size)
