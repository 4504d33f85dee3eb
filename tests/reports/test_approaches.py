"""Why a customer asks for care first is said with the numbers that say so."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from meraki.columns import APPROACH_CARE, APPROACH_OFFER, APPROACH_UNKNOWN, Column
from meraki.reports.approaches import CARE_REASON, care_reason, next_steps, with_care_reasons

LAST, WHEN, MEAN, OPEN = Column.NPS_LAST, Column.NPS_LAST_DATE, Column.NPS_MEAN, Column.OPEN_TICKETS


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({LAST: 6.0, WHEN: "2025-03-12", MEAN: 8.0, OPEN: 0.0}, "última nota 6 em 12/03/2025"),
        ({LAST: 6.0}, "última nota 6"),
        ({LAST: 7.0, MEAN: 5.5, OPEN: 2.0}, "NPS médio 5,5; 2 chamados abertos"),
        ({LAST: float("nan"), MEAN: None, OPEN: 1.0}, "1 chamado aberto"),
        ({LAST: 9.0, MEAN: 9.0, OPEN: 22.0}, "22 chamados abertos"),
        ({}, ""),
    ],
)
def test_care_is_explained_by_the_answer_and_the_open_tickets(known: dict[str, Any], said: str) -> None:
    assert care_reason(known | {Column.APPROACH: APPROACH_CARE}) == said
    assert care_reason(known | {Column.APPROACH: APPROACH_OFFER}) == ""


def test_who_gave_no_sign_has_a_step_of_its_own() -> None:
    deals = pd.DataFrame(
        {
            Column.APPROACH: [APPROACH_OFFER, APPROACH_UNKNOWN, APPROACH_UNKNOWN],
            Column.CUSTOMER: ["A", "B", "B"],
            Column.EXPECTED_VALUE: [10.0, 20.0, 30.0],
        }
    )
    call, know, measure = next_steps(deals)
    assert call.startswith("Ligar: 1 cliente pronto para a oferta, 1 oportunidade, R$ 10 de valor esperado.")
    assert know.startswith("Conhecer: 1 cliente sem resposta de pesquisa nem chamado nos dados.")
    assert know.endswith("2 oportunidades, R$ 50 de valor esperado.")
    assert measure.startswith("Medir")


def test_why_care_is_told_of_who_asks_for_care_and_of_nobody_else() -> None:
    advice = pd.DataFrame(
        {
            Column.CUSTOMER: ["A", "A", "B", "C"],
            Column.APPROACH: [APPROACH_CARE, APPROACH_CARE, APPROACH_OFFER, APPROACH_CARE],
            Column.NPS_LAST: [6.0, 6.0, 6.0, None],
            Column.NPS_LAST_DATE: ["2025-03-12", "2025-03-12", "2025-03-12", None],
            Column.NPS_MEAN: [6.5, 6.5, 6.5, None],
            Column.OPEN_TICKETS: [22.0, 22.0, 0.0, None],
        },
        index=[3, 1, 0, 2],
    )
    reason = "última nota 6 em 12/03/2025; 22 chamados abertos"
    assert with_care_reasons(advice)[CARE_REASON].fillna("").to_dict() == {3: reason, 1: reason, 0: "", 2: ""}


def test_why_care_of_nobody_is_a_column_all_the_same() -> None:
    columns = [Column.CUSTOMER, Column.APPROACH, Column.NPS_LAST, Column.NPS_LAST_DATE]
    advice = pd.DataFrame({name: ["A"] for name in columns}).assign(**{Column.NPS_MEAN: 9.0, Column.OPEN_TICKETS: 0})
    assert with_care_reasons(advice)[CARE_REASON].isna().tolist() == [True]
