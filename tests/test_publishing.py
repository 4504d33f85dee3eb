"""Outputs appear together or not at all."""

from __future__ import annotations

import errno
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from meraki import journal, manifest, publishing
from meraki.columns import OutputFile
from meraki.errors import ConfigurationError, OutputError, SourceError
from meraki.publishing import LOCK, Publication, recover
from meraki.settings import CommonSettings

HIDDEN = {LOCK}


def publish(output: Path, run: str, *names: str, stage: str = "etl") -> Publication:
    """One run of a stage that writes its own name into each file."""
    with Publication(output, stage, CommonSettings(output=output)) as publication:
        for name in names:
            publication.path(name).write_text(run, encoding="utf-8")
    return publication


def contents(output: Path) -> dict[str, str]:
    """Every file a person sees in ``output``, but for the manifest, with its text."""
    files = sorted(path for path in output.rglob("*") if path.is_file())
    named = {path.relative_to(output).as_posix(): path.read_text(encoding="utf-8") for path in files}
    return {name: text for name, text in named.items() if name not in {OutputFile.MANIFEST, *HIDDEN}}


def entry(output: Path, stage: str = "etl") -> dict:
    return json.loads((output / OutputFile.MANIFEST).read_text(encoding="utf-8"))["etapas"][stage]


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "saída com espaço"
    publish(folder, "primeira", "base.csv", "graficos/a.png")
    return folder


def test_files_appear_when_the_block_ends_and_not_before(tmp_path: Path) -> None:
    with Publication(tmp_path / "o", "etl", CommonSettings()) as publication:
        publication.path("graficos/a.png").write_text("x")
        assert not (tmp_path / "o" / "graficos").exists()
    assert contents(tmp_path / "o") == {"graficos/a.png": "x"}
    assert publication.files == ["graficos/a.png"]


def test_an_error_leaves_everything_as_it_was(output: Path) -> None:
    before = entry(output)
    with pytest.raises(SourceError), Publication(output, "etl", CommonSettings()) as publication:
        publication.path("base.csv").write_text("segunda")
        raise SourceError("falhou")
    assert contents(output) == {"base.csv": "primeira", "graficos/a.png": "primeira"}
    assert entry(output) == before
    assert not (output / journal.STAGING).exists()


def test_files_of_the_stages_earlier_run_go_when_not_written_again(output: Path) -> None:
    publish(output, "segunda", "base.csv")
    assert contents(output) == {"base.csv": "segunda"}
    assert not (output / "graficos").exists()


def test_files_of_others_stay(output: Path) -> None:
    publish(output, "modelo", "clusters.csv", stage="modelo")
    (output / "graficos" / "minhas notas.txt").write_text("minhas", encoding="utf-8")
    publish(output, "segunda", "base.csv")
    assert contents(output) == {
        "base.csv": "segunda",
        "clusters.csv": "modelo",
        "graficos/minhas notas.txt": "minhas",
    }


def test_an_earlier_file_that_a_person_changed_is_not_removed(output: Path) -> None:
    (output / "graficos" / "a.png").write_text("anotado", encoding="utf-8")
    publish(output, "segunda", "base.csv")
    assert contents(output)["graficos/a.png"] == "anotado"


def test_history_is_not_removed_by_the_next_run(tmp_path: Path) -> None:
    publish(tmp_path, "primeira", "base.csv", f"{OutputFile.HISTORY_DIR}/1/base.csv")
    publish(tmp_path, "segunda", "base.csv", f"{OutputFile.HISTORY_DIR}/2/base.csv")
    assert f"{OutputFile.HISTORY_DIR}/1/base.csv" in contents(tmp_path)


@pytest.mark.parametrize("listed", ["../fora.csv", "/etc/hosts", f"{OutputFile.LOG_DIR}/etl.log"])
def test_a_manifest_cannot_have_files_removed_outside_the_outputs(output: Path, listed: str) -> None:
    outside = output.parent / "fora.csv"
    outside.write_text("de outros")
    (output / OutputFile.LOG_DIR).mkdir()
    (output / OutputFile.LOG_DIR / "etl.log").write_text("de outros")
    forged = json.loads((output / OutputFile.MANIFEST).read_text(encoding="utf-8"))
    forged["etapas"]["etl"]["saidas"].append({"arquivo": listed, "bytes": 9, "sha256": manifest.sha256(outside)})
    (output / OutputFile.MANIFEST).write_text(json.dumps(forged), encoding="utf-8")
    publish(output, "segunda", "base.csv")
    assert outside.exists()
    assert (output / OutputFile.LOG_DIR / "etl.log").exists()


@pytest.mark.parametrize("name", ["../fora.csv", "/tmp/fora.csv", OutputFile.MANIFEST])
def test_only_names_inside_the_output_folder_can_be_written(output: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the name"), Publication(output, "etl", CommonSettings()) as publication:
        publication.path(name)


def test_the_manifest_tells_of_inputs_outputs_settings_and_warnings(tmp_path: Path) -> None:
    settings = CommonSettings(output=tmp_path, seed=7)
    with Publication(tmp_path, "etl", settings) as publication:
        publication.path("base.csv").write_bytes(b"abc")
        publication.add_input("clientes.csv", etag="e1", size=10, rows=2)
        publication.warn("faltou a telemetria")
    told = entry(tmp_path)
    assert told["saidas"] == [{"arquivo": "base.csv", "bytes": 3, "sha256": manifest.sha256(tmp_path / "base.csv")}]
    assert told["entradas"] == [{"arquivo": "clientes.csv", "etag": "e1", "bytes": 10, "linhas": 2}]
    assert (told["semente"], told["avisos"]) == (7, ["faltou a telemetria"])
    assert told["configuracoes"]["seed"] == 7
    assert {"python", "pandas", "polars"} <= set(told["versoes"])
    assert told["segundos"] >= 0


def test_each_stage_keeps_its_entry_in_the_manifest(output: Path) -> None:
    before = entry(output)
    publish(output, "modelo", "clusters.csv", stage="modelo")
    assert entry(output) == before
    assert [item["arquivo"] for item in entry(output, "modelo")["saidas"]] == ["clusters.csv"]


def test_the_manifest_holds_no_home_folder_password_or_signature(tmp_path: Path) -> None:
    settings = CommonSettings(output=Path.home() / "dados")
    with Publication(tmp_path, "etl", settings) as publication:
        publication.path("base.csv").write_text("x")
        publication.add_input("https://ana:segredo1@host/a.csv?X-Amz-Signature=segredo2")
    text = (tmp_path / OutputFile.MANIFEST).read_text(encoding="utf-8")
    assert "segredo" not in text
    assert str(Path.home()) not in text


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"etapas": []}', "\x00"])
def test_a_broken_manifest_does_not_stop_the_next_run(output: Path, broken: str) -> None:
    (output / OutputFile.MANIFEST).write_text(broken, encoding="utf-8")
    publish(output, "segunda", "base.csv")
    assert entry(output)["saidas"][0]["arquivo"] == "base.csv"


def test_the_second_run_on_a_folder_stops_at_once(output: Path) -> None:
    with Publication(output, "etl", CommonSettings()) as first:
        first.path("base.csv").write_text("segunda")
        with (
            pytest.raises(OutputError, match="Outra execução") as told,
            Publication(output, "modelo", CommonSettings()),
        ):
            pass
    assert told.value.exit_code == 6
    assert contents(output) == {"base.csv": "segunda"}


def test_recovery_leaves_a_run_that_is_alive_alone(output: Path) -> None:
    with Publication(output, "etl", CommonSettings()) as publication:
        publication.path("base.csv").write_text("segunda")
        recover(output)
    assert contents(output) == {"base.csv": "segunda"}


def test_recovery_creates_nothing(tmp_path: Path) -> None:
    recover(tmp_path / "não existe")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("refused", ["base.csv", "planilha.xlsx", OutputFile.MANIFEST])
def test_a_file_that_cannot_be_replaced_stops_the_run_before_anything_moves(tmp_path: Path, refused: str) -> None:
    publish(tmp_path, "primeira", "base.csv", "planilha.xlsx")
    with _open_in_excel(tmp_path / refused), pytest.raises(OutputError, match="feche") as told:
        publish(tmp_path, "segunda", "base.csv", "planilha.xlsx")
    assert told.value.exit_code == 6
    assert refused in str(told.value)
    assert ("a planilha" in str(told.value)) == refused.endswith(".xlsx")
    assert contents(tmp_path) == {"base.csv": "primeira", "planilha.xlsx": "primeira"}
    assert not (tmp_path / journal.STAGING).exists()


@contextmanager
def _open_in_excel(path: Path) -> Iterator[None]:
    """What another program's hold on a file looks like here: it can be neither opened for writing nor replaced."""
    aside = path.rename(path.with_suffix(".aberto"))
    path.mkdir()
    (path / "conteúdo").touch()
    try:
        yield
    finally:
        (path / "conteúdo").unlink()
        path.rmdir()
        aside.rename(path)


@pytest.mark.parametrize("name", ["base.csv", "graficos/b.png", "planilha.xlsx", OutputFile.MANIFEST])
def test_a_file_opened_while_the_moves_go_on_brings_the_earlier_run_back(
    output: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = entry(output)
    _refuse_to_move_in(monkeypatch, output / name)
    with pytest.raises(OutputError, match="feche"):
        publish(output, "segunda", "base.csv", "graficos/b.png", "planilha.xlsx")
    assert contents(output) == {"base.csv": "primeira", "graficos/a.png": "primeira"}
    assert entry(output) == before


@pytest.mark.parametrize("name", ["base.csv", OutputFile.MANIFEST])
def test_a_file_that_stays_open_keeps_no_other_file_of_the_earlier_run_away(
    output: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = entry(output)
    _refuse_to_move_in(monkeypatch, output / name, aside=("novos", journal.STAGING))
    with pytest.raises(OutputError, match="feche"):
        publish(output, "segunda", "base.csv", "planilha.xlsx")
    assert contents(output) == {"base.csv": "primeira", "graficos/a.png": "primeira"}
    assert entry(output) == before


def _refuse_to_move_in(monkeypatch: pytest.MonkeyPatch, target: Path, aside: tuple[str, ...] = ("novos",)) -> None:
    replace = Path.replace

    def refusing(self: Path, destination: Path) -> Path:
        if destination == target and not {*aside}.isdisjoint(self.parts):
            raise PermissionError(errno.EACCES, "in use", str(destination))
        return replace(self, destination)

    monkeypatch.setattr(Path, "replace", refusing)


def test_without_hard_links_the_earlier_files_are_copied(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", no_links)
    _refuse_to_move_in(monkeypatch, output / OutputFile.MANIFEST)
    with pytest.raises(OutputError, match="feche"):
        publish(output, "segunda", "base.csv")
    assert contents(output) == {"base.csv": "primeira", "graficos/a.png": "primeira"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_leaves_the_earlier_outputs_whole(output: Path) -> None:
    with (
        pytest.raises(OutputError, match="disco está cheio") as told,
        Publication(output, "etl", CommonSettings()) as run,
    ):
        run.path("base.csv").write_text("segunda")
        with Path("/dev/full").open("w") as full:
            full.write("x" * 100_000)
    assert told.value.exit_code == 6
    assert contents(output) == {"base.csv": "primeira", "graficos/a.png": "primeira"}
    assert not (output / journal.STAGING).exists()


@pytest.mark.skipif(not Path("/dev/shm").exists(), reason="needs a second disk")
def test_a_full_disk_may_be_that_of_the_temporary_folder(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/dev/shm")
    with pytest.raises(OutputError, match="disco está cheio") as told, Publication(output, "etl", CommonSettings()):
        raise OSError(errno.ENOSPC, "full")
    assert told.value.where == f"{output}, ou a pasta temporária /dev/shm"
    assert "TMPDIR" in told.value.action


@pytest.mark.parametrize("wrapped", ["IO error: No space left on device (os error 28)", "os error 28"])
def test_a_full_disk_is_recognised_through_a_library(output: Path, wrapped: str) -> None:
    with pytest.raises(OutputError, match="disco está cheio"), Publication(output, "etl", CommonSettings()):
        raise RuntimeError(wrapped)


@pytest.mark.parametrize(
    ("text", "system", "full"),
    [
        ("There is not enough space on the disk. (os error 112)", "nt", True),
        ("The disk is full. (os error 39)", "nt", True),
        ("Host is down (os error 112)", "posix", False),
        ("Directory not empty (os error 39)", "posix", False),
        (f"Disk quota exceeded (os error {errno.EDQUOT})", "posix", True),
        ("os error 281", "posix", False),
        ("nothing of the kind", "nt", False),
    ],
)
def test_the_numbers_of_a_full_disk_are_those_of_the_system(text: str, system: str, full: bool) -> None:
    assert publishing._says_full(text, system) is full


def test_a_full_disk_is_recognised_by_the_number_that_windows_gives(output: Path) -> None:
    error = OSError(errno.EINVAL, "the disk is full")
    error.winerror = 39  # type: ignore[attr-defined]
    with pytest.raises(OutputError, match="disco está cheio"), Publication(output, "etl", CommonSettings()):
        raise error


def test_a_disk_that_fills_while_publishing_leaves_the_earlier_outputs_whole(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="disco está cheio"):
        publish(output, "segunda", "base.csv")
    assert contents(output) == {"base.csv": "primeira", "graficos/a.png": "primeira"}


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_read_only_folder_is_told_and_left_whole(output: Path) -> None:
    with _as_an_ordinary_person(output), pytest.raises(OutputError, match="permissão negada") as told:
        publish(output, "segunda", "base.csv")
    assert told.value.exit_code == 6
    assert contents(output) == {"base.csv": "primeira", "graficos/a.png": "primeira"}


@contextmanager
def _as_an_ordinary_person(folder: Path) -> Iterator[None]:
    """Permissions do not stop root: step down to nobody where the tests run as root."""
    folder.chmod(0o500)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o700)


def test_an_output_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "saída").write_text("x")
    with pytest.raises(OutputError, match="já existe um arquivo"):
        publish(tmp_path / "saída", "primeira", "base.csv")


def test_a_folder_named_in_another_encoding_is_told_and_not_created(tmp_path: Path) -> None:
    output = tmp_path / "sa\udcedda"
    with pytest.raises(OutputError, match="UTF-8") as raised:
        publish(output, "one", "base.csv")
    assert raised.value.where.endswith(r"sa\xedda")
    assert not output.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_a_folder_whose_accents_the_locale_does_not_know_is_told_with_the_remedy(tmp_path: Path) -> None:
    """In an ASCII locale Python keeps each byte of "saída" that is none of ASCII as a surrogate."""
    output = tmp_path / "saída".encode().decode("ascii", "surrogateescape")
    with (
        pytest.raises(ConfigurationError, match=r"(?s)acentos.*Onde: .*saída.*PYTHONUTF8=1"),
        Publication(output, "etl", CommonSettings()),
    ):
        pass
    assert not output.exists()
