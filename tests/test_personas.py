"""The rules of meraki/personas.py and meraki/persona_names.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meraki.columns import Column
from meraki.persona_names import Traits, unique_names
from meraki.persona_rules import Rules
from meraki.personas import DIMENSIONS, personas, typical_products
from meraki.profile import profile

COLUMNS = [
    Column.CLUSTER, Column.PERSONA, Column.PERSONA_LABEL, Column.PERSONA_TEXT, Column.PLAY, Column.TYPICAL_PRODUCTS,
    Column.PERSONA_RULES, Column.RULES_ACCURACY, Column.CUSTOMERS, *DIMENSIONS,
]  # fmt: skip


def _products(*rows: tuple[int, str, int, float, float]) -> pd.DataFrame:
    names = [Column.CLUSTER, Column.PRODUCT, Column.QUANTITY, Column.PENETRATION, Column.BASE_PENETRATION]
    return pd.DataFrame(rows, columns=names)


def _personas(base: pd.DataFrame, labels: np.ndarray, products: pd.DataFrame) -> pd.DataFrame:
    rules = [Rules("regra", 0.9)] * int(labels.max())
    return personas(base, labels, profile(base, labels), products, rules)


def _two_clusters() -> tuple[pd.DataFrame, np.ndarray]:
    rich = np.concatenate([np.linspace(1000, 2000, 30), np.linspace(10, 100, 30)])
    base = pd.DataFrame(
        {
            Column.SEGMENT: np.repeat(["VAREJO", "SERVICOS"], [45, 15]),
            Column.MRR: rich,
            Column.NPS_MEAN: np.concatenate([np.linspace(1, 4, 30), np.linspace(7, 10, 30)]),
            Column.HIRES: np.tile([0.0, 1.0, 2.0], 20),
            Column.EVENTS: np.concatenate([np.full(30, np.nan), np.arange(30.0)]),
        }
    )
    return base, np.repeat([1, 2], 30)


def test_levels_label_and_order_of_columns() -> None:
    base, labels = _two_clusters()
    table = _personas(base, labels, _products((1, "A", 9, 0.3, 0.2), (2, "A", 3, 0.1, 0.2)))
    assert list(table.columns) == COLUMNS
    assert table[Column.LEVEL_REVENUE].tolist() == ["Alta", "Baixa"]
    assert table[Column.LEVEL_SATISFACTION].tolist() == ["Baixa", "Alta"]
    assert table[Column.LEVEL_ACQUISITION].tolist() == ["Média", "Média"]
    assert table[Column.LEVEL_ENGAGEMENT].tolist() == ["Sem dados", "Média"]
    assert table[Column.LEVEL_TENURE].tolist() == ["Sem dados", "Sem dados"]
    assert table[Column.PERSONA_LABEL][0] == "Receita Alta · Satisfação Baixa · Aquisição Média"


def _with_difference(base: pd.DataFrame, labels: np.ndarray, difference: float) -> pd.DataFrame:
    """Personas of clusters whose every column is so far from the whole."""
    seen = profile(base, labels).assign(**{Column.DIFFERENCE: difference})
    return personas(base, labels, seen, _products(), [Rules("regra", 0.9)] * int(labels.max()))


@pytest.mark.parametrize(("difference", "level"), [(0.24, "Média"), (0.25, "Alta"), (-0.24, "Média"), (-0.25, "Baixa")])
def test_a_level_is_high_or_low_from_a_quarter_of_a_standard_deviation(difference: float, level: str) -> None:
    table = _with_difference(*_two_clusters(), difference)
    assert table[Column.LEVEL_REVENUE].tolist() == [level, level]


@pytest.mark.parametrize(("difference", "told"), [(0.24, False), (0.25, True), (-0.24, False), (-0.25, True)])
def test_what_distinguishes_is_told_from_a_quarter_of_a_standard_deviation(difference: float, told: bool) -> None:
    base, labels = _two_clusters()
    base = base.assign(VL_X=base[Column.MRR]).drop(columns=Column.EVENTS)  # the rest is said in the figures
    texts = _with_difference(base, labels, difference)[Column.PERSONA_TEXT]
    assert texts.str.contains("além disso: VL_X").tolist() == [told, told]


def test_what_distinguishes_is_besides_something_only_where_something_was_said() -> None:
    """A base of unknown columns has no segment and none of the figures that come first."""
    base, labels = _two_clusters()
    alone = _personas(base[[Column.MRR]].rename(columns={Column.MRR: "ALTURA"}), labels, _products())
    assert alone[Column.PERSONA_TEXT].str.contains(r"O que mais o distingue: ALTURA", regex=False).all()
    both = _personas(base.assign(ALTURA=base[Column.MRR]), labels, _products())
    assert both[Column.PERSONA_TEXT].str.contains("O que mais o distingue além disso: ", regex=False).all()


def test_the_paragraph_says_true_numbers() -> None:
    base, labels = _two_clusters()
    text = _personas(base, labels, _products((1, "A", 9, 0.3, 0.2), (2, "A", 3, 0.1, 0.2)))[Column.PERSONA_TEXT][0]
    assert text.startswith("30 clientes (50 % da base); 100 % são de Varejo, contra 75 % na base.")
    assert "MRR R$ 1.500 (base: R$ 550)" in text
    assert "NPS do cliente 2,5 (base: 5,5)" in text
    assert text.endswith("Produtos típicos: A (30 %).")


def test_a_segment_is_told_only_where_it_is_more_than_in_the_whole() -> None:
    base, labels = _two_clusters()
    base[Column.SEGMENT] = np.tile(["VAREJO", "VAREJO", "SERVICOS"], 20)
    base.loc[50:, Column.SEGMENT] = "LOGISTICA"
    first, second = _personas(base, labels, _products((1, "A", 9, 0.3, 0.2)))[Column.PERSONA_TEXT]
    assert "; 67 % são de Varejo, contra 57 % na base." in first
    assert "; 33 % são de Logística, contra 17 % na base." in second


def test_valuable_but_unhappy_customers_are_kept_before_sold_to() -> None:
    base, labels = _two_clusters()
    assert _personas(base, labels, _products((1, "A", 9, 0.3, 0.2)))[Column.PLAY][0].startswith("Reter antes de vender")


def test_typical_products_are_those_used_beyond_the_base() -> None:
    table = _products(
        (1, "DE TODOS", 90, 0.9, 0.9), (1, "SEU", 40, 0.4, 0.1), (1, "RARO", 0, 0.0, 0.2), (1, "X", 5, 0.05, 0.06)
    )
    assert typical_products(table) == ["SEU", "DE TODOS", "X"]


def test_what_hardly_anybody_in_the_cluster_uses_is_not_typical() -> None:
    table = _products((1, "DE TODOS", 200, 0.2, 0.21), (1, "SEU", 40, 0.04, 0.03), (1, "DE DOIS", 2, 0.002, 0.001))
    assert typical_products(table) == ["SEU", "DE TODOS", "DE DOIS"]


def test_what_is_the_same_of_all_customers_is_known_and_neither_high_nor_low() -> None:
    base, labels = _two_clusters()
    table = _personas(base.assign(**{Column.NPS_MEAN: 7.0, Column.HIRES: 0}), labels, _products())
    assert table[Column.LEVEL_SATISFACTION].tolist() == ["Média", "Média"]
    assert table[Column.PERSONA_LABEL][0] == "Receita Alta · Satisfação Média · Aquisição Média"


def test_a_base_of_unknown_columns_still_has_personas() -> None:
    base = pd.DataFrame({"MOSTYPE": np.repeat([1.0, 5.0, 9.0], 10)})
    table = _personas(base, np.repeat([1, 2, 3], 10), _products())
    assert table[Column.PERSONA].is_unique
    assert set(table[Column.LEVEL_REVENUE]) == {"Sem dados"}
    assert "MOSTYPE" in table[Column.PERSONA][0]


def test_one_cluster_of_one_customer_has_a_persona() -> None:
    table = _personas(pd.DataFrame({Column.CUSTOMER: ["A"]}), np.array([1]), _products())
    assert table[Column.CUSTOMERS].tolist() == [1]
    assert table[Column.PERSONA_TEXT][0].startswith("1 cliente (100 % da base)")


def test_what_all_of_one_cluster_have_and_none_of_another_names_them_and_adds_to_their_plays() -> None:
    base = pd.DataFrame({Column.PROPOSALS: np.repeat([2.0, 0.0], 30), Column.TENURE_MONTHS: np.full(60, 9.0)})
    table = _personas(base, np.repeat([1, 2], 30), _products())
    assert table[Column.PERSONA].tolist() == ["Clientes com propostas", "Clientes sem propostas"]
    some, none = table[Column.PLAY]
    assert some.endswith(" 100 % têm propostas (base: 50 %): retomar essas propostas.")
    assert none.endswith(" Nenhum cliente tem propostas (base: 50 %): fazer a primeira proposta.")


def test_clusters_of_the_same_play_are_told_apart_by_a_figure() -> None:
    base = pd.DataFrame({"VL_X": np.repeat([1.0, 5.0, 9.0], 20)})
    plays = _personas(base, np.repeat([1, 2, 3], 20), _products())[Column.PLAY]
    assert plays.is_unique
    assert plays[0].endswith("O que o distingue: VL_X 1 (base: 5).")


LEVELS = st.sampled_from(["Alta", "Média", "Baixa", "Sem dados"])
TRAITS = st.builds(
    Traits,
    levels=st.fixed_dictionaries(dict.fromkeys(DIMENSIONS, LEVELS)),
    strengths=st.fixed_dictionaries({name: st.floats(-2, 2) for name in DIMENSIONS}),
    segment=st.sampled_from([("", 0.0, 0.0), ("VAREJO", 0.9, 0.2), ("SERVICOS", 0.3, 0.2)]),
    others=st.dictionaries(st.sampled_from(["VL_A", "VL_B"]), st.floats(-2, 2)),
)


@given(st.lists(TRAITS, min_size=1, max_size=12))
@settings(max_examples=60)
def test_no_two_personas_have_the_same_name(clusters: list[Traits]) -> None:
    names = unique_names(clusters)
    assert len(set(names)) == len(clusters)


def test_twelve_equal_clusters_have_twelve_names() -> None:
    traits = Traits(dict.fromkeys(DIMENSIONS, "Média"), dict.fromkeys(DIMENSIONS, 0.0), ("", 0.0, 0.0), {})
    assert len(set(unique_names([traits] * 12))) == 12


@pytest.mark.parametrize(
    ("shared", "ends"), [("ABC", ("com mais VL_Z", "com menos VL_Z")), ("ABCD", ("com mais VL_D", "com mais VL_D II"))]
)
def test_four_qualifiers_tell_clusters_apart_and_then_numbers_do(shared: str, ends: tuple[str, str]) -> None:
    levels, strengths = dict.fromkeys(DIMENSIONS, "Média"), dict.fromkeys(DIMENSIONS, 0.0)
    alike = {f"VL_{letter}": 0.9 for letter in shared}
    others = [alike | {"VL_Z": 0.1}, alike | {"VL_Z": -0.1}, {}]
    first, second, third = unique_names([Traits(levels, strengths, ("", 0.0, 0.0), found) for found in others])
    assert (first.split(", ")[-1], second.split(", ")[-1]) == ends
    assert (first.count("VL_"), third) == (4, "Núcleo da base")


@pytest.mark.parametrize(("share", "name"), [(0.49, "Núcleo da base"), (0.5, "Núcleo da base de Varejo")])
def test_a_segment_names_a_cluster_of_which_it_is_half(share: float, name: str) -> None:
    levels, strengths = dict.fromkeys(DIMENSIONS, "Média"), dict.fromkeys(DIMENSIONS, 0.0)
    assert unique_names([Traits(levels, strengths, ("VAREJO", share, 0.2), {})]) == [name]


def test_what_holds_of_every_cluster_tells_nothing() -> None:
    unknown = dict.fromkeys(DIMENSIONS, "Média") | {Column.LEVEL_ENGAGEMENT: "Sem dados"}
    silent, busy = (
        Traits(unknown | {Column.LEVEL_SUPPORT: level}, dict.fromkeys(DIMENSIONS, 0.1), ("", 0.0, 0.0), {})
        for level in ("Baixa", "Alta")
    )
    assert unique_names([silent, busy]) == [
        "Núcleo da base com poucos chamados",
        "Núcleo da base com muitos chamados",
    ]
    assert unique_names([silent]) == ["Núcleo da base sem uso medido"]


def test_a_long_column_is_said_in_a_few_words() -> None:
    levels = dict.fromkeys(DIMENSIONS, "Média")
    traits = Traits(levels, dict.fromkeys(DIMENSIONS, 0.0), ("", 0.0, 0.0), {Column.DAYS_SINCE_CONTRACT: 0.4})
    assert unique_names([traits]) == ["Núcleo da base há mais tempo sem contratar"]


def test_what_few_of_a_cluster_inform_neither_names_it_nor_tells_it_apart() -> None:
    base, labels = _two_clusters()
    base[Column.NPS_MEAN], base[Column.MRR] = 8.0, 100.0
    base[Column.DISCOUNT] = np.concatenate([[0.9], np.full(29, np.nan), np.linspace(0.0, 0.2, 30)])
    base[[Column.SEGMENT, Column.HIRES, Column.EVENTS]] = ["VAREJO", 0.0, 0.0]
    few = _personas(base, labels, _products())
    assert "descont" not in few[Column.PERSONA][0] + few[Column.PERSONA_TEXT][0]
    base.loc[:2, Column.DISCOUNT] = 0.9  # a tenth of the cluster
    enough = _personas(base, labels, _products())
    assert "descontos maiores" in enough[Column.PERSONA][0]
    assert "desconto médio em propostas 90 %" in enough[Column.PERSONA_TEXT][0]


@pytest.mark.parametrize(("revenue", "head"), [("Alta", "Contas de alto valor"), ("Baixa", "Contas enxutas")])
def test_the_name_begins_with_what_they_are_worth(revenue: str, head: str) -> None:
    levels = dict.fromkeys(DIMENSIONS, "Média") | {Column.LEVEL_REVENUE: revenue, Column.LEVEL_SUPPORT: "Alta"}
    (name,) = unique_names([Traits(levels, dict.fromkeys(DIMENSIONS, 0.5), ("", 0.0, 0.0), {})])
    assert name == f"{head} com muitos chamados"


def test_what_distinguishes_is_told_by_medians_that_differ() -> None:
    """Most proposals are those of a few: 0 in the median of the cluster, 0 in that of the whole."""
    base, labels = _two_clusters()
    base[Column.PROPOSALS] = np.concatenate([np.zeros(30), np.tile([0.0, 0.0, 0.0, 5.0, 9.0], 6)])
    base[Column.DISCOUNT] = np.concatenate([np.linspace(0.10, 0.12, 30), np.linspace(0.11, 0.15, 30)])
    texts = _personas(base, labels, _products((1, "A", 9, 0.3, 0.2)))[Column.PERSONA_TEXT]
    assert not texts.str.contains("propostas 0").any()
    assert "além disso: desconto médio em propostas 11 % (base: 12 %)" in texts[0]
