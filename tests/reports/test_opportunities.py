"""The rules of meraki/reports/opportunities.py."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import numpy as np
import pandas as pd
import pytest

from meraki.columns import UNITS, Column
from meraki.reports.opportunities import _once, held, places, ranked
from meraki.reports.outputs import Outputs, load
from meraki.reports.sheets.white_space_page import matrix
from tests.sample_outputs import write_sample


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    folder: Path = tmp_path_factory.mktemp("oportunidades")
    write_sample(folder, customers=60, clusters=2)
    return load(folder)


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_held_is_named_as_what_is_recommended(outputs: Outputs, unit: str) -> None:
    found = held(Outputs(**{**vars(outputs), "changes_summary": {"unidade": unit}}))
    assert found is not None
    assert outputs.products is not None
    active = outputs.products[outputs.products[Column.ACTIVE] == 1]
    told = active[[Column.CUSTOMER, UNITS[unit]]].drop_duplicates()
    assert sorted(found.itertuples(index=False, name=None)) == sorted(told.itertuples(index=False, name=None))


def test_the_white_space_of_brands_shows_owned_and_recommended_brands_in_one_column(outputs: Outputs) -> None:
    deals, products = ranked(outputs), outputs.products
    assert deals is not None
    assert products is not None
    brands = products[Column.BRAND].unique()
    advised = deals.assign(**{Column.PRODUCT: brands[: len(deals)][0]})
    space = matrix(Outputs(**{**vars(outputs), "changes_summary": {"unidade": "marca"}}), advised, 60)
    assert space is not None
    assert set(space.products) == set(brands)
    assert space.owned.any(axis=0).all()


def test_a_customer_of_unknown_value_is_last_in_the_white_space_and_not_worth_zero(outputs: Outputs) -> None:
    deals = ranked(outputs)
    assert deals is not None
    first = deals[Column.CUSTOMER].iloc[0]
    unknown = deals.assign(
        **{Column.EXPECTED_VALUE: deals[Column.EXPECTED_VALUE].where(deals[Column.CUSTOMER] != first)}
    )
    space = matrix(outputs, unknown, len(deals))
    assert space is not None
    last = space.customers.iloc[-1]
    assert last[Column.CUSTOMER] == first
    assert np.isnan(last[Column.EXPECTED_VALUE])


def test_two_files_written_side_by_side_share_one_sorting(outputs: Outputs) -> None:
    asked: list[Outputs] = []

    @_once
    def sorting(outputs: Outputs) -> pd.DataFrame:
        asked.append(outputs)
        sleep(0.05)
        return pd.DataFrame()

    with ThreadPoolExecutor(2) as files:
        first, second = files.map(sorting, [outputs, outputs])
    assert first is second
    assert len(asked) == 1


def test_the_place_of_a_customer_is_its_first_row_and_none_is_told() -> None:
    table = pd.DataFrame({Column.CUSTOMER: ["C", "A", "C", "B"]})
    asked = pd.DataFrame({Column.CUSTOMER: ["B", "Z", "C", "C", None]})
    np.testing.assert_array_equal(places(asked, table), [3, -1, 0, 0, -1])
