"""Tables of one row per customer: contradictions are settled by a rule, not by row order."""

import pytest

from meraki.cleaning.sales import hires, mrr, since, sound_hires, sound_mrr
from meraki.reading.contracts import HIRES, MRR, SINCE
from tests.cleaning.literal_tables import BAD, by_key, day, typed


def test_the_earliest_date_stands():
    rows = [{"CD_CLIENTE": "T1", "CLIENTE_DESDE": value} for value in (day("2012-01-01"), day("2001-01-01"), BAD)]
    row = by_key(since(typed(SINCE, *rows)))["T1"]
    assert (row["CLIENTE_DESDE"], row["LINHAS"], row["CLIENTE_DESDE__invalido"]) == (day("2001-01-01"), 3, 1)


def test_the_larger_of_contradicting_values_stands_in_any_order():
    rows = [{"CD_CLIENTE": "T1", "MRR_12M": value} for value in (10.0, 250.5)]
    assert by_key(mrr(typed(MRR, *rows)))["T1"]["MRR_12M"] == 250.5
    assert by_key(mrr(typed(MRR, *reversed(rows))))["T1"]["MRR_12M"] == 250.5


def test_the_larger_count_and_the_larger_value_of_contradicting_hires_stand():
    pairs = [(2.0, 30.0), (5.0, 10.0)]
    rows = [
        {"CD_CLIENTE": "T1", "QTD_CONTRATACOES_12M": count, "VLR_CONTRATACOES_12M": value} for count, value in pairs
    ]
    row = by_key(hires(typed(HIRES, *rows)))["T1"]
    assert (row["QTD_CONTRATACOES_12M"], row["VLR_CONTRATACOES_12M"]) == (5.0, 30.0)


@pytest.mark.parametrize(
    ("sound", "contract", "column"),
    [
        (sound_hires, HIRES, "QTD_CONTRATACOES_12M"),
        (sound_hires, HIRES, "VLR_CONTRATACOES_12M"),
        (sound_mrr, MRR, "MRR_12M"),
    ],
)
def test_an_impossible_amount_is_an_invalid_cell(sound, contract, column):
    found = sound(typed(contract, {column: 1e15}, {column: -5.0})).collect().to_native()
    assert found[column].to_list() == [None, -5.0]
    assert found[f"{column}__invalido"].to_list() == [True, False]


def test_hires_keep_count_and_value():
    rows = [{"CD_CLIENTE": "T1", "QTD_CONTRATACOES_12M": 2.0, "VLR_CONTRATACOES_12M": 10.0}, {"CD_CLIENTE": None}]
    found = by_key(hires(typed(HIRES, *rows)))
    assert (found["T1"]["QTD_CONTRATACOES_12M"], found["T1"]["VLR_CONTRATACOES_12M"]) == (2.0, 10.0)
    assert found[None]["LINHAS"] == 1
