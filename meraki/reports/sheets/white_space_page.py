"""*Espaço em branco*: customers against the main products: has, recommended, gap."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from xlsxwriter.worksheet import Worksheet

from meraki.columns import Column
from meraki.reports import formats
from meraki.reports.dictionary import label
from meraki.reports.opportunities import described, has_audience, held, places, unit_of
from meraki.reports.outputs import Outputs
from meraki.reports.sheets.book import Book, Field
from meraki.reports.style import GOOD, LINE, ink_on, tint
from meraki.reports.texts import WHITE_SPACE

NAME = WHITE_SPACE
MAIN_PRODUCTS = 15
HEADER_ROW = 4
_GAP = "#FFF4D6"
_RECOMMENDED = "#E69F00"
IN_USE = {
    "ds_prod": label(Column.PRODUCTS),
    "produto": label(Column.FAMILIES),
    "linha": "Linhas em uso",
    "marca": label(Column.BRANDS),
}
"""--product-level -> what is counted as in use, in the dictionary's words."""
_FIELDS = (
    Field(Column.CUSTOMER, width=11),
    Field(Column.SEGMENT, width=24),
    Field(Column.STATE, width=6),
    Field(Column.CLUSTER, width=8.5),
    Field("EM_USO", "Em uso", "quantidade", 10),
    Field(Column.EXPECTED_VALUE, width=13),
    Field(Column.RECOMMENDATIONS, "Oportunidades", width=15),
    Field(Column.APPROACH, width=22),
)


@dataclass(frozen=True)
class WhiteSpace:
    """Customers, n rows best first, against m main products.

    Attributes:
        customers: n rows with the columns of the page.
        products: the m names.
        owned: (n, m) whether the customer uses the product today.
        chance: (n, m) the score where it is recommended, else NaN.
        in_use: what each customer's EM_USO counts.
        advised: customers with opportunities, shown or not.
    """

    customers: pd.DataFrame
    products: list[str]
    owned: np.ndarray
    chance: np.ndarray
    in_use: str
    advised: int


def matrix(outputs: Outputs, deals: pd.DataFrame, max_rows: int) -> WhiteSpace | None:
    """The white space of the best ``max_rows`` of the target audience; ``None`` without products or opportunities.

    Main products: the most used by the audience and the most recommended to it, counted together.
    """
    owned = held(outputs)
    if owned is None or deals.empty:
        return None
    if has_audience(outputs):
        owned = _of(owned, deals)
    counts = pd.concat([owned[Column.PRODUCT], deals[Column.PRODUCT]]).value_counts().rename_axis("p").reset_index()
    products = counts.sort_values(["count", "p"], ascending=[False, True])["p"].head(MAIN_PRODUCTS).tolist()
    customers = _customers(deals, max_rows)
    owned = _of(owned, customers)
    in_use = owned.groupby(Column.CUSTOMER).size().reindex(customers[Column.CUSTOMER]).fillna(0).to_numpy()
    customers = described(customers.assign(EM_USO=in_use), outputs)
    pairs = pd.Index(customers[Column.CUSTOMER]), pd.Index(products)
    shape = (len(customers), len(products))
    has, chance = np.zeros(shape, bool), np.full(shape, np.nan)
    _place(has, pairs, owned, np.ones(len(owned), bool))
    _place(chance, pairs, deals, deals[Column.SCORE].to_numpy(float))
    counted = IN_USE.get(unit_of(outputs), IN_USE["produto"])
    return WhiteSpace(customers, products, has, chance, counted, deals[Column.CUSTOMER].nunique())


def _of(owned: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``owned`` whose customer is among ``customers``."""
    return owned[places(owned, customers) >= 0]


def _place(target: np.ndarray, pairs: tuple[pd.Index, pd.Index], table: pd.DataFrame, values: np.ndarray) -> None:
    rows, columns = pairs[0].get_indexer(table[Column.CUSTOMER]), pairs[1].get_indexer(table[Column.PRODUCT])
    inside = (rows >= 0) & (columns >= 0)
    target[rows[inside], columns[inside]] = values[inside]


def _customers(deals: pd.DataFrame, most: int) -> pd.DataFrame:
    """Each of the ``most`` customers worth most: cluster, ABORDAGEM, summed VALOR_ESPERADO, QTD_RECOMENDACOES."""
    grouped = deals.groupby(Column.CUSTOMER)
    values = grouped[Column.EXPECTED_VALUE].sum(min_count=1)  # unknown is not zero
    known = grouped[[Column.CLUSTER, Column.APPROACH]].first()
    table = known.assign(**{Column.EXPECTED_VALUE: values, Column.RECOMMENDATIONS: grouped.size()}).reset_index()
    order = [Column.EXPECTED_VALUE, Column.CUSTOMER]
    return table.sort_values(order, ascending=[False, True], na_position="last", ignore_index=True).head(most)


def add(book: Book, space: WhiteSpace | None) -> None:
    """The page."""
    about = f"Clientes x os {MAIN_PRODUCTS} produtos principais: o que usa, o que se recomenda, o que falta"
    sheet = book.sheet(NAME, NAME, _subtitle(space), about=about)
    if space is None:
        sheet.write_string(HEADER_ROW, 0, "Sem produtos ou sem oportunidades nesta pasta.", book.style())
        return
    fields = [replace(field, header=space.in_use) if field.column == "EM_USO" else field for field in _FIELDS]
    book.table(sheet, HEADER_ROW, fields, space.customers)
    for column, field in enumerate(_FIELDS):
        sheet.set_column(column, column, field.width)
    _headers(book, sheet, space.products)
    _cells(book, sheet, space)
    last = HEADER_ROW + len(space.customers)
    sheet.autofilter(HEADER_ROW, 0, last, len(_FIELDS) + len(space.products) - 1)
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    sheet.repeat_rows(HEADER_ROW)


def _subtitle(space: WhiteSpace | None) -> str:
    """How to read the page, and whether it is cut."""
    told = "● usa hoje · % recomendado, com a chance · em branco: não usa. Clientes por valor esperado."
    if space is None or len(space.customers) == space.advised:
        return told
    shown, advised = formats.number(len(space.customers)), formats.number(space.advised)
    return f"{told} Mostrados os {shown} de maior valor, dos {advised} com oportunidades."


def _headers(book: Book, sheet: Worksheet, products: list[str]) -> None:
    first = len(_FIELDS)
    look = book.style(bold=True, rotation=60, align="left", valign="bottom", font_size=9)
    sheet.set_row(HEADER_ROW, 130)
    sheet.set_column(first, first + len(products) - 1, 6.5)
    for offset, name in enumerate(products):
        sheet.write_string(HEADER_ROW, first + offset, formats.shorten(name, 30), look)


def _cells(book: Book, sheet: Worksheet, space: WhiteSpace) -> None:
    """Only what is there is written: the gap is the background of the empty cells."""
    rows, first, border = len(space.customers), len(_FIELDS), {"border": 1, "border_color": LINE, "align": "center"}
    uses = book.style(bg_color=tint(GOOD, 0.35), font_color="#0B2E4A", num_format='"●"', **border)
    advised = book.style(bg_color=_RECOMMENDED, font_color=ink_on(_RECOMMENDED), bold=True, num_format="0%", **border)
    for row, column in zip(*np.nonzero(space.owned), strict=True):
        sheet.write_number(HEADER_ROW + 1 + int(row), first + int(column), 1, uses)
    for row, column in zip(*np.nonzero(np.isfinite(space.chance)), strict=True):
        sheet.write_number(HEADER_ROW + 1 + int(row), first + int(column), float(space.chance[row, column]), advised)
    if rows:
        gap = book.style(bg_color=_GAP, border=1, border_color=LINE)
        last_column = first + len(space.products) - 1
        area = (HEADER_ROW + 1, first, HEADER_ROW + rows, last_column)
        sheet.conditional_format(*area, {"type": "blanks", "format": gap})
