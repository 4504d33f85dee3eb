"""Each raw table has its place in stage 1."""

from __future__ import annotations

from meraki.reading.contracts import CONTRACTS, DICTIONARY, TELEMETRY
from meraki.stages.etl_subjects import OPTIONAL, SURVEYS, TABLES


def test_no_table_is_recognised_and_then_comes_to_nothing() -> None:
    assert set(TABLES) == {contract.name for contract in CONTRACTS}
    by_other_ways = {"dados_clientes", TELEMETRY.name, DICTIONARY.name, *SURVEYS}
    assert {name for name, table in TABLES.items() if table.make is None} == by_other_ways


def test_all_that_may_be_absent_is_missed_but_the_dictionary() -> None:
    assert {*OPTIONAL, "dados_clientes", DICTIONARY.name} == set(TABLES)
