"""What the generator knows about its own data: planted structure, exact aggregates, expected ledger."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from meraki.synthetic.randomness import Floats, Ints


@dataclass(frozen=True)
class TableTruth:
    """Expected ledger of one table: ``orphan_*`` count keys absent from dados_clientes."""

    rows: int
    customers: int
    empty_keys: int = 0
    orphan_customers: int = 0
    orphan_rows: int = 0
    files: int = 1


@dataclass(frozen=True)
class Truth:
    """The known answers.

    Attributes:
        customers: a row per customer of dados_clientes, sorted by CD_CLIENTE: ARQUETIPO and the columns of
            base_analitica_meraki.csv, null where the customer is absent from a file whose columns are unknown then.
        products: a row per customer and DS_PROD ever contracted, the columns of produtos_por_cliente.csv.
        pairs: the planted pairs: PRODUTO_X, PRODUTO_Y, PROBABILIDADE, SEGMENTOS, ARQUETIPOS (empty: all).
        next_products: CD_CLIENTE, PRODUTO, PRODUTO_X: what a customer would take next and was held out.
        tables: table name -> :class:`TableTruth`.
    """

    customers: pd.DataFrame
    products: pd.DataFrame
    pairs: pd.DataFrame
    next_products: pd.DataFrame
    tables: dict[str, TableTruth]

    def write(self, directory: Path) -> None:
        """Write the truth as CSV and JSON into ``directory``."""
        directory.mkdir(parents=True, exist_ok=True)
        for name in FRAMES:
            getattr(self, name).to_csv(directory / f"{name}.csv", index=False, lineterminator="\n")
        tables = {name: dataclasses.asdict(table) for name, table in sorted(self.tables.items())}
        (directory / "tables.json").write_text(json.dumps(tables, indent=1, sort_keys=True), encoding="utf-8")

    @classmethod
    def read(cls, directory: Path) -> Truth:
        """Read back what :meth:`write` wrote; text columns as text, empty as null."""
        frames = {name: pd.read_csv(directory / f"{name}.csv", dtype=TEXT_COLUMNS) for name in FRAMES}
        tables = json.loads((directory / "tables.json").read_text(encoding="utf-8"))
        return cls(**frames, tables={name: TableTruth(**table) for name, table in tables.items()})


FRAMES = ("customers", "products", "pairs", "next_products")
TEXT_COLUMNS = {"CD_CLIENTE": str, "PAIS": str, "SEGMENTOS": str, "ARQUETIPOS": str}


@dataclass
class Tally:
    """Sums per customer, added to as rows are generated."""

    count: Floats
    total: Floats

    @classmethod
    def zeros(cls, customers: int) -> Tally:
        """Nothing seen yet for ``customers`` customers."""
        return cls(np.zeros(customers), np.zeros(customers))

    def add(self, customer: Ints, value: NDArray[Any]) -> None:
        """Add rows: customer index and value."""
        self.count += np.bincount(customer, minlength=self.count.size)
        self.total += np.bincount(customer, weights=value, minlength=self.count.size)

    def mean(self) -> Floats:
        """Mean per customer, NaN where there was no row."""
        return np.where(self.count > 0, self.total / np.maximum(self.count, 1), np.nan)


def dates(days: Floats | Ints) -> pd.Series:
    """ISO dates of days since 1970-01-01; null for NaN."""
    stamps = pd.Series(pd.to_datetime(pd.Series(days), unit="D", origin="unix"))
    return stamps.dt.strftime("%Y-%m-%d")
