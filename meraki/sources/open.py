"""One door to all sources."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from meraki.sources import SourceFile
from meraki.sources.folder import list_files

Stays = Callable[[SourceFile], bool]
_ADDRESS = re.compile(r"(?i)s3a?:|[a-z][a-z0-9+.-]+://")
"""A single letter before the colon is a drive."""


def open_source(source: str, cache: Path, stays: Stays = lambda file: False) -> list[SourceFile]:
    """Files of ``s3://bucket/prefix/`` (or ``s3a://``, as Spark writes it) or of a folder.

    Objects come through the cache, but for those that ``stays`` wants left in the bucket.

    Raises:
        UsageError: an address of another kind than S3.
        ConfigurationError, SourceError: see :mod:`meraki.sources.s3` and :mod:`meraki.sources.folder`.
    """
    if _ADDRESS.match(source):
        from meraki.sources.s3 import fetch_files  # noqa: PLC0415  boto3 takes half a second that a folder need not pay

        return fetch_files(source, cache, stays)
    return list_files(Path(source))
