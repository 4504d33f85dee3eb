"""What to do about the opportunities: offer now, care first, or neither known; counted and said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from meraki.columns import APPROACH_CARE, APPROACH_OFFER, APPROACH_UNKNOWN, DETRACTOR, Column, OutputFile
from meraki.reports import formats
from meraki.reports.style import APPROACH_COLOURS

CARE_REASON = "Por que cuidar"
"""What :func:`with_care_reasons` adds: a column of the reports and of no file, under its title."""
_CARE_FACTS = (
    Column.CUSTOMER,
    Column.APPROACH,
    Column.NPS_LAST,
    Column.NPS_LAST_DATE,
    Column.NPS_MEAN,
    Column.OPEN_TICKETS,
)
_SHORT = {APPROACH_OFFER: "oferecer", APPROACH_CARE: "cuidar antes"}


def short_approach(approach: str) -> str:
    """An ABORDAGEM in a word or two, for a narrow column."""
    return _SHORT.get(approach, APPROACH_UNKNOWN)


def approach_colour(approach: str) -> str:
    """The ``#RRGGBB`` of an ABORDAGEM."""
    return APPROACH_COLOURS.get(approach, APPROACH_COLOURS[APPROACH_UNKNOWN])


def care_reason(customer: Mapping[str, Any]) -> str:
    """Why a customer asks for care before an offer: the detractor's answer, the open tickets; "" for all others.

    ``customer`` has ABORDAGEM and, where known, NPS_ULTIMO, DT_ULTIMA_RESPOSTA_NPS, NPS_MEDIO, QTD_CHAMADOS_ABERTOS.
    """
    if customer.get(Column.APPROACH) != APPROACH_CARE:
        return ""
    return "; ".join([*_unhappy(customer), *_waiting(customer.get(Column.OPEN_TICKETS))])


def with_care_reasons(deals: pd.DataFrame) -> pd.DataFrame:
    """``deals``, described, with :data:`CARE_REASON`: the :func:`care_reason`, null for whom no care is asked."""
    asked = deals.loc[deals[Column.APPROACH] == APPROACH_CARE, deals.columns.intersection(_CARE_FACTS)]
    people = asked.drop_duplicates(Column.CUSTOMER)
    reasons = {one[Column.CUSTOMER]: care_reason(one) or None for one in people.to_dict("records")}
    return deals.assign(**{CARE_REASON: asked[Column.CUSTOMER].map(reasons).astype(object)})


def _unhappy(customer: Mapping[str, Any]) -> list[str]:
    last, mean = customer.get(Column.NPS_LAST), customer.get(Column.NPS_MEAN)
    if last is not None and last <= DETRACTOR:  # of an unknown answer, NaN, this is false
        day = customer.get(Column.NPS_LAST_DATE)
        when = "" if formats.is_missing(day) else f" em {formats.day(day)}"
        return [f"última nota {formats.short_number(last)}{when}"]
    if mean is not None and mean <= DETRACTOR:
        return [f"NPS médio {formats.number(mean, 1)}"]
    return []


def _waiting(tickets: Any) -> list[str]:
    known = not formats.is_missing(tickets) and tickets > 0
    return [formats.count(int(tickets), "chamado aberto", "chamados abertos")] if known else []


def next_steps(deals: pd.DataFrame | None) -> list[str]:
    """What to do, with the figures of the opportunities; empty without them."""
    if deals is None or deals.empty:
        return []
    table = approach_table(deals).set_index(Column.APPROACH)
    steps = ((APPROACH_OFFER, _call), (APPROACH_CARE, _care), (APPROACH_UNKNOWN, _get_to_know))
    said = [step(table.loc[name]) for name, step in steps if table.at[name, Column.CUSTOMERS]]
    return [*said, "Medir: a próxima execução diz quantas recomendações viraram contrato."]


def _call(row: pd.Series) -> str:
    who = formats.count(int(row[Column.CUSTOMERS]), "cliente pronto", "clientes prontos")
    return (
        f"Ligar: {who} para a oferta, {_deals(row)}. A lista, com o motivo de cada uma, está em {OutputFile.WORKBOOK}."
    )


def _care(row: pd.Series) -> str:
    who = formats.count(int(row[Column.CUSTOMERS]), "cliente está", "clientes estão")
    return f"Cuidar: {who} com nota até 6 ou muitos chamados em aberto. Resolver primeiro, oferecer depois."


def _get_to_know(row: pd.Series) -> str:
    who = formats.count(int(row[Column.CUSTOMERS]), "cliente", "clientes")
    return (
        f"Conhecer: {who} sem resposta de pesquisa nem chamado nos dados. "
        f"Ouvir primeiro e, sem queixa, oferecer: {_deals(row)}."
    )


def _deals(row: pd.Series) -> str:
    count = formats.count(int(row[Column.RECOMMENDATIONS]), "oportunidade", "oportunidades")
    return f"{count}, {_valued(row[Column.EXPECTED_VALUE])}"


def _valued(worth: float) -> str:
    known = not formats.is_missing(worth)
    return f"{formats.short_money(worth)} de valor esperado" if known else "de valor desconhecido"


def approach_table(deals: pd.DataFrame) -> pd.DataFrame:
    """A row per approach: ABORDAGEM, QTD_RECOMENDACOES, QTD_CLIENTES, VALOR_ESPERADO; zero where there is none."""
    known = (APPROACH_OFFER, APPROACH_CARE, APPROACH_UNKNOWN)
    groups = deals.groupby(deals[Column.APPROACH].where(deals[Column.APPROACH].isin(known), APPROACH_UNKNOWN))
    table = pd.DataFrame(
        {
            Column.RECOMMENDATIONS: groups.size(),
            Column.CUSTOMERS: groups[Column.CUSTOMER].nunique(),
            Column.EXPECTED_VALUE: groups[Column.EXPECTED_VALUE].sum(min_count=1),
        }
    )
    table = table.reindex(known)
    absent = table[Column.RECOMMENDATIONS].isna()
    return table.mask(absent, 0).rename_axis(Column.APPROACH).reset_index()
