"""``python -m meraki.synthetic DIR``: demo data from the command line."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from meraki.console import complain, explain, speak_utf8_where_possible
from meraki.errors import EXIT_OK, MerakiError
from meraki.synthetic.generator import generate
from meraki.wording import thousands

_EXAMPLES = """exemplos:
  python -m meraki.synthetic data/demo
  python -m meraki.synthetic data/real --customers 10615 --telemetry-rows 30804197
  python -m meraki.synthetic dados --truth verdade --format mixed --orphans 5
"""


def parser() -> argparse.ArgumentParser:
    """The command line of the generator."""
    options = argparse.ArgumentParser(
        prog="python -m meraki.synthetic",
        description="Grava 24 arquivos sintéticos com a forma da extração real: nenhum dado de cliente, "
        "mesma semente, mesmos bytes.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    options.add_argument("directory", type=Path, metavar="PASTA", help="onde gravar os arquivos")
    options.add_argument("--customers", type=int, default=2_000, metavar="N", help="clientes (padrão: 2000)")
    options.add_argument(
        "--telemetry-rows", type=int, default=300_000, metavar="N", help="linhas de telemetria (padrão: 300000)"
    )
    options.add_argument("--tickets", type=int, metavar="N", help="chamados (padrão: cerca de 92 por cliente)")
    options.add_argument("--seed", type=int, default=42, metavar="N", help="semente dos sorteios (padrão: 42)")
    options.add_argument(
        "--orphans", type=int, default=0, metavar="N", help="clientes sem cadastro, para testes (padrão: 0)"
    )
    options.add_argument(
        "--format", choices=("csv", "mixed"), default="csv", help="csv, ou mixed: parte em XLSX, gz, zip e subpasta"
    )
    options.add_argument(
        "--variants", dest="format", action="store_const", const="mixed", help="o mesmo que --format mixed"
    )
    options.add_argument(
        "--truth", type=Path, metavar="PASTA", help="grava também a verdade conhecida, fora da pasta dos dados"
    )
    options.add_argument("--quiet", action="store_true", help="não mostra o andamento")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate and tell; returns the exit code."""
    speak_utf8_where_possible()
    values = vars(parser().parse_args(arguments))
    quiet = values.pop("quiet")
    start = time.perf_counter()
    try:
        generate(**values, progress=_ignore if quiet else _tell)
        if not quiet:
            print(f"Dados sintéticos em {values['directory']} ({time.perf_counter() - start:.1f} s)", flush=True)
    except (MerakiError, OSError, KeyboardInterrupt) as error:
        message, code = explain(error)
        complain(message)
        return code
    return EXIT_OK


def _tell(name: str, rows: int) -> None:
    print(f"  {name:<34} {thousands(rows):>12} linhas", flush=True)


def _ignore(name: str, rows: int) -> None:
    """Say nothing."""


if __name__ == "__main__":
    sys.exit(main())
