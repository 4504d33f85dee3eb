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


def test_a_quote_that_never_closes_costs_its_line_alone() -> None:
    found = _read('T1;"A\nT2;B\n')
    assert [(record.problem, record.fields) for record in found] == [("aspas sem fechamento", []), ("", ["T2", "B"])]
