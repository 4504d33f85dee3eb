"""The files for a CRM and for Excel in Brazil."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from meraki.columns import Column
from meraki.reports import crm
from meraki.reports.outputs import Outputs, load
from tests.sample_outputs import write_sample


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("crm")
    write_sample(directory, customers=60, clusters=3)
    return directory


def test_a_row_per_recommendation_keyed_by_its_stable_id(folder: Path) -> None:
    outputs = load(folder)
    crm.write(folder / "crm.csv", outputs)
    table = pd.read_csv(folder / "crm.csv")
    assert outputs.recommendations is not None
    assert table[Column.RECOMMENDATION_ID].is_unique
    assert set(table[Column.RECOMMENDATION_ID]) == set(outputs.recommendations[Column.RECOMMENDATION_ID])
    assert table.columns[0] == Column.RECOMMENDATION_ID
    merged = table.merge(outputs.recommendations, on=Column.RECOMMENDATION_ID, suffixes=("", "_antes"))
    assert (merged[Column.EXPECTED_VALUE] == merged[Column.EXPECTED_VALUE + "_antes"]).all()


def test_flags_and_counts_are_whole_even_where_some_customers_lack_them(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=60, clusters=3)
    outputs = load(tmp_path)
    assert outputs.base is not None
    crm.write(tmp_path / "crm.csv", replace(outputs, base=outputs.base.iloc[5:]))
    flags = pd.read_csv(tmp_path / "crm.csv", dtype=str)[Column.TARGET_AUDIENCE]
    assert set(flags.dropna()) <= {"0", "1"}


def test_the_best_opportunity_comes_first(folder: Path) -> None:
    values = pd.concat(crm.records(load(folder)))[Column.EXPECTED_VALUE].dropna()
    assert values.is_monotonic_decreasing


def test_excel_in_brazil_opens_the_csv_right(folder: Path) -> None:
    path, outputs = folder / "excel.csv", load(folder)
    crm.write_excel(path, outputs)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == raw.count(b"\n")
    header, *rows = csv.reader(raw.decode("utf-8-sig").splitlines(), delimiter=";")
    first = dict(zip(header, rows[0], strict=True))
    records = pd.concat(crm.records(outputs))
    best = records.iloc[0]
    assert first["Valor esperado"] == f"{best[Column.EXPECTED_VALUE]:.2f}".replace(".", ",")
    assert first["Chance"] == f"{best[Column.SCORE]:.4f}".replace(".", ",")
    assert first["Data de referência"] == "25/03/2025"
    assert len(rows) == len(records)


def test_without_recommendations_the_files_have_their_header_alone(tmp_path: Path) -> None:
    crm.write(tmp_path / "crm.csv", Outputs(tmp_path))
    crm.write_excel(tmp_path / "excel.csv", Outputs(tmp_path))
    assert (tmp_path / "crm.csv").read_text(encoding="utf-8").count("\n") == 1
    assert (tmp_path / "excel.csv").read_text(encoding="utf-8-sig").count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ('"=1', "'\"=1"),
        ("\t=1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        ("00123", "'00123"),
        ("12E34", "'12E34"),
        ("Folha = RH", "Folha = RH"),
        ("a\nb", "a b"),
        ("T00123", "T00123"),
    ],
)
def test_what_a_spreadsheet_would_compute_or_mangle_stays_text(text: str, said: str) -> None:
    assert crm.neutral(text) == said
