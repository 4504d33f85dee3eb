"""The base and the products file, ours or made by others, checked and ready for the model."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import polars as pl

from meraki.columns import OWNED_STATUSES, Column, OutputFile
from meraki.errors import SourceError, readable
from meraki.families import FamilyRules, families_of
from meraki.reading.loose_text import LooseText, open_text
from meraki.reading.loose_types import type_columns
from meraki.reading.refusals import refusals_told
from meraki.settings import ModelSettings
from meraki.stages.model_cells import flag, spelt_alike, with_flags, without_huge, without_impossible_answers
from meraki.wording import counted

logger = logging.getLogger("meraki.model")
BASE_WORDS, PRODUCTS_WORDS = "a base de clientes", "os produtos por cliente"
NO_KEY, NO_PRODUCT, REPEATED = "chave vazia", "produto vazio", "linha idêntica a outra do mesmo cliente"
_FLAGS_OF_BASE, _FLAGS_OF_PRODUCTS = (Column.TARGET_AUDIENCE,), (Column.ACTIVE,)
OWN_RESULTS = (
    *(Column.CLUSTER, Column.PERSONA, Column.DISTANCE, Column.AFFINITY),
    *(Column.SILHOUETTE, Column.MAP_X, Column.MAP_Y),
)
"""What this stage says of a customer; in a base it comes from an earlier run, and would shape the new clusters."""


@dataclass(frozen=True)
class Input:
    """One input table.

    Attributes:
        frame: the rows in use.
        path: the file it came from.
        rows_read: records in the file.
        rejections: reason -> records not used; with ``frame`` they add up to ``rows_read``.
        rejected_rows: the records that did not fit the header, as a CSV; None without any.
        notes: Portuguese sentences for the person.
    """

    frame: pd.DataFrame
    path: Path
    rows_read: int
    rejections: Counter[str]
    rejected_rows: Path | None
    notes: list[str]

    @property
    def name(self) -> str:
        """What people call the file."""
        return readable(self.path.name)


def base_path(settings: ModelSettings) -> Path:
    """The base to read: the one given, else that of the output folder."""
    return settings.base or settings.output / OutputFile.BASE


def products_path(settings: ModelSettings) -> Path:
    """The products file to read: the one given, else that of the output folder."""
    return settings.products or settings.output / OutputFile.PRODUCTS


def open_base(path: Path, work: Path) -> LooseText:
    """The base as text; errors as :func:`meraki.reading.loose_text.open_text`."""
    with refusals_told(path):
        return open_text(path, work, BASE_WORDS, "rode antes etl_s3_totvs.py ou aponte uma base com --base.")


def open_products(path: Path, work: Path) -> LooseText:
    """The products file as text, with DS_PROD or PRODUTO.

    Raises:
        SourceError: also when neither column is there.
    """
    with refusals_told(path):
        text = open_text(path, work, PRODUCTS_WORDS, "rode antes etl_s3_totvs.py ou aponte um arquivo com --products.")
    if not {Column.PRODUCT_NAME, Column.PRODUCT} & set(text.names):
        raise SourceError(
            "O arquivo com os produtos por cliente não tem a coluna DS_PROD nem PRODUTO.",
            where=f"{path}, linha 1: {', '.join(text.names[:12])}",
            action="dê o nome DS_PROD à coluna do produto.",
        )
    return text


def read_base(path: Path, work: Path) -> Input:
    """One row per customer, sorted by CD_CLIENTE.

    A customer on several identical rows counts once; on rows that contradict each other nobody can tell which is true.
    Columns of :data:`OWN_RESULTS` are left out, and named in the notes.

    Raises:
        SourceError: unreadable, without key, without customers, or with contradicting rows.
    """
    text = open_base(path, work)
    typed = type_columns(text, path, as_text=_FLAGS_OF_BASE)
    flagged, unreadable = with_flags(typed.frame, _FLAGS_OF_BASE)
    attributes, notes = _without_own_results(flagged)
    attributes, more = without_huge(attributes)
    attributes, impossible = without_impossible_answers(attributes)
    frame, rejections = _with_key(attributes, text)
    single = _once_each(frame, path)
    if single.height < frame.height:
        rejections[REPEATED] = frame.height - single.height
    _check_not_empty(single, path, BASE_WORDS)
    table = _to_pandas(single.sort(Column.CUSTOMER))
    return Input(
        table,
        path,
        text.rows_read,
        rejections,
        text.rejected_rows,
        typed.notes + unreadable + notes + more + impossible,
    )


def read_products(path: Path, work: Path, rules: FamilyRules) -> Input:
    """Customer x product, with DS_PROD, PRODUTO and FL_ATIVO (1 = owned today) whatever the file has.

    PRODUTO comes from DS_PROD by the family rules where the file has none. A family, line or brand of the file is one
    whatever its capitals, accents and the punctuation around it. Owned is FL_ATIVO, else the status in
    SITUACAO_CONTRATO, else every row.

    Raises:
        SourceError: unreadable, without key or product column, or without any row.
    """
    text = open_products(path, work)
    typed = type_columns(text, path, as_text=_FLAGS_OF_PRODUCTS)
    keyed, rejections = _with_key(typed.frame, text)
    names = [name for name in (Column.PRODUCT_NAME, Column.PRODUCT) if name in keyed.columns]
    named = keyed.with_columns(pl.coalesce(names).alias(names[0])).filter(pl.col(names[0]).is_not_null())
    if named.height < keyed.height:
        rejections[NO_PRODUCT] = keyed.height - named.height
    _check_not_empty(named, path, PRODUCTS_WORDS)
    owned, notes = _owned(named)
    complete = _with_family(spelt_alike(named.with_columns(owned.alias(Column.ACTIVE))), rules)
    return Input(_to_pandas(complete), path, text.rows_read, rejections, text.rejected_rows, typed.notes + notes)


def _without_own_results(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    names = own_results(frame.columns)
    note = f"{', '.join(names)}: resultado de uma execução anterior, fora dos atributos."
    return frame.drop(names), [note] if names else []


def own_results(names: Sequence[str]) -> list[str]:
    """Those of a base's columns that an earlier run of this stage gave, whatever their case."""
    own = {name.casefold() for name in OWN_RESULTS}
    return [name for name in names if name.casefold() in own]


def _with_key(frame: pl.DataFrame, text: LooseText) -> tuple[pl.DataFrame, Counter[str]]:
    rejections = Counter(text.rejections)
    keyed = frame.filter(pl.col(Column.CUSTOMER).is_not_null())
    if keyed.height < frame.height:
        rejections[NO_KEY] = frame.height - keyed.height
    return keyed, rejections


def _check_not_empty(frame: pl.DataFrame, path: Path, what: str) -> None:
    if not frame.height:
        raise SourceError(
            f"O arquivo com {what} não tem nenhuma linha utilizável.",
            where=str(path),
            action="confira se há dados abaixo do cabeçalho e códigos em CD_CLIENTE.",
        )


def _once_each(frame: pl.DataFrame, path: Path) -> pl.DataFrame:
    """``frame`` without its repeated rows; whole rows are compared only where a customer has several."""
    if frame[Column.CUSTOMER].n_unique() == frame.height:
        return frame
    single = frame.unique(maintain_order=True)
    repeated = single.filter(pl.col(Column.CUSTOMER).is_duplicated())
    if not repeated.height:
        return single
    rows = repeated.filter(pl.col(Column.CUSTOMER) == repeated[Column.CUSTOMER].sort()[0])
    column = next(name for name in rows.columns if rows[name].n_unique() > 1)
    people = counted(repeated[Column.CUSTOMER].n_unique(), "cliente", "clientes")
    # The log keeps this sentence, so no code of a customer and no value of theirs is in it.
    raise SourceError(
        f"A base tem {people} em mais de uma linha com dados diferentes, como em {column}.",
        where=str(path),
        action="procure os CD_CLIENTE repetidos e deixe uma linha por cliente.",
    )


def _owned(frame: pl.DataFrame) -> tuple[pl.Expr, list[str]]:
    """1 where the product is owned today, and what to tell about flags nobody can read."""
    if Column.ACTIVE in frame.columns:
        active = flag(Column.ACTIVE)
        unknown = frame.select(active.is_null().sum()).item()
        words = "valor que não é 0 nem 1 conta", "valores que não são 0 nem 1 contam"
        note = f"Coluna FL_ATIVO: {counted(unknown, *words)} como produto não ativo."
        return active.fill_null(0), [note] if unknown else []
    if Column.STATUS in frame.columns:
        return pl.col(Column.STATUS).str.to_uppercase().is_in(OWNED_STATUSES).fill_null(False).cast(pl.Int8), []
    return pl.lit(1, pl.Int8), []


def _with_family(frame: pl.DataFrame, rules: FamilyRules) -> pl.DataFrame:
    if Column.PRODUCT_NAME not in frame.columns:
        return frame.with_columns(pl.col(Column.PRODUCT).alias(Column.PRODUCT_NAME))
    if Column.PRODUCT in frame.columns:
        return frame.with_columns(pl.coalesce(Column.PRODUCT, Column.PRODUCT_NAME).alias(Column.PRODUCT))
    families = families_of(frame[Column.PRODUCT_NAME].unique(), rules)
    return frame.with_columns(
        pl.col(Column.PRODUCT_NAME).replace_strict(families, return_dtype=pl.String).alias(Column.PRODUCT)
    )


def _to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """Numbers as float64 (int64 for whole flags), dates as datetime64, text as pandas' own."""
    return frame.with_columns(pl.col(pl.Date).cast(pl.Datetime("us"))).to_pandas()
