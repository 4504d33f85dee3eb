"""Tables of one row per customer: contradictions are settled by a rule, not by row order."""

from meraki.cleaning.sales import hires, mrr, since
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


def test_hires_keep_count_and_value():
    rows = [{"CD_CLIENTE": "T1", "QTD_CONTRATACOES_12M": 2.0, "VLR_CONTRATACOES_12M": 10.0}, {"CD_CLIENTE": None}]
    found = by_key(hires(typed(HIRES, *rows)))
    assert (found["T1"]["QTD_CONTRATACOES_12M"], found["T1"]["VLR_CONTRATACOES_12M"]) == (2.0, 10.0)
    assert found[None]["LINHAS"] == 1
