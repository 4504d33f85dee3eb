"""One Portuguese sentence per recommendation, made of counts that can be recounted."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from meraki.columns import Column
from meraki.wording import percent, thousands

FEW_CUSTOMERS = 20
"""In a smaller cluster people are counted, not turned into per cent."""


def reasons(
    evidence: pd.DataFrame, products: Sequence[str], owners: Sequence[str | None], total: pd.Series
) -> list[str]:
    """MOTIVO of each recommendation.

    Args:
        evidence: from :func:`meraki.recommendation.evidence.evidence`.
        products: name of the recommended product of each row.
        owners: name of the evidence product of each row, None for none.
        total: customers of the whole base who own the recommended product.
    """
    columns = (
        evidence[Column.CLUSTER_CUSTOMERS],
        evidence[Column.CLUSTER_OWNERS],
        evidence[Column.EVIDENCE_OWNERS],
        evidence[Column.EVIDENCE_BOTH],
        evidence[Column.CONFIDENCE],
        evidence[Column.CONFIDENCE_OTHERS],
        total,
    )
    rows = zip(products, owners, *(column.tolist() for column in columns), strict=True)
    return [_sentence(*row) for row in rows]


def had_before(sentence: str) -> str:
    """``sentence`` with what whoever calls must know before the customer tells him."""
    return f"{sentence.removesuffix('.')}; já contratou este produto e hoje não tem contrato ativo."


def _sentence(
    product: str, other: str | None, size: int, n_y: int, n_x: int, n_xy: int, share: float, rest: float, total: int
) -> str:
    opening = _penetration(product, size, n_y, total)
    if other is None:
        return f"{opening}; a indicação vem do perfil do cliente como um todo."
    return (
        f"{opening}; dos {thousands(n_x)} que usam {other}, {thousands(n_xy)} ({percent(share)}) também usam, "
        f"contra {percent(rest)} dos demais."
    )


def _penetration(product: str, size: int, n_y: int, total: int) -> str:
    if n_y == 0:
        users = "1 cliente usa" if total == 1 else f"{thousands(total)} clientes usam"
        return f"Ninguém no seu cluster usa {product} ainda; na base inteira, {users}"
    if n_y == 1:
        return f"1 dos {thousands(size)} clientes do seu cluster usa {product}"
    if size < FEW_CUSTOMERS:
        return f"{n_y} dos {size} clientes do seu cluster usam {product}"
    return f"{percent(n_y / size)} dos {thousands(size)} clientes do seu cluster usam {product}"
