"""The project's own ``.venv``: made when missing, refreshed when the requirements changed. Standard library only."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from meraki.errors import ConfigurationError, OutputError, system_reason

RUN, SPARK, TEST = "requirements.txt", "requirements-spark.txt", "requirements-dev.txt"
_NETWORK = re.compile(
    r"connection|resolution|resolve host|timed out|proxy|ssl|certificate|network|could not find a version", re.I
)
_INCLUDED = re.compile(r"^-r\s+(\S+)", re.M)
Tell = Callable[[str], None]


def prepare(root: Path, requirements: str, tell: Tell) -> Path:
    """The interpreter of ``root/.venv`` with ``requirements`` (:data:`RUN`, :data:`SPARK` or :data:`TEST`) installed.

    Nothing is installed when what the requirements say was already installed.

    Raises:
        ConfigurationError: ``venv``, ``pip`` or the network failed.
        OutputError: the project's folder cannot be written.
    """
    folder = root / ".venv"
    if not _answers(interpreter(folder)):
        tell("Criando o ambiente do projeto (.venv)...")
        _create(folder)
    installed = _installed(folder)
    if installed.get(requirements) != fingerprint(root / requirements):
        tell("Instalando as bibliotecas (só quando mudam; na primeira vez leva alguns minutos)...")
        _install(folder, root / requirements, tell)
        _compile_used(root)
        now = {path.name: fingerprint(path) for path in _with_included(root / requirements)}
        _remember(folder, {**installed, **now})
    return interpreter(folder)


def interpreter(folder: Path) -> Path:
    """Where an environment keeps its Python, on this system."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def fingerprint(requirements: Path) -> str:
    """SHA-256 over a requirements file and those that it includes."""
    digest = hashlib.sha256()
    for path in _with_included(requirements):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _with_included(requirements: Path) -> list[Path]:
    names = _INCLUDED.findall(requirements.read_text(encoding="utf-8"))
    return [requirements, *(path for name in names for path in _with_included(requirements.parent / name))]


def _answers(python: Path) -> bool:
    """Whether the environment works: it breaks when its folder moves or its Python is uninstalled."""
    if not python.exists():
        return False
    try:
        return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _create(folder: Path) -> None:
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    except OSError as error:
        raise OutputError(
            f"Não foi possível criar o ambiente: {system_reason(error)}.",
            where=str(folder),
            action="ponha o projeto em uma pasta em que você possa gravar.",
        ) from error
    done = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True, check=False)
    if done.returncode or not _answers(interpreter(folder)):
        shutil.rmtree(folder, ignore_errors=True)
        raise ConfigurationError(
            f"O Python não conseguiu criar o ambiente: {_last_line(done.stderr or done.stdout)}",
            where=str(folder),
            action="instale o módulo venv (no Debian e no Ubuntu: sudo apt install python3-venv) e rode de novo.",
        )


def _install(folder: Path, requirements: Path, tell: Tell) -> None:
    command = [str(interpreter(folder)), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    # An old pip takes three times as long; where no newer one can be had, it has to do.
    subprocess.run([*command, "--upgrade", "pip"], capture_output=True, check=False)
    pip = subprocess.Popen(
        [*command, "--no-compile", "--progress-bar", "off", "-r", str(requirements)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    assert pip.stdout is not None
    lines = []
    for line in pip.stdout:
        lines.append(line)
        if line.startswith("Collecting "):
            tell(f"  {line.split()[1]}")
    if pip.wait():
        raise _pip_failed("".join(lines), requirements)


def _compile_used(root: Path) -> None:
    """Keep the bytecode of what the stages import, and of no more: it takes pip a third of the time to compile all.

    Where the system tells Python to keep none, every start of a stage would compile the libraries again.
    """
    code = "import meraki.stages.etl, meraki.stages.model, meraki.stages.visual"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    # Nothing is lost where this fails: the stages will say what is wrong.
    subprocess.run([interpreter(root / ".venv"), "-c", code], cwd=root, env=kept, capture_output=True, check=False)


def _pip_failed(printed: str, requirements: Path) -> ConfigurationError:
    told = [line for line in printed.splitlines() if line.startswith("ERROR:")] or [_last_line(printed)]
    if "No module named pip" in printed:
        action = "instale o pip (no Debian e no Ubuntu: sudo apt install python3-pip python3-venv) e apague .venv."
    elif "Windows Long Path" in printed:
        action = "mova o projeto para uma pasta de caminho curto, como C:\\meraki, e rode de novo."
    elif _NETWORK.search(printed):
        action = "verifique a rede e o proxy (HTTPS_PROXY, ou o índice em pip config) e rode de novo."
    else:
        action = "leia a mensagem acima; se não ajudar, apague a pasta .venv e rode de novo."
    return ConfigurationError(
        f"O pip não conseguiu instalar as bibliotecas: {told[0]}", where=requirements.name, action=action
    )


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["sem explicação"])[-1]


def _stamp(folder: Path) -> Path:
    return folder / "meraki_requisitos.json"


def _installed(folder: Path) -> dict[str, str]:
    """What was installed, by name of its file; nothing when unknown."""
    try:
        return dict(json.loads(_stamp(folder).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _remember(folder: Path, installed: dict[str, str]) -> None:
    _stamp(folder).write_text(json.dumps(installed, indent=2) + "\n", encoding="utf-8")
