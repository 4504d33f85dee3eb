"""The files that a person takes from the dashboard say what the screen says."""

from __future__ import annotations

import io

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


def test_a_flag_is_yes_or_no_in_the_workbook() -> None:
    page = openpyxl.load_workbook(io.BytesIO(downloads.workbook(TAKEN, "Oportunidades"))).active
    assert page is not None
    assert list(page.iter_rows(values_only=True))[1:] == [
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
