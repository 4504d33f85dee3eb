"""qualidade_dados.xlsx: says what there is, and where there is nothing, that there is nothing."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from meraki.reports import quality
from meraki.reports.outputs import read_document
from tests.sample_outputs import write_sample


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return written(tmp_path_factory.mktemp("qualidade"))


def written(directory: Path, **other: object) -> Workbook:
    write_sample(directory, customers=40, clusters=2)
    content = read_document(directory / "qualidade_dados.json")
    assert content is not None
    quality.write(directory / "q.xlsx", content | other)
    return openpyxl.load_workbook(directory / "q.xlsx")


def test_a_sheet_without_a_row_says_so(tmp_path: Path) -> None:
    book = written(tmp_path, arquivos_ignorados=[], avisos=[])
    assert book["Ignorados"]["A2"].value == "Nenhum arquivo foi ignorado."
    assert book["Avisos"]["A2"].value == "Nenhum aviso."


def test_what_was_ignored_stands_there_without_that_sentence(tmp_path: Path) -> None:
    book = written(tmp_path, arquivos_ignorados=[{"arquivo": "x.csv", "motivo": "vazio"}])
    assert [[cell.value for cell in row] for row in book["Ignorados"].iter_rows(min_row=2)] == [["x.csv", "vazio"]]


def test_the_header_of_numbers_stands_over_them_and_that_of_texts_over_theirs(book: Workbook) -> None:
    checked = 0
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None):
            side = "right" if isinstance(cell.value, int | float) else "left"
            assert sheet.cell(1, cell.column).alignment.horizontal == cell.alignment.horizontal == side, cell
            checked += 1
    assert checked > 50


def test_a_sheet_of_a_workbook_is_an_aba(book: Workbook) -> None:
    assert "Aba" in [cell.value for cell in book["Arquivos"][1]]


def test_every_sheet_prints_one_landscape_page_wide_and_no_text_beyond_it(book: Workbook) -> None:
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        last = sheet.cell(sheet.max_row, sheet.max_column).coordinate
        assert str(sheet.print_area).replace("$", "").endswith(f"A1:{last}")
