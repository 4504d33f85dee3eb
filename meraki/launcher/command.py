"""The command line of ``meraki_match.py``. Standard library only."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from meraki.console import add_options, build_parser, complain, explain, speak_utf8_where_possible
from meraki.errors import EXIT_OK, UsageError
from meraki.launcher import pipeline, virtualenv
from meraki.options import is_place
from meraki.resolution import resolve
from meraki.settings import CommonSettings, EtlSettings

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTION = """\
Meraki Match em um comando: prepara o ambiente (.venv), instala o que falta e roda as três etapas.

  python meraki_match.py --demo       com dados de demonstração, gerados na hora
  python meraki_match.py              com a origem configurada em meraki.toml ou em --source
  python meraki_match.py test         instala o que os testes pedem e roda todos
  python meraki_match.py dashboard    abre o painel sobre os resultados

Aceita as opções das três etapas e entrega a cada uma as suas (--top-n é o da etapa 2).
"""
EXAMPLES = """exemplos:
  python meraki_match.py --demo
  python meraki_match.py --source s3://meu-bucket/extracao/ --evaluate
  python meraki_match.py --source "D:\\extração" --output D:\\resultados --split-by UF
  python meraki_match.py test -k numbers
  python meraki_match.py dashboard --output D:\\resultados

códigos de saída: 0 certo; 2 uso; 3 configuração, credenciais ou instalação; 4 origem ausente ou ilegível;
5 limites de qualidade; 6 pasta de resultados em uso, sem espaço ou protegida; 130 interrompido.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked; returns the exit code."""
    speak_utf8_where_possible()
    try:
        return _dispatch(list(sys.argv[1:] if arguments is None else arguments))
    except (Exception, KeyboardInterrupt) as error:
        message, code = explain(error)
        complain(message)
        return code


def _dispatch(arguments: list[str]) -> int:
    match arguments:
        case ["test", *rest]:
            return pipeline.run_tests(virtualenv.prepare(ROOT, virtualenv.TEST, _tell), ROOT, rest)
        case ["dashboard", *rest]:
            return _dashboard(rest)
    return _pipeline(arguments)


def _pipeline(arguments: list[str]) -> int:
    flags = vars(_parser().parse_args(arguments))
    demo, config = flags.pop("demo", False), flags.pop("config", None)
    if demo and "source" in flags:
        raise UsageError("--demo e --source se contradizem.", action="use só uma das duas.")
    flags = {name: _from_here(name, value) for name, value in flags.items()}
    config = Path(config).resolve() if config else None
    os.chdir(ROOT)  # what meraki.toml and the defaults mean by a relative path
    launch = pipeline.Launch(Path(sys.executable), ROOT, flags, config)
    etl = next(settings for settings in launch.all_settings() if isinstance(settings, EtlSettings))
    needed = virtualenv.SPARK if etl.engine == "spark" else virtualenv.RUN
    python = virtualenv.prepare(ROOT, needed, _ignore if etl.quiet else _tell)
    if demo or not etl.source:
        if not demo:
            _tell("Nenhuma origem em --source nem em meraki.toml: usando dados de demonstração.")
        folder, code = pipeline.ensure_demo_data(python, ROOT)
        if code != EXIT_OK:
            return code
        flags = {**flags, "source": str(folder)}
    return pipeline.run_stages(pipeline.Launch(python, ROOT, flags, config))


def _dashboard(arguments: list[str]) -> int:
    parser = build_parser(CommonSettings, "meraki_match.py dashboard", "Abre o painel sobre os resultados.")
    flags = vars(parser.parse_args(arguments))
    config = flags.pop("config", None)
    flags = {name: _from_here(name, value) for name, value in flags.items()}
    config = Path(config).resolve() if config else None
    os.chdir(ROOT)  # what meraki.toml and the defaults mean by a relative path
    output = resolve(CommonSettings, flags, config=config).output.resolve()
    return pipeline.run_dashboard(virtualenv.prepare(ROOT, virtualenv.RUN, _tell), ROOT, output)


def _parser() -> argparse.ArgumentParser:
    parser = build_parser(CommonSettings, "meraki_match.py", DESCRIPTION, EXAMPLES)
    parser.add_argument(
        "--demo", action="store_true", help="roda com dados sintéticos em data/demo, gerados se não existirem"
    )
    known = {field.name for field in dataclasses.fields(CommonSettings)}
    for stage in pipeline.STAGES:
        names = [name for name in pipeline.options_of(stage) if name not in known]
        add_options(parser.add_argument_group(f"etapa de {stage.title}"), stage.settings, names)
        known.update(names)
    return parser


def _from_here(name: str, value: Any) -> Any:
    """A path as seen from the person's folder, because the stages run from the project's."""
    fields = {field.name: field for stage in pipeline.STAGES for field in dataclasses.fields(stage.settings)}
    if not is_place(fields[name]) or "://" in str(value):
        return value
    return str(Path(str(value)).expanduser().resolve())


def _tell(sentence: str) -> None:
    print(sentence, flush=True)


def _ignore(sentence: str) -> None:
    """Say nothing."""


if __name__ == "__main__":
    sys.exit(main())
