"""How columns, counts and other numbers are said in Portuguese. Standard library only."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

from meraki.columns import Column

_LABELS = {
    Column.SEGMENT: "segmento",
    Column.SUBSEGMENT: "subsegmento",
    Column.REVENUE_BAND: "faturamento",
    Column.STATE: "UF",
    Column.COUNTRY: "país",
    Column.ACTIVITY: "atividade (CNAE)",
    Column.CONTRACT_VALUE: "valor dos contratos ativos",
    Column.CONTRACTS: "contratos já assinados",
    Column.ACTIVE_CONTRACTS: "contratos ativos",
    Column.CANCELLED_CONTRACTS: "contratos cancelados",
    Column.DAYS_SINCE_CONTRACT: "dias desde o último contrato",
    Column.PRODUCTS: "produtos",
    Column.FAMILIES: "famílias de produto",
    Column.BRANDS: "marcas",
    Column.MRR: "MRR",
    Column.HIRES: "contratações em 12 meses",
    Column.HIRES_VALUE: "valor contratado em 12 meses",
    Column.PROPOSALS: "propostas",
    Column.PROPOSALS_VALUE: "valor das propostas",
    Column.PROPOSED_PRODUCTS: "produtos em propostas",
    Column.DISCOUNT: "desconto médio em propostas",
    Column.NPS_MEAN: "NPS do cliente",
    Column.NPS_ANSWERS: "respostas de NPS",
    Column.NPS_LAST: "último NPS",
    Column.DAYS_SINCE_NPS: "dias desde o último NPS",
    Column.PROMOTERS: "respostas de promotor",
    Column.DETRACTORS: "respostas de detrator",
    Column.TICKETS: "chamados",
    Column.OPEN_TICKETS: "chamados abertos",
    Column.URGENT_TICKETS: "chamados urgentes",
    Column.TICKET_DAYS: "dias por chamado",
    Column.DAYS_SINCE_TICKET: "dias desde o último chamado",
    Column.EVENTS: "eventos de uso",
    Column.EVENT_DURATION: "duração mediana do uso",
    Column.MODULES: "módulos usados",
    Column.PRODUCT_LINES: "linhas de produto usadas",
    Column.ACTIVE_DAYS: "dias com uso",
    Column.DENIED_SHARE: "licenças negadas",
    Column.TENURE_MONTHS: "meses de casa",
}
_THINGS = {
    Column.CONTRACT_VALUE: "valor de contrato",
    Column.MRR: "MRR",
    Column.HIRES_VALUE: "contratações com valor em 12 meses",
    Column.PROPOSALS_VALUE: "propostas com valor",
    Column.DISCOUNT: "desconto em propostas",
    Column.PROMOTERS: "respostas de promotor",
    Column.DETRACTORS: "respostas de detrator",
    Column.DENIED_SHARE: "licenças negadas",
    Column.ACTIVE_DAYS: "uso",
}
"""Column -> what a customer with more than zero has, where the column's own words say something else."""
_ACCENTED = {
    "SERVICOS": "Serviços",
    "DISTRIBUICAO": "Distribuição",
    "CONSTRUCAO E PROJETOS": "Construção e Projetos",
    "LOGISTICA": "Logística",
    "SAUDE": "Saúde",
    "AGROINDUSTRIA": "Agroindústria",
    "JURIDICO": "Jurídico",
    "FINANCIAL SERVICES": "Financial Services",
    "TOTVS": "TOTVS",
}
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
"""Digits for every float: the largest has 309 before the comma."""
_UNITS = [Decimal(1).scaleb(-digits) for digits in range(20)]
_YEAR = re.compile(r"(?:^|[\W_])(?:ano|year)(?:[\W_]|$)", re.IGNORECASE)
_YEARS = (1000, 3000)
_SHARES = (Column.PROMOTERS, Column.DETRACTORS, Column.DENIED_SHARE, Column.DISCOUNT)


def column_label(column: str) -> str:
    """What people call a column; an unknown one by its own name."""
    return _LABELS.get(column, column)


def thing_had(column: str) -> str:
    """What more than zero of a column means to have: ``propostas`` of their number; "" where nothing."""
    counted = column.startswith("QTD_") and column in _LABELS
    return _THINGS.get(column, _LABELS[column] if counted else "")


def segment_label(segment: str) -> str:
    """``SERVICOS`` -> ``Serviços``; an unknown segment with capitals as in a title."""
    small = {"E", "DE", "DO", "DA", "DOS", "DAS"}
    words = (word.lower() if word in small else word.capitalize() for word in segment.split())
    return _ACCENTED.get(segment, " ".join(words))


def is_money(column: str) -> bool:
    """Whether the numbers of a column are R$."""
    return column == Column.MRR or (column.startswith(("VL_", "VLR_")) and column in _LABELS)


def is_year(value: float, column: str) -> bool:
    """Whether it is a year, of a column that says so: no quantity, so neither thousands nor ``mil``."""
    return bool(_YEAR.search(column)) and _YEARS[0] <= value < _YEARS[1]


def number(value: float, column: str = "") -> str:
    """A number of ``column`` as people read it: ``R$ 1.234``, ``12 %``, ``3,5`` or the year ``1996``; null is
    ``sem informação``."""
    if value is None or math.isnan(value):
        return "sem informação"
    if is_year(value, column):
        return str(rounded(value, 0))
    if column in _SHARES:
        return percent(value)
    return in_reais(decimal(value)) if is_money(column) else decimal(value)


def in_reais(shown: str) -> str:
    """``1.234`` -> ``R$ 1.234`` and ``-5`` -> ``-R$ 5``."""
    return f"-R$ {shown[1:]}" if shown.startswith("-") else f"R$ {shown}"


def thousands(number: int) -> str:
    """``30804197`` -> ``30.804.197``."""
    return f"{int(number):,}".replace(",", ".")


def counted(number: int, one: str, many: str) -> str:
    """``1 linha``, ``2.000 linhas``."""
    return f"{thousands(number)} {one if number == 1 else many}"


def percent(share: float, decimals: int = 0) -> str:
    """``0.364`` -> ``36 %``; below one per cent with a decimal at least. See :func:`rounded_percent`."""
    return rounded_percent(share, decimals or int(0 < abs(share) < 0.01))


def rounded_percent(share: float, decimals: int) -> str:
    """``0.364`` -> ``36 %``; only none reads ``0 %`` and only all ``100 %``: else ``< 1 %`` and ``> 99 %``."""
    points, least = 100 * share, 10.0**-decimals
    if 0 < points < least / 2:
        return f"< {brazilian(least, decimals)} %"
    if 100 - least / 2 <= points < 100 - 1e-9:  # a sum of shares may miss 1 by rounding
        return f"> {brazilian(100 - least, decimals)} %"
    return f"{brazilian(share, decimals, shift=2)} %"


def decimal(value: float) -> str:
    """Three significant digits or the whole part, in Brazilian marks: ``12345.6`` is ``12.346``, ``3.456`` ``3,46``."""
    if value == 0 or abs(value) >= 100:
        return brazilian(value, 0)
    digits = 2 - math.floor(math.log10(abs(value)))
    text = brazilian(value, min(digits, 9))
    return text.rstrip("0").rstrip(",") if "," in text else text


def brazilian(value: float, digits: int, *, shift: int = 0) -> str:
    """``1234.5`` -> ``1.234,5`` with one digit after the comma, rounded as :func:`rounded` does; never ``-0``."""
    return f"{rounded(value, digits, shift=shift):,.{digits}f}".replace(",", "_").replace(".", ",").replace("_", ".")


def rounded(value: float, digits: int, *, shift: int = 0) -> Decimal:
    """``value`` x 10**``shift`` to ``digits`` decimals, half away from zero, zero without a sign.

    Of the shortest decimal text of the number, as spreadsheets do: 8.25 is 8.3, and 1.005, a little less in binary,
    is 1.01. What is infinite or no number stays what it is.
    """
    exact = Decimal(value if isinstance(value, int) else repr(float(value))).scaleb(shift, _EXACT)
    if not exact.is_finite():
        return exact
    return exact.quantize(_UNITS[digits], context=_EXACT) or Decimal(0)
