"""The rules of meraki/gate.py."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from meraki.gate import breaches
from meraki.quality import Ledger
from meraki.settings import EtlSettings

ROWS = 1_000


def _facts(nulls: int) -> dict[str, int]:
    return {"nulos": nulls, "invalidos": 0}


def _ledger(rejected: int, nulls: int, rows: int = ROWS) -> Ledger:
    account = SimpleNamespace(
        name="mrr", rows_read=rows, rows_counted=rows - rejected, rows_rejected=rejected, orphan_customers=0,
        customers=rows, columns={"MRR_12M": _facts(nulls)}, measured=frozenset(), unknown_words={},
        rejections=Counter(),
    )  # fmt: skip
    return SimpleNamespace(tables={"mrr": account})  # type: ignore[return-value]


def _before(nulls: int, rows: int = ROWS) -> dict[str, Any]:
    return {"tabelas": {"mrr": {"linhas_lidas": rows, "colunas": {"MRR_12M": _facts(nulls)}}}}


@pytest.mark.parametrize(("nulls", "stopped"), [(100, False), (299, False), (301, True)])
def test_a_column_that_lost_more_than_the_limit_since_the_last_run_stops(nulls: int, stopped: bool) -> None:
    settings = EtlSettings(max_null_increase=0.2, max_rejected_share=1.0)
    found = breaches(_ledger(0, nulls), _before(100), settings)
    assert bool(found) == stopped
    assert not stopped or found == ["mrr.MRR_12M: 20,1 % a mais de nulos que na última execução (limite 20,0 %)"]


def test_the_same_table_again_has_no_more_nulls_however_many_rows_were_rejected() -> None:
    settings = EtlSettings(max_null_increase=0.01, max_rejected_share=1.0)
    assert breaches(_ledger(400, 360), _before(360), settings) == []


@pytest.mark.parametrize(("rows", "stopped"), [(99, False), (100, True)])
def test_a_share_of_fewer_than_a_hundred_rows_stops_nothing(rows: int, stopped: bool) -> None:
    settings = EtlSettings(max_rejected_share=0.05)
    assert bool(breaches(_ledger(rows, 0, rows), {}, settings)) == stopped


@pytest.mark.parametrize(("before", "now", "stopped"), [(99, 9, False), (100, 9, True), (9, 99, False), (9, 100, True)])
def test_a_change_in_rows_counts_when_either_run_had_a_hundred(before: int, now: int, stopped: bool) -> None:
    assert bool(breaches(_ledger(0, 0, now), _before(0, before), EtlSettings(max_row_change=0.5))) == stopped


@pytest.mark.parametrize(("before", "now", "stopped"), [(99, 100, False), (100, 99, False), (100, 100, True)])
def test_new_nulls_count_when_both_runs_had_a_hundred_rows(before: int, now: int, stopped: bool) -> None:
    settings = EtlSettings(max_null_increase=0.2, max_row_change=0.5)
    assert bool(breaches(_ledger(0, 90, now), _before(0, before), settings)) == stopped


def test_what_is_beyond_a_limit_is_told_by_its_counts_too() -> None:
    (found,) = breaches(_ledger(5_004, 0, 100_000), {}, EtlSettings(max_rejected_share=0.05))
    assert found == "mrr: 5,0 % das linhas rejeitadas (5.004 de 100.000; limite 5,0 %)"


@pytest.mark.parametrize(("invalid", "stopped"), [(500, False), (501, True)])
def test_a_column_of_which_more_than_half_is_no_value_was_not_understood(invalid: int, stopped: bool) -> None:
    ledger = _ledger(0, 0)
    account: Any = ledger.tables["mrr"]
    account.columns["MRR_12M"]["invalidos"] = invalid
    account.measured = frozenset({"MRR_12M"})
    assert bool(breaches(ledger, {}, EtlSettings())) == stopped


@pytest.mark.parametrize(("unknown", "stopped"), [(450, False), (451, True)])
def test_a_column_of_codes_of_which_more_than_half_is_no_known_word_was_not_understood(
    unknown: int, stopped: bool
) -> None:
    ledger = _ledger(0, 100)
    account: Any = ledger.tables["mrr"]
    account.unknown_words = {"MRR_12M": unknown}
    found = breaches(ledger, {}, EtlSettings())
    assert found == ["mrr.MRR_12M: 451 de 900 palavras desconhecidas (limite 50,0 %)"] * stopped
