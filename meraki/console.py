"""What every script shares on the terminal: flags, logging, step lines, exit codes.

Standard library only at import, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar, get_type_hints

from meraki import __version__
from meraki.columns import OutputFile
from meraki.errors import EXIT_INTERRUPTED, EXIT_OK, EXIT_UNEXPECTED, MerakiError, OutputError, UsageError
from meraki.settings import CommonSettings, resolve

S = TypeVar("S", bound=CommonSettings)
logger = logging.getLogger("meraki")

_PORTUGUESE = {
    "usage: ": "uso: ",
    "options": "opções",
    "positional arguments": "argumentos",
    "show this help message and exit": "mostra esta ajuda e sai",
    "show program's version number and exit": "mostra a versão e sai",
    "unrecognized arguments: %s": "opção desconhecida: %s",
    "the following arguments are required: %s": "faltou informar: %s",
    "expected one argument": "esperava um valor",
    "ambiguous option: %(option)s could match %(matches)s": "opção ambígua: %(option)s pode ser %(matches)s",
    "ignored explicit argument %r": "esta opção não recebe valor (%r)",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
}
# argparse asks gettext for its words and has no other way to be told its language.
argparse._ = lambda text: _PORTUGUESE.get(text, text)  # type: ignore[attr-defined]


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {message}.", action=f"veja {self.prog} --help.")


def build_parser(
    settings_class: type[CommonSettings], prog: str, description: str, examples: str = ""
) -> argparse.ArgumentParser:
    """The command line of one script: a flag for each option of ``settings_class``."""
    parser = _Parser(
        prog=prog,
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    parser.add_argument(
        "--config",
        type=Path,
        metavar="ARQUIVO",
        help="arquivo de configurações (padrão: meraki.toml, se existir)",
    )
    add_options(parser, settings_class)
    return parser


def add_options(parser: argparse.ArgumentParser, settings_class: type[CommonSettings]) -> None:
    """Add a flag for each option of ``settings_class``; defaults are resolved later."""
    hints = get_type_hints(settings_class)
    for field in dataclasses.fields(settings_class):
        flag = "--" + field.name.replace("_", "-")
        if hints[field.name] is bool:
            parser.add_argument(flag, dest=field.name, action="store_true", help=field.metadata["help"])
        else:
            parser.add_argument(flag, dest=field.name, metavar=_metavar(field), help=_help(field))


def _metavar(field: dataclasses.Field[Any]) -> str:
    choices = field.metadata["choices"]
    return "|".join(choices) if choices else field.metadata["metavar"] or "N"


def _help(field: dataclasses.Field[Any]) -> str:
    default = field.default
    if isinstance(default, tuple):
        default = ",".join(default)
    return field.metadata["help"] + (f" (padrão: {default})" if default not in (None, "") else "")


def run_script(
    settings_class: type[S],
    stage: Callable[[S], None],
    *,
    prog: str,
    description: str,
    examples: str = "",
    arguments: Sequence[str] | None = None,
) -> int:
    """Parse, resolve, log and run one stage; returns the process's exit code."""
    _speak_utf8_where_possible()
    verbose = False
    try:
        flags = vars(build_parser(settings_class, prog, description, examples).parse_args(arguments))
        settings = resolve(settings_class, flags, config=flags.pop("config", None))
        verbose = settings.verbose
        _configure_logging(settings, prog)
        stage(settings)
        return EXIT_OK
    except MerakiError as error:
        return _report(str(error), error.exit_code, verbose)
    except KeyboardInterrupt:
        return _report("Interrompido. Nada foi gravado pela metade.", EXIT_INTERRUPTED, verbose)
    except MemoryError:
        return _report("Faltou memória. Feche outros programas ou use --engine spark.", EXIT_UNEXPECTED, verbose)
    except OSError as error:
        full = OutputError(
            f"O sistema recusou uma operação de arquivo: {error.strerror or error}.",
            where=str(error.filename or ""),
            action="verifique espaço em disco, permissões e se o arquivo está aberto em outro programa.",
        )
        return _report(str(full), full.exit_code, verbose)
    except Exception as error:
        message = f"Erro inesperado: {type(error).__name__}: {error}\n  O que fazer: rode de novo com --verbose."
        return _report(message, EXIT_UNEXPECTED, verbose)
    finally:
        logging.shutdown()


def _report(message: str, code: int, verbose: bool) -> int:
    logger.debug("rastro do erro", exc_info=True)
    print(f"ERRO: {message}", file=sys.stderr)
    if verbose:
        traceback.print_exc()
    return code


def _speak_utf8_where_possible() -> None:
    """A Windows console in cp1252 shows ``?`` for what it lacks, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _configure_logging(settings: CommonSettings, prog: str) -> None:
    level = logging.WARNING if settings.quiet else logging.DEBUG if settings.verbose else logging.INFO
    screen = logging.StreamHandler(sys.stderr)
    screen.setLevel(level)
    screen.setFormatter(_ScreenFormatter())
    logger.handlers[:] = [screen]
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    if not settings.dry_run:
        logger.addHandler(_log_file(settings.output / OutputFile.LOG_DIR, prog))


def _log_file(directory: Path, prog: str) -> logging.Handler:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(directory / f"{Path(prog).stem}.log", mode="w", encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"Não foi possível gravar na pasta de resultados: {error.strerror or error}.",
            where=str(directory),
            action="escolha outra pasta com --output ou libere espaço e permissão.",
        ) from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return handler


class _ScreenFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        record.exc_info = None  # tracebacks go to the log file; --verbose prints them once
        record.exc_text = None
        prefix = {logging.WARNING: "AVISO: ", logging.ERROR: "ERRO: "}.get(record.levelno, "")
        return prefix + record.getMessage()


@dataclass
class Step:
    """What one step of the funnel took in and gave out."""

    name: str
    rows_in: int | None = None
    rows_out: int | None = None


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Time a step and log its line of the funnel: rows in, rows out, seconds."""
    current = Step(name)
    start = time.perf_counter()
    yield current
    seconds = time.perf_counter() - start
    logger.info("%s", _funnel_line(current, seconds))


def _funnel_line(current: Step, seconds: float) -> str:
    rows_in = "" if current.rows_in is None else f"{thousands(current.rows_in)} linhas"
    rows_out = "" if current.rows_out is None else f"{thousands(current.rows_out)}"
    flow = " -> ".join(part for part in (rows_in, rows_out) if part)
    return f"  {current.name:<44} {flow:>32}  {seconds:6.1f} s"


def thousands(number: int) -> str:
    """``30804197`` -> ``30.804.197``."""
    return f"{number:,}".replace(",", ".")
