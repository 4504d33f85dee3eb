"""What the warehouse's prefixes say about a column of any table."""

from __future__ import annotations

from meraki.columns import Column

NUMERIC_PREFIXES = ("VL_", "VLR_", "QTD_", "PC_", "FL_", "MRR", "NPS_", "DIAS_", "DURACAO_", "ANTIGUIDADE_")
TEXT_PREFIXES = ("DS_", "CD_", "NM_", "MARCA_", "MODAL_", "SITUACAO_")
TEXT_NAMES = (Column.STATE, Column.CITY, Column.COUNTRY, Column.REVENUE_BAND, Column.PRODUCT)


def is_numeric_name(name: str) -> bool:
    """Whether the column holds numbers, by its name."""
    return name.upper().startswith(NUMERIC_PREFIXES)


def is_date_name(name: str) -> bool:
    """Whether the column holds dates, by its name."""
    return name.upper().startswith("DT_") or name == Column.CUSTOMER_SINCE


def is_text_name(name: str) -> bool:
    """Whether the column holds text, codes included, by its name."""
    return name.upper().startswith(TEXT_PREFIXES) or name in TEXT_NAMES
