"""A second extract of a table is told by its rows, whatever its name; numbered parts are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from meraki.reading.read import read_tables
from meraki.sources.folder import list_files

HEAD = "CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO;VL_TOTAL_CONTRATO"


def _lines(first: int, last: int, value: str = "5,00") -> str:
    return "\n".join([HEAD, *(f"T{number:05d};X;ATIVO;{value}" for number in range(first, last))]) + "\n"


def _overlaps(folder: Path, **files: str) -> tuple[tuple[str, str], ...]:
    source = folder / "dados"
    source.mkdir()
    for name, text in files.items():
        (source / f"{name}.csv").write_text(text)
    return read_tables(list_files(source), folder / "trabalho").tables["dados_clientes"].overlaps


@pytest.mark.parametrize("name", ["dados_clientes_20250228", "dados_clientes_old", "bkp_dados_clientes_v2"])
@pytest.mark.parametrize("rows", [40, 5_000])
def test_a_part_whose_rows_are_mostly_in_another_is_found(tmp_path: Path, name: str, rows: int) -> None:
    found = _overlaps(tmp_path, dados_clientes=_lines(0, rows), **{name: _lines(0, rows // 2) + "T99999;Y;ATIVO;1\n"})
    assert found == ((f"{name}.csv", "dados_clientes.csv"),)


def test_numbers_are_compared_and_not_their_spelling(tmp_path: Path) -> None:
    found = _overlaps(tmp_path, dados_clientes=_lines(0, 20), dados_clientes_old=_lines(0, 20, "5.0"))
    assert len(found) == 1


def test_a_part_without_a_column_is_compared_in_the_others(tmp_path: Path) -> None:
    old = "\n".join(line.rpartition(";")[0] for line in _lines(0, 20).splitlines())
    assert len(_overlaps(tmp_path, dados_clientes=_lines(0, 30), dados_clientes_old=old)) == 1


def test_parts_that_share_few_rows_are_none_of_each_other(tmp_path: Path) -> None:
    parts = {f"dados_clientes_{number}": _lines(number * 20, number * 20 + 30) for number in range(3)}
    assert _overlaps(tmp_path, **parts) == ()


def test_so_few_rows_may_be_alike_by_chance(tmp_path: Path) -> None:
    assert _overlaps(tmp_path, dados_clientes_1=_lines(0, 9), dados_clientes_2=_lines(0, 30)) == ()
