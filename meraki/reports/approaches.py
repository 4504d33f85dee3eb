"""What to do about the opportunities: offer now, care first, or neither known; counted and said."""

from __future__ import annotations

import pandas as pd

from meraki.columns import APPROACH_CARE, APPROACH_OFFER, APPROACH_UNKNOWN, Column, OutputFile
from meraki.reports import formats
from meraki.reports.style import APPROACH_COLOURS

_SHORT = {APPROACH_OFFER: "oferecer", APPROACH_CARE: "cuidar antes"}


def short_approach(approach: str) -> str:
    """An ABORDAGEM in a word or two, for a narrow column."""
    return _SHORT.get(approach, APPROACH_UNKNOWN)


def approach_colour(approach: str) -> str:
    """The ``#RRGGBB`` of an ABORDAGEM."""
    return APPROACH_COLOURS.get(approach, APPROACH_COLOURS[APPROACH_UNKNOWN])


def next_steps(deals: pd.DataFrame | None) -> list[str]:
    """What to do, with the figures of the opportunities; empty without them."""
    if deals is None or deals.empty:
        return []
    table = approach_table(deals).set_index(Column.APPROACH)
    offer, care = table.loc[APPROACH_OFFER], table.loc[APPROACH_CARE]
    said = []
    if offer[Column.RECOMMENDATIONS]:
        said.append(
            f"Ligar: {formats.count(int(offer[Column.CUSTOMERS]), 'cliente pronto', 'clientes prontos')} para a "
            f"oferta, {formats.count(int(offer[Column.RECOMMENDATIONS]), 'oportunidade', 'oportunidades')}, "
            f"{_valued(offer[Column.EXPECTED_VALUE])}. "
            f"A lista, com o motivo de cada uma, está em {OutputFile.WORKBOOK}."
        )
    if care[Column.CUSTOMERS]:
        said.append(
            f"Cuidar: {formats.count(int(care[Column.CUSTOMERS]), 'cliente está', 'clientes estão')} com nota até 6 ou "
            "muitos chamados em aberto. Resolver primeiro, oferecer depois."
        )
    return [*said, "Medir: a próxima execução diz quantas recomendações viraram contrato."]


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
