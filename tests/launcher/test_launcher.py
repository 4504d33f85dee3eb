"""One command: which flags reach which stage, where it stops, what it says before anything is installed."""

from __future__ import annotations

import ast
import json
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from meraki.errors import UsageError
from meraki.launcher import command, pipeline
from meraki.launcher.pipeline import Launch, run_stages

ROOT = Path(__file__).resolve().parents[2]
RECORDER = """
import json, pathlib, sys
with open(pathlib.Path(__file__).parent / "called.jsonl", "a") as file:
    print(json.dumps(sys.argv), file=file)
sys.exit({code})
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose scripts only write down how they were called."""
    for stage in pipeline.STAGES:
        (tmp_path / stage.script).write_text(RECORDER.format(code=0))
    return tmp_path


def called(project: Path) -> list[tuple[str, list[str]]]:
    lines = (project / "called.jsonl").read_text().splitlines()
    return [(Path(argv[0]).name, argv[1:]) for argv in map(json.loads, lines)]


def launch(project: Path, **flags: Any) -> int:
    return run_stages(Launch(Path(sys.executable), project, flags))


def test_each_stage_gets_the_flags_it_knows_and_shared_ones_reach_each(project: Path) -> None:
    assert launch(project, output="out", quiet=True, source="dados", k_min="4", upload="s3://b/p/") == 0
    assert called(project) == [
        ("etl_s3_totvs.py", ["--output", "out", "--quiet", "--source", "dados"]),
        ("meraki_cluster_recomendacao.py", ["--output", "out", "--quiet", "--k-min", "4"]),
        ("visual.py", ["--output", "out", "--quiet", "--upload", "s3://b/p/"]),
    ]


def test_top_n_means_recommendations_not_bars_of_a_chart(project: Path) -> None:
    launch(project, top_n="5", quiet=True)
    assert [script for script, flags in called(project) if "--top-n" in flags] == ["meraki_cluster_recomendacao.py"]


def test_a_failing_stage_ends_the_run_with_its_exit_code(project: Path) -> None:
    (project / "meraki_cluster_recomendacao.py").write_text(RECORDER.format(code=5))
    assert launch(project, quiet=True) == 5
    assert [script for script, _ in called(project)] == ["etl_s3_totvs.py", "meraki_cluster_recomendacao.py"]


def test_dry_run_without_results_shows_what_can_be_shown(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert launch(project, dry_run=True) == 0
    assert [script for script, _ in called(project)] == ["etl_s3_totvs.py"]
    assert capsys.readouterr().out.count("ainda não há nada para mostrar") == 2


def test_dry_run_after_the_first_stage_shows_what_the_second_would_read(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "outputs").mkdir()
    (project / "outputs" / "base_analitica_meraki.csv").touch()
    assert launch(project, dry_run=True) == 0
    assert [script for script, _ in called(project)] == ["etl_s3_totvs.py", "meraki_cluster_recomendacao.py"]
    assert capsys.readouterr().out.count("ainda não há nada para mostrar") == 1


def test_a_wrong_option_of_a_late_stage_is_told_before_the_first(project: Path) -> None:
    with pytest.raises(UsageError, match="k-min"):
        launch(project, k_min="9", k_max="4")
    assert not (project / "called.jsonl").exists()


def test_an_old_python_gets_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    script = ROOT / "meraki_match.py"
    ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 4))
    monkeypatch.setattr(sys, "version_info", (3, 9, 7))
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(script), run_name="__main__")
    assert ended.value.code == 3
    assert "precisa do Python 3.11 ou mais novo; este e o 3.9" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--demo", "--source", "x"], "--demo e --source se contradizem"),
        (["--k-mim", "4"], "você quis dizer --k-min?"),
        (["--k-min", "x"], "informe um número inteiro"),
        (["demo"], "opção desconhecida: demo"),
        (["dashboard", "--k-min", "4"], "opção desconhecida: --k-min"),
    ],
)
def test_wrong_usage_is_told_before_anything_is_installed(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(command.virtualenv, "prepare", _nobody_calls)
    assert command.main(arguments) == 2
    assert said in capsys.readouterr().err


def test_paths_are_those_of_the_persons_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert command._from_here("output", "resultado") == str(tmp_path / "resultado")
    assert command._from_here("source", "s3://b/p/") == "s3://b/p/"
    assert command._from_here("k_min", "4") == "4"


def test_demo_data_is_made_once_and_never_by_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(pipeline, "DEMO_SIZE", ("--customers", "nobody"))
    assert pipeline.ensure_demo_data(Path(sys.executable), tmp_path)[1] == 2
    assert not (tmp_path / pipeline.DEMO_DATA).exists()
    monkeypatch.setattr(pipeline, "DEMO_SIZE", ("--customers", "60", "--telemetry-rows", "600"))
    capfd.readouterr()
    folder, code = pipeline.ensure_demo_data(Path(sys.executable), tmp_path)
    told = capfd.readouterr().out
    assert str(folder) in told and "parcial" not in told
    assert (code, len(list(folder.iterdir()))) == (0, 24)
    stamp = (folder / "dados_clientes.csv").stat().st_mtime_ns
    pipeline.ensure_demo_data(Path(sys.executable), tmp_path)
    assert (folder / "dados_clientes.csv").stat().st_mtime_ns == stamp


def test_the_dashboard_is_not_said_to_be_where_another_may_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Streamlit takes the next port where the usual one is taken, and tells which."""
    monkeypatch.setattr(pipeline, "_call", lambda *_: 0)
    assert pipeline.run_dashboard(Path(sys.executable), tmp_path, tmp_path) == 0
    assert "8501" not in capsys.readouterr().out


def test_the_tests_that_help_chooses_exist() -> None:
    chosen = re.findall(r"meraki_match.py test -k (\w+)", command.EXAMPLES)
    names = [
        line
        for path in (ROOT / "tests").rglob("test_*.py")
        for line in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    ]
    assert chosen and all(any(word in name for name in names) for word in chosen)


def _nobody_calls(*_: object) -> Path:
    raise AssertionError("nothing is to be installed")


def test_the_dashboard_opens_the_folder_that_the_file_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(command.virtualenv, "prepare", lambda *_: Path(sys.executable))
    monkeypatch.setattr(command.pipeline, "run_dashboard", lambda _python, _root, output: opened.append(output) or 0)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "meu.toml").write_text('[geral]\noutput = "daqui"\n', encoding="utf-8")
    command._dashboard(["--config", "meu.toml"])
    monkeypatch.setenv("MERAKI_OUTPUT", str(tmp_path / "dali"))
    command._dashboard([])
    monkeypatch.chdir(tmp_path)
    command._dashboard(["--output", "acola"])
    assert opened == [tmp_path / "daqui", tmp_path / "dali", tmp_path / "acola"]


def test_the_example_of_choosing_tests_chooses_some() -> None:
    texts = [command.EXAMPLES, *((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.en.md"))]
    words = [word for text in texts for word in re.findall(r"test -k (\w+)", text)]
    names = " ".join(str(path) for path in (ROOT / "tests").rglob("test_*.py"))
    assert len(words) == 3
    assert [word for word in words if word not in names] == []
