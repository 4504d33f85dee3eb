"""What every script shares on the terminal: flags, logging, step lines, exit codes.

Standard library only at import, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import dataclasses
import difflib
import errno
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar, get_type_hints

from meraki import __version__, logs
from meraki.closing import closing_block
from meraki.errors import (
    EXIT_INTERRUPTED,
    EXIT_OK,
    EXIT_UNEXPECTED,
    MerakiError,
    OutputError,
    UsageError,
    system_reason,
)
from meraki.masking import without_secrets
from meraki.options import flag_of, limits_of
from meraki.resolution import resolve
from meraki.settings import CommonSettings
from meraki.wording import counted, thousands

S = TypeVar("S", bound=CommonSettings)
logger = logging.getLogger("meraki")
WITHIN_LAUNCHER = "MERAKI_IN_LAUNCHER"
"""Set in the environment of a script whose closing block the launcher prints."""

_PORTUGUESE = {
    "usage: ": "uso: ",
    "options": "opções",
    "positional arguments": "argumentos",
    "show this help message and exit": "mostra esta ajuda e sai",
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

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        parsed, unknown = self.parse_known_args(args, namespace)
        if unknown:
            raise UsageError(f"{self.prog}: opção desconhecida: {' '.join(unknown)}.", action=self._hint(unknown[0]))
        return parsed

    def _hint(self, unknown: str) -> str:
        close = difflib.get_close_matches(unknown.partition("=")[0], self._option_string_actions, n=1)
        return f"você quis dizer {close[0]}?" if close else f"veja {self.prog} --help."


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
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}", help="mostra a versão e sai")
    parser.add_argument(
        "--config",
        type=Path,
        metavar="ARQUIVO",
        help="arquivo de configurações (padrão: meraki.toml, se existir)",
    )
    add_options(parser, settings_class, [field.name for field in dataclasses.fields(settings_class)])
    return parser


def add_options(
    parser: argparse._ActionsContainer, settings_class: type[CommonSettings], names: Collection[str]
) -> None:
    """Add a flag for each option of ``settings_class`` among ``names``; defaults are resolved later."""
    hints = get_type_hints(settings_class)
    for field in dataclasses.fields(settings_class):
        if field.name not in names:
            continue
        flag = flag_of(field.name)
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
    told = [f"padrão: {default}"] if default not in (None, "") else []
    told += filter(None, [limits_of(field)])
    return field.metadata["help"] + (f" ({'; '.join(told)})" if told else "")


def run_script(
    settings_class: type[S],
    stage: Callable[[S], None],
    *,
    prog: str,
    description: str,
    examples: str = "",
    arguments: Sequence[str] | None = None,
) -> int:
    """Parse, resolve, log and run one stage, and end with the list of its files; returns the process's exit code."""
    speak_utf8_where_possible()
    verbose = False
    start = time.perf_counter()
    try:
        flags = vars(build_parser(settings_class, prog, description, examples).parse_args(arguments))
        settings = resolve(settings_class, flags, config=flags.pop("config", None))
        verbose = settings.verbose
        logs.configure(settings, prog)
        stage(settings)
        _close(settings, time.perf_counter() - start)
        return EXIT_OK
    except (Exception, KeyboardInterrupt) as error:
        message, code = explain(error)
        return _report(message, code, verbose)
    finally:
        logs.close()


def explain(error: BaseException) -> tuple[str, int]:
    """What to tell the person about ``error``, and the exit code of its family."""
    match error:
        case MerakiError():
            return str(error), error.exit_code
        case KeyboardInterrupt():
            return "Interrompido. Nada foi gravado pela metade.", EXIT_INTERRUPTED
        case OSError() if _is_of_a_closed_pipe(error):
            return "A saída foi fechada por quem a lia. Nada foi gravado pela metade.", EXIT_INTERRUPTED
        case MemoryError():
            return "Faltou memória. Feche outros programas; a etapa 1 também aceita --engine spark.", EXIT_UNEXPECTED
        case OSError():
            told = OutputError(
                f"O sistema recusou uma operação de arquivo: {system_reason(error)}.",
                where=str(error.filename or ""),
                action="verifique espaço em disco, permissões e se o arquivo está aberto em outro programa.",
            )
            return str(told), told.exit_code
    where = f"Erro inesperado: {type(error).__name__}: {error}"
    return f"{where}\n  O que fazer: rode de novo com --verbose.", EXIT_UNEXPECTED


def _is_of_a_closed_pipe(error: OSError) -> bool:
    """Windows may answer that the argument is invalid."""
    on_windows = os.name == "nt" and error.errno == errno.EINVAL and error.filename is None
    return isinstance(error, BrokenPipeError) or on_windows


def _close(settings: CommonSettings, seconds: float) -> None:
    if settings.quiet or settings.dry_run or os.environ.get(WITHIN_LAUNCHER):
        return
    print(without_secrets(closing_block(settings.output, [settings.stage], seconds)), flush=True)


def _report(message: str, code: int, verbose: bool) -> int:
    logger.debug("%s", message, exc_info=True)
    complain(message)
    if verbose:
        _to_screen(traceback.format_exc())
    return code


def complain(message: str) -> None:
    """Show an error to whoever still reads the screen, without secrets."""
    _to_screen(f"ERRO: {message}")


def _to_screen(text: str) -> None:
    with suppress(OSError):  # the pipe may be closed (``2>&1 | head``): the exit code still tells
        print(without_secrets(text), file=sys.stderr, flush=True)


def speak_utf8_where_possible() -> None:
    """A Windows console in cp1252 shows ``?`` for what it lacks, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


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
    rows_in = "" if current.rows_in is None else counted(current.rows_in, "linha", "linhas")
    rows_out = "" if current.rows_out is None else thousands(current.rows_out)
    flow = " -> ".join(part for part in (rows_in, rows_out) if part)
    return f"  {current.name:<44} {flow:>32}  {seconds:6.1f} s"
