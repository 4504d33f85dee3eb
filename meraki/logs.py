"""Where messages go: sentences to the screen, everything to a log file, secrets to neither. Standard library only."""

from __future__ import annotations

import copy
import logging
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path

from meraki.columns import OutputFile
from meraki.errors import OutputError, system_reason
from meraki.masking import without_secrets
from meraki.settings import CommonSettings

_LOG_BYTES = 5_000_000
logger = logging.getLogger("meraki")


def configure(settings: CommonSettings, prog: str) -> None:
    """Send ``meraki`` loggers to the screen and, unless it is a dry run, all loggers to ``logs/<prog>.log``.

    Raises:
        OutputError: the log file cannot be written.
    """
    screen = logging.StreamHandler()
    screen.setLevel(logging.WARNING if settings.quiet else logging.DEBUG if settings.verbose else logging.INFO)
    screen.setFormatter(_ScreenFormatter())
    screen.addFilter(lambda record: not (record.exc_info and record.levelno < logging.WARNING))
    file = logging.NullHandler() if settings.dry_run else _log_file(settings.output / OutputFile.LOG_DIR, prog)
    logger.handlers[:] = [screen, file]
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logging.getLogger().addHandler(file)  # libraries warn in English and for developers: to the file only
    logging.captureWarnings(True)


def close() -> None:
    """Undo :func:`configure`: close the log file and leave no handler behind."""
    for handler in logger.handlers[:]:
        logger.removeHandler(handler)
        logging.getLogger().removeHandler(handler)
        handler.close()
    logger.propagate = True
    logging.captureWarnings(False)


def _log_file(directory: Path, prog: str) -> logging.Handler:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / f"{Path(prog).stem}.log"
        handler = _LogFile(path, maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise OutputError(
            f"Não foi possível gravar na pasta de resultados: {system_reason(error)}.",
            where=str(directory),
            action="escolha outra pasta com --output ou libere espaço e permissão.",
        ) from error
    handler.setFormatter(_SafeFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


class _LogFile(RotatingFileHandler):
    """Goes on in the full file where the system refuses to rename it: Windows does while another run has it open."""

    def rotate(self, source: str, dest: str) -> None:
        with suppress(OSError):
            super().rotate(source, dest)


class _SafeFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class _ScreenFormatter(_SafeFormatter):
    def format(self, record: logging.LogRecord) -> str:
        bare = copy.copy(record)  # tracebacks go to the log file; --verbose prints them once
        bare.exc_info = bare.exc_text = None
        prefix = {logging.WARNING: "AVISO: ", logging.ERROR: "ERRO: "}.get(record.levelno, "")
        return prefix + super().format(bare)
