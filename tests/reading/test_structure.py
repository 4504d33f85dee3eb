"""The rules of meraki/reading/structure.py: what is one record."""

from __future__ import annotations

from meraki.reading.structure import Record, records


def _read(text: str, separator: str = ";") -> list[Record]:
    return list(records(text.splitlines(keepends=True), separator))


def test_a_quoted_field_may_hold_lines_and_separators() -> None:
    (first, second) = _read('T1;9;"bom\nmas; caro; lento"\nT2;3;x\n')
    assert first.fields == ["T1", "9", "bom\nmas; caro; lento"]
    assert (second.line, second.fields) == (3, ["T2", "3", "x"])


def test_a_stray_quote_that_a_later_record_closes_swallows_no_record() -> None:
    lines = [f"T{number:03d};ATIVO;PROD" for number in range(60)]
    lines[9], lines[49] = 'T009;ATIVO;"PROD X', 'T049;ATIVO;MONITOR 17"'
    found = _read("\n".join(lines) + "\n")
    assert len(found) == 60
    assert [record.line for record in found if record.problem] == [10]
    assert found[49].fields == ["T049", "ATIVO", 'MONITOR 17"']


def test_codes_of_letters_and_digits_are_keys_of_one_form_too() -> None:
    codes = ["TAB123", "T0A1B2", "TGU9ZU", "TRZV7N", "T28YRO"]
    lines = [f"{code};A;B" for code in codes]
    lines[0], lines[-1] = 'TAB123;A;"B', 'T28YRO;A;MONITOR 17"'
    assert [record.line for record in _read("\n".join(lines) + "\n") if record.problem] == [1]
    assert len(_read("\n".join(lines) + "\n")) == 5


def test_steps_within_a_text_are_no_records() -> None:
    (only,) = _read('12345678;"Passos:\n1; abrir\n2; fechar"\n')
    assert only.fields == ["12345678", "Passos:\n1; abrir\n2; fechar"]


def test_a_quote_that_never_closes_costs_its_line_alone() -> None:
    found = _read('T1;"A\nT2;B\n')
    assert [(record.problem, record.fields) for record in found] == [("aspas sem fechamento", []), ("", ["T2", "B"])]
