"""What is known of each owned product, and what was known at an earlier day."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from meraki.recommendation.contracts import Contracts, contracts_of


def _of(*rows: tuple[int, int, float | None, str | None, str | None]) -> Contracts:
    """From (customer, product, lines, first day, last day)."""
    names = ["_u", "_y", "QTD_CONTRATOS", "DT_PRIMEIRO_CONTRATO", "DT_ULTIMO_CONTRATO"]
    return contracts_of(pd.DataFrame(rows, columns=names), (2, 2))


def _lines(contracts: Contracts) -> list[list[float]]:
    """Customers x products, 0 where unknown."""
    lines: list[list[float]] = np.round(np.expm1(contracts.extents.toarray()), 4).tolist()
    return lines


def test_lines_of_a_pair_add_up_over_its_rows() -> None:
    contracts = _of((0, 0, 2, None, None), (0, 0, 1, None, None), (1, 1, 4, None, None))
    assert _lines(contracts) == [[3, 0], [0, 4]]


@pytest.mark.parametrize("lines", [None, 0, -1])
def test_a_number_of_lines_that_cannot_be_is_not_known(lines: float | None) -> None:
    contracts = _of((0, 0, lines, None, None), (0, 1, 2, None, None), (1, 1, 1, None, None))
    assert _lines(contracts) == [[0, 2], [0, 1]]
    assert contracts.extents.nnz == 2


def test_lines_that_are_all_alike_tell_nothing() -> None:
    assert _lines(_of((0, 0, 2, None, None), (1, 1, 2, None, None))) == [[0, 0], [0, 0]]


def test_a_table_without_lines_and_dates_has_one_line_a_row() -> None:
    contracts = contracts_of(pd.DataFrame({"_u": [0, 0, 1], "_y": [0, 0, 1]}), (2, 2))
    assert _lines(contracts) == [[2, 0], [0, 1]]
    assert not contracts.first.nnz
    assert not contracts.last.nnz


def test_a_column_of_dates_that_is_empty_tells_none() -> None:
    table = pd.DataFrame({"_u": [0, 1], "_y": [0, 1], "DT_PRIMEIRO_CONTRATO": pd.Series([pd.NaT] * 2)})
    contracts = contracts_of(table.assign(DT_ULTIMO_CONTRATO=table["DT_PRIMEIRO_CONTRATO"]), (2, 2))
    assert not contracts.first.nnz
    assert not contracts.last.nnz


def test_a_number_of_lines_that_a_single_cannot_hold_is_as_finite_as_it_was() -> None:
    extents = _of((0, 0, 1e60, None, None), (0, 1, 2, None, None)).extents
    assert extents.data == pytest.approx([np.log(1e60), np.log(3)])


def test_first_is_the_earliest_and_last_the_latest() -> None:
    contracts = _of(
        (0, 0, 1, "1970-01-11", "1970-01-21"),
        (1, 1, 1, "1970-02-01", "1970-02-01"),
        (0, 0, 1, "1970-01-03", "1970-01-05"),
    )
    assert contracts.first.toarray().tolist() == [[2, 0], [0, 31]]
    assert contracts.last.toarray().tolist() == [[20, 0], [0, 31]]


def test_the_last_contract_of_one_line_is_its_first_and_of_more_it_is_not_known() -> None:
    contracts = _of((0, 0, 1, "1970-01-11", None), (1, 1, 2, "1970-01-11", None))
    assert contracts.last.toarray().tolist() == [[10, 0], [0, 0]]


def test_a_pair_with_one_row_of_unknown_end_has_no_known_end() -> None:
    assert not _of((0, 0, 2, "1970-01-11", None), (0, 0, 1, "1970-01-11", "1970-01-11")).last.nnz


def test_of_a_pair_with_a_later_contract_nobody_knows_how_much_there_was_before() -> None:
    contracts = _of((0, 0, 3, "2024-01-01", "2024-05-31"), (0, 1, 2, "2024-01-01", "2024-06-01"))
    day = (pd.Timestamp("2024-06-01") - pd.Timestamp("1970-01-01")).days
    assert _lines(contracts.before(day)) == [[3, 0], [0, 0]]


def test_nothing_is_told_of_what_is_hidden() -> None:
    contracts = _of((0, 0, 3, "2024-01-01", "2024-05-31"), (1, 1, 2, "2024-01-01", "2024-06-01"))
    shown = contracts.of(csr_matrix(np.array([[1, 0], [0, 0]], np.float32)))
    for matrix in (shown.extents, shown.first, shown.last):
        assert matrix.nonzero()[1].tolist() == [0]
