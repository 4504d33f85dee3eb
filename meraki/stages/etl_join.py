"""The base and the products per customer, from the cleaned subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from meraki import base as base_table
from meraki.cleaning import contracts, customers
from meraki.columns import Column
from meraki.console import step
from meraki.engines import collect
from meraki.families import FamilyRules, families_of
from meraki.reading.read import Reading
from meraki.stages.etl_subjects import Cleaned, Tables, contract_lines


@dataclass(frozen=True)
class Joined:
    """base_analitica_meraki and produtos_por_cliente, and the base columns that no file could tell."""

    base: pl.DataFrame
    products: pl.DataFrame
    unknown: list[str]


def join(
    reading: Reading,
    tables: Tables,
    cleaned: Cleaned,
    rules: FamilyRules,
    reference: date | None,
    segments: Sequence[str],
) -> Joined:
    """Clean the contract lines and join every subject to their customers on the left."""
    frame = tables["dados_clientes"]
    with step("Limpar dados_clientes e juntar a base") as line:
        lines = contract_lines(tables, cleaned)
        families = families_of(lines[Column.PRODUCT_NAME].unique(), rules)
        products = base_table.products(lines, collect(contracts.catalogue(frame)), families)
        people = base_table.contracts_by_customer(lines, products, collect(contracts.unnamed_brands(frame)))
        people = people.join(collect(customers.attributes(frame)), on=Column.CUSTOMER, how="left")
        base = base_table.assemble(people, cleaned.subjects, reference, segments)
        missing = {name: table.missing_columns for name, table in reading.tables.items()}
        unknown = base_table.unknown_columns(missing)
        line.rows_in, line.rows_out = int(lines[Column.CONTRACTS].sum()), base.height
    return Joined(base_table.without(base, unknown), base_table.without(products, unknown), unknown)
