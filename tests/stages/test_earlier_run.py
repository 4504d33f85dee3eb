"""What stage 2 remembers of the run before, and how it tells that it cannot."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from meraki.stages.earlier_run import find_before, latest_clusters

RUN = "2025-03-25-1a2b3c4d"
CLUSTERS = "clusters_clientes.csv"


def history(output: Path) -> Path:
    """The folder of one run in ``output``, with a customer in a cluster and a product advised."""
    folder = output / "historico" / RUN
    folder.mkdir(parents=True)
    (output / "mudancas.json").write_text(json.dumps({"execucao": RUN}), encoding="utf-8")
    (folder / CLUSTERS).write_text("CD_CLIENTE,cluster\nT1,2\n", encoding="utf-8")
    advice = "ID_RECOMENDACAO,CD_CLIENTE,RANK,PRODUTO,SCORE\na,T1,1,ERP,0.5\n"
    (folder / "recomendacoes_por_cliente.csv").write_text(advice, encoding="utf-8")
    return folder


def rewrite(text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / CLUSTERS).write_text(text, encoding="utf-8")


def test_the_run_before_is_found(tmp_path: Path) -> None:
    history(tmp_path)
    before = find_before(tmp_path, "outra", "familia")
    assert (before.run, before.problem) == (RUN, "")
    assert before.state is not None


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (shutil.rmtree, f"a pasta historico/{RUN} foi apagada ou movida"),
        (lambda folder: shutil.rmtree(folder.parent), f"a pasta historico/{RUN} foi apagada ou movida"),
        (lambda folder: (folder / CLUSTERS).unlink(), f"não foi possível ler {CLUSTERS}: o caminho não existe"),
        (rewrite(""), f"{CLUSTERS} foi alterado e não é mais a tabela que esta etapa gravou"),
        (rewrite("CD_CLIENTE,grupo\nT1,2\n"), f"{CLUSTERS} foi alterado e não é mais a tabela que esta etapa gravou"),
        (rewrite("CD_CLIENTE,cluster\nT1,2\nT1,3\n"), f"{CLUSTERS} tem clientes repetidos"),
        (rewrite("CD_CLIENTE,cluster\nT1,2.5\n"), f"{CLUSTERS} tem clusters que não são números inteiros"),
    ],
)
def test_a_history_that_cannot_be_read_is_told_in_portuguese(
    tmp_path: Path, harm: Callable[[Path], object], why: str
) -> None:
    harm(history(tmp_path))
    before = find_before(tmp_path, "outra", "familia")
    assert before.problem == f"Esta execução não foi comparada com a anterior ({RUN}): {why}."
    assert before.state is None
    assert latest_clusters(tmp_path, pd.Index(["T1"])).tolist() == [0]
