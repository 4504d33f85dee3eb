"""What a chart may say and how it scales: titles agree with what is drawn, axes do not exaggerate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from meraki.columns import Column
from meraki.reports import formats
from meraki.reports.charts import accuracy, clustering, composition, distributions, lettering, profile, sizes, value
from meraki.reports.charts.canvas import Chart, names
from meraki.reports.figures import WELL_APART
from meraki.reports.outputs import Outputs, load
from tests.sample_outputs import write_sample


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    directory = tmp_path_factory.mktemp("regras")
    write_sample(directory, customers=120, clusters=3)
    return load(directory)


def drawn(chart: Chart | None) -> Chart:
    assert chart is not None
    return chart


def texts(figure: Figure) -> set[str]:
    """Every text of a figure, ticks too."""
    figure.draw_without_rendering()
    return {item.get_text() for item in figure.findobj(Text) if isinstance(item, Text)}


def decision(values: list[float]) -> pd.DataFrame:
    """A decision table with these silhouettes, k from 3 on, the first chosen."""
    ks = range(3, 3 + len(values))
    chosen = [1] + [0] * (len(values) - 1)
    return pd.DataFrame({Column.K: ks, Column.SILHOUETTE: values, Column.ELIGIBLE: 1, Column.CHOSEN: chosen})


def test_silhouettes_stand_on_zero_and_near_ones_read_differently(outputs: Outputs) -> None:
    low = replace(outputs, decision=decision([0.0791, 0.0766, 0.0443]))
    chart = drawn(clustering.draw_silhouette(low))
    assert chart.figure.axes[0].get_ylim()[0] == 0
    assert {"0,079", "0,077", "0,044"} <= texts(chart.figure)
    assert "0,079" in chart.title


def test_a_negative_silhouette_stays_on_the_page(outputs: Outputs) -> None:
    below = replace(outputs, decision=decision([0.05, -0.03]))
    assert drawn(clustering.draw_silhouette(below)).figure.axes[0].get_ylim()[0] < -0.03


def test_a_weak_separation_is_not_praised(outputs: Outputs) -> None:
    assert outputs.clusters is not None
    for mean, begins in ((0.08, "Os clusters se sobrepõem: silhueta média de 0,08"), (0.6, "O cluster ")):
        members = outputs.clusters.assign(**{Column.SILHOUETTE: mean})
        chart = drawn(clustering.draw_map(replace(outputs, clusters=members)))
        assert chart.title.startswith(begins)
        assert ("bem separado" in chart.title) == (mean > WELL_APART)


def test_the_map_says_how_many_customers_it_draws(outputs: Outputs, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = " ".join(texts(drawn(clustering.draw_map(outputs)).figure))
    assert "Cada ponto é um cliente; " in whole
    monkeypatch.setattr(clustering, "_MAP_POINTS", 70)
    chart = drawn(clustering.draw_map(outputs))
    assert "Cada ponto é um cliente (desenhados 60 dos 120); " in " ".join(texts(chart.figure))
    assert chart.alt.startswith("Mapa de 60 clientes")


@pytest.mark.parametrize(("farthest", "outside"), [(1.3, 0), (50.0, 1)])
def test_the_map_draws_every_customer_or_counts_those_too_far_off(
    outputs: Outputs, farthest: float, outside: int
) -> None:
    spread = np.linspace(0, 1, 3000)
    places = {Column.MAP_X: [*spread, farthest], Column.MAP_Y: [*spread, 0.5], Column.CLUSTER: 1}
    members = pd.DataFrame({Column.CUSTOMER: [f"T{n:04}" for n in range(3001)], **places})
    low, high = clustering.map_limits(members)[Column.MAP_X]
    assert low < 0 and (high > farthest) == (not outside)
    said = " ".join(texts(drawn(clustering.draw_map(replace(outputs, clusters=members))).figure))
    assert ("1 cliente fica fora do quadro" in said) == bool(outside)
    assert ("desenhados 3.000 dos 3.001" in said) == bool(outside)


def product(cluster: int, name: str, count: int, lift: float) -> dict[str, object]:
    share = count / 200
    figures = {Column.QUANTITY: count, Column.PENETRATION: share, Column.BASE_PENETRATION: share / lift}
    return {Column.CLUSTER: cluster, Column.PRODUCT: name, **figures}


def test_the_title_of_the_products_names_one_that_is_drawn(outputs: Outputs) -> None:
    table = pd.DataFrame([product(1, "COMUM", 100, 1.5), product(1, "RARO", 40, 9), product(2, "OUTRO", 90, 1)])
    chart = drawn(composition.draw_products(replace(outputs, cluster_products=table), 1))
    assert chart.title == "COMUM é 1,5 vez mais comum no cluster 1 que na base"
    assert "RARO" not in texts(chart.figure)


def test_a_chart_of_one_product_is_told_in_the_singular(outputs: Outputs) -> None:
    said = " ".join(
        texts(drawn(composition.draw_products(outputs, 1)).figure) | texts(drawn(value.draw(outputs, 1)).figure)
    )
    assert "O produto mais usado de cada cluster" in said
    assert "(chance x potencial) do produto maior" in said


@pytest.mark.parametrize(
    ("sizes_of", "title"),
    [
        ([50, 50], "Os 2 clusters têm o mesmo tamanho: 50 clientes cada um"),
        ([20, 60, 20], "O cluster 2 reúne 60 % dos clientes; os menores, o 1 e o 3, têm 20 clientes cada um"),
        ([40, 59, 1], "O cluster 2 reúne 59 % dos clientes; o menor, o 3, tem 1 cliente"),
    ],
)
def test_clusters_of_the_same_size_are_not_called_largest_or_smallest(sizes_of: list[int], title: str) -> None:
    shares = [size / 100 for size in sizes_of]
    names = range(1, len(sizes_of) + 1)
    table = pd.DataFrame({Column.CLUSTER: names, Column.CUSTOMERS: sizes_of, Column.PENETRATION: shares})
    assert sizes.title(table) == title


def test_one_cluster_alone_is_compared_with_nothing(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=60, clusters=1)
    alone = load(tmp_path)
    assert alone.profile is not None
    alone = replace(alone, profile=alone.profile.assign(**{Column.DIFFERENCE: 0.0}))
    assert drawn(profile.draw_heat(alone)).title == "O perfil de cada cluster"
    assert drawn(distributions.draw_mrr(alone)).title == "MRR por cluster"
    assert drawn(composition.draw_products(alone, 8)).title == "O que cada cluster mais usa"


def test_the_rest_of_the_segments_together_is_not_the_largest_segment(outputs: Outputs) -> None:
    assert outputs.base is not None
    count = len(outputs.base)
    many = ["VAREJO" if place % 5 == 0 else f"NICHO {place % 40}" for place in range(count)]
    unknown = ["VAREJO" if place % 5 == 0 else None for place in range(count)]
    for segments in (many, unknown):
        base = outputs.base.assign(**{Column.SEGMENT: segments})
        chart = drawn(composition.draw_segments(replace(outputs, base=base)))
        assert chart.title.startswith("Nenhum segmento domina um cluster: o maior é Varejo, ")
        assert "Outros" not in chart.alt and "Sem segmento" not in chart.alt


def profiled(outputs: Outputs, means: dict[str, list[float]], difference: float) -> Outputs:
    """The outputs with these means of the whole and of cluster 1; medians that would say another thing."""
    rows = [
        {Column.CLUSTER: cluster, Column.PROFILE_COLUMN: name, Column.MEAN: mean, Column.MEDIAN: 10 * mean,
         Column.DIFFERENCE: cluster * difference, Column.STRENGTH: 0.5}
        for name, pair in means.items() for cluster, mean in enumerate(pair)
    ]  # fmt: skip
    return replace(outputs, profile=pd.DataFrame(rows))


def test_the_title_of_the_means_says_the_means_that_are_drawn(outputs: Outputs) -> None:
    chart = drawn(profile.draw_means(profiled(outputs, {Column.TENURE_MONTHS: [115.0, 20.0]}, -1.2)))
    assert chart.title == "Meses de casa: média de 20 no cluster 1, contra 115 na base"
    assert {"20", "Meses de casa · base: 115"} <= texts(chart.figure)


def test_money_is_told_by_its_median_which_a_few_customers_do_not_carry(outputs: Outputs) -> None:
    chart = drawn(profile.draw_means(profiled(outputs, {Column.PROPOSALS_VALUE: [115.0, 184.0]}, 1.2)))
    assert chart.title == "Valor proposto: mediana de R$ 1,8 mil no cluster 1, contra R$ 1,2 mil na base"
    assert {"R$ 1,8 mil", "Valor proposto* · base: R$ 1,2 mil"} <= texts(chart.figure)
    assert "cluster 1 R$ 1,8 mil" in chart.alt


def test_money_that_most_customers_have_none_of_is_told_by_its_mean(outputs: Outputs) -> None:
    zero = profiled(outputs, {Column.PROPOSALS_VALUE: [115.0, 184.0]}, 1.2)
    assert zero.profile is not None
    flat = replace(outputs, profile=zero.profile.assign(**{Column.MEDIAN: 0.0}))
    assert (
        drawn(profile.draw_means(flat)).title == "Valor proposto: média de R$ 184 no cluster 1, contra R$ 115 na base"
    )


def test_a_mean_on_the_other_side_than_the_ranks_gives_no_title(outputs: Outputs) -> None:
    chart = drawn(profile.draw_means(profiled(outputs, {Column.TENURE_MONTHS: [115.0, 20.0]}, 1.2)))
    assert chart.title == "O que distingue os clusters"


def test_segments_are_written_as_people_read_them(outputs: Outputs) -> None:
    assert outputs.base is not None
    base = outputs.base.assign(**{Column.SEGMENT: ["SERVICOS"] * 100 + [None] * 20})
    chart = drawn(composition.draw_segments(replace(outputs, base=base)))
    assert {"Serviços", "Sem segmento"} <= texts(chart.figure)
    assert "SERVICOS" not in f"{chart.title} {chart.alt} {texts(chart.figure)}"


def test_an_indicator_within_a_title_has_no_capital_but_an_acronym_keeps_them(outputs: Outputs) -> None:
    means = {Column.TENURE_MONTHS: [9.0, 20.0], Column.MRR: [9.0, 20.0]}
    chart = drawn(profile.draw_heat(profiled(outputs, means, 1.2)))
    assert chart.title.endswith("da base: acima em meses de casa e MRR (12 meses)")
    assert profile.inside("QTD_NOVA") == "QTD_NOVA"


def test_a_long_persona_is_whole_on_two_lines(outputs: Outputs) -> None:
    assert outputs.personas is not None
    long = "Contas enxutas com mais dias desde o último contrato"
    called = names(replace(outputs, personas=outputs.personas.assign(**{Column.PERSONA: long})), 2.75, 8.5)
    assert {name.replace("\n", " ") for name in called.values()} == {f"{cluster} · {long}" for cluster in (1, 2, 3)}
    assert all(lettering.text_width(line, 8.5) <= 2.75 for name in called.values() for line in name.split("\n"))


@pytest.mark.parametrize("inches", [0.9, 1.4, 1.8, 2.2, 2.6, 3.0])
def test_a_cut_name_does_not_end_in_a_word_that_asks_for_another(inches: float) -> None:
    cut = lettering.fit("Contas enxutas com mais dias desde o último contrato", inches, 9.5)
    assert cut.endswith("…")
    assert cut.removesuffix("…").split()[-1] not in {"com", "mais", "desde", "o"}


def test_what_two_lines_cannot_hold_is_cut_on_the_second() -> None:
    lines = lettering.fold("palavra " * 40, 2.0, 9, 2).split("\n")
    assert [line.endswith("…") for line in lines] == [False, True]
    assert lettering.fold("curto", 2.0, 9, 2) == "curto"
    assert lettering.fold("", 2.0, 9, 2) == ""


def noted(outputs: Outputs, low: int, high: int) -> Outputs:
    """The outputs with one cluster of ``low`` detractors and ``high`` promoters."""
    assert outputs.clusters is not None
    members = outputs.clusters.head(low + high).assign(**{Column.CLUSTER: 1})
    notes = pd.DataFrame({Column.CUSTOMER: members[Column.CUSTOMER], Column.NPS_MEAN: [3.0] * low + [10.0] * high})
    return replace(outputs, base=notes, clusters=members)


def test_the_promoters_of_all_clusters_are_a_share_of_customers_not_a_mean_of_shares() -> None:
    shares = pd.DataFrame({distributions.CLASSES[2]: [0.40, 0.44]}, index=[1, 2])
    title = distributions._nps_title(shares, pd.Series([900, 100], index=[1, 2]))
    assert title == "A satisfação quase não muda entre os clusters: 40 % de promotores"


def test_the_chart_of_mrr_says_so_where_it_leaves_out_who_pays_nothing(outputs: Outputs) -> None:
    assert outputs.clusters is not None
    members = outputs.clusters.head(100).assign(**{Column.CLUSTER: [1] * 50 + [2] * 50})
    paid = [100.0] * 50 + [0.0] * 30 + [50.0] * 20
    for mrr, whose, left_out in (
        (paid, "de quem paga", "30 clientes com MRR até zero"),
        ([100.0] * 50 + [50.0] * 50, "da base", ""),
    ):
        base = pd.DataFrame({Column.CUSTOMER: members[Column.CUSTOMER], Column.MRR: mrr})
        chart = drawn(distributions.draw_mrr(replace(outputs, base=base, clusters=members)))
        said = " ".join(" ".join(texts(chart.figure)).split())
        assert f"mediana {whose} (" in said and left_out in said
        assert ("fora do gráfico" in said) == bool(left_out)
        assert chart.title.endswith(whose) or chart.title.endswith("entre os clusters")


def test_a_share_is_written_wherever_its_part_is_wide_enough(outputs: Outputs) -> None:
    assert {"7 %", "93 %"} <= texts(drawn(distributions.draw_nps(noted(outputs, 7, 93))).figure)
    assert "2 %" not in texts(drawn(distributions.draw_nps(noted(outputs, 2, 98))).figure)


@pytest.mark.parametrize("low", [30, 100, 348, 1_000, 90_000])
@pytest.mark.parametrize("times", [1.7, 2.5, 6, 14, 100, 100_000])
def test_the_scale_of_money_has_three_ticks_or_more(low: float, times: float) -> None:
    ticks = distributions.money_ticks(low, low * times)
    assert 3 <= len(ticks) <= 7
    assert all(low <= tick <= low * times for tick in ticks)
    assert len({formats.short_money(tick) for tick in ticks}) == len(ticks)


def test_clusters_of_very_few_customers_give_no_headline(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=8, clusters=2)
    assert drawn(profile.draw_means(load(tmp_path))).title == profile.NO_HEADLINE


def test_an_evaluation_of_nobody_gives_no_chart(outputs: Outputs) -> None:
    nobody = {"metodos": [{"nome": "meraki", "rotulo": "Meraki Match", "ndcg@5": None, "ndcg@5_ic95": None}]}
    assert accuracy.draw_methods(replace(outputs, evaluation=nobody)) is None


def test_products_of_unknown_use_in_the_base_give_no_headline(outputs: Outputs) -> None:
    assert outputs.cluster_products is not None
    table = outputs.cluster_products.assign(**{Column.BASE_PENETRATION: np.nan})
    chart = drawn(composition.draw_products(replace(outputs, cluster_products=table), 8))
    assert chart.title == "O que cada cluster mais usa"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("ours", "ahead", "title"),
    [
        (0.5, [0.2, 0.8], "Posição na lista (NDCG@5) de 0,500, contra 0 de Popularidade"),
        (
            0.0,
            [0.0, 0.0],
            "A recomendação e o melhor método de referência, Popularidade, ficam na mesma margem de erro",
        ),
    ],
)
def test_references_that_find_nothing_are_no_measure_of_ours(
    outputs: Outputs, ours: float, ahead: list[float], title: str
) -> None:
    methods = [
        {"nome": "meraki", "rotulo": "Meraki Match", "ndcg@5": ours},
        {"nome": "popularidade", "rotulo": "Popularidade", "ndcg@5": 0.0, "vantagem_ic95": ahead},
    ]
    assert drawn(accuracy.draw_methods(replace(outputs, evaluation={"metodos": methods}))).title == title


def test_how_many_customers_are_behind_a_figure_is_said_in_words(outputs: Outputs) -> None:
    for draw in (distributions.draw_mrr, distributions.draw_nps):
        said = " ".join(texts(drawn(draw(outputs)).figure))
        assert " clientes)" in said
        assert "n = " not in said
