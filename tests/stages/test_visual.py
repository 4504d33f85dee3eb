"""Stage 3 as a person runs it: what it writes, refuses, plans and sends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from meraki.columns import OutputFile
from meraki.errors import SourceError, UsageError
from meraki.publishing import Publication
from meraki.reports.charts import gallery
from meraki.settings import VisualSettings
from meraki.stages import visual
from tests.refusing import refuse_to_open
from tests.sample_outputs import write_sample


@pytest.fixture(autouse=True)
def few_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quick to write; nothing here depends on how fine the pictures are."""
    monkeypatch.setattr(gallery, "DENSITY", 40)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_sample(tmp_path / "resultados", customers=80, clusters=3)
    return tmp_path / "resultados"


def names_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_charts_are_written_as_png_and_svg_and_told_in_the_manifest(folder: Path) -> None:
    visual.run(VisualSettings(output=folder))
    drawn = [name for name in names_in(folder) if name.startswith(OutputFile.CHARTS_DIR)]
    assert len(drawn) == 24
    assert {Path(name).suffix for name in drawn} == {".png", ".svg"}
    stage = json.loads((folder / OutputFile.MANIFEST).read_text(encoding="utf-8"))["etapas"]["visual"]
    assert (folder / OutputFile.REPORT).read_bytes().startswith(b"%PDF-")
    assert {*drawn, OutputFile.REPORT} <= {item["arquivo"] for item in stage["saidas"]}
    assert {"arquivo": OutputFile.BASE, "linhas": 80}.items() <= {
        key: item[key] for item in stage["entradas"] if item["arquivo"] == OutputFile.BASE for key in item
    }.items()


def test_what_is_missing_is_told_and_the_rest_is_drawn(folder: Path) -> None:
    (folder / OutputFile.CLUSTER_PROFILE).unlink()
    visual.run(VisualSettings(output=folder))
    stage = json.loads((folder / OutputFile.MANIFEST).read_text(encoding="utf-8"))["etapas"]["visual"]
    assert [OutputFile.CLUSTER_PROFILE in sentence for sentence in stage["avisos"]] == [True]
    drawn = [name for name in names_in(folder) if name.startswith(OutputFile.CHARTS_DIR)]
    assert len(drawn) == 20


def test_an_empty_folder_is_refused_and_not_created(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"meraki_cluster_recomendacao\.py"):
        visual.run(VisualSettings(output=tmp_path / "nada"))
    assert not (tmp_path / "nada").exists()


@pytest.mark.parametrize("address", ["meu-bucket", "s3://Bad Bucket/y", "https://balde.s3.amazonaws.com/y"])
def test_a_wrong_address_is_refused_before_any_work(address: str, folder: Path) -> None:
    before = names_in(folder)
    with pytest.raises(UsageError, match="Endereço inválido"):
        visual.run(VisualSettings(output=folder, upload=address))
    assert names_in(folder) == before


def test_a_dry_run_tells_the_plan_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = names_in(folder)
    visual.run(VisualSettings(output=folder, dry_run=True, upload="s3://balde/x/"))
    said = capsys.readouterr().out
    assert names_in(folder) == before
    assert f"{OutputFile.BASE}: 80 linhas" in said
    assert "graficos/01_tamanho_dos_clusters.png" in said
    assert "s3://balde/x/" in said


def test_neither_logs_nor_the_map_of_pseudonyms_are_sent_away(folder: Path) -> None:
    with Publication(folder, "etl", VisualSettings()) as publication:
        publication.path(OutputFile.PSEUDONYM_MAP).write_text("PSEUDONIMO,CD_CLIENTE\n")
    (folder / OutputFile.LOG_DIR).mkdir(exist_ok=True)
    (folder / OutputFile.LOG_DIR / "visual.log").write_text("andamento")
    visual.run(VisualSettings(output=folder))
    sent = visual.results_in(folder)
    assert OutputFile.REPORT in sent
    assert not {OutputFile.PSEUDONYM_MAP, f"{OutputFile.LOG_DIR}/visual.log"} & set(sent)


def test_a_result_that_cannot_be_opened_is_a_source_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_to_open(monkeypatch, folder / OutputFile.CLUSTERS)
    with pytest.raises(SourceError, match=r"(?s)permissão negada.*clusters_clientes.*feche-o"):
        visual.run(VisualSettings(output=folder))


def warnings(folder: Path) -> list[str]:
    """What stage 3 kept of its last run."""
    return json.loads((folder / OutputFile.MANIFEST).read_text(encoding="utf-8"))["etapas"]["visual"]["avisos"]


def test_a_file_without_rows_is_there_and_not_asked_for(folder: Path) -> None:
    path = folder / OutputFile.RECOMMENDATIONS
    path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    visual.run(VisualSettings(output=folder))
    (sentence,) = warnings(folder)
    assert sentence.startswith(f"Sem nenhuma linha: {OutputFile.RECOMMENDATIONS}.")


@pytest.mark.parametrize(("stage_1", "told"), [("2025-04-01T10:00:00-03:00", 1), ("2025-04-01T08:00:00-03:00", 0)])
def test_a_base_that_is_newer_than_the_clusters_is_told(stage_1: str, told: int, folder: Path) -> None:
    path = folder / OutputFile.MANIFEST
    content = json.loads(path.read_text(encoding="utf-8"))
    for name, start in (("etl", stage_1), ("modelo", "2025-04-01T12:00:00+00:00")):
        content["etapas"].setdefault(name, {"saidas": []})["inicio"] = start
    path.write_text(json.dumps(content), encoding="utf-8")
    visual.run(VisualSettings(output=folder))
    assert [sentence for sentence in warnings(folder) if "etapa 1 rodou depois" in sentence] == told * [
        visual.OUT_OF_STEP
    ]
