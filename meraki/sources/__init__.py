"""Where raw files come from: a folder, or a bucket in S3."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from meraki.sources.remote import RemoteFile

RawPath = Path | RemoteFile
"""What can be opened: a file on this machine, or one left where it is."""


@dataclass(frozen=True)
class SourceFile:
    """A raw file at hand.

    Attributes:
        name: as in the source.
        etag: version tag, empty for a folder.
        size: bytes.
        address: where every machine of a cluster finds these very bytes (a path, or ``s3a://bucket/key``); empty for
            what only this machine has.
    """

    path: RawPath
    name: str
    etag: str
    size: int
    address: str = ""

    @property
    def local(self) -> Path:
        """``path`` of a file on this machine."""
        assert isinstance(self.path, Path)
        return self.path
