"""Proposals: an item counts once, a proposal counts once, and nothing is added twice."""

import pytest

from meraki.cleaning.proposals import REPEATED, by_customer, sound
from meraki.reading.contracts import PROPOSALS
from tests.cleaning.literal_tables import by_key, day, typed


def _item(proposal: str | None, item: str | None, code: str | None, value: float | None = 1.0, **more) -> dict:
    names = ("NR_PROPOSTA", "ITEM_PROPOSTA", "CD_PROD", "VL_TOTAL")
    return {"CD_CLIENTE": "T1", **dict(zip(names, (proposal, item, code, value), strict=True)), **more}


def _customer(*rows: dict) -> dict:
    return by_key(by_customer(typed(PROPOSALS, *rows)))["T1"]


def test_items_of_one_proposal_count_as_one_proposal():
    row = _customer(_item("P1", "01", "A", 10.25), _item("P1", "02", "B", 0.5), _item("P2", "01", "A", 2.0))
    assert (row["QTD_PROPOSTAS"], row["VL_PROPOSTAS"], row["QTD_PRODUTOS_PROPOSTOS"]) == (2, 12.75, 2)


def test_the_same_item_on_two_rows_is_counted_as_repeated_and_added_once():
    row = _customer(_item("P1", "01", "A", 10.0), _item("P1", "01", "A", 10.0))
    assert (row["VL_PROPOSTAS"], row[REPEATED]) == (10.0, 1)


def test_rows_without_a_complete_item_key_are_never_taken_for_repeated():
    row = _customer(_item("P1", None, "A", 10.0), _item("P1", None, "A", 10.0), _item(None, None, None, None))
    assert (row["VL_PROPOSTAS"], row[REPEATED], row["QTD_PROPOSTAS"]) == (20.0, 0, 1)


def test_discount_is_the_mean_of_the_informed_items_as_a_share():
    rows = [_item("P1", str(item), "A", VL_PCT_DESCONTO=value) for item, value in enumerate((0.0, 30.5, None))]
    assert _customer(*rows)["PC_DESCONTO_MEDIO"] == pytest.approx(0.1525)
    assert _customer(_item("P1", "01", "A"))["PC_DESCONTO_MEDIO"] is None


def test_discount_outside_0_to_100_is_an_invalid_cell():
    frame = typed(PROPOSALS, *(_item("P1", "1", "A", VL_PCT_DESCONTO=value) for value in (0.0, 100.0, 100.5, -1.0)))
    found = sound(frame).collect().to_native()
    assert found["VL_PCT_DESCONTO__invalido"].to_list() == [False, False, True, True]
    assert found["VL_PCT_DESCONTO"].null_count() == 2


def test_an_impossible_value_is_an_invalid_cell():
    found = sound(typed(PROPOSALS, _item("P1", "1", "A", 1e15), _item("P1", "2", "A", 3.0))).collect().to_native()
    assert found["VL_TOTAL"].to_list() == [None, 3.0]
    assert found["VL_TOTAL__invalido"].to_list() == [True, False]


def test_the_last_proposal_is_the_latest_upload():
    rows = [_item("P1", "1", "A", DT_UPLOAD=day("2024-05-01")), _item("P1", "1", "A", DT_UPLOAD=day("2025-01-31"))]
    assert _customer(*rows)["DT_ULTIMA_PROPOSTA"] == day("2025-01-31")
