"""What a person sees on the terminal: sentences in Portuguese, exit codes, no traceback unless asked."""

from __future__ import annotations

import dataclasses
import errno
import io
import logging
import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from meraki import console, logs
from meraki.console import WITHIN_LAUNCHER, run_script, step
from meraki.errors import ConfigurationError, OutputError, QualityGateError, SourceError, UsageError
from meraki.options import flag_of
from meraki.publishing import Publication
from meraki.settings import ALL_SETTINGS, CommonSettings, ModelSettings
from tests.figures import CANARIES, Record

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = ("etl_s3_totvs.py", "meraki_cluster_recomendacao.py", "visual.py")
Stage = Callable[[ModelSettings], None]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(stage: Stage, *arguments: str) -> int:
    return run_script(ModelSettings, stage, prog="etapa.py", description="Uma etapa.", arguments=arguments)


def failing_with(error: BaseException) -> Stage:
    def stage(_: ModelSettings) -> None:
        raise error

    return stage


def well(_: ModelSettings) -> None:
    """A stage without trouble."""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("a"), 2),
        (ConfigurationError("a"), 3),
        (SourceError("a"), 4),
        (QualityGateError("a"), 5),
        (OutputError("a"), 6),
        (PermissionError(13, "Permission denied", "x.csv"), 6),
        (OSError(28, "No space left on device"), 6),
        (KeyboardInterrupt(), 130),
        (BrokenPipeError(32, "Broken pipe"), 130),
        (MemoryError(), 1),
        (ZeroDivisionError("division by zero"), 1),
    ],
)
def test_each_family_of_errors_has_its_exit_code(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(failing_with(error)) == code
    said = capsys.readouterr().err
    assert said.startswith("ERRO: ")
    assert "Traceback" not in said


CLOSED_PIPE = """
import sys
from meraki.console import run_script
from meraki.settings import CommonSettings

def stage(settings):
    print("andamento", flush=True)
    raise RuntimeError

code = run_script(CommonSettings, stage, prog="etapa.py", description="", arguments=sys.argv[1:])
sys.exit(code)
"""


@pytest.mark.parametrize("flags", [(), ("--verbose",)])
def test_output_closed_by_its_reader_is_130_also_where_errors_go_the_same_way(flags: tuple[str, ...]) -> None:
    """As in ``2>&1 | head``."""
    reader, writer = os.pipe()
    os.close(reader)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", CLOSED_PIPE, *flags], stdout=writer, stderr=writer, env=environment, check=False
    )
    os.close(writer)
    assert done.returncode == 130


def test_output_closed_by_its_reader_is_130_as_windows_tells_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """https://github.com/python/cpython/issues/79935"""
    closed, of_a_file = OSError(errno.EINVAL, "Invalid argument"), OSError(errno.EINVAL, "Invalid argument", "a.csv")
    with monkeypatch.context() as patch:  # pytest itself asks which system this is
        patch.setattr(os, "name", "nt")
        codes = [console.explain(error)[1] for error in (closed, of_a_file)]
    assert codes == [130, 6]


def test_all_well_is_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(well) == 0
    assert capsys.readouterr().err == ""


def test_an_error_says_what_where_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    run(failing_with(SourceError("Faltou a coluna X.", where="a.csv, linha 1", action="inclua a coluna X.")))
    said = capsys.readouterr().err
    assert said == "ERRO: Faltou a coluna X.\n  Onde: a.csv, linha 1\n  O que fazer: inclua a coluna X.\n"


def test_what_the_system_refuses_is_told_in_portuguese(capsys: pytest.CaptureFixture[str]) -> None:
    run(failing_with(PermissionError(13, "Permission denied", "x.csv")))
    said = capsys.readouterr().err
    assert "permissão negada" in said
    assert "x.csv" in said


@pytest.mark.parametrize("flags", [(), ("--verbose",)])
def test_the_traceback_is_always_in_the_log_and_on_screen_once_only_when_asked(
    flags: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    run(failing_with(SourceError("faltou")), *flags)
    log = Path("outputs/logs/etapa.log").read_text(encoding="utf-8")
    assert "SourceError: faltou" in log
    assert log.count("Traceback") == 1
    assert capsys.readouterr().err.count("Traceback") == len(flags)


def test_the_log_keeps_earlier_runs(capsys: pytest.CaptureFixture[str]) -> None:
    run(failing_with(SourceError("primeiro")))
    run(failing_with(SourceError("segundo")))
    log = Path("outputs/logs/etapa.log").read_text(encoding="utf-8")
    assert log.index("primeiro") < log.index("segundo")


def test_a_full_log_that_another_program_holds_is_written_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_use(*_: object) -> None:
        raise PermissionError(errno.EACCES, "in use")

    monkeypatch.setattr(logs, "_LOG_BYTES", 10)
    monkeypatch.setattr(os, "rename", in_use)
    run(failing_with(SourceError("primeiro")))
    run(failing_with(SourceError("segundo")))
    assert "Logging error" not in capsys.readouterr().err
    log = Path("outputs/logs/etapa.log").read_text(encoding="utf-8")
    assert log.index("primeiro") < log.index("segundo")


def test_a_name_that_is_not_utf8_is_logged_with_its_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    run(failing_with(SourceError("n\udce3o lido")))
    assert "Logging error" not in capsys.readouterr().err
    assert "n\\xe3o lido" in Path("outputs/logs/etapa.log").read_text(encoding="utf-8")


def test_a_dry_run_writes_no_log() -> None:
    assert run(well, "--dry-run") == 0
    assert list(Path().iterdir()) == []


def test_quiet_shows_warnings_only(capsys: pytest.CaptureFixture[str]) -> None:
    def stage(_: ModelSettings) -> None:
        logging.getLogger("meraki.x").info("andamento")
        logging.getLogger("meraki.x").warning("cuidado")

    run(stage, "--quiet")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "AVISO: cuidado\n")


def test_libraries_speak_to_the_log_file_only(capsys: pytest.CaptureFixture[str]) -> None:
    def stage(_: ModelSettings) -> None:
        logging.getLogger("matplotlib.font_manager").warning("findfont: not found")
        warnings.warn("ConvergenceWarning: of a library", stacklevel=1)

    run(stage)
    assert capsys.readouterr().err == ""
    log = Path("outputs/logs/etapa.log").read_text(encoding="utf-8")
    assert "findfont" in log
    assert "ConvergenceWarning" in log


def test_no_secret_reaches_screen_or_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], record_property: Record
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canario-1")
    monkeypatch.setenv("MERAKI_PSEUDONYM_KEY", "canario-2")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "ana:canario-5 /@s3.exemplo.com")
    address = "https://b.s3/k?X-Amz-Credential=canario-3&X-Amz-Signature=canario-4"

    def stage(_: ModelSettings) -> None:
        logging.getLogger("meraki.x").warning("chave canario-1")
        logging.getLogger("botocore").error("chave canario-2")
        logging.getLogger("botocore").error("Invalid endpoint: ana:canario-5 /@s3.exemplo.com")
        raise RuntimeError(f"canario-1 canario-2 {address} s3://AKIA:canario-6/x@balde/y")

    run(stage, "--verbose")
    log = Path("outputs/logs/etapa.log").read_text(encoding="utf-8")
    assert "canario" not in log + "".join(capsys.readouterr())
    record_property(CANARIES, 6)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no folder of such a name")
def test_the_closing_block_and_the_manifest_show_no_password(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(publishing, "--output", "AKIA:canario@balde") == 0
    told = capsys.readouterr().out
    assert "Resultados em" in told
    assert "canario" not in told
    manifest = Path("AKIA:canario@balde/manifesto.json").read_text(encoding="utf-8")
    assert "canario" not in manifest


def test_an_output_folder_that_cannot_hold_a_log_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("outputs").write_text("um arquivo")
    assert run(well) == 6
    assert "O que fazer" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--k-mim", "4"), "opção desconhecida: --k-mim 4.\n  O que fazer: você quis dizer --k-min?"),
        (("--zzz",), "opção desconhecida: --zzz.\n  O que fazer: veja etapa.py --help."),
        (("--k-min",), "--k-min: esperava um valor."),
        (("--k-min", "x"), "Valor inválido: 'x'.\n  Onde: opção --k-min\n  O que fazer: informe um número inteiro."),
        (("--evaluate=sim",), "--evaluate: esta opção não recebe valor ('sim')."),
        (("--product-level", "x"), "escolha entre ds_prod, produto, linha, marca."),
        (("--quiet", "--verbose"), "--quiet e --verbose se contradizem."),
        (("solto",), "opção desconhecida: solto."),
    ],
)
def test_wrong_usage_is_told_in_portuguese(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(well, *arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("kind", ALL_SETTINGS)
def test_help_is_in_portuguese_and_names_every_option(
    kind: type[CommonSettings], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        run_script(kind, well, prog="etapa.py", description="Uma etapa.", arguments=["--help"])
    shown = capsys.readouterr().out
    assert left.value.code == 0
    assert shown.startswith("uso: etapa.py")
    assert [word for word in ("usage", "options:", "show ", "default") if word in shown] == []
    assert [field.name for field in dataclasses.fields(kind) if flag_of(field.name) not in shown] == []


def test_a_console_in_cp1252_shows_a_question_mark_instead_of_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="cp1252"))
    assert run(failing_with(SourceError("produto “ação” → 日本"))) == 4
    screen.flush()
    assert "produto “ação” ? ??" in screen.buffer.getvalue().decode("cp1252")  # type: ignore[attr-defined]


def publishing(settings: ModelSettings) -> None:
    with Publication(settings.output, settings.stage, settings) as publication:
        for name in ("recomendacoes_meraki.xlsx", "graficos/a.png", "graficos/b.png", "clusters_clientes.csv"):
            publication.path(name).write_text("x")
        publication.warn("Faltou a telemetria.")


def test_a_run_ends_with_the_files_for_whom_the_warnings_and_the_time(capsys: pytest.CaptureFixture[str]) -> None:
    run(publishing)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Pronto em ")
    assert lines[0].endswith(" s. Resultados em outputs:")
    assert [line.split(maxsplit=0)[0].strip() for line in lines[1:]] == [
        "Equipe comercial     recomendacoes_meraki.xlsx",
        "Diretoria            graficos/ (2)",
        "Sistemas             clusters_clientes.csv",
        "Avisos (1):",
        "- Faltou a telemetria.",
    ]


@pytest.mark.parametrize("silence", ["--quiet", "launcher"])
def test_the_closing_block_is_silent_when_asked_or_when_the_launcher_has_its_own(
    silence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if silence == "launcher":
        monkeypatch.setenv(WITHIN_LAUNCHER, "1")
    assert run(publishing, *([silence] if silence.startswith("--") else [])) == 0
    assert capsys.readouterr().out == ""


def test_each_step_logs_rows_in_rows_out_and_seconds(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="meraki"), step("Limpar mrr") as line:
        line.rows_in, line.rows_out = 30_804_197, 10_615
    assert "Limpar mrr" in caplog.text
    assert "30.804.197 linhas -> 10.615" in caplog.text
    assert caplog.text.rstrip().endswith(" s")


@pytest.mark.parametrize("module", ["meraki.console", "meraki.settings", *SCRIPTS])
def test_help_does_not_wait_for_the_libraries(module: str) -> None:
    what = f"import runpy; runpy.run_path({module!r})" if module.endswith(".py") else f"import {module}"
    code = f"{what}; import sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {
        "pandas",
        "numpy",
        "polars",
        "sklearn",
        "scipy",
        "matplotlib",
        "boto3",
        "streamlit",
        "narwhals",
        "filelock",
    }
    assert heavy & set(done.stdout.split()) == set()


def test_the_words_of_argparse_that_we_translate_still_exist() -> None:
    source = Path(console.argparse.__file__).read_text(encoding="utf-8")
    assert [word for word in console._PORTUGUESE if repr(word)[1:-1] not in source.replace("\\'", "'")] == []
