"""*Por produto*: for each product the customers to call first."""

from __future__ import annotations

import pandas as pd

from meraki.columns import Column
from meraki.reports import formats
from meraki.reports.figures import by_product
from meraki.reports.sheets.book import Book, Field, set_widths

NAME = "Por produto"
CUSTOMERS_EACH = 10
MAX_PRODUCTS = 300
HEADER_ROW = 4
FIELDS = (
    Field(Column.PRODUCT),
    Field("ORDEM", "Ordem no produto", "quantidade", 11),
    Field(Column.CUSTOMER),
    Field(Column.SEGMENT),
    Field(Column.STATE, width=6),
    Field(Column.CLUSTER, width=8.5),
    Field(Column.PERSONA),
    Field(Column.KIND, width=11),
    Field(Column.SCORE, width=10),
    Field(Column.POTENTIAL),
    Field(Column.EXPECTED_VALUE, width=15),
    Field(Column.APPROACH, width=24),
)


def best_customers(deals: pd.DataFrame) -> pd.DataFrame:
    """The first customers of each product, products by their summed expected value; ORDEM counts within a product."""
    products = by_product(deals)[Column.PRODUCT].head(MAX_PRODUCTS)
    place = deals[Column.PRODUCT].map({name: number for number, name in enumerate(products)})
    order = deals.groupby(Column.PRODUCT).cumcount() + 1
    table = deals.assign(ORDEM=order, LUGAR=place)[(order <= CUSTOMERS_EACH) & place.notna()]
    return table.sort_values(["LUGAR", "ORDEM"]).reset_index(drop=True)


def subtitle(table: pd.DataFrame, products: int) -> str:
    """How many products, of all ``products`` recommended where not every one is listed."""
    shown = table[Column.PRODUCT].nunique()
    cut = f", dos {formats.number(products)} com oportunidades" if shown < products else ""
    count = formats.count(shown, "produto", "produtos")
    return (
        f"{count}{cut}, do maior ao menor valor esperado; os melhores clientes de cada um, {CUSTOMERS_EACH} no máximo"
    )


def add(book: Book, table: pd.DataFrame, products: int) -> None:
    """The page of the :func:`best_customers`, described; a line under each product's last customer."""
    sheet = book.sheet(NAME, "Por produto", subtitle(table, products))
    end = book.table(sheet, HEADER_ROW, FIELDS, table)
    set_widths(sheet, FIELDS, table)
    sheet.autofilter(HEADER_ROW, 0, max(end - 1, HEADER_ROW + 1), len(FIELDS) - 1)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.repeat_rows(HEADER_ROW)
    if len(table):
        _separate(book, sheet, end)


def _separate(book: Book, sheet, end: int) -> None:
    """A stronger line where the next product begins: the row whose order is 1."""
    rule = {"type": "formula", "criteria": f"=$B{HEADER_ROW + 2}=1", "format": book.style(top=1, top_color="#5F6B76")}
    sheet.conditional_format(HEADER_ROW + 1, 0, end - 1, len(FIELDS) - 1, rule)
