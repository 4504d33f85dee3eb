"""The rules of meraki/reports/opportunities.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from meraki.columns import UNITS, Column
from meraki.reports.opportunities import held, ranked
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
