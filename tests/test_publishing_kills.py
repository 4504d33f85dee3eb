"""A process killed at any file operation leaves the complete set of one run, and the next run succeeds."""

from __future__ import annotations

import bisect
import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from meraki import journal, manifest
from meraki.columns import OutputFile
from meraki.publishing import Publication, recover
from meraki.settings import CommonSettings
from tests.figures import KILLS, Record

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

FILE_EVENTS = ("open", "os.", "shutil.")
SETS = {
    "etl": {
        "primeira": {"base.csv", "produtos.csv", "qualidade.json", "rejeitados/a.csv", "rejeitados/b.csv"},
        "segunda": {"base.csv", "produtos.csv", "qualidade.json", "rejeitados/b.csv", "mapa.csv"},
    },
    "modelo": {
        "primeira": {"personas.csv", "clusters.csv", "historico/1/conselhos.csv", "planilha.xlsx"},
        "segunda": {"personas.csv", "clusters.csv", "historico/1/conselhos.csv", "historico/2/conselhos.csv"},
    },
    "visual": {
        "primeira": {"relatorio.pdf", "graficos/a.png", "graficos/a.svg", "graficos/b.png"},
        "segunda": {"relatorio.pdf", "graficos/b.png", "graficos/b.svg"},
    },
}
"""Stage -> run -> the files that it publishes."""


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a killed process wrote is not lost: only a power cut needs fsync."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def publish(output: Path, run: str, stage: str = "etl") -> None:
    with Publication(output, stage, CommonSettings()) as publication:
        for name in sorted(SETS[stage][run]):
            publication.path(name).write_text(run, encoding="utf-8")


def second_run(output: Path, stage: str = "etl") -> None:
    publish(output, "segunda", stage)


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


def the_one_run_in(output: Path, stage: str = "etl") -> str:
    """Check that ``output`` holds the complete set of one run of ``stage``, the others' untouched, and say which."""
    files = {path.relative_to(output).as_posix(): path for path in output.rglob("*") if path.is_file()}
    listed = json.loads(files.pop(OutputFile.MANIFEST).read_text(encoding="utf-8"))
    visible = {name: path for name, path in files.items() if not name.startswith(".")}
    run = next(run for run in SETS[stage] if SETS[stage][run] <= visible.keys())
    runs = dict.fromkeys(SETS, "primeira") | {stage: run}
    assert {name: path.read_text(encoding="utf-8") for name, path in visible.items()} == {
        name: runs[each] for each in SETS for name in SETS[each][runs[each]]
    }
    for each in SETS:
        assert manifest.outputs_of(listed, each) == {
            name: manifest.sha256(visible[name]) for name in SETS[each][runs[each]]
        }
    assert not (output / journal.STAGING).exists()
    return run


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("uma vez") / "saída"
    for stage in SETS:
        publish(output, "primeira", stage)
    return output


@pytest.fixture
def fresh(first: Path, tmp_path: Path) -> Callable[[], Path]:
    """A new copy of the first run's outputs, always in the same place."""

    def copy() -> Path:
        shutil.rmtree(tmp_path / "saída", ignore_errors=True)
        return shutil.copytree(first, tmp_path / "saída")

    return copy


@pytest.mark.parametrize("stage", SETS)
def test_killed_at_every_file_operation_of_a_publication(
    stage: str, fresh: Callable[[], Path], record_property: Record
) -> None:
    found: list[str] = []
    while not survives(len(found) + 1, partial(second_run, stage=stage), output := fresh()):
        recover(output)
        found.append(the_one_run_in(output, stage))
    record_property(KILLS, len(found))
    assert len(found) >= 50
    assert found == sorted(found), "a later moment never gives the earlier run"
    assert set(found) == set(SETS[stage])


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
