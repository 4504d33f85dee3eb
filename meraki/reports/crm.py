"""The recommendations as files for other programs: a CRM, and Excel as Brazilians have it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl

from meraki.columns import Column
from meraki.reports import dictionary, formats
from meraki.reports.opportunities import best_first, described
from meraki.reports.outputs import Outputs

COLUMNS = (
    Column.RECOMMENDATION_ID,
    Column.CUSTOMER,
    Column.SEGMENT,
    Column.STATE,
    Column.CITY,
    Column.CLUSTER,
    Column.PERSONA,
    Column.RANK,
    Column.PRODUCT,
    Column.KIND,
    Column.SCORE,
    Column.POTENTIAL,
    Column.POTENTIAL_LOW,
    Column.POTENTIAL_HIGH,
    Column.EXPECTED_VALUE,
    Column.APPROACH,
    Column.REASON,
    Column.TARGET_AUDIENCE,
    Column.REFERENCE_DATE,
)
"""Who, what, how sure, how much, why. ID_RECOMENDACAO comes first: a re-import updates by it."""

_DECIMALS = {dictionary.MONEY: 2, dictionary.SHARE: 4, dictionary.DECIMAL: 2}
_FORMULA = re.compile(r"[\s\"']*[=+\-@|\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet may take for a formula, the full-width signs and leading blanks and quotes too."""
_MANGLED = re.compile(r"0\d+|\d+[eE]\d+")
"""A code that a spreadsheet would turn into another number: 00123, 12E34."""


BLOCK = 200_000
"""Recommendations that are in memory as text at once."""


def records(outputs: Outputs) -> Iterator[pd.DataFrame]:
    """A row per recommendation with the columns of :data:`COLUMNS`, best first, block by block.

    One block without rows where there are no recommendations.
    """
    advice = best_first(outputs)
    if advice is None:
        yield pd.DataFrame(columns=list(COLUMNS))
        return
    for start in range(0, len(advice), BLOCK):
        block = described(advice.iloc[start : start + BLOCK], outputs)
        yield block.reindex(columns=list(COLUMNS)).apply(_whole)


def _whole(values: pd.Series) -> pd.Series:
    """What became 1.0 in a join, because some customers lack it, as the 1 of the other files."""
    counted = dictionary.entry(str(values.name)).kind in (dictionary.FLAG, dictionary.COUNT)
    if counted and pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        return values.astype("Int64")
    return values


def write(path: Path, outputs: Outputs) -> None:
    """The file for a CRM: UTF-8, comma, decimal point, values as they are; one row per recommendation."""
    with path.open("wb") as file:
        for block in records(outputs):
            table = pl.from_pandas(block, nan_to_null=True).with_columns(pl.col(pl.Datetime).cast(pl.Date))
            table.write_csv(file, include_header=file.tell() == 0)


def write_excel(path: Path, outputs: Outputs) -> None:
    """The same for people: BOM, ``;``, decimal comma, headers in words, no text that Excel takes for a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([dictionary.label(name) for name in COLUMNS])
        for block in records(outputs):
            columns = [_excel_texts(block[name], dictionary.entry(name).kind) for name in COLUMNS]
            writer.writerows(zip(*columns, strict=True))


def neutral(text: str) -> str:
    """``text`` on one line, with an apostrophe before what a spreadsheet would compute or turn into a number."""
    line = re.sub(r"[\t\r\n\v\f\x00-\x1f]+", " ", text)
    return f"'{line}" if _FORMULA.match(line) or _MANGLED.fullmatch(line) else line


def _excel_texts(values: pd.Series, kind: str) -> list[str]:
    if kind == dictionary.DATE:
        return [_shown(value, formats.day) for value in values]
    if kind == dictionary.TEXT:
        return [_shown(value, lambda text: neutral(str(text))) for value in values]
    decimals = _DECIMALS.get(kind, 0)
    return [_shown(value, lambda number: f"{number:.{decimals}f}".replace(".", ",")) for value in values]


def _shown(value: Any, say: Any) -> str:
    return "" if formats.is_missing(value) else say(value)
