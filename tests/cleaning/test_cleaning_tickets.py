"""Tickets: either language, each ticket once, days from creation to last update."""

import pytest

from meraki.cleaning.tickets import REPEATED, UNKNOWN_STATUS, by_customer, sound
from meraki.reading.contracts import TICKETS
from tests.cleaning.literal_tables import by_key, day, typed


def _ticket(number: str | None, status: str | None = "closed", **more) -> dict:
    return {"CD_CLIENTE": "T1", "BK_TICKET": number, "STATUS_TICKET": status, **more}


def _customer(*rows: dict) -> dict:
    return by_key(by_customer(typed(TICKETS, *rows)))["T1"]


@pytest.mark.parametrize(
    "status",
    ["new", "Open", "PENDING", "hold", "Aberto", "ABERTO", "Pendente", "Em espera", "Em Espera", "novo", "On Hold"],
)
def test_open_statuses_of_either_language(status):
    row = _customer(_ticket("1", status))
    assert (row["QTD_CHAMADOS_ABERTOS"], row[UNKNOWN_STATUS]) == (1, 0)


@pytest.mark.parametrize(
    "status", ["in progress", "waiting", "Em andamento", "EM ATENDIMENTO", "Aguardando", "Suspenso", "reaberto"]
)
def test_a_ticket_that_somebody_works_on_or_waits_with_is_open(status):
    row = _customer(_ticket("1", status))
    assert (row["QTD_CHAMADOS_ABERTOS"], row[UNKNOWN_STATUS]) == (1, 0)


@pytest.mark.parametrize("status", ["closed", "solved", "Fechado", "RESOLVIDO", "Encerrado", None])
def test_closed_statuses_of_either_language(status):
    row = _customer(_ticket("1", status))
    assert (row["QTD_CHAMADOS"], row["QTD_CHAMADOS_ABERTOS"], row[UNKNOWN_STATUS]) == (1, 0, 0)


def test_a_status_nobody_knows_is_counted():
    assert _customer(_ticket("1", "ouvert"))[UNKNOWN_STATUS] == 1


@pytest.mark.parametrize("priority", ["urgent", "Urgente", "URGENTE"])
def test_urgent_in_either_language(priority):
    row = _customer(_ticket("1", PRIORIDADE_TICKET=priority), _ticket("2", PRIORIDADE_TICKET="alta"))
    assert row["QTD_CHAMADOS_URGENTES"] == 1


def test_a_ticket_on_two_rows_is_one_and_its_latest_row_tells_its_status():
    opened = _ticket("1", "open", DT_CRIACAO=day("2025-01-01"), DT_ATUALIZACAO=day("2025-01-02"))
    closed = _ticket("1", "closed", DT_CRIACAO=day("2025-01-01"), DT_ATUALIZACAO=day("2025-01-11"))
    row = _customer(opened, closed)
    assert (row["QTD_CHAMADOS"], row["QTD_CHAMADOS_ABERTOS"], row[REPEATED]) == (1, 0, 1)
    assert row["DIAS_MEDIOS_CHAMADO"] == 10.0


def test_a_ticket_open_and_closed_on_one_day_is_closed():
    rows = [_ticket("1", status, DT_ATUALIZACAO=day("2025-01-02")) for status in ("open", "closed")]
    assert _customer(*rows)["QTD_CHAMADOS_ABERTOS"] == 0


def test_mean_days_are_over_tickets_with_both_dates():
    rows = [
        _ticket("1", DT_CRIACAO=day("2024-02-28"), DT_ATUALIZACAO=day("2024-03-01")),
        _ticket("2", DT_CRIACAO=day("2025-01-01"), DT_ATUALIZACAO=day("2025-01-02")),
        _ticket("3", DT_CRIACAO=day("2025-03-01")),
    ]
    row = _customer(*rows)
    assert (row["DIAS_MEDIOS_CHAMADO"], row["DT_ULTIMO_CHAMADO"]) == (1.5, day("2025-03-01"))
    assert _customer(_ticket("1"))["DIAS_MEDIOS_CHAMADO"] is None


def test_an_update_before_the_creation_is_null_and_counted():
    pairs = [("2025-01-02", "2025-01-01"), ("2025-01-02", "2025-01-02"), (None, "2025-01-01"), ("2025-01-02", None)]
    dates = [tuple(value and day(value) for value in pair) for pair in pairs]
    frame = sound(typed(TICKETS, *(_ticket("1", DT_CRIACAO=made, DT_ATUALIZACAO=last) for made, last in dates)))
    found = frame.collect().to_native()
    assert found["DT_ATUALIZACAO__invalido"].to_list() == [True, False, False, False]
    assert found["DT_ATUALIZACAO"].to_list() == [None, *(last for _, last in dates[1:])]
    assert found["DT_CRIACAO"].to_list() == [made for made, _ in dates]


def test_days_of_a_ticket_are_never_negative():
    made, updated = _ticket("1", DT_CRIACAO=day("2025-01-02")), _ticket("1", DT_ATUALIZACAO=day("2025-01-01"))
    good = _ticket("2", DT_CRIACAO=day("2025-01-01"), DT_ATUALIZACAO=day("2025-01-03"))
    assert _customer(made, updated, good)["DIAS_MEDIOS_CHAMADO"] == 2.0


def test_a_ticket_updated_on_the_day_of_its_creation_took_no_days():
    rows = [_ticket(number, DT_CRIACAO=day("2025-01-01"), DT_ATUALIZACAO=day(f"2025-01-0{number}")) for number in "13"]
    assert _customer(*rows)["DIAS_MEDIOS_CHAMADO"] == 1.0


def test_rows_without_ticket_id_are_neither_urgent_nor_in_the_mean_of_days():
    dates = {"DT_CRIACAO": day("2025-01-01"), "DT_ATUALIZACAO": day("2025-01-31")}
    row = _customer(_ticket(None, PRIORIDADE_TICKET="urgent", **dates), _ticket("1", **dates))
    assert (row["QTD_CHAMADOS_URGENTES"], row["DIAS_MEDIOS_CHAMADO"]) == (0, 30.0)


def test_rows_without_ticket_id_are_no_ticket():
    row = _customer(_ticket(None, "open"), _ticket(None, "open"), _ticket("1"))
    assert (row["QTD_CHAMADOS"], row["QTD_CHAMADOS_ABERTOS"], row[REPEATED]) == (1, 0, 0)
