"""One row per customer of dados_clientes: every subject joined to it on the left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import narwhals as nw
import polars as pl

from meraki.cleaning.contracts import CATALOGUE, OTHER_STATUS, STATUS_RANK
from meraki.cleaning.customers import ATTRIBUTES
from meraki.cleaning.expressions import exact_parts, total
from meraki.columns import STATUS_PRECEDENCE, Column
from meraki.families import fold

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

RESTS_ON = {
    "dados_clientes": {
        Column.CONTRACT_VALUE: "VL_TOTAL_CONTRATO",
        Column.BRANDS: "MARCA_TOTVS",
    },
    "historico": {Column.PROPOSALS_VALUE: "VL_TOTAL"},
    "tickets": {Column.URGENT_TICKETS: "PRIORIDADE_TICKET"},
    "telemetria": {Column.ACTIVE_DAYS: "referencedatestart", Column.DENIED_SHARE: "statuslicenca"},
}
"""Table -> base column -> the source column without which a count or a sum of nothing is unknown, not 0."""

WHOLE = (Column.HIRES, Column.NPS_LAST)
"""Whole numbers that the files deliver as decimals."""

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


def contracts_by_customer(
    by_product: pl.DataFrame, products: pl.DataFrame, unnamed_brands: pl.DataFrame
) -> pl.DataFrame:
    """One row per customer: lines, owned value, dates; distinct products, families and brands owned.

    ``unnamed_brands``: CD_CLIENTE and MARCA_TOTVS of owned lines that name no product.
    """
    lines = by_product.filter(pl.col(Column.CUSTOMER).is_not_null())
    sums = (Column.CONTRACTS, Column.ACTIVE_CONTRACTS, Column.CANCELLED_CONTRACTS, *exact_parts(Column.CONTRACT_VALUE))
    totals = lines.group_by(Column.CUSTOMER).agg(
        pl.col(*sums).sum(), pl.col(Column.FIRST_CONTRACT).min(), pl.col(Column.LAST_CONTRACT).max()
    )
    totals = nw.from_native(totals).with_columns(total(Column.CONTRACT_VALUE)).to_native()
    distinct = {Column.PRODUCTS: Column.PRODUCT_NAME, Column.FAMILIES: Column.PRODUCT, Column.BRANDS: Column.BRAND}
    owned = products.filter(pl.col(Column.ACTIVE) == 1).select(Column.CUSTOMER, *distinct.values())
    counted = (
        pl.concat([owned, unnamed_brands], how="diagonal")
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
        reference: the day from which recency counts; a later day is 0 days ago.
        segments: DS_SEGMENTO of the target audience, whatever their accents and case.
    """
    base = customers
    for name, subject in subjects.items():
        base = base.join(subject.select(_of_base(subject)), on=Column.CUSTOMER, how="left")
        base = base.with_columns(pl.col(*ZERO_WHEN_ABSENT[name]).fill_null(0)) if name in ZERO_WHEN_ABSENT else base
    absent = [name for name in ORDER if name not in base.columns]
    base = base.with_columns(pl.lit(None, _type_of(name)).alias(name) for name in absent)
    base = base.with_columns(pl.lit(reference, pl.Date).alias(Column.REFERENCE_DATE))
    base = base.with_columns(*_recency(), _target(segments), *(_whole(base, name) for name in WHOLE))
    return base.select(ORDER).sort(Column.CUSTOMER)


def unknown_columns(missing: Mapping[str, Sequence[str]]) -> list[str]:
    """Base columns that no file can tell, given table -> source columns that it does not have."""
    return [
        name
        for table, rests_on in RESTS_ON.items()
        for name, source in rests_on.items()
        if source in missing.get(table, ())
    ]


def without(table: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """A copy in which those of the columns ``names`` that it has are unknown."""
    there = [name for name in names if name in table.columns]
    return table.with_columns(pl.lit(None, table.schema[name]).alias(name) for name in there)


def _of_base(subject: pl.DataFrame) -> list[str]:
    return [name for name in subject.columns if name in ORDER]


def _type_of(name: str) -> pl.DataType:
    if name in ATTRIBUTES:
        return pl.String()
    return pl.Date() if name in DATES else pl.Float64()


def _recency() -> list[pl.Expr]:
    pairs = {
        Column.DAYS_SINCE_CONTRACT: Column.LAST_CONTRACT,
        Column.DAYS_SINCE_NPS: Column.NPS_LAST_DATE,
        Column.DAYS_SINCE_TICKET: Column.LAST_TICKET,
    }
    reference = pl.col(Column.REFERENCE_DATE)
    return [(reference - pl.col(day)).dt.total_days().clip(lower_bound=0).alias(name) for name, day in pairs.items()]


def _target(segments: Sequence[str]) -> pl.Expr:
    wanted = [fold(segment) for segment in segments]
    folded = pl.col(Column.SEGMENT).map_elements(fold, return_dtype=pl.String)
    owns = pl.col(Column.PRODUCTS) > 0
    return (folded.is_in(wanted).fill_null(False) & owns).cast(pl.Int64).alias(Column.TARGET_AUDIENCE)


def _whole(base: pl.DataFrame, name: str) -> pl.Expr:
    """As integers when every value is one."""
    values = base.get_column(name).drop_nulls()
    is_whole = values.dtype.is_numeric() and bool((values.cast(pl.Float64) % 1 == 0).all())
    return pl.col(name).cast(pl.Int64) if is_whole else pl.col(name)
