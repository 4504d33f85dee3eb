"""Attributes: the value of most lines; a band that says nothing is no band."""

from meraki.cleaning.customers import attributes
from meraki.columns import NO_REVENUE_BAND
from meraki.reading.contracts import CUSTOMERS
from tests.cleaning.literal_tables import by_key, typed

F1, F2 = "Faixa 01 - De 4,5 M ate 7,5 M", "Faixa 02 - De 7,5 M ate 15 M"


def _attributes(*rows: dict) -> dict:
    return by_key(attributes(typed(CUSTOMERS, *({"CD_CLIENTE": "T1", **row} for row in rows))))


def test_the_value_of_most_lines_wins_whatever_their_order():
    rows = [{"CIDADE": "SAO PAULO"}, {"CIDADE": "RECIFE"}, {"CIDADE": "RECIFE"}, {"CIDADE": None}]
    assert _attributes(*rows)["T1"]["CIDADE"] == "RECIFE"
    assert _attributes(*reversed(rows))["T1"]["CIDADE"] == "RECIFE"


def test_nulls_never_win_and_ties_go_to_the_first_in_alphabetical_order():
    found = _attributes({"UF": None}, {"UF": None}, {"UF": "SP"}, {"UF": "PR"})
    assert found["T1"]["UF"] == "PR"


def test_lines_that_differ_elsewhere_still_vote_together():
    found = _attributes({"UF": "SP", "CIDADE": "A"}, {"UF": "SP", "CIDADE": "B"}, {"UF": "PR", "CIDADE": "C"})
    assert found["T1"]["UF"] == "SP"


def test_uninformed_bands_do_not_vote_and_ties_go_to_the_higher_band():
    rows = [{"FAT_FAIXA": NO_REVENUE_BAND}] * 5 + [{"FAT_FAIXA": F1}, {"FAT_FAIXA": F2}]
    assert _attributes(*rows)["T1"]["FAT_FAIXA"] == F2


def test_a_customer_with_only_uninformed_bands_has_none():
    for spelling in (NO_REVENUE_BAND, "SEM INFORMAÇÕES DE FATURAMENTO", "Sem Informacoes de Faturamento"):
        found = _attributes({"FAT_FAIXA": spelling, "UF": "SP"})
        assert found["T1"]["FAT_FAIXA"] is None
        assert found["T1"]["UF"] == "SP"
