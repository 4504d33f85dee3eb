"""What the system refuses of an input, as a sentence: it is the input's fault, not the disk's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from meraki.errors import SourceError, system_reason
from meraki.sources import RawPath
from meraki.sources.remote import RemoteFile


@contextmanager
def refusals_told(place: RawPath) -> Iterator[None]:
    """Turn a refusal to open ``place``, or a file below it, into a SourceError; other errors stay as they are."""
    try:
        yield
    except OSError as error:
        if isinstance(place, RemoteFile) or not error.filename or not Path(error.filename).is_relative_to(place):
            raise
        raise SourceError(
            f"Não foi possível ler um arquivo de entrada: {system_reason(error)}.",
            where=str(error.filename),
            action="feche-o nos outros programas (como o Excel), confira a permissão de leitura e rode de novo.",
        ) from error
