"""The rules of meraki/base.py."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from meraki.base import assemble, unknown_columns
from meraki.columns import Column

TODAY = date(2025, 3, 25)


def _base(columns: dict[str, list[Any]]) -> pl.DataFrame:
    """The base of customers of the segment Varejo who own one product, but for what ``columns`` say."""
    rows = len(next(iter(columns.values())))
    usual = {Column.CUSTOMER: [f"T{row}" for row in range(rows)], Column.SEGMENT: ["VAREJO"] * rows}
    return assemble(pl.DataFrame(usual | {Column.PRODUCTS: [1] * rows} | columns), {}, TODAY, ["Varejo"])


@pytest.mark.parametrize(
    ("table", "source", "unknown"),
    [
        ("dados_clientes", "VL_TOTAL_CONTRATO", Column.CONTRACT_VALUE),
        ("dados_clientes", "MARCA_TOTVS", Column.BRANDS),
        ("historico", "VL_TOTAL", Column.PROPOSALS_VALUE),
        ("tickets", "PRIORIDADE_TICKET", Column.URGENT_TICKETS),
        ("telemetria", "referencedatestart", Column.ACTIVE_DAYS),
        ("telemetria", "statuslicenca", Column.DENIED_SHARE),
    ],
)
def test_a_count_or_sum_is_unknown_without_the_column_it_rests_on(table: str, source: str, unknown: str) -> None:
    assert unknown_columns({table: [source]}) == [unknown]
    assert unknown_columns({table: []}) == []


@pytest.mark.parametrize(
    ("day", "days"),
    [
        (Column.LAST_CONTRACT, Column.DAYS_SINCE_CONTRACT),
        (Column.NPS_LAST_DATE, Column.DAYS_SINCE_NPS),
        (Column.LAST_TICKET, Column.DAYS_SINCE_TICKET),
    ],
)
def test_what_happened_after_the_reference_was_zero_days_ago(day: str, days: str) -> None:
    base = _base({day: [TODAY - timedelta(days=3), TODAY, TODAY + timedelta(days=3), None]})
    assert base[days].to_list() == [3, 0, 0, None]


def test_the_target_audience_is_of_the_segments_and_owns_a_product() -> None:
    base = _base({Column.SEGMENT: ["VAREJO", "Varejo", "SAUDE", None], Column.PRODUCTS: [2, 0, 2, 2]})
    assert base[Column.TARGET_AUDIENCE].to_list() == [1, 0, 0, 0]


@pytest.mark.parametrize("name", [Column.HIRES, Column.NPS_LAST])
@pytest.mark.parametrize(("values", "kind"), [([2.0, 9.0, None], pl.Int64), ([2.0, 9.5, None], pl.Float64)])
def test_whole_numbers_that_came_as_decimals_are_whole_in_the_base_and_no_other_is_cut(
    name: str, values: list[float | None], kind: type[pl.DataType]
) -> None:
    base = _base({name: values})
    assert (base.schema[name], base[name].to_list()) == (kind, values)
