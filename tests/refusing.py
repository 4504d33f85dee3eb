"""Files that the system refuses to open, for whoever runs the tests."""

from __future__ import annotations

import builtins
import errno
import io
import os
from pathlib import Path
from typing import Any

import pytest


def refuse_to_open(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    """Whatever opens ``path`` from now on meets what a locked file is met with; root may read any."""
    really_open = io.open

    def open_or_refuse(file: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(file, (str, Path)) and Path(file) == path:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))
        return really_open(file, *arguments, **options)

    monkeypatch.setattr(builtins, "open", open_or_refuse)
    monkeypatch.setattr(io, "open", open_or_refuse)
