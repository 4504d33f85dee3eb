"""cluster_summary.xlsx: every number reads at once, on the screen and on paper."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from meraki.columns import Column
from meraki.reports import cluster_summary
from meraki.reports.cluster_summary import DECIMAL, FINE, INTEGER, PERCENT, SEGMENT_SHARES, number_formats
from meraki.reports.outputs import load
from tests.sample_outputs import write_sample

PLACES = {INTEGER: ",.0f", DECIMAL: ",.2f", FINE: ".4f", PERCENT: ".1%"}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    directory = tmp_path_factory.mktemp("resumo")
    write_sample(directory, customers=120, clusters=3)
    found = load(directory)
    assert found.base is not None
    assert found.clusters is not None
    assert found.decision is not None
    assert found.profile is not None
    assert found.personas is not None
    profile = found.profile.assign(**{Column.MEAN: found.profile[Column.MEAN] + 987_654_321.25})
    tables = cluster_summary.tables(found.base, found.clusters, found.decision, profile, found.personas)
    cluster_summary.write(directory / "c.xlsx", tables, "2025-03-25")
    return openpyxl.load_workbook(directory / "c.xlsx")


def test_whole_numbers_carry_no_mark_and_shares_are_per_cent() -> None:
    table = pd.DataFrame({Column.CLUSTER: [1, 2], Column.CUSTOMERS: [2551, 3], Column.PENETRATION: [0.24, 0.76],
                          Column.SILHOUETTE: [0.057, 0.1], Column.INERTIA: [59199.442, 3]})  # fmt: skip
    found = {name: set(number_formats("tamanhos", table, name)) for name in table}
    assert list(found.values()) == [{INTEGER}, {INTEGER}, {PERCENT}, {FINE}, {DECIMAL}]


def test_a_profile_is_per_cent_where_its_row_is_a_share() -> None:
    table = pd.DataFrame({Column.PROFILE_COLUMN: [Column.PROMOTERS, Column.MRR], Column.MEAN: [0.48, 799.5]})
    assert number_formats("perfil", table, Column.MEAN) == [PERCENT, DECIMAL]


def test_segment_shares_are_per_cent_but_not_their_cluster() -> None:
    table = pd.DataFrame({Column.CLUSTER: [1], "SERVICOS": [0.3]})
    assert number_formats(SEGMENT_SHARES, table, "SERVICOS") == [PERCENT]
    assert number_formats(SEGMENT_SHARES, table, Column.CLUSTER) == [INTEGER]


def test_no_number_is_wider_than_its_column(book: Workbook) -> None:
    checked = 0
    for sheet in book:
        widths = {get_column_letter(place): column.width for column in sheet.column_dimensions.values()
                  for place in range(column.min, column.max + 1)}  # fmt: skip
        for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row):
            if isinstance(cell.value, int | float):
                assert len(format(cell.value, PLACES[cell.number_format])) < widths[cell.column_letter], cell
                checked += 1
    assert checked > 100


def test_a_sheet_too_wide_to_read_on_one_page_takes_several(book: Workbook) -> None:
    fitted = {sheet.title: bool(sheet.sheet_properties.pageSetUpPr.fitToPage) for sheet in book}
    assert fitted["tamanhos"]
    assert not fitted["metricas_medias"]
    assert book["metricas_medias"].print_title_cols == "$A:$A"
    assert {sheet.page_setup.orientation for sheet in book} == {"landscape"}
