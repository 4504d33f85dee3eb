"""Numbers in the tables are never cut."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from meraki.columns import Column
from meraki.dashboard import tables
from meraki.reports import formats
from meraki.reports.approaches import CARE_REASON

PAGE = """
import pandas as pd
from meraki.dashboard import tables
tables.show(pd.DataFrame({{"QTD_CLIENTES": {values}}}))
"""


@pytest.mark.parametrize(
    ("values", "width"),
    [([1] * 10 + [30_804_197], 100), ([30_804_197] + [1] * 10, None), ([1, 30_804_197], None)],
    ids=["below-the-measured-rows", "among-them", "short-table"],
)
def test_long_number_far_below_gets_room(values: list[int], width: int | None) -> None:
    app = AppTest.from_string(PAGE.format(values=values), default_timeout=60).run()
    columns = json.loads(app.dataframe[0].proto.columns)
    assert columns[Column.CUSTOMERS].get("width") == width


def test_a_long_column_of_unknown_numbers_is_shown() -> None:
    app = AppTest.from_string(PAGE.format(values="[float('nan')] * 11"), default_timeout=60).run()
    assert not app.exception
    assert len(app.dataframe) == 1


@pytest.mark.parametrize("name", [Column.REASON, CARE_REASON])
def test_a_sentence_gets_room_for_all_its_letters_wherever_it_stands(name: str) -> None:
    page = f"""
import pandas as pd
from meraki.dashboard import tables
tables.show(pd.DataFrame({{"{name}": [None] * 20 + ["x" * 100]}}))
tables.show(pd.DataFrame({{"{name}": [None]}}))
"""
    app = AppTest.from_string(page, default_timeout=60).run()
    assert [json.loads(table.proto.columns)[name].get("width") for table in app.dataframe] == [720, None]


def test_a_segment_is_written_by_its_name() -> None:
    assert tables.written(Column.SEGMENT, "LOGISTICA") == "Logística"
    assert tables.written(Column.SEGMENT, None) == formats.NO_DATA


def test_a_title_longer_than_the_numbers_below_is_not_cut() -> None:
    page = f"""
import pandas as pd
from meraki.dashboard import tables
tables.show(pd.DataFrame({{"{Column.CUSTOMERS}": [1] * 10 + [10]}}), names={{"{Column.CUSTOMERS}": "Linhas deles"}})
"""
    columns = json.loads(AppTest.from_string(page, default_timeout=60).run().dataframe[0].proto.columns)
    assert columns[Column.CUSTOMERS]["width"] == 116
