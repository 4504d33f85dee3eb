"""The output folder as the pages see it: what is there, what is missing and what cannot be read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from meraki.columns import OutputFile
from meraki.errors import MerakiError
from meraki.reports.outputs import DOCUMENTS, FRAMES, Outputs, read_document, read_frame

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
class Folder:
    """The readable parts of an output folder, and a sentence for each part that is not."""

    outputs: Outputs
    problems: dict[str, str] = field(default_factory=dict)
    """File name -> why it cannot be read."""
    signature: tuple[Stamp, ...] = ()
    """Equal signatures mean equal contents: the key of everything computed from the folder."""

    @property
    def is_empty(self) -> bool:
        """No known file is there, readable or not."""
        return not self.signature

    def missing(self, *fields: str) -> list[str]:
        """A sentence for each of these fields of :class:`Outputs` that has nothing to show."""
        return [self._sentence(FILES[name]) for name in fields if getattr(self.outputs, name) is None]

    def _sentence(self, file: str) -> str:
        return self.problems.get(file) or f"Falta {file} na pasta de resultados. Para gerar, rode: {command(file)}"


def command(file: str) -> str:
    """The command that makes ``file``."""
    return _MADE_BY.get(file, _MODEL)


def open_folder(directory: Path) -> Folder:
    """Read ``directory``; a part that cannot be read costs that part only. Unchanged files are not read again."""
    parts: dict[str, Any] = {}
    problems: dict[str, str] = {}
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
def _read(stamp: Stamp, kind: str) -> tuple[Any, str]:
    path = Path(stamp[0])
    again = f"Para gerar de novo, rode: {command(path.name)}"
    try:
        content = _READERS[kind](path)
    except MerakiError as error:
        return None, f"{error.what} {again}"
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return None, f"Não foi possível abrir {path.name}: {reason}. Feche o arquivo se estiver aberto e recarregue."
    except Exception:
        logger.exception("leitura de %s", path)
        return None, f"O arquivo {path.name} não pôde ser lido. {again}"
    return content, "" if content is not None else f"O arquivo {path.name} não tem nenhuma linha."
