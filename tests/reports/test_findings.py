"""The sentences of meraki/reports/findings.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from meraki.columns import APPROACH_CARE, APPROACH_OFFER, Column, OutputFile
from meraki.reports import formats
from meraki.reports.figures import key_figures
from meraki.reports.findings import conversion, findings, separation, what_changed
from meraki.reports.opportunities import ranked
from meraki.reports.outputs import Outputs, load
from meraki.reports.sheets import white_space_page
from meraki.reports.texts import FIRST_RUN
from tests.sample_outputs import write_sample


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    folder = tmp_path_factory.mktemp("achados")
    write_sample(folder, customers=1_000, clusters=3)
    return load(folder)


def _deals(outputs: Outputs) -> pd.DataFrame:
    deals = ranked(outputs)
    assert deals is not None
    return deals


def test_who_is_to_begin_with_is_ready_for_the_offer(outputs: Outputs) -> None:
    deals = _deals(outputs)
    ready = deals[deals[Column.APPROACH] == APPROACH_OFFER]
    best = ready.groupby(Column.CUSTOMER)[Column.EXPECTED_VALUE].sum().nlargest(100)
    share = formats.percent(best.sum() / deals[Column.EXPECTED_VALUE].sum())
    (told,) = [sentence for sentence in findings(outputs) if "comece por eles" in sentence]
    assert f"página {white_space_page.NAME} de {OutputFile.WORKBOOK}" in told
    assert told.startswith(f"Os 100 clientes de maior valor entre os prontos para a oferta somam {share} do valor")


def test_who_is_to_begin_with_is_found_where_the_sentence_says(outputs: Outputs) -> None:
    deals = _deals(outputs)
    space = white_space_page.matrix(outputs, deals, len(deals))
    assert space is not None
    listed = space.customers[space.customers[Column.APPROACH] == APPROACH_OFFER].head(100)
    share = listed[Column.EXPECTED_VALUE].sum() / deals[Column.EXPECTED_VALUE].sum()
    assert any(f"somam {formats.percent(share)} do valor" in sentence for sentence in findings(outputs))
    counts = deals[Column.CUSTOMER].value_counts()
    assert listed[Column.RECOMMENDATIONS].tolist() == [counts[code] for code in listed[Column.CUSTOMER]]


def test_nobody_is_begun_with_where_few_are_ready(outputs: Outputs) -> None:
    advice = outputs.recommendations
    assert advice is not None
    waiting = Outputs(**{**vars(outputs), "recommendations": advice.assign(**{Column.APPROACH: APPROACH_CARE})})
    assert not [sentence for sentence in findings(waiting) if "comece por eles" in sentence]


def test_care_is_told_by_its_rule(outputs: Outputs) -> None:
    deals = _deals(outputs)
    customers = deals.loc[deals[Column.APPROACH] == APPROACH_CARE, Column.CUSTOMER].nunique()
    (told,) = [sentence for sentence in findings(outputs) if "cuidado antes da oferta" in sentence]
    assert told.startswith(f"{formats.number(customers)} clientes pedem")
    assert "nota até 6 ou muitos chamados em aberto" in told


@pytest.mark.parametrize(
    ("silhouette", "words"), [(0.08, "se sobrepõem (separação de 0,08 de -1 a 1"), (0.4, "se separam bem")]
)
def test_how_far_the_clusters_are_apart_is_told(outputs: Outputs, silhouette: float, words: str) -> None:
    assert outputs.clusters is not None
    clusters = outputs.clusters.assign(**{Column.SILHOUETTE: silhouette})
    assert words in separation(Outputs(**{**vars(outputs), "clusters": clusters}))


@pytest.mark.parametrize(
    ("sampled", "eligible", "told"),
    [
        (0, 0, []),
        (1, 0, ["vem de uma amostra: de 0,190 a 0,210, com 95 %"]),
        (0, 1, ["Com 7 clusters ela empata"]),
        (1, 1, ["vem de uma amostra", "Com 7 clusters ela empata"]),
    ],
)
def test_that_the_silhouette_is_of_a_sample_and_that_a_tie_went_to_fewer_clusters_is_told(
    outputs: Outputs, sampled: int, eligible: int, told: list[str]
) -> None:
    decision = pd.DataFrame(
        {
            Column.K: [5, 7],
            Column.SILHOUETTE: [0.2, 0.205],
            Column.SILHOUETTE_LOW: [0.19, 0.195],
            Column.SILHOUETTE_HIGH: [0.21, 0.215],
            Column.SAMPLED: sampled,
            Column.ELIGIBLE: [1, eligible],
            Column.CHOSEN: [1, 0],
        }
    )
    said = separation(Outputs(**{**vars(outputs), "decision": decision}))
    assert all(words in said for words in told)
    assert ("amostra" in said, "empata" in said) == (bool(sampled), bool(eligible))


@pytest.mark.parametrize(
    ("taken", "given", "told"),
    [
        (60, 5994, "60 das 5.994 recomendações da execução anterior viraram contrato (1,0 %)."),
        (1, 10, "1 das 10 recomendações da execução anterior virou contrato (10,0 %)."),
        (1, 1, "A única recomendação da execução anterior virou contrato."),
        (0, 1, "A única recomendação da execução anterior não virou contrato."),
        (0, 10, "Nenhuma das 10 recomendações da execução anterior virou contrato."),
    ],
)
def test_conversion_is_told_with_what_it_is_a_share_of(taken: int, given: int, told: str) -> None:
    counts = {"recomendacao_aceita": taken}
    assert conversion({"contagens": counts, "recomendacoes_anteriores": given, "conversao": taken / given}) == told


@pytest.mark.parametrize("taken", [0, 60])
def test_conversion_says_that_it_is_of_all_customers_where_other_figures_are_not(outputs: Outputs, taken: int) -> None:
    before = {"contagens": {"recomendacao_aceita": taken}, "recomendacoes_anteriores": 99, "conversao": taken / 99}
    (told,) = [said for said in findings(replace(outputs, changes_summary=before)) if "execução anterior" in said]
    assert "das 99 recomendações da execução anterior, de todos os clientes e não só do público-alvo, vir" in told
    assert conversion(before | {"recomendacoes_anteriores": None}, of_all=True).count("de todos os clientes") == 1


@pytest.mark.parametrize(
    ("counted", "told"),
    [
        ({"antes": 3, "agora": 4}, ["O número de clusters passou de 3 para 4."]),
        ({"antes": 4, "agora": 4}, []),
        (None, []),  # a file from before they were counted
    ],
)
def test_another_number_of_clusters_is_told_beside_who_changed_cluster(
    outputs: Outputs, counted: dict[str, int] | None, told: list[str]
) -> None:
    summary = (outputs.changes_summary or {}) | {"numero_de_clusters": counted}
    said = what_changed(Outputs(**{**vars(outputs), "changes_summary": summary}))
    assert [sentence for sentence in said if "número de clusters" in sentence] == told


@pytest.mark.parametrize(
    ("summary", "first"),
    [
        ({"data_anterior": "2025-02-25"}, "Comparado com os dados de 25/02/2025."),
        ({"data_anterior": None, "execucao_anterior": "20250225"}, "Comparado com a execução anterior."),
        ({"data_anterior": None, "execucao_anterior": None}, FIRST_RUN),
    ],
)
def test_a_run_before_without_dates_is_a_run_before(outputs: Outputs, summary: dict[str, str], first: str) -> None:
    assert what_changed(Outputs(**{**vars(outputs), "changes_summary": summary}))[0] == first


def test_conversion_of_an_older_file_is_told_by_the_share_alone() -> None:
    told = conversion({"contagens": {"recomendacao_aceita": 60}, "conversao": 0.01})
    assert told == "1,0 % das recomendações da execução anterior viraram contrato."
    assert conversion({"contagens": {}, "recomendacoes_anteriores": 0, "conversao": None}) == ""


def _clusters(sizes: list[int], column: str, values: list[float]) -> Outputs:
    """Outputs of clusters of these sizes, each with one value of the column."""
    labels = np.repeat(np.arange(1, len(sizes) + 1), sizes)
    codes = [f"T{number}" for number in range(len(labels))]
    base = pd.DataFrame({Column.CUSTOMER: codes, column: np.repeat(np.array(values, float), sizes)})
    return Outputs(Path(), base=base, clusters=pd.DataFrame({Column.CUSTOMER: codes, Column.CLUSTER: labels}))


@pytest.mark.parametrize(
    ("revenue", "told"), [(119.0, []), (120.0, ["O cluster 2 paga 1,2 vez o MRR mediano da base"])]
)
def test_a_revenue_is_told_from_a_fifth_above_the_whole(revenue: float, told: list[str]) -> None:
    said = findings(_clusters([30, 20], Column.MRR, [100.0, revenue]))
    assert [sentence.partition(" (")[0] for sentence in said] == told


@pytest.mark.parametrize(("customers", "cluster"), [(9, 2), (10, 3)])
def test_the_revenue_of_a_cluster_of_fewer_than_ten_customers_is_no_finding(customers: int, cluster: int) -> None:
    (said,) = findings(_clusters([50, 20, customers], Column.MRR, [100.0, 200.0, 900.0]))
    assert said.startswith(f"O cluster {cluster} paga")


@pytest.mark.parametrize(("customers", "cluster"), [(9, 2), (10, 3)])
def test_the_satisfaction_of_a_cluster_of_fewer_than_ten_customers_is_no_finding(customers: int, cluster: int) -> None:
    (said,) = findings(_clusters([50, 20, customers], Column.NPS_MEAN, [9.0, 7.0, 1.0]))
    assert said.startswith(f"O cluster menos satisfeito é o {cluster}:")


@pytest.mark.parametrize(
    ("note", "told"), [(8.25, "A satisfação quase não muda"), (8.125, "O cluster menos satisfeito é o 2")]
)
def test_notes_less_than_three_tenths_apart_hardly_differ(note: float, told: str) -> None:
    (said,) = findings(_clusters([20, 20], Column.NPS_MEAN, [8.5, note]))
    assert said.startswith(told)


def test_no_opportunities_are_worth_nothing_and_unknown_ones_are_unknown(outputs: Outputs) -> None:
    assert outputs.base is not None and outputs.recommendations is not None
    nobody = replace(outputs, base=outputs.base.assign(**{Column.TARGET_AUDIENCE: 0}))
    assert key_figures(nobody).expected_value == 0
    unknown = replace(outputs, recommendations=outputs.recommendations.assign(**{Column.EXPECTED_VALUE: np.nan}))
    assert formats.is_missing(key_figures(unknown).expected_value)


def test_one_note_of_all_clusters_is_told_once() -> None:
    (said,) = findings(_clusters([20, 20], Column.NPS_MEAN, [7.0, 7.04]))
    assert said == "A satisfação quase não muda entre os clusters: NPS médio de 7,0."


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        ([8.5, 8.056, 8.067], "Os clusters menos satisfeitos são o 2 e o 3: nota média 8,1, contra 8,5 no cluster 1."),
        ([8.5, 7.9, 8.067], "O cluster menos satisfeito é o 2"),
    ],
)
def test_clusters_of_the_same_note_are_least_satisfied_together(
    outputs: Outputs, notes: list[float], told: str
) -> None:
    assert outputs.base is not None
    assert outputs.clusters is not None
    cluster = outputs.clusters.set_index(Column.CUSTOMER)[Column.CLUSTER].reindex(outputs.base[Column.CUSTOMER])
    base = outputs.base.assign(**{Column.NPS_MEAN: cluster.map(dict(enumerate(notes, 1))).to_numpy()})
    said = findings(Outputs(**{**vars(outputs), "base": base}))
    assert [sentence for sentence in said if sentence.startswith(told)]
