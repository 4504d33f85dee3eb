"""The three scripts in sequence, each a process of the environment's Python. Standard library only."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

from meraki.closing import closing_block
from meraki.columns import OutputFile
from meraki.console import WITHIN_LAUNCHER
from meraki.errors import EXIT_INTERRUPTED, EXIT_OK
from meraki.masking import without_secrets
from meraki.options import flag_of
from meraki.resolution import resolve
from meraki.settings import CommonSettings, EtlSettings, ModelSettings, VisualSettings

Flags = Mapping[str, Any]
DEMO_DATA = Path("data") / "demo"
PARALLEL = ("-n", "auto", "--dist", "loadfile")
"""A worker per processor; the tests of one file share what they set up."""
DEMO_SIZE = ("--customers", "2000", "--telemetry-rows", "300000")


@dataclass(frozen=True)
class Stage:
    """One script, and what it tells of itself.

    Attributes:
        reads: a file of an earlier stage without which there is nothing to show in a dry run; "" where it reads none.
        not_its_own: options of the same name as another stage's, which at the launcher mean the other's.
    """

    script: str
    settings: type[CommonSettings]
    title: str
    reads: str = ""
    not_its_own: frozenset[str] = frozenset()


STAGES = (
    Stage("etl_s3_totvs.py", EtlSettings, "preparar a base"),
    Stage("meraki_cluster_recomendacao.py", ModelSettings, "agrupar e recomendar", OutputFile.BASE),
    Stage("visual.py", VisualSettings, "gráficos e relatório", OutputFile.CLUSTERS, frozenset({"top_n"})),
)


@dataclass(frozen=True)
class Launch:
    """The environment's Python, the project's folder, and what the person asked for."""

    python: Path
    root: Path
    flags: Flags
    config: Path | None = None

    def all_settings(self) -> list[CommonSettings]:
        """What each stage will run with.

        Raises:
            ConfigurationError, UsageError: an option is wrong; better now than after an hour.
        """
        return [resolve(stage.settings, self._given(stage), config=self.config) for stage in STAGES]

    def command(self, stage: Stage) -> list[str]:
        """The command line of one stage."""
        config = ["--config", str(self.config)] if self.config else []
        return [str(self.python), str(self.root / stage.script), *config, *self._arguments(stage)]

    def _arguments(self, stage: Stage) -> list[str]:
        hints = get_type_hints(stage.settings)
        flags: list[str] = []
        for name, value in self._given(stage).items():
            flags += [flag_of(name)] if hints[name] is bool else [flag_of(name), str(value)]
        return flags

    def _given(self, stage: Stage) -> dict[str, Any]:
        return {name: self.flags[name] for name in options_of(stage) if name in self.flags}


def options_of(stage: Stage) -> list[str]:
    """Names of the options that the launcher hands to the stage."""
    return [field.name for field in dataclasses.fields(stage.settings) if field.name not in stage.not_its_own]


def run_stages(launch: Launch) -> int:
    """Run the three, stop at the first that fails; the exit code is its own."""
    start = time.perf_counter()
    shared = launch.all_settings()[0]
    output, quiet, dry_run = launch.root / shared.output, shared.quiet, shared.dry_run
    for number, stage in enumerate(STAGES, 1):
        if not quiet:
            print(f"Etapa {number} de {len(STAGES)}: {stage.title}", flush=True)
        if dry_run and stage.reads and not (output / stage.reads).exists():
            print("  Leria o que a etapa anterior gravasse; ainda não há nada para mostrar.")
            continue
        code = _call(launch.command(stage), launch.root, {WITHIN_LAUNCHER: "1"})
        if code != EXIT_OK:
            return code
    if not (quiet or dry_run):
        names = [stage.settings.stage for stage in STAGES]
        print(without_secrets(closing_block(output, names, time.perf_counter() - start)), flush=True)
    return EXIT_OK


def ensure_demo_data(python: Path, root: Path) -> tuple[Path, int]:
    """The folder of the demo data, generated when there is none, and the generator's exit code."""
    folder = root / DEMO_DATA
    if folder.exists():
        return folder, EXIT_OK
    print("Gerando dados de demonstração (sintéticos, nenhum cliente real)...", flush=True)
    partial = folder.with_name(folder.name + ".parcial")
    shutil.rmtree(partial, ignore_errors=True)
    code = _call([str(python), "-m", "meraki.synthetic", str(partial), "--quiet", *DEMO_SIZE], root)
    if code == EXIT_OK:
        partial.rename(folder)
        print(f"Dados de demonstração em {folder}", flush=True)
    return folder, code


def run_tests(python: Path, root: Path, arguments: list[str]) -> int:
    """The whole test suite, or what ``arguments`` of pytest choose."""
    return _call([str(python), "-m", "pytest", *PARALLEL, *arguments], root)


def run_dashboard(python: Path, root: Path, output: Path) -> int:
    """Start the dashboard and wait until the person ends it."""
    print("Abrindo o painel no navegador, no endereço em URL (Ctrl+C encerra)", flush=True)
    return _call([str(python), "-m", "streamlit", "run", "dashboard.py"], root, {"MERAKI_OUTPUT": str(output)})


def _call(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> int:
    """Run to the end and give its exit code; Ctrl+C reaches the process too, which ends by itself."""
    process = subprocess.Popen(command, cwd=folder, env={**os.environ, **(environment or {})})
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.wait()
        return EXIT_INTERRUPTED
