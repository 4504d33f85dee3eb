"""The output folder as the pages see it: what is there, what is missing and what cannot be read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from meraki.columns import OutputFile
from meraki.errors import MerakiError, system_reason
from meraki.reports.outputs import DOCUMENTS, FRAMES, Outputs, read_document, read_frame
from meraki.settings import CommonSettings

logger = logging.getLogger("meraki.dashboard")
Stamp = tuple[str, int, int]
"""A file's path, time of change in ns and size in bytes: another stamp means another content."""

FILES = FRAMES | DOCUMENTS
_ETL, _MODEL = "python etl_s3_totvs.py", "python meraki_cluster_recomendacao.py"
_MADE_BY = {
    OutputFile.BASE: _ETL,
    OutputFile.PRODUCTS: _ETL,
    OutputFile.QUALITY_JSON: _ETL,
    OutputFile.MANIFEST: _ETL,
    OutputFile.EVALUATION: f"{_MODEL} --evaluate",
}


@dataclass(frozen=True)
class Gap:
    """A file that has nothing to show."""

    why: str
    command: str = ""
    """What to run to have it; empty where running again would not help."""
    damaged: bool = False
    """The file is there and cannot be read; else it is absent or has no row."""


@dataclass(frozen=True)
class Folder:
    """The readable parts of an output folder, and what is known of each part that is not."""

    outputs: Outputs
    problems: dict[str, Gap] = field(default_factory=dict)
    """File name -> why it cannot be read."""
    signature: tuple[Stamp, ...] = ()
    """Equal signatures mean equal contents: the key of everything computed from the folder."""

    @property
    def is_empty(self) -> bool:
        """No known file is there, readable or not."""
        return not self.signature

    def missing(self, *fields: str) -> list[Gap]:
        """Each of these fields of :class:`Outputs` that has nothing to show."""
        return [self._gap(FILES[name]) for name in fields if getattr(self.outputs, name) is None]

    def _gap(self, file: str) -> Gap:
        return self.problems.get(file) or Gap(
            f"Falta {file} na pasta de resultados.", command(self.outputs.directory / file)
        )


def command(path: Path) -> str:
    """The command that makes the file ``path``, in its folder where that is not the one of always."""
    return _MADE_BY.get(path.name, _MODEL) + output_flag(path.parent)


def output_flag(directory: Path) -> str:
    """`` --output FOLDER``; empty for the folder that the scripts write to when nothing is said."""
    return "" if directory.resolve() == CommonSettings.output.resolve() else f' --output "{directory}"'


def open_folder(directory: Path) -> Folder:
    """Read ``directory``; a part that cannot be read costs that part only. Unchanged files are not read again."""
    parts: dict[str, Any] = {}
    problems: dict[str, Gap] = {}
    stamps: list[Stamp] = []
    for name, file in FILES.items():
        stamp = _stamp(directory / file)
        if stamp is None:
            continue
        stamps.append(stamp)
        parts[name], problem = _read(stamp, "frame" if name in FRAMES else "document")
        if problem:
            problems[file] = problem
    return Folder(Outputs(directory, **parts), problems, tuple(stamps))


def _stamp(path: Path) -> Stamp | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return str(path), facts.st_mtime_ns, facts.st_size


_READERS: dict[str, Callable[[Path], Any]] = {"frame": read_frame, "document": read_document}


# A resource, not data: a cache of data would copy a hundred thousand rows at each click. Pages only read them.
@st.cache_resource(max_entries=64, show_spinner="Lendo os resultados…")
def _read(stamp: Stamp, kind: str) -> tuple[Any, Gap | None]:
    path = Path(stamp[0])
    again = command(path)
    try:
        content = _READERS[kind](path)
    except MerakiError as error:
        return None, Gap(error.what, again, damaged=True)
    except OSError as error:
        why = f"Não foi possível abrir {path.name}: {system_reason(error)}."
        how = "Feche o arquivo se estiver aberto em outro programa e recarregue a página."
        return None, Gap(f"{why} {how}", damaged=True)
    except Exception:
        logger.exception("leitura de %s", path)
        return None, Gap(f"O arquivo {path.name} não pôde ser lido.", again, damaged=True)
    return content, None if content is not None else Gap(f"O arquivo {path.name} não tem nenhuma linha.", again)
