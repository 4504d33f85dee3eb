"""Where raw files come from: a folder, or a bucket in S3."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class SourceFile:
    """A raw file at hand: local path, name as in the source, version tag (empty for a folder), bytes."""

    path: Path
    name: str
    etag: str
    size: int
