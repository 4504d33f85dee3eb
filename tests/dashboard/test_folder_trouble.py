"""Missing, half-written and malformed outputs end in a sentence that says what to run."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from meraki.columns import Column, OutputFile
from meraki.dashboard.app import PAGES
from meraki.dashboard.folder import FILES, open_folder
from meraki.recommendation.evaluation import accuracy
from meraki.reports.texts import FIRST_RUN
from tests.dashboard.opening import figure, open_every_page, open_page, said
from tests.sample_outputs import World

CODE = "T00003"


def test_empty_folder_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERAKI_OUTPUT", str(tmp_path / "nada"))
    app = open_every_page(codigo=CODE)
    assert not app.exception
    assert not app.error
    assert said(app).count("python meraki_match.py --demo") == len(PAGES)


@pytest.mark.parametrize("file", FILES.values())
def test_one_file_missing_costs_only_what_stands_on_it(folder: Path, file: str) -> None:
    (folder / file).unlink()
    app = open_every_page(codigo=CODE)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("file", FILES.values())
@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x01\x02", b"\xff\xfe{\x00", b"A;B\n1;2\n", b'{"metodos": ', b"[]", b'"' * 99],
    ids=["empty", "binary", "utf-16", "other-table", "half-json", "list", "quotes"],
)
def test_malformed_file_is_told_and_never_a_traceback(folder: Path, file: str, content: bytes) -> None:
    (folder / file).write_bytes(content)
    name = next(name for name, known in FILES.items() if known == file)
    opened = open_folder(folder)
    assert getattr(opened.outputs, name) is None
    gap = opened.missing(name)[0]
    assert file in gap.why
    assert gap.command.startswith("python ")


def test_damage_is_a_warning_and_absence_is_not(folder: Path) -> None:
    (folder / OutputFile.RECOMMENDATIONS).write_bytes(b"A;B\n1;2\n")
    app = open_page("oportunidades")
    assert OutputFile.RECOMMENDATIONS in said(app)
    assert [len(app.warning), len(app.info)] == [1, 0]
    (folder / OutputFile.RECOMMENDATIONS).unlink()
    app = open_page("oportunidades")
    assert [len(app.warning), len(app.info)] == [0, 1]


def test_first_run_has_nothing_to_mend(folder: Path) -> None:
    path = folder / OutputFile.CHANGES
    path.write_text(path.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    (folder / OutputFile.CHANGES_SUMMARY).write_text('{"data_anterior": null}', encoding="utf-8")
    app = open_page("mudancas")
    assert [element.value for element in app.info] == [FIRST_RUN]
    assert not app.warning


def test_cluster_without_a_persona_is_named_once(folder: Path) -> None:
    (folder / OutputFile.PERSONAS).unlink()
    clusters = pd.read_csv(folder / OutputFile.CLUSTERS).set_index(Column.CUSTOMER)[Column.CLUSTER]
    assert f"Cluster **{clusters[CODE]}**." in said(open_page("cliente", codigo=CODE))


def test_pages_survive_every_file_malformed(folder: Path) -> None:
    for file in FILES.values():
        (folder / file).write_bytes(b"A;B\n1;2\n")
    app = open_every_page(codigo=CODE)
    assert not app.exception
    assert not app.error
    assert f'rode: `python etl_s3_totvs.py --output "{folder}"`' in said(app)
    assert f'rode: `python meraki_cluster_recomendacao.py --evaluate --output "{folder}"`' in said(app)


def test_only_the_first_stage_has_run(folder: Path) -> None:
    for file in set(FILES.values()) - {OutputFile.BASE, OutputFile.PRODUCTS, OutputFile.QUALITY_JSON}:
        (folder / file).unlink()
    app = open_every_page(codigo=CODE)
    assert not app.exception
    assert not app.error
    assert figure(app, "Clientes") == "200"


def test_base_made_by_others_with_few_columns(folder: Path) -> None:
    keep = [Column.CUSTOMER, Column.SEGMENT]
    base = pd.read_csv(folder / OutputFile.BASE, usecols=keep)
    base.to_csv(folder / OutputFile.BASE, index=False)
    app = open_every_page(codigo=CODE)
    assert not app.exception
    assert not app.error
    assert figure(app, "NPS médio") == "sem dados"


def test_new_run_is_seen_without_a_restart(folder: Path) -> None:
    before = figure(open_page("visao-geral"), "Clientes")
    path = folder / OutputFile.BASE
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-5]), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert int(figure(open_page("visao-geral"), "Clientes")) == int(before) - 5


def test_wrong_settings_are_told(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "meraki.toml").write_text("[geral]\nsaida = 'x'\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    app = open_page("visao-geral")
    assert not app.exception
    assert "saida" in app.error[0].value


def test_what_nobody_foresaw_is_a_sentence_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meraki.dashboard.parts.figures", lambda values: 1 / 0)
    monkeypatch.setattr("meraki.dashboard.overview.figures", lambda values: 1 / 0)
    app = open_page("visao-geral")
    assert not app.exception
    assert "não pôde ser montada" in app.error[0].value
    assert "ZeroDivisionError" not in said(app)


def test_an_unknown_value_is_not_told_as_zero(folder: Path) -> None:
    path = folder / OutputFile.RECOMMENDATIONS
    unknown = dict.fromkeys((Column.POTENTIAL, Column.POTENTIAL_LOW, Column.POTENTIAL_HIGH, Column.EXPECTED_VALUE))
    pd.read_csv(path).assign(**unknown).to_csv(path, index=False)
    app = open_every_page(codigo=CODE)
    assert not app.exception
    assert not app.error
    assert {metric.value for metric in app.metric if metric.label == "Valor esperado"} == {"sem dados"}
    assert "de valor desconhecido" in said(app)
    assert "R$ 0" not in said(app)


def test_clusters_of_older_data_than_the_base_are_told(folder: Path) -> None:
    path = folder / OutputFile.MANIFEST
    content = json.loads(path.read_text(encoding="utf-8"))
    model = {"inicio": "2025-04-01T12:00:00+00:00", "entradas": [{"arquivo": OutputFile.BASE}]}
    content["etapas"] |= {"modelo": model, "etl": {"inicio": "2025-04-01T13:00:00+00:00"}}
    path.write_text(json.dumps(content), encoding="utf-8")
    assert "são de dados anteriores" in said(open_page("visao-geral"))


def test_nobody_is_left_out_of_an_audience_that_is_unknown(folder: Path) -> None:
    for file in (OutputFile.BASE, OutputFile.CLUSTERS):
        table = pd.read_csv(folder / file)
        table.drop(columns=Column.TARGET_AUDIENCE, errors="ignore").to_csv(folder / file, index=False)
    assert "público-alvo." not in said(open_page("cliente", codigo=CODE))


def test_evaluation_of_too_few_customers_says_so_without_a_chart(folder: Path) -> None:
    path = folder / OutputFile.EVALUATION
    document = json.loads(path.read_text(encoding="utf-8"))
    for method in document["metodos"]:
        method.update(accuracy(np.empty(0, dtype=int)), vantagem_ic95=None)
    path.write_text(json.dumps(document), encoding="utf-8")
    app = open_page("qualidade")
    assert not app.error
    assert "Há poucos clientes com dois produtos ou mais" in said(app)
