"""One row per customer of dados_clientes: every subject joined to it on the left."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from meraki.cleaning.contracts import CATALOGUE, OTHER_STATUS, STATUS_RANK
from meraki.columns import STATUS_PRECEDENCE, Column

ORDER = (
    *(Column.CUSTOMER, Column.SEGMENT, Column.SUBSEGMENT, Column.REVENUE_BAND, Column.STATE, Column.CITY),
    *(Column.COUNTRY, Column.ACTIVITY, Column.CUSTOMER_SINCE, Column.FIRST_CONTRACT, Column.LAST_CONTRACT),
    *(Column.DAYS_SINCE_CONTRACT, Column.CONTRACT_VALUE, Column.CONTRACTS, Column.ACTIVE_CONTRACTS),
    *(Column.CANCELLED_CONTRACTS, Column.PRODUCTS, Column.FAMILIES, Column.BRANDS, Column.MRR, Column.HIRES),
    *(Column.HIRES_VALUE, Column.NPS_MEAN, Column.NPS_ANSWERS, Column.NPS_LAST, Column.NPS_LAST_DATE),
    *(Column.DAYS_SINCE_NPS, Column.PROMOTERS, Column.DETRACTORS, Column.TICKETS, Column.OPEN_TICKETS),
    *(Column.URGENT_TICKETS, Column.TICKET_DAYS, Column.LAST_TICKET, Column.DAYS_SINCE_TICKET, Column.EVENTS),
    *(Column.EVENT_DURATION, Column.MODULES, Column.PRODUCT_LINES, Column.ACTIVE_DAYS, Column.DENIED_SHARE),
    *(Column.PROPOSALS, Column.PROPOSALS_VALUE, Column.PROPOSED_PRODUCTS, Column.DISCOUNT, Column.LAST_PROPOSAL),
    *(Column.TARGET_AUDIENCE, Column.REFERENCE_DATE),
)
DATES = (
    *(Column.CUSTOMER_SINCE, Column.FIRST_CONTRACT, Column.LAST_CONTRACT, Column.NPS_LAST_DATE),
    *(Column.LAST_TICKET, Column.LAST_PROPOSAL),
)
ZERO_WHEN_ABSENT = {
    "contratacoes_ultimos_12_meses": (Column.HIRES, Column.HIRES_VALUE),
    "nps": (Column.NPS_ANSWERS,),
    "tickets": (Column.TICKETS, Column.OPEN_TICKETS, Column.URGENT_TICKETS),
    "historico": (Column.PROPOSALS, Column.PROPOSALS_VALUE, Column.PROPOSED_PRODUCTS),
}
"""Table -> columns that are 0 for a customer the table does not know; the others are unknown, not 0."""

COUNTS = (Column.HIRES,)
"""Counts that a file delivers as decimals."""

PRODUCTS_ORDER = (
    *(Column.CUSTOMER, Column.PRODUCT_NAME, Column.PRODUCT, Column.REVENUE_LINE, Column.BRAND),
    *(Column.COMMERCIAL_MODE, Column.ACTIVE, Column.STATUS, Column.CONTRACTS, Column.CONTRACT_VALUE),
    *(Column.FIRST_CONTRACT, Column.LAST_CONTRACT),
)


def products(by_product: pl.DataFrame, catalogue: pl.DataFrame, families: Mapping[str, str]) -> pl.DataFrame:
    """produtos_por_cliente: a row per customer and DS_PROD ever contracted, sorted; families by name."""
    known = by_product.filter(pl.col(Column.CUSTOMER).is_not_null() & pl.col(Column.PRODUCT_NAME).is_not_null())
    names = catalogue.select(Column.PRODUCT_NAME, *CATALOGUE)
    status = pl.col(STATUS_RANK).replace_strict(
        dict(enumerate(STATUS_PRECEDENCE)), default=None, return_dtype=pl.String
    )
    full = known.join(names, on=Column.PRODUCT_NAME, how="left").with_columns(
        pl.col(Column.PRODUCT_NAME)
        .replace_strict(families, default=None, return_dtype=pl.String)
        .alias(Column.PRODUCT),
        (pl.col(Column.ACTIVE_CONTRACTS) > 0).cast(pl.Int64).alias(Column.ACTIVE),
        pl.coalesce(status, pl.col(OTHER_STATUS)).alias(Column.STATUS),
    )
    return full.select(PRODUCTS_ORDER).sort(Column.CUSTOMER, Column.PRODUCT_NAME)


def contracts_by_customer(by_product: pl.DataFrame, owned: pl.DataFrame) -> pl.DataFrame:
    """One row per customer: lines, owned value, dates; distinct products, families and brands owned."""
    lines = by_product.filter(pl.col(Column.CUSTOMER).is_not_null()).sort(Column.CUSTOMER, Column.PRODUCT_NAME)
    sums = (Column.CONTRACTS, Column.ACTIVE_CONTRACTS, Column.CANCELLED_CONTRACTS, Column.CONTRACT_VALUE)
    totals = lines.group_by(Column.CUSTOMER, maintain_order=True).agg(
        pl.col(*sums).sum(), pl.col(Column.FIRST_CONTRACT).min(), pl.col(Column.LAST_CONTRACT).max()
    )
    distinct = {Column.PRODUCTS: Column.PRODUCT_NAME, Column.FAMILIES: Column.PRODUCT, Column.BRANDS: Column.BRAND}
    counted = (
        owned.filter(pl.col(Column.ACTIVE) == 1)
        .group_by(Column.CUSTOMER)
        .agg(pl.col(name).drop_nulls().n_unique().alias(column) for column, name in distinct.items())
    )
    joined = totals.join(counted, on=Column.CUSTOMER, how="left")
    return joined.with_columns(pl.col(*distinct).fill_null(0))


def assemble(
    customers: pl.DataFrame, subjects: Mapping[str, pl.DataFrame], reference: date | None, segments: Sequence[str]
) -> pl.DataFrame:
    """The base, in the order of :data:`ORDER`, sorted by CD_CLIENTE.

    Args:
        customers: one row per customer of dados_clientes, attributes and contracts.
        subjects: table -> one row per customer; a table that is missing leaves its columns null (unknown).
        reference: the day from which recency counts.
        segments: DS_SEGMENTO of the target audience, whatever their accents and case.
    """
    base = customers
    for name, subject in subjects.items():
        base = base.join(subject, on=Column.CUSTOMER, how="left")
        base = base.with_columns(pl.col(*ZERO_WHEN_ABSENT[name]).fill_null(0)) if name in ZERO_WHEN_ABSENT else base
    missing = [name for name in ORDER if name not in base.columns]
    base = base.with_columns(pl.lit(None, _type_of(name)).alias(name) for name in missing)
    base = base.with_columns(pl.lit(reference, pl.Date).alias(Column.REFERENCE_DATE))
    base = base.with_columns(*_recency(), _target(segments), *(_whole(base, name) for name in COUNTS))
    return base.select(ORDER).sort(Column.CUSTOMER)


def _type_of(name: str) -> pl.DataType:
    text = (Column.SEGMENT, Column.SUBSEGMENT, Column.REVENUE_BAND, Column.STATE, Column.CITY, Column.COUNTRY)
    if name in (*text, Column.ACTIVITY):
        return pl.String()
    return pl.Date() if name in DATES else pl.Float64()


def _recency() -> list[pl.Expr]:
    pairs = {
        Column.DAYS_SINCE_CONTRACT: Column.LAST_CONTRACT,
        Column.DAYS_SINCE_NPS: Column.NPS_LAST_DATE,
        Column.DAYS_SINCE_TICKET: Column.LAST_TICKET,
    }
    reference = pl.col(Column.REFERENCE_DATE)
    return [(reference - pl.col(day)).dt.total_days().alias(name) for name, day in pairs.items()]


def _target(segments: Sequence[str]) -> pl.Expr:
    wanted = [fold(segment) for segment in segments]
    folded = pl.col(Column.SEGMENT).map_elements(fold, return_dtype=pl.String)
    return (
        (folded.is_in(wanted).fill_null(False) & (pl.col(Column.PRODUCTS) > 0))
        .cast(pl.Int64)
        .alias(Column.TARGET_AUDIENCE)
    )


def fold(text: str) -> str:
    """Upper case without accents."""
    plain = unicodedata.normalize("NFKD", text.upper())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).strip()


def _whole(base: pl.DataFrame, name: str) -> pl.Expr:
    """As integers when every value is one."""
    values = base.get_column(name).drop_nulls()
    whole = values.dtype.is_numeric() and bool((values.cast(pl.Float64) % 1 == 0).all())
    return pl.col(name).cast(pl.Int64) if whole else pl.col(name)


def reference_date(days: pl.DataFrame) -> date | None:
    """The latest date of the data; lone typos far beyond the others (``2205-01-01``) do not count.

    ``days``: DIA and LINHAS (cells with that date). Of the last dates, those more than a year after the one
    before go, as long as they are less than one cell in a thousand.
    """
    known = days.sort("DIA").with_columns((pl.col("DIA") - pl.col("DIA").shift(1)).dt.total_days().alias("__salto"))
    total = int(known["LINHAS"].sum() or 0)
    while known.height > 1:
        leap = known.filter(pl.col("__salto") > 366)["DIA"].max()
        if leap is None or known.filter(pl.col("DIA") >= leap)["LINHAS"].sum() * 1000 > total:
            break
        known = known.filter(pl.col("DIA") < leap)
    return known["DIA"].max() if known.height else None  # type: ignore[return-value]
