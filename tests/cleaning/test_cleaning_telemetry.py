"""Usage: equal rows are real events, the median is exact, every event is in the denominator."""

import narwhals as nw
import pytest

from meraki.cleaning.telemetry import durations, events, places, typical_duration, usage
from meraki.reading.contracts import TELEMETRY
from tests.cleaning.literal_tables import BAD, by_key, day, typed


def _event(**more) -> dict:
    return {"CD_CLIENTE": "T1", "moduloid": "1", "productlineid": "2", **more}


def _usage(*rows: dict) -> dict:
    """By key, of a log whose every other row came in a part of its own."""
    parts = [typed(TELEMETRY, *rows[start::2]) for start in (0, 1)]
    return by_key(usage(*(nw.concat([step(part) for part in parts]) for step in (events, places))))


def test_equal_events_are_all_counted():
    row = _usage(*[_event(eventduration=5.0)] * 3)["T1"]
    assert (row["QTD_EVENTOS"], row["QTD_MODULOS"], row["QTD_LINHAS_PRODUTO"], row["LINHAS"]) == (3, 1, 1, 3)


def test_a_code_is_the_same_padded_or_with_decimals():
    codes = ["8", "08", "0008", "8.0", "08.0", "80", "0", "00", "08A", "8A"]
    row = _usage(*(_event(moduloid=code, productlineid=code) for code in codes))["T1"]
    assert (row["QTD_MODULOS"], row["QTD_LINHAS_PRODUTO"]) == (5, 5)


def test_a_code_is_the_same_with_marks_of_thousands():
    codes = ["1234", "01234", "1.234", "1,234.00", "1.234,0", "1.23", "1.234.5"]
    row = _usage(*(_event(moduloid=code, productlineid=code) for code in codes))["T1"]
    assert (row["QTD_MODULOS"], row["QTD_LINHAS_PRODUTO"]) == (3, 3)


def test_denied_share_is_over_all_events():
    statuses = ["Negado", "Conectado", None, "NEGADO"]
    row = _usage(*(_event(statuslicenca=status) for status in statuses))["T1"]
    assert row["PC_LICENCA_NEGADA"] == 0.5


@pytest.mark.parametrize("status", ["Negado", "NEGADA", "denied"])
def test_denied_in_either_language(status):
    row = _usage(_event(statuslicenca=status), _event(statuslicenca="Conectado"))["T1"]
    assert row["PC_LICENCA_NEGADA"] == 0.5


def test_active_days_are_distinct_dates():
    days = [day("2025-03-17"), day("2025-03-17"), day("2025-03-18"), None, BAD]
    row = _usage(*(_event(referencedatestart=value) for value in days))["T1"]
    assert (row["DIAS_ATIVOS"], row["referencedatestart__invalido"]) == (2, 1)


def test_median_is_exact_and_of_all_recorded_durations():
    values = [1.0, -8e5, 1.2e11, 200.0, None]
    found = by_key(typical_duration(durations(typed(TELEMETRY, *(_event(eventduration=value) for value in values)))))
    assert found["T1"]["DURACAO_MEDIANA_EVENTO"] == 100.5


def test_null_key_keeps_its_rows():
    assert _usage({"moduloid": "1"}, _event())[None]["LINHAS"] == 1


def test_nulls_of_every_column_are_counted_by_events():
    row = _usage(*[_event(statuslicenca="Negado")] * 2, {"CD_CLIENTE": "T1", "referencedatestart": day("2025-03-17")})[
        "T1"
    ]
    columns = ("eventduration", "moduloid", "productlineid", "referencedatestart", "statuslicenca")
    assert [row[f"{name}__nulos"] for name in columns] == [3, 1, 1, 2, 1]
