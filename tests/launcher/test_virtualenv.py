"""The environment is made once, mended when broken, and never left half installed in silence."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from meraki.errors import ConfigurationError, OutputError
from meraki.launcher.virtualenv import RUN, TEST, fingerprint, interpreter, prepare


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A project in a folder with a blank and an accent, and what was told while its environment was made."""
    root = tmp_path_factory.mktemp("projeto com espaço")
    (root / RUN).write_text("# nothing needed\n")
    (root / TEST).write_text(f"-r {RUN}\n")
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_NO_INDEX", "1")
        prepare(root, TEST, told.append)
    return root, told


def test_environment_is_made_when_missing(made: tuple[Path, list[str]]) -> None:
    root, told = made
    assert [sentence.split()[0] for sentence in told] == ["Criando", "Instalando"]
    code = "import sys; print(sys.prefix)"
    found = subprocess.run([interpreter(root / ".venv"), "-c", code], capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()) == root / ".venv"


def test_libraries_of_the_stages_are_compiled_once_where_python_keeps_no_bytecode(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stages = tmp_path / "meraki" / "stages"
    stages.mkdir(parents=True)
    for name in ("etl", "model", "visual"):
        (stages / f"{name}.py").write_text("")
    (tmp_path / RUN).write_text("# nothing needed\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    prepare(tmp_path, RUN, lambda _: None)
    assert len(list(stages.glob("__pycache__/*.pyc"))) == 3


@pytest.mark.parametrize("requirements", [RUN, TEST])
def test_nothing_is_installed_twice(made: tuple[Path, list[str]], requirements: str) -> None:
    told: list[str] = []
    prepare(made[0], requirements, told.append)
    assert told == []


def test_changed_requirements_are_installed_and_a_failure_is_told_and_tried_again(
    made: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = made[0]
    before = (root / RUN).read_text()
    (root / RUN).write_text("a-package-that-nobody-wrote-4711\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    for _ in range(2):
        with pytest.raises(ConfigurationError, match="a-package-that-nobody-wrote-4711") as told:
            prepare(root, RUN, lambda _: None)
    assert "verifique a rede" in str(told.value)
    (root / RUN).write_text(before)


def test_broken_environment_is_made_again(made: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    root = made[0]
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    interpreter(root / ".venv").unlink()
    told: list[str] = []
    assert prepare(root, RUN, told.append).exists()
    assert told[0].startswith("Criando")


def test_python_without_venv_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / RUN).write_text("")
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'No module named venv' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with pytest.raises(ConfigurationError, match="No module named venv") as told:
        prepare(tmp_path, RUN, lambda _: None)
    assert "python3-venv" in str(told.value)
    assert not (tmp_path / ".venv").exists()


def test_a_path_too_long_for_windows_is_told_with_what_helps(tmp_path: Path) -> None:
    (tmp_path / RUN).write_text("")
    python = interpreter(tmp_path / ".venv")
    python.parent.mkdir(parents=True)
    python.write_text(
        "#!/bin/sh\ncase \"$*\" in *-r*) echo 'ERROR: Could not install packages due to an OSError: [Errno 2]'\n"
        "echo 'HINT: ... this system does not have Windows Long Path support enabled.'; exit 1;; esac\n"
    )
    python.chmod(0o755)
    with pytest.raises(ConfigurationError, match="pasta de caminho curto"):
        prepare(tmp_path, RUN, lambda _: None)


def test_project_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / RUN).write_text("")
    (tmp_path / ".venv").write_text("a file in its place")
    with pytest.raises(OutputError, match="Não foi possível criar o ambiente"):
        prepare(tmp_path, RUN, lambda _: None)


def test_fingerprint_follows_the_files_that_are_included(tmp_path: Path) -> None:
    (tmp_path / RUN).write_text("a\n")
    (tmp_path / TEST).write_text(f"-r {RUN}\nb\n")
    before = fingerprint(tmp_path / TEST)
    (tmp_path / RUN).write_text("a>=2\n")
    assert fingerprint(tmp_path / TEST) != before
    shutil.rmtree(tmp_path)
