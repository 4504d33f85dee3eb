"""The runs before this one, as the output folder remembers them.

``historico/<run>/`` holds who was in which cluster and what was recommended in each run. A run is named after what it
read, its reference date and a digest of its inputs, so that repeating a run replaces it and changes nothing else:
the run before is the last one that read something else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from meraki import manifest
from meraki.columns import Column, OutputFile
from meraki.comparison import State
from meraki.documents import write_json
from meraki.errors import SourceError, system_reason
from meraki.publishing import Publication
from meraki.stages.files import write_csv

RUN, RUN_BEFORE = "execucao", "execucao_anterior"
DATE, DATE_BEFORE = "data_referencia", "data_anterior"
UNIT = "unidade"
NO_DATE = "sem-data"
_CLUSTERS = [Column.CUSTOMER, Column.CLUSTER]
_ADVICE = [Column.RECOMMENDATION_ID, Column.CUSTOMER, Column.RANK, Column.PRODUCT, Column.SCORE]


@dataclass(frozen=True)
class Before:
    """The run to compare with.

    Attributes:
        run: its name, "" when there is none.
        date: its reference date as ISO text, "" when unknown.
        state: None when there is no run before, or it cannot be read.
        problem: a Portuguese sentence when there is one that cannot be read, else "".
    """

    run: str = ""
    date: str = ""
    state: State | None = None
    problem: str = ""


def run_name(date: pd.Timestamp, files: Iterable[Path]) -> str:
    """``2025-03-25-1a2b3c4d``: reference date and a digest of the inputs' bytes."""
    digest = hashlib.sha256("".join(map(manifest.sha256, files)).encode()).hexdigest()[:8]
    return f"{NO_DATE if pd.isna(date) else date.date().isoformat()}-{digest}"


def find_before(output: Path, run: str, unit: str) -> Before:
    """The last run in ``output`` that is not ``run``.

    Its advice is left out when it was given in another unit than ``unit``: the names would not compare.
    """
    latest = _summary(output / OutputFile.CHANGES_SUMMARY)
    name = str(latest.get(RUN_BEFORE if latest.get(RUN) == run else RUN) or "")
    if not name:
        return Before()
    folder = _folder(output, name)
    told = _summary(folder / OutputFile.CHANGES_SUMMARY)
    try:
        state = State(
            _read(folder / OutputFile.CLUSTERS, _CLUSTERS), _read(folder / OutputFile.RECOMMENDATIONS, _ADVICE)
        )
    except SourceError as error:
        return Before(problem=f"Esta execução não foi comparada com a anterior ({folder.name}): {error.what}.")
    if told.get(UNIT) != unit:
        state = State(state.clusters, state.advice.iloc[:0])
    return Before(name, str(told.get(DATE) or ""), state)


def latest_clusters(output: Path, customers: pd.Index) -> np.ndarray:
    """(n,) the cluster of each customer in the latest run in ``output``, 0 where unknown."""
    name = str(_summary(output / OutputFile.CHANGES_SUMMARY).get(RUN) or "")
    try:
        table = _read(_folder(output, name) / OutputFile.CLUSTERS, _CLUSTERS) if name else None
    except SourceError:
        table = None
    if table is None:
        return np.zeros(len(customers), dtype=int)
    return table.set_index(Column.CUSTOMER)[Column.CLUSTER].reindex(customers).fillna(0).to_numpy(dtype=int)


def keep(
    publication: Publication, run: str, clusters: pd.DataFrame, advice: pd.DataFrame, told: dict[str, Any]
) -> None:
    """Write this run into the history, for the next one to compare with."""
    folder = f"{OutputFile.HISTORY_DIR}/{run}"
    write_csv(publication.path(f"{folder}/{OutputFile.CLUSTERS}"), clusters[_CLUSTERS])
    write_csv(publication.path(f"{folder}/{OutputFile.RECOMMENDATIONS}"), advice[_ADVICE])
    write_json(publication.path(f"{folder}/{OutputFile.CHANGES_SUMMARY}"), told)


def _folder(output: Path, name: str) -> Path:
    """The name comes from a file that anybody may have edited: only its last part is a folder of ours."""
    return output / OutputFile.HISTORY_DIR / Path(name).name


def _summary(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    """A table of the history.

    Raises:
        SourceError: it is gone, cannot be read or contradicts itself.
    """
    if not path.parent.is_dir():
        raise SourceError(f"a pasta {OutputFile.HISTORY_DIR}/{path.parent.name} foi apagada ou movida")
    text = {Column.CUSTOMER: "str", Column.PRODUCT: "str", Column.RECOMMENDATION_ID: "str"}
    try:
        frame = pd.read_csv(path, dtype=text, keep_default_na=False, na_values=[""], usecols=columns)
    except OSError as error:
        raise SourceError(f"não foi possível ler {path.name}: {system_reason(error)}") from error
    except ValueError as error:
        raise SourceError(f"{path.name} foi alterado e não é mais a tabela que esta etapa gravou") from error
    problem = _contradiction(frame)
    if problem:
        raise SourceError(f"{path.name} tem {problem}")
    return frame


def _contradiction(frame: pd.DataFrame) -> str:
    """What no table of this stage has; "" where all is well."""
    if frame[Column.CUSTOMER].isna().any():
        return "linhas sem CD_CLIENTE"
    if Column.CLUSTER in frame and frame[Column.CUSTOMER].duplicated().any():
        return "clientes repetidos"
    if Column.CLUSTER in frame and not pd.api.types.is_integer_dtype(frame[Column.CLUSTER]):
        return "clusters que não são números inteiros"
    return ""
