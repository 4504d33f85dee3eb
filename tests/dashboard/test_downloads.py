"""The files that a person takes from the dashboard say what the screen says."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pandas as pd

from meraki.columns import Column
from meraki.dashboard import downloads

TAKEN = pd.DataFrame(
    {
        Column.CUSTOMER: ["T00001", "=1+1", "T00003"],
        Column.TARGET_AUDIENCE: [1.0, 0.0, None],
        Column.SCORE: [0.5, 0.25, 0.125],
    }
)


def opened(frame: pd.DataFrame) -> Any:
    """The only sheet of the workbook of ``frame``."""
    return openpyxl.load_workbook(io.BytesIO(downloads.workbook(frame, "Oportunidades"))).active


def test_a_flag_is_yes_or_no_in_the_workbook() -> None:
    assert list(opened(TAKEN).iter_rows(values_only=True))[1:] == [
        ("T00001", "Sim", 0.5),
        ("=1+1", "Não", 0.25),
        ("T00003", None, 0.125),
    ]


def test_a_flag_is_yes_or_no_in_the_csv() -> None:
    lines = downloads.excel_csv(TAKEN).decode("utf-8-sig").splitlines()
    assert lines == ["Cliente;Público-alvo;Chance", "T00001;Sim;0,5", "'=1+1;Não;0,25", "T00003;;0,125"]


def test_a_segment_is_called_by_its_name() -> None:
    segments = pd.DataFrame({Column.SEGMENT: ["SERVICOS", None, "=1+1"]})
    assert downloads.excel_csv(segments).decode("utf-8-sig").splitlines() == ["Segmento", "Serviços", '""', "'=1+1"]


def test_a_code_with_leading_zeros_stays_itself_in_the_csv() -> None:
    codes = pd.DataFrame({Column.CUSTOMER: ["00123", "12E34", "T1"]})
    assert downloads.excel_csv(codes).decode("utf-8-sig").splitlines() == ["Cliente", "'00123", "'12E34", "T1"]


def test_the_workbook_prints_whole_with_its_titles_on_every_page() -> None:
    page = opened(TAKEN)
    assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage  # one page wide, where nothing else is said
    assert (page.print_title_rows, page.freeze_panes) == ("$1:$1", "B2")


def test_columns_are_as_wide_as_what_they_hold_and_sentences_go_on_below() -> None:
    long = pd.DataFrame({Column.PRODUCT: ["P" * 30], Column.REASON: ["motivo " * 40], Column.PERSONA: ["x " * 30]})
    page = opened(long)
    assert page.column_dimensions["A"].width > 30
    assert [page[cell].alignment.wrap_text for cell in ("B2", "C2")] == [True, True]
    assert [page.row_dimensions[row].height for row in (1, 2)] == [30, 15 * 6]  # 280 letters in lines of some 53
