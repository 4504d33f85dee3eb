"""Who owns what, as sparse matrices: customers x products."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Portfolio:
    """n customers x m products (the recommended unit: DS_PROD, PRODUTO, DS_LIN_REC or MARCA_TOTVS).

    Attributes:
        customers: CD_CLIENTE, n, in the order of the rows.
        products: index = product name (sorted, m), columns DS_LIN_REC, MARCA_TOTVS, PRODUTO (family), FL_ATIVO
            (1 = somebody owns it today), DT_ULTIMO_CONTRATO (last signed by anybody, NaT when unknown).
        holdings: float32 0/1, owned today.
        values: float64, what the owner pays (VL_TOTAL_CONTRATO); None when the table has no value.
        adopted: float64, first contract as days since 1970-01-01 on owned pairs; None when the table has no date.
    """

    customers: pd.Index
    products: pd.DataFrame
    holdings: csr_matrix
    values: csr_matrix | None
    adopted: csr_matrix | None


def build_portfolio(table: pd.DataFrame, customers: pd.Index, unit: str) -> Portfolio:
    """Pivot produtos_por_cliente (or any table with CD_CLIENTE and ``unit``) to matrices.

    ``table`` needs CD_CLIENTE and the column ``unit``; FL_ATIVO (absent: 1), PRODUTO, DS_LIN_REC, MARCA_TOTVS,
    VL_TOTAL_CONTRATO, DT_PRIMEIRO_CONTRATO and DT_ULTIMO_CONTRATO (datetime64 or ISO text) are used where present.
    Rows of customers that are not in ``customers`` and rows without a product name are left out.
    """
    raise NotImplementedError
