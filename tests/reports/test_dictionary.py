"""Every column is explained, once, with a header of its own."""

from __future__ import annotations

from meraki.columns import Column
from meraki.reports import dictionary
from meraki.reports.texts import METHOD


def test_every_column_is_described() -> None:
    names = [value for key, value in vars(Column).items() if key.isupper()]
    assert [name for name in names if name not in dictionary.ENTRIES] == []


def test_no_header_is_a_warehouse_name() -> None:
    assert [entry.column for entry in dictionary.ENTRIES.values() if "_" in entry.label] == []
    assert all(entry.meaning.endswith(".") for entry in dictionary.ENTRIES.values())


def test_who_pays_a_placeholder_is_told_to_stand_behind_no_potential() -> None:
    told = [dictionary.entry(column).meaning for column in (Column.POTENTIAL, Column.POTENTIAL_OWNERS)]
    assert all("pagam R$ 1 ou mais" in meaning for meaning in told)
    assert any("Quem paga menos de R$ 1 fica fora da conta" in paragraph for paragraph in METHOD)


def test_a_column_made_by_others_is_told_by_its_prefix() -> None:
    assert dictionary.entry("VL_TICKET_MEDIO").kind == dictionary.MONEY
    assert dictionary.entry("PC_FIDELIDADE").kind == dictionary.SHARE
    assert dictionary.label("QUALQUER") == "QUALQUER"
