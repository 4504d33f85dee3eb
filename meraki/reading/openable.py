"""Files of the work folder that stand in for those that cannot be read where they are."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

from meraki.sources import SourceFile
from meraki.sources.folder import is_utf8
from meraki.sources.remote import RemoteFile


def openable(file: SourceFile, work: Path) -> SourceFile:
    """``file``, by way of a copy where its path is not UTF-8: neither Polars nor the reader of workbooks opens such."""
    if isinstance(file.path, RemoteFile) or is_utf8(file.path):
        return file
    work.mkdir(parents=True, exist_ok=True)
    return replace(file, path=Path(shutil.copyfile(file.path, copy_path(file, "?", work))))


def copy_path(file: SourceFile, part: str, work: Path) -> Path:
    """A name of its own for each copy of each run; names of files and of their parts never become paths."""
    name = f"{work}\0{file.name}{part}"
    return work / f"copia_{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()[:20]}.csv"
