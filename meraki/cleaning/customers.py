"""Who the customer is: attributes that repeat on every contract line and sometimes contradict each other."""

from __future__ import annotations

import narwhals as nw

from meraki.cleaning.frequent import most_frequent
from meraki.columns import NO_REVENUE_BAND, Column

ATTRIBUTES = (
    Column.SEGMENT,
    Column.SUBSEGMENT,
    Column.REVENUE_BAND,
    Column.STATE,
    Column.CITY,
    Column.COUNTRY,
    Column.ACTIVITY,
)
_NOT_INFORMED = NO_REVENUE_BAND.split()[0].lower() + " informa"


def attributes(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key: of each attribute the value of most lines.

    FAT_FAIXA is the most frequent *informed* band, ties to the higher: "Sem Informações" is its missing value,
    not a lowest band.
    """
    band = nw.col(Column.REVENUE_BAND)
    informed = ~band.str.to_lowercase().str.starts_with(_NOT_INFORMED)
    known = frame.with_columns(nw.when(informed).then(band).alias(Column.REVENUE_BAND))
    return most_frequent(known, Column.CUSTOMER, ATTRIBUTES, highest=(Column.REVENUE_BAND,))
