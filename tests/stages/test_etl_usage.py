"""The digest of a usage log, made part by part, is that of its rows, however its parts are written."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain
from pathlib import Path
from random import Random
from statistics import median

import polars as pl
import pytest

from meraki.columns import Column
from meraki.reading import plain
from meraki.reading.contracts import TELEMETRY
from meraki.reading.read import read_tables
from meraki.sources.folder import list_files
from meraki.stages import etl_usage
from meraki.stages.etl_usage import Usage, UsageDigest

HEADER = "clienteid,eventduration,moduloid,productlineid,referencedatestart,slotid,statuslicenca,tcloud,clienteprime"
CUSTOMERS = "CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT00001;X;ATIVO\n"
FIRST = "T000100,1.5,1,1,2025-01-02,1,Conectado,,\n"
SECOND = "T000200,2,1,1,2025-01-03,1,Negado,,\n"


def _usage(tmp_path: Path, *parts: str) -> Usage:
    """The digest of a log with these parts: rows with commas, or a whole file."""
    folder, work = tmp_path / "dados", tmp_path / "trabalho"
    folder.mkdir()
    work.mkdir()
    (folder / "dados_clientes.csv").write_text(CUSTOMERS, encoding="utf-8")
    for number, rows in enumerate(parts, 1):
        text = rows if rows.startswith("clienteid") else f"{HEADER}\n{rows}"
        (folder / f"telemetria_{number}.csv").write_text(text, encoding="utf-8")
    with UsageDigest(work, "polars") as digest:
        reading = read_tables(list_files(folder), work, seen=digest.begin)
        return digest.usage(reading.tables[TELEMETRY.name])


def _by_key(usage: Usage, latest: date | None = None) -> dict[str, dict]:
    found = usage.by_customer(latest)
    whole = found.join(usage.typical_durations(found), on=Column.CUSTOMER, how="left")
    return {row[Column.CUSTOMER]: row for row in whole.iter_rows(named=True)}


def test_parts_digested_in_the_background_add_up(tmp_path: Path) -> None:
    found = _by_key(_usage(tmp_path, "t000101,1.5,1,1,2025-01-02,1,Conectado,,\n" + SECOND, SECOND + FIRST))
    assert {key: row[Column.EVENTS] for key, row in found.items()} == {"T0001": 2, "T0002": 2}
    assert {key: row[Column.EVENT_DURATION] for key, row in found.items()} == {"T0001": 1.5, "T0002": 2.0}
    assert {key: row[Column.DENIED_SHARE] for key, row in found.items()} == {"T0001": 0.0, "T0002": 1.0}


def _modules(usage: Usage) -> dict[str, int]:
    return {key: row[Column.MODULES] for key, row in _by_key(usage).items()}


def _event(module: str) -> str:
    return FIRST.replace("1.5,1,", f"1.5,{module},")


def test_codes_that_are_whole_numbers_in_one_part_only_are_the_same_codes(tmp_path: Path) -> None:
    usage = _usage(tmp_path, _event("1") + _event("") + _event("2"), _event("1") + _event("A") + SECOND)
    assert _modules(usage) == {"T0001": 3, "T0002": 1}
    assert _by_key(usage)["T0001"]["moduloid__nulos"] == 1


@pytest.mark.parametrize("late", ["A", "2.0", "-2", "99999999999"])
def test_code_that_is_no_whole_number_after_many_that_are_loses_no_row(tmp_path: Path, late: str) -> None:
    usage = _usage(tmp_path, _event("1") * (plain.FIRST + 1) + _event(late), SECOND)
    assert (_modules(usage)["T0001"], _by_key(usage)["T0001"][Column.EVENTS]) == (2, plain.FIRST + 2)


def test_late_code_in_letters_sends_no_part_to_the_slow_reading(tmp_path: Path) -> None:
    usage = _usage(tmp_path, SECOND, _event("1") * (plain.FIRST + 1) + _event("A"))
    assert all(part.plain for part in usage.table.parts)
    assert _by_key(usage)["T0001"][Column.EVENT_DURATION] == 1.5


def test_codes_padded_further_down_are_those_without_zeros(tmp_path: Path) -> None:
    assert _modules(_usage(tmp_path, _event("1") * plain.FIRST + _event("01") + _event("001")))["T0001"] == 1


def test_licences_told_by_codes_are_those_of_the_part_that_tells_them_in_words(tmp_path: Path) -> None:
    usage = _usage(tmp_path, FIRST.replace("Conectado", "1"), FIRST.replace("Conectado", "Negado"))
    assert _by_key(usage)["T0001"][Column.DENIED_SHARE] == 0.5


def test_number_that_does_not_parse_in_one_part_loses_no_row_of_any(tmp_path: Path) -> None:
    found = _by_key(_usage(tmp_path, FIRST + FIRST.replace("1.5", "muito"), SECOND))
    assert (found["T0001"][Column.EVENTS], found["T0001"]["eventduration__invalido"]) == (2, 1)
    assert (found["T0001"][Column.EVENT_DURATION], found["T0002"][Column.EVENT_DURATION]) == (1.5, 2.0)


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize(
    ("number", "day"), [("NULL", "2025-01-02"), ("NaN", "2025-01-02"), ("", "-"), ("#N/D", "null")]
)
def test_words_for_nothing_are_empty_cells(tmp_path: Path, number: str, day: str, separator: str) -> None:
    nothing = FIRST.replace("1.5", number).replace("2025-01-02", day).replace("Conectado", "None")
    row = _by_key(_usage(tmp_path, f"{HEADER}\n{FIRST}{nothing}".replace(",", separator)))["T0001"]
    assert (row[Column.EVENTS], row[Column.EVENT_DURATION], row[Column.ACTIVE_DAYS]) == (2, 1.5, 1)
    nulls = [row[f"{name}__nulos"] for name in ("eventduration", "referencedatestart", "statuslicenca")]
    assert nulls == [1, int(day != "2025-01-02"), 1]
    assert [row.get(f"{name}__invalido", 0) for name in ("eventduration", "referencedatestart")] == [0, 0]


@pytest.mark.parametrize("text", ["inf", "-inf", "1e999"])
def test_number_that_is_not_finite_is_null_and_counted(tmp_path: Path, text: str) -> None:
    row = _by_key(_usage(tmp_path, FIRST + FIRST.replace("1.5", text)))["T0001"]
    assert (row[Column.EVENTS], row["eventduration__invalido"], row["eventduration__nulos"]) == (2, 1, 1)
    assert row[Column.EVENT_DURATION] == 1.5


@pytest.mark.parametrize("third", [FIRST, FIRST.replace("1.5", "muito")], ids=["plain", "read again by evidence"])
def test_decimal_commas_in_one_part_say_nothing_of_a_part_whose_fields_commas_separate(
    tmp_path: Path, third: str
) -> None:
    semicolons = HEADER.replace(",", ";") + "\nT000200;2,25;1;1;13/01/2025;1;Negado;;\n"
    usage = _usage(tmp_path, FIRST.replace("1.5", "1.125"), semicolons, third.replace("T0001", "T0003"))
    found = _by_key(usage)
    assert (found["T0001"][Column.EVENT_DURATION], found["T0002"][Column.EVENT_DURATION]) == (1.125, 2.25)
    assert usage.table.conventions["eventduration"] == "ponto decimal; vírgula decimal"
    assert usage.table.conventions["referencedatestart"] == "AAAA-MM-DD; dia/mês/ano"


def test_days_first_in_a_part_that_looks_plain_are_read_by_their_evidence(tmp_path: Path) -> None:
    usage = _usage(tmp_path, FIRST.replace("2025-01-02", "02/01/2025") + FIRST.replace("2025-01-02", "31/01/2025"))
    assert usage.days_seen()["DIA"].sort().to_list() == [date(2025, 1, 2), date(2025, 1, 31)]
    assert usage.table.conventions["referencedatestart"] == "dia/mês/ano"


def test_day_that_no_calendar_has_is_null_and_counted(tmp_path: Path) -> None:
    row = _by_key(_usage(tmp_path, FIRST + FIRST.replace("2025-01-02", "2025-02-30")))["T0001"]
    assert (row[Column.ACTIVE_DAYS], row["referencedatestart__invalido"], row["referencedatestart__nulos"]) == (1, 1, 1)


def test_day_after_the_latest_is_null_and_counted_for_each_of_its_events(tmp_path: Path) -> None:
    later = FIRST.replace("2025-01-02", "2031-01-02")
    row = _by_key(_usage(tmp_path, FIRST + later * 2), latest=date(2025, 1, 3))["T0001"]
    assert (row[Column.ACTIVE_DAYS], row["referencedatestart__invalido"], row["referencedatestart__nulos"]) == (1, 2, 2)


def test_day_after_the_latest_counts_as_invalid_where_all_parts_are_read_by_their_evidence(tmp_path: Path) -> None:
    later = FIRST.replace("2025-01-02", "02/01/2031")
    row = _by_key(_usage(tmp_path, FIRST.replace("2025-01-02", "31/01/2025") + later), latest=date(2025, 2, 1))["T0001"]
    assert (row[Column.ACTIVE_DAYS], row["referencedatestart__invalido"], row["referencedatestart__nulos"]) == (1, 1, 1)


def test_log_of_rows_without_key_gives_no_median(tmp_path: Path) -> None:
    usage = _usage(tmp_path, FIRST.replace("T000100", ""))
    found = usage.by_customer(None)
    assert found[Column.CUSTOMER].to_list() == [None]
    assert usage.typical_durations(found.drop_nulls(Column.CUSTOMER)).schema[Column.EVENT_DURATION] == pl.Float64


def test_part_without_rows_adds_nothing(tmp_path: Path) -> None:
    assert _by_key(_usage(tmp_path, "", FIRST))["T0001"][Column.EVENTS] == 1


def test_log_without_rows_is_an_empty_digest(tmp_path: Path) -> None:
    assert _by_key(_usage(tmp_path, "")) == {}


CODES = (
    ["1", "2", "3"],
    ["1", "2", "03", ""],
    ["A", "B", "1"],
    ["1", "2", "", "X"],
    ["10", "010", "2.0", "2"],
    ["0", "00"],
)
MEASURES = (Column.EVENTS, Column.MODULES, Column.PRODUCT_LINES, Column.ACTIVE_DAYS, Column.DENIED_SHARE)


def _sizes_of_portions(events: int) -> list[int]:
    usage = pl.DataFrame({etl_usage.NUMBER: list(range(events)), Column.EVENTS: [1] * events})
    return [last - first + 1 for first, last in etl_usage._portions(usage)]


def test_durations_in_memory_do_not_grow_with_the_log_until_it_would_be_read_too_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(etl_usage, "PORTION", 10)
    monkeypatch.setattr(etl_usage, "READINGS", 4)
    for events in (5, 20, 40, 400):
        sizes = _sizes_of_portions(events)
        assert sum(sizes) == events
        assert max(sizes) <= max(10, events // 4)
        assert len(sizes) <= 4 + 1


def _random_rows(random: Random) -> list[list[str]]:
    cells = (["T100", "t101", "T200", "T1000"], ["1", "2.5", "-3", ""], random.choice(CODES), ["1", "02"])
    cells = (*cells, ["2025-01-01", ""], ["1"], ["Negado", "Conectado", ""], [""], [""])
    return [[random.choice(options) for options in cells] for _ in range(random.randint(1, 40))]


def _by_hand(rows: list[list[str]]) -> list[float | None]:
    durations = [float(row[1]) for row in rows if row[1]]
    codes = [[row[place].removesuffix(".0") for row in rows if row[place]] for place in (2, 3)]
    modules, lines = ({re.sub("^0+(?=[0-9]+$)", "", code) for code in each} for each in codes)
    days = {row[4] for row in rows if row[4]}
    denied = sum(row[6] == "Negado" for row in rows) / len(rows)
    return [len(rows), len(modules), len(lines), len(days), denied, median(durations) if durations else None]


@pytest.mark.parametrize("seed", range(40))
def test_digest_of_any_log_is_the_count_by_hand(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However codes are written, rows are batched and durations are portioned."""
    random = Random(seed)
    monkeypatch.setattr(plain, "FIRST", random.choice([2, 3, 10]))
    monkeypatch.setattr(etl_usage, "BATCH", random.choice([3, 10, 1000]))
    monkeypatch.setattr(etl_usage, "PORTION", random.choice([2, 10, 1000]))
    monkeypatch.setattr(etl_usage, "READINGS", random.choice([2, 100]))
    parts = [_random_rows(random) for _ in range(random.randint(1, 4))]
    found = _by_key(_usage(tmp_path, *("".join(",".join(row) + "\n" for row in rows) for rows in parts)))
    rows: dict[str, list[list[str]]] = {}
    for row in chain(*parts):
        rows.setdefault(row[0].upper()[:-2], []).append(row)
    counted = {key: [row[name] for name in (*MEASURES, Column.EVENT_DURATION)] for key, row in found.items()}
    assert counted == {key: pytest.approx(_by_hand(each)) for key, each in rows.items()}
