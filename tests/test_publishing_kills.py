"""A process killed at any file operation leaves the complete set of one run, and the next run succeeds."""

from __future__ import annotations

import bisect
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from meraki import journal, manifest
from meraki.columns import OutputFile
from meraki.publishing import Publication, recover
from meraki.settings import CommonSettings

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

FILE_EVENTS = ("open", "os.", "shutil.")
SETS = {
    "primeira": {"base.csv", "produtos.csv", "personas.csv", "graficos/a.png", "graficos/b.png"},
    "segunda": {"base.csv", "produtos.csv", "personas.csv", "graficos/b.png", "planilha.xlsx"},
}


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed process wrote is not lost: only a power cut needs fsync."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def publish(output: Path, run: str) -> None:
    with Publication(output, "etl", CommonSettings()) as publication:
        for name in sorted(SETS[run]):
            publication.path(name).write_text(run, encoding="utf-8")


def second_run(output: Path) -> None:
    publish(output, "segunda")


def publish_in_vain(output: Path) -> None:
    """A run that is refused at its last move and puts everything back."""
    move = Path.replace

    def refusing(self: Path, destination: Path) -> Path:
        if self.name == OutputFile.MANIFEST and self != destination and self.parent.name == "novos":
            raise PermissionError(13, "in use")
        return move(self, destination)

    Path.replace = refusing  # type: ignore[method-assign, assignment]  # only in the forked child
    publish(output, "segunda")


def survives(moment: int, action: Callable[[Path], None], output: Path) -> bool:
    """Run ``action`` in a child that is killed just before its file operation number ``moment``.

    Whether the child came to its end before.
    """
    child = os.fork()
    if child == 0:
        _kill_at(moment)
        try:
            action(output)
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


def _kill_at(moment: int) -> None:
    seen = 0

    def hook(event: str, _: object) -> None:
        nonlocal seen
        if event.startswith(FILE_EVENTS):
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def the_one_run_in(output: Path) -> str:
    """Check that ``output`` is the complete set of one run, and say which."""
    files = {path.relative_to(output).as_posix(): path for path in output.rglob("*") if path.is_file()}
    listed = manifest.outputs_of(json.loads(files.pop(OutputFile.MANIFEST).read_text(encoding="utf-8")), "etl")
    visible = {name: path for name, path in files.items() if not name.startswith(".")}
    runs = {path.read_text(encoding="utf-8") for path in visible.values()}
    assert len(runs) == 1, visible
    (run,) = runs
    assert set(visible) == SETS[run]
    assert listed == {name: manifest.sha256(path) for name, path in visible.items()}
    assert not (output / journal.STAGING).exists()
    return run


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("uma vez") / "saída"
    publish(output, "primeira")
    return output


@pytest.fixture
def fresh(first: Path, tmp_path: Path) -> Callable[[], Path]:
    """A new copy of the first run's outputs, always in the same place."""

    def copy() -> Path:
        shutil.rmtree(tmp_path / "saída", ignore_errors=True)
        return shutil.copytree(first, tmp_path / "saída")

    return copy


def test_killed_at_every_file_operation_of_a_publication(fresh: Callable[[], Path]) -> None:
    found: list[str] = []
    while not survives(len(found) + 1, second_run, output := fresh()):
        recover(output)
        found.append(the_one_run_in(output))
    print(f"kills survived: {len(found)}")
    assert len(found) >= 100
    assert found == sorted(found), "a later moment never gives the earlier run"
    assert set(found) == set(SETS)


def test_killed_while_putting_the_earlier_files_back(fresh: Callable[[], Path]) -> None:
    moments = iter(range(1, 1000, 4))
    while not survives(next(moments), publish_in_vain, output := fresh()):
        recover(output)
        the_one_run_in(output)
    assert the_one_run_in(output) == "primeira"
    assert next(moments) > 100


def test_the_next_run_succeeds_without_being_asked_to_recover(fresh: Callable[[], Path]) -> None:
    moments = iter(range(1, 1000, 9))
    while not survives(next(moments), second_run, output := fresh()):
        publish(output, "primeira")
        assert the_one_run_in(output) == "primeira"
    assert next(moments) > 100


def test_a_recovery_may_be_killed_too(fresh: Callable[[], Path]) -> None:
    first_saved = bisect.bisect_left(range(1, 200), True, key=lambda moment: _is_saved(moment, fresh())) + 1
    again, finished = 0, False
    while not finished:
        survives(first_saved, second_run, output := fresh())
        finished = survives(again := again + 1, recover, output)
        recover(output)
        assert the_one_run_in(output) == "segunda"
    assert again > 10


def _is_saved(moment: int, output: Path) -> bool:
    """Whether a run killed at ``moment`` got far enough for its files to be the ones that stay."""
    survives(moment, second_run, output)
    recover(output)
    return the_one_run_in(output) == "segunda"
