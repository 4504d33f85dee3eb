"""The output folder, read: what every report stands on."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from meraki.columns import Column, OutputFile
from meraki.errors import SourceError

_TEXT = (
    Column.CUSTOMER,
    Column.SEGMENT,
    Column.SUBSEGMENT,
    Column.REVENUE_BAND,
    Column.STATE,
    Column.CITY,
    Column.COUNTRY,
    Column.ACTIVITY,
    Column.CUSTOMER_SINCE,
    Column.REFERENCE_DATE,
    Column.FIRST_CONTRACT,
    Column.LAST_CONTRACT,
    Column.LAST_PROPOSAL,
    Column.NPS_LAST_DATE,
    Column.LAST_TICKET,
    Column.PRODUCT_NAME,
    Column.PRODUCT,
    Column.REVENUE_LINE,
    Column.BRAND,
    Column.COMMERCIAL_MODE,
    Column.STATUS,
    Column.PERSONA,
    Column.RECOMMENDATION_ID,
    Column.KIND,
    Column.APPROACH,
    Column.REASON,
    Column.POTENTIAL_LEVEL,
    Column.EVIDENCE_PRODUCT,
    Column.PROFILE_COLUMN,
    Column.PERSONA_LABEL,
    Column.PERSONA_TEXT,
    Column.PLAY,
    Column.TYPICAL_PRODUCTS,
    Column.PERSONA_RULES,
    Column.LEVEL_REVENUE,
    Column.LEVEL_SATISFACTION,
    Column.LEVEL_ACQUISITION,
    Column.LEVEL_TENURE,
    Column.LEVEL_ENGAGEMENT,
    Column.LEVEL_SUPPORT,
    Column.CHANGE_KIND,
    Column.CHANGE_FROM,
    Column.CHANGE_TO,
)
_NUMBER_PREFIXES = ("VL_", "VLR_", "QTD_", "PC_", "FL_", "MRR_")
_REQUIRED = {
    OutputFile.BASE: (Column.CUSTOMER,),
    OutputFile.PRODUCTS: (Column.CUSTOMER, Column.PRODUCT, Column.ACTIVE),
    OutputFile.CLUSTERS: (Column.CUSTOMER, Column.CLUSTER),
    OutputFile.CLUSTER_DECISION: (Column.K, Column.SILHOUETTE, Column.CHOSEN),
    OutputFile.CLUSTER_PROFILE: (Column.CLUSTER, Column.PROFILE_COLUMN, Column.MEAN, Column.MEDIAN, Column.DIFFERENCE),
    OutputFile.PERSONAS: (Column.CLUSTER, Column.PERSONA, Column.CUSTOMERS),
    OutputFile.RECOMMENDATIONS: (
        Column.RECOMMENDATION_ID,
        Column.CUSTOMER,
        Column.CLUSTER,
        Column.RANK,
        Column.PRODUCT,
        Column.SCORE,
        Column.REASON,
        Column.POTENTIAL,
        Column.EXPECTED_VALUE,
    ),
    OutputFile.CLUSTER_PRODUCTS: (Column.CLUSTER, Column.PRODUCT, Column.QUANTITY, Column.PENETRATION),
    OutputFile.CHANGES: (Column.CHANGE_KIND, Column.CUSTOMER),
}
_NUMERIC = frozenset(
    (
        Column.CLUSTER,
        Column.RANK,
        Column.SCORE,
        Column.K,
        Column.SILHOUETTE,
        Column.POTENTIAL,
        Column.EXPECTED_VALUE,
        Column.PENETRATION,
        Column.MEAN,
        Column.MEDIAN,
        Column.DIFFERENCE,
        Column.QUANTITY,
        Column.NPS_MEAN,
    )
)
_NEVER_EMPTY = (Column.CUSTOMER, Column.CLUSTER, Column.PRODUCT, Column.K, Column.RANK, Column.SCORE)
"""Where required: what a row is about."""


@dataclass(frozen=True, eq=False)
class Outputs:
    """What the stages left in a folder; a part that is missing or has no row is ``None``.

    Equal only to itself, so that what is worked out from it can be kept beside it.

    The columns of each frame are those of docs/arquitetura.md, in the order of the file. Keys and dates are text,
    numbers are numbers, an empty cell is a null.
    """

    directory: Path
    base: pd.DataFrame | None = None
    products: pd.DataFrame | None = None
    clusters: pd.DataFrame | None = None
    decision: pd.DataFrame | None = None
    profile: pd.DataFrame | None = None
    personas: pd.DataFrame | None = None
    recommendations: pd.DataFrame | None = None
    cluster_products: pd.DataFrame | None = None
    changes: pd.DataFrame | None = None
    changes_summary: dict[str, Any] | None = None
    evaluation: dict[str, Any] | None = None
    quality: dict[str, Any] | None = None
    manifest: dict[str, Any] | None = None


FRAMES = {
    "base": OutputFile.BASE,
    "products": OutputFile.PRODUCTS,
    "clusters": OutputFile.CLUSTERS,
    "decision": OutputFile.CLUSTER_DECISION,
    "profile": OutputFile.CLUSTER_PROFILE,
    "personas": OutputFile.PERSONAS,
    "recommendations": OutputFile.RECOMMENDATIONS,
    "cluster_products": OutputFile.CLUSTER_PRODUCTS,
    "changes": OutputFile.CHANGES,
}
"""Field of :class:`Outputs` -> its CSV file."""

DOCUMENTS = {
    "changes_summary": OutputFile.CHANGES_SUMMARY,
    "evaluation": OutputFile.EVALUATION,
    "quality": OutputFile.QUALITY_JSON,
    "manifest": OutputFile.MANIFEST,
}
"""Field of :class:`Outputs` -> its JSON file."""


def load(directory: Path, without: Collection[str] = ()) -> Outputs:
    """Read every known file of ``directory``; fields named in ``without`` are not read and stay ``None``.

    Raises:
        SourceError: a file is there but is not what it should be: broken CSV or JSON, a required
            column missing, text where a number belongs.
    """
    frames: dict[str, Any] = {
        field: read_frame(directory / name)
        for field, name in FRAMES.items()
        if field not in without and (directory / name).is_file()
    }
    documents: dict[str, Any] = {
        field: read_document(directory / name) for field, name in DOCUMENTS.items() if (directory / name).is_file()
    }
    return Outputs(directory=directory, **frames, **documents)


def read_frame(path: Path) -> pd.DataFrame | None:
    """One CSV of the output folder; ``None`` when it has no row.

    Raises:
        SourceError: not a CSV in UTF-8, a required column missing, text where a number belongs, nothing where a
            row says what it is about.
    """
    try:
        frame = pd.read_csv(
            path, dtype=dict.fromkeys(_TEXT, "str"), keep_default_na=False, na_values=[""], encoding="utf-8"
        )
    except pd.errors.EmptyDataError:
        return None
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise _malformed(path, "não é um CSV legível em UTF-8") from error
    _check_columns(frame, path)
    return None if frame.empty else frame


def _check_columns(frame: pd.DataFrame, path: Path) -> None:
    required = _REQUIRED.get(path.name, ())
    missing = [name for name in required if name not in frame.columns]
    if missing:
        raise _malformed(path, f"não tem {'a coluna' if len(missing) == 1 else 'as colunas'} {', '.join(missing)}")
    for column in (name for name in required if name in _NEVER_EMPTY):
        if frame[column].isna().any():
            line = int(frame[column].isna().to_numpy().argmax()) + 2
            raise _malformed(path, "tem uma célula vazia onde devia haver valor", f"linha {line}, coluna {column}")
    for column in frame.columns:
        if _is_number(column) and len(frame) and not pd.api.types.is_numeric_dtype(frame[column]):
            bad = pd.to_numeric(frame[column], errors="coerce").isna() & frame[column].notna()
            line = int(bad.to_numpy().argmax()) + 2
            value = frame[column].iloc[line - 2]
            raise _malformed(path, f"tem texto onde devia haver número: {value!r}", f"linha {line}, coluna {column}")


def _is_number(column: str) -> bool:
    return column in _NUMERIC or (column.startswith(_NUMBER_PREFIXES) and column not in _TEXT)


def read_document(path: Path) -> dict[str, Any] | None:
    """One JSON of the output folder; ``None`` when it holds nothing.

    Raises:
        SourceError: not JSON in UTF-8, or not an object.
    """
    try:
        text = path.read_text(encoding="utf-8")
        value = json.loads(text) if text.strip() else {}
    except json.JSONDecodeError as error:
        place = f"linha {error.lineno}, coluna {error.colno}"
        raise _malformed(path, "não é um JSON válido", place) from error
    except UnicodeDecodeError as error:
        raise _malformed(path, "não está em UTF-8") from error
    if not isinstance(value, dict):
        raise _malformed(path, "não contém um objeto JSON")
    return value or None


def _malformed(path: Path, what: str, place: str = "") -> SourceError:
    return SourceError(
        f"O arquivo {path.name} {what}.",
        where=f"{path}, {place}" if place else str(path),
        action="gere-o de novo com a etapa que o grava (etl_s3_totvs.py ou meraki_cluster_recomendacao.py).",
    )
