"""Satisfaction: every answer of every survey counts once."""

import pytest

from meraki.cleaning.nps import by_customer, dated_by_ticket, sound, undated, without_ticket
from meraki.reading.contracts import NPS_ACQUISITION, NPS_RELATIONAL, NPS_SUPPORT, TICKETS
from tests.cleaning.literal_tables import by_key, day, typed


def _answers(contract, *pairs) -> object:
    rows = [{"CD_CLIENTE": "T1", "NOTA_NPS": note, "DT_RESPOSTA": on} for note, on in pairs]
    return sound(typed(contract, *rows))


def test_answers_of_all_surveys_are_one_list_without_removing_equal_ones():
    surveys = [
        _answers(NPS_RELATIONAL, (10.0, None), (10.0, None)),
        _answers(NPS_ACQUISITION, (7.0, None), (6.0, None)),
    ]
    row = by_key(by_customer(surveys))["T1"]
    assert row["QTD_RESPOSTAS_NPS"] == 4
    assert row["NPS_MEDIO"] == 33 / 4
    assert (row["PC_PROMOTORES"], row["PC_DETRATORES"]) == (0.5, 0.25)


def test_promoters_answer_9_or_10_and_detractors_at_most_6():
    answers = [_answers(NPS_RELATIONAL, *((note, None) for note in (9.0, 8.0, 7.0, 7.0, 6.0, 0.0, 0.0, 0.0)))]
    row = by_key(by_customer(answers))["T1"]
    assert (row["PC_PROMOTORES"], row["PC_DETRATORES"]) == (1 / 8, 4 / 8)


def test_last_answer_is_of_the_latest_day_and_the_lowest_of_that_day():
    pairs = [(10.0, day("2025-01-02")), (3.0, day("2025-01-02")), (1.0, day("2024-01-01")), (0.0, None)]
    row = by_key(by_customer([_answers(NPS_RELATIONAL, *pairs)]))["T1"]
    assert (row["NPS_ULTIMO"], row["DT_ULTIMA_RESPOSTA_NPS"]) == (3.0, day("2025-01-02"))


def test_undated_answers_count_but_are_never_the_last():
    row = by_key(by_customer([_answers(NPS_RELATIONAL, (9.0, None))]))["T1"]
    assert (row["QTD_RESPOSTAS_NPS"], row["NPS_ULTIMO"], row["DT_ULTIMA_RESPOSTA_NPS"]) == (1, None, None)


@pytest.mark.parametrize("note", [11.0, -1.0, 999.0])
def test_answers_outside_0_to_10_are_invalid_cells(note):
    frame = _answers(NPS_RELATIONAL, (note, None), (10.0, None), (0.0, None))
    assert frame.collect().to_native()["NOTA_NPS__invalido"].to_list() == [True, False, False]
    assert by_key(by_customer([frame]))["T1"]["QTD_RESPOSTAS_NPS"] == 2


def test_support_answers_take_the_date_of_their_ticket_and_are_not_multiplied():
    tickets = typed(
        TICKETS,
        {"BK_TICKET": "1", "DT_ATUALIZACAO": day("2025-01-01")},
        {"BK_TICKET": "1", "DT_ATUALIZACAO": day("2025-02-01")},
        {"BK_TICKET": None, "DT_ATUALIZACAO": day("2025-03-01")},
    )
    rows = [{"CD_CLIENTE": "T1", "TICKET": ticket, "NOTA_NPS": 8.0} for ticket in ("1", "2", None)]
    found = dated_by_ticket(typed(NPS_SUPPORT, *rows), tickets).collect().to_native()
    assert sorted(found["DT_RESPOSTA"].to_list(), key=str) == [day("2025-02-01"), None, None]


def test_support_answers_whose_ticket_is_nowhere_are_counted():
    tickets = typed(TICKETS, {"BK_TICKET": "1"}, {"BK_TICKET": "1"}, {"BK_TICKET": None})
    support = typed(NPS_SUPPORT, *({"TICKET": ticket} for ticket in ("1", "2", "2", None)))
    assert without_ticket(support, tickets).collect()["LINHAS"].to_list() == [2]


def test_support_answers_without_tickets_have_no_date():
    frame = undated(typed(NPS_SUPPORT, {"CD_CLIENTE": "T1", "NOTA_NPS": 8.0}))
    assert by_key(by_customer([frame]))["T1"]["QTD_RESPOSTAS_NPS"] == 1
