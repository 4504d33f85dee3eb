"""The errors a person may meet; each family carries the exit code of the scripts.

A message says, in Portuguese, what happened (with the real value), where
(object, line, column) and what to do.
"""

from __future__ import annotations

import errno
import os
import re

EXIT_OK = 0
EXIT_UNEXPECTED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


class MerakiError(Exception):
    """Base of every expected error. ``str(error)`` is the whole Portuguese message."""

    exit_code = EXIT_UNEXPECTED

    def __init__(self, what: str, *, where: str = "", action: str = "") -> None:
        self.what, self.where, self.action = what, where, action = readable(what), readable(where), readable(action)
        parts = [what, f"Onde: {where}" if where else "", f"O que fazer: {action}" if action else ""]
        super().__init__("\n  ".join(part for part in parts if part))


class UsageError(MerakiError):
    """Flags that do not exist, contradict each other or have an impossible value."""

    exit_code = EXIT_USAGE


class ConfigurationError(MerakiError):
    """Settings file, environment or credentials are wrong."""

    exit_code = 3


class SourceError(MerakiError):
    """An input is missing or cannot be read."""

    exit_code = 4


class QualityGateError(MerakiError):
    """The data is readable but outside the configured quality limits."""

    exit_code = 5


class OutputError(MerakiError):
    """The output folder is locked, read-only or full."""

    exit_code = 6


NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system answers when nothing more fits."""

_LONGEST_ON_WINDOWS = 260
"""Characters of a path from which Windows, unless told otherwise, says that it does not exist."""

_ODD_BYTE = re.compile("[\udc80-\udcff]")
"""How Python keeps a byte of a file name that is not UTF-8."""

_REASONS = {
    errno.EACCES: "permissão negada",
    errno.EPERM: "operação não permitida",
    errno.EROFS: "o disco é somente leitura",
    errno.ENOENT: "o caminho não existe",
    errno.ENOTDIR: "parte do caminho é um arquivo, não uma pasta",
    errno.EEXIST: "já existe um arquivo com esse nome",
    errno.EISDIR: "é uma pasta, não um arquivo",
    errno.ENAMETOOLONG: "o nome é longo demais",
    errno.EMFILE: "há arquivos abertos demais",
    errno.EIO: "falha de leitura ou gravação no disco",
    **dict.fromkeys(NO_SPACE, "o disco está cheio"),
}


def system_reason(error: OSError) -> str:
    """Why the system refused a file operation, in Portuguese where we know the words."""
    if error.errno == errno.ENOENT and os.name == "nt" and len(str(error.filename or "")) >= _LONGEST_ON_WINDOWS:
        return "o caminho é longo demais para o Windows; use uma pasta de caminho mais curto"
    return _REASONS.get(error.errno or 0, error.strerror or str(error))


def readable(text: str) -> str:
    """``text`` as UTF-8 can hold it: the odd bytes of a file name as ``\\xe7``, all else as it is."""
    named = _ODD_BYTE.sub(lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", text)
    return named.encode("utf-8", "backslashreplace").decode()
