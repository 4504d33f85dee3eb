"""One door to all sources."""

from __future__ import annotations

from pathlib import Path

from meraki.sources import SourceFile
from meraki.sources.folder import list_files


def open_source(source: str, cache: Path) -> list[SourceFile]:
    """Files of ``s3://bucket/prefix/`` (through the cache) or of a folder.

    Raises:
        ConfigurationError, SourceError: see :mod:`meraki.sources.s3` and :mod:`meraki.sources.folder`.
    """
    if source.startswith("s3://"):
        from meraki.sources.s3 import fetch_files  # noqa: PLC0415  boto3 takes half a second that a folder need not pay

        return fetch_files(source, cache)
    return list_files(Path(source))
