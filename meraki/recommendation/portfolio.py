"""Who owns what, as sparse matrices: customers x products."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from meraki.columns import Column
from meraki.errors import SourceError
from meraki.recommendation.contracts import Contracts, contracts_of
from meraki.wording import counted


@dataclass(frozen=True)
class Grouping:
    """The g lines, or the g brands, that the products are of.

    Attributes:
        of_product: (m,) place of each product's own, its most frequent; -1 where unknown.
        owned: float32 0/1 (n, g), who has a line of contract of it today; two of one product may be of two brands.
    """

    of_product: np.ndarray
    owned: csr_matrix


@dataclass(frozen=True)
class Portfolio:
    """n customers x m products (the recommended unit: DS_PROD, PRODUTO, DS_LIN_REC or MARCA_TOTVS).

    Attributes:
        customers: CD_CLIENTE, n, in the order of the rows.
        products: index = product name (sorted, m), columns DS_LIN_REC, MARCA_TOTVS, PRODUTO (the family, none of a line
            or brand; the most frequent text of each) and DT_ULTIMO_CONTRATO (last signed by anybody, NaT when unknown).
        holdings: float32 0/1, owned today.
        values: float64, what the owner pays (VL_TOTAL_CONTRATO); None when the table has no value.
        contracts: of what is owned today.
        former: float32 0/1, owned once and not today.
        groupings: brands, and lines of revenue.
    """

    customers: pd.Index
    products: pd.DataFrame
    holdings: csr_matrix
    values: csr_matrix | None
    contracts: Contracts
    former: csr_matrix
    groupings: tuple[Grouping, ...]

    def owned_today(self) -> Portfolio:
        """Only the products that somebody owns: of the others nobody can tell who would want them."""
        kept = np.flatnonzero(np.asarray(self.holdings.sum(axis=0)).ravel() > 0)
        return replace(
            self,
            products=self.products.iloc[kept],
            holdings=self.holdings[:, kept],
            values=None if self.values is None else self.values[:, kept],
            contracts=self.contracts.products(kept),
            former=self.former[:, kept],
            groupings=tuple(replace(each, of_product=each.of_product[kept]) for each in self.groupings),
        )


def build_portfolio(table: pd.DataFrame, customers: pd.Index, unit: str) -> Portfolio:
    """Pivot produtos_por_cliente (or any table with CD_CLIENTE and ``unit``) to matrices.

    ``table`` needs CD_CLIENTE and the column ``unit``; FL_ATIVO (absent: 1), PRODUTO, DS_LIN_REC, MARCA_TOTVS,
    QTD_CONTRATOS (absent: 1), VL_TOTAL_CONTRATO, DT_PRIMEIRO_CONTRATO and DT_ULTIMO_CONTRATO (datetime64 or ISO text)
    are used where present.
    Rows of customers that are not in ``customers`` and rows without a product name are left out.

    Raises:
        SourceError: the column ``unit`` is missing, no row is left, or nothing is owned today.
    """
    rows = _usable(table, customers, unit)
    products, names = pd.factorize(rows[unit], sort=True)
    shape, names = (len(customers), len(names)), pd.Index(names, name=Column.PRODUCT)
    rows = rows.assign(_y=products)
    active = rows.get(Column.ACTIVE, pd.Series(1.0, rows.index)).astype(float) == 1
    owned = rows[active]
    if owned.empty:
        raise SourceError(
            "Nenhum produto está ativo: não há em que basear recomendações.",
            where=f"{counted(len(rows), 'linha', 'linhas')} de produtos de clientes da base, nenhuma com FL_ATIVO = 1",
            action="confira FL_ATIVO ou SITUACAO_CONTRATO no arquivo de produtos.",
        )
    holdings = _pairs(owned, shape)
    described = _described(rows, unit, names)
    return Portfolio(
        customers=customers,
        products=described,
        holdings=holdings,
        values=_values(owned, shape),
        contracts=contracts_of(owned, shape),
        former=_former(rows[~active], holdings),
        groupings=tuple(
            _grouping(owned, column, described[column], len(customers))
            for column in (Column.BRAND, Column.REVENUE_LINE)
        ),
    )


def values_at(matrix: csr_matrix, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """(r,) what ``matrix`` holds at the r pairs; scipy itself gives a matrix of no pair, which is no array of none."""
    return np.asarray(matrix[row, column]).ravel() if len(row) else np.zeros(0, matrix.dtype)


def _usable(table: pd.DataFrame, customers: pd.Index, unit: str) -> pd.DataFrame:
    if unit not in table.columns:
        raise SourceError(
            f"A tabela de produtos não tem a coluna {unit}.",
            where=f"colunas: {', '.join(map(str, table.columns))}",
            action="informe outra unidade em --product-level ou complete o arquivo de produtos.",
        )
    # A look-up per customer rather than per row.
    codes, known = pd.factorize(table[Column.CUSTOMER], use_na_sentinel=False)
    place = customers.get_indexer(known)[codes]
    known_customer = place >= 0
    if not known_customer.any():
        lines, people = counted(len(table), "linha", "linhas"), counted(len(customers), "cliente", "clientes")
        raise SourceError(
            "Nenhum cliente da base aparece no arquivo de produtos.",
            where=f"{lines} de produtos, {people} na base",
            action="confira se os dois arquivos usam os mesmos códigos em CD_CLIENTE.",
        )
    usable = known_customer & table[unit].notna().to_numpy()
    rows = table[usable].assign(_u=place[usable])
    if rows.empty:
        raise SourceError(
            f"A coluna {unit} da tabela de produtos está vazia para todos os clientes da base.",
            action="informe outra unidade em --product-level ou complete o arquivo de produtos.",
        )
    return rows


def _matrix(rows: pd.DataFrame, data: np.ndarray, shape: tuple[int, int]) -> csr_matrix:
    matrix = csr_matrix((data, (rows["_u"], rows["_y"])), shape=shape)
    matrix.sum_duplicates()
    return matrix


def _pairs(rows: pd.DataFrame, shape: tuple[int, int]) -> csr_matrix:
    """Float32, 1 where a row tells of the pair."""
    pairs = _matrix(rows, np.ones(len(rows), np.float32), shape)
    pairs.data[:] = 1
    return pairs


def _former(ended: pd.DataFrame, holdings: csr_matrix) -> csr_matrix:
    """Pairs of lines that ended, but for those that another line keeps."""
    pairs = _pairs(ended, holdings.shape)
    former = csr_matrix(pairs - pairs.multiply(holdings))
    former.eliminate_zeros()
    return former


def _values(owned: pd.DataFrame, shape: tuple[int, int]) -> csr_matrix | None:
    if Column.CONTRACT_VALUE not in owned or not owned[Column.CONTRACT_VALUE].notna().any():
        return None
    return _matrix(owned, owned[Column.CONTRACT_VALUE].fillna(0).to_numpy(dtype=float), shape)


def _grouping(owned: pd.DataFrame, column: str, of_products: pd.Series, customers: int) -> Grouping:
    names = pd.Index(of_products.dropna().unique())
    places = names.get_indexer(owned[column]) if column in owned else np.full(len(owned), -1)
    known = owned.assign(_y=places)[places >= 0]
    return Grouping(names.get_indexer(of_products), _pairs(known, (customers, max(1, len(names)))))


def _described(rows: pd.DataFrame, unit: str, names: pd.Index) -> pd.DataFrame:
    described = pd.DataFrame(index=names)
    for column in (Column.REVENUE_LINE, Column.BRAND, Column.PRODUCT):
        described[column] = _most_frequent(rows, unit, column).reindex(described.index)
    if unit not in (Column.PRODUCT_NAME, Column.PRODUCT):
        described[Column.PRODUCT] = None  # a line or a brand has many families: none is its own
    last = pd.Series(pd.NaT, index=described.index, dtype="datetime64[ns]")
    if Column.LAST_CONTRACT in rows:
        dates = pd.to_datetime(rows[Column.LAST_CONTRACT], errors="coerce")
        last = dates.groupby(rows[unit]).max().reindex(described.index)
    return described.assign(**{Column.LAST_CONTRACT: last})


def _most_frequent(rows: pd.DataFrame, unit: str, column: str) -> pd.Series:
    if column == unit:
        return pd.Series(rows[unit].unique(), index=rows[unit].unique())
    if column not in rows or not rows[column].notna().any():
        return pd.Series(dtype=object)
    pairs = pd.DataFrame({"unit": rows[unit], "text": rows[column]}).dropna()
    counts = pairs.value_counts().rename("n").reset_index()
    counts = counts.sort_values(["unit", "n", "text"], ascending=[True, False, True])
    return counts.drop_duplicates("unit").set_index("unit")["text"]
