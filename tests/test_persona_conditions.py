"""The words of meraki/persona_conditions.py."""

from __future__ import annotations

import numpy as np
import pytest

from meraki.attributes import Kind
from meraki.columns import Column
from meraki.persona_conditions import Condition, Question, as_people_say, in_words, without_repetition


def asked(column: str, values: np.ndarray, threshold: float, *, above: bool) -> Condition:
    return Condition(Question(column, Kind.NUMBER, values), above, threshold, unknown=False)


@pytest.mark.parametrize(
    ("column", "thing"),
    [
        (Column.PROPOSALS_VALUE, "propostas com valor"),
        (Column.CONTRACT_VALUE, "valor de contrato"),
        (Column.PROPOSALS, "propostas"),
        (Column.HIRES_VALUE, "contratações com valor em 12 meses"),
        (Column.TICKETS, "chamados"),
        (Column.DISCOUNT, "desconto em propostas"),
    ],
)
def test_none_and_some_are_said_as_what_a_customer_lacks_and_has(column: str, thing: str) -> None:
    values = np.array([0.0, 0.0, 3.0, 8.0])
    sides = [str(asked(column, values, 0.0, above=above)) for above in (False, True)]
    assert sides == [f"sem {thing}", f"com {thing}"]


@pytest.mark.parametrize(("column", "least"), [(Column.PROPOSALS_VALUE, -5.0), (Column.NPS_MEAN, 0.0)])
def test_zero_is_a_number_where_less_is_known_or_nobody_has_the_thing(column: str, least: float) -> None:
    assert " até " in str(asked(column, np.array([least, 0.0, 9.0]), 0.0, above=False))


@pytest.mark.parametrize(
    ("cents", "told"),
    [(1, "sem propostas com valor"), (40, "valor das propostas até R$ 0,02")],
    ids=["a proposal of a cent is none", "many of a cent are some"],
)
def test_a_threshold_near_zero_tells_none_from_some(cents: int, told: str) -> None:
    values = np.concatenate([np.zeros(50), np.full(cents, 0.01), np.linspace(90, 900, 60)])
    (condition,) = as_people_say([asked(Column.PROPOSALS_VALUE, values, 0.02, above=False)])
    assert str(condition) == told


@pytest.mark.parametrize(("threshold", "told"), [(257.5, "260"), (42.5, "42"), (1234.5, "1.200")])
def test_a_count_is_rounded_to_what_people_say(threshold: float, told: str) -> None:
    (condition,) = as_people_say([asked(Column.TICKETS, np.arange(2000.0), threshold, above=True)])
    assert str(condition) == f"chamados acima de {told}"


@pytest.mark.parametrize(
    ("column", "values", "threshold", "told"),
    [
        ("CEP", np.arange(13_000.0, 13_100.0), 13_040.5, "CEP até 13.040"),
        ("PESO", np.linspace(71, 73, 200), 72.34, "PESO até 72,3"),
        ("ALTITUDE", np.linspace(100, 101, 200), 100.37, "ALTITUDE até 100"),
        (Column.DISCOUNT, np.linspace(0.36, 0.37, 200), 0.3642, "desconto médio em propostas até 36 %"),
    ],
    ids=["whole", "three digits", "no more than is read", "no more than a percentage shows"],
)
def test_a_threshold_is_not_rounded_past_many_customers(
    column: str, values: np.ndarray, threshold: float, told: str
) -> None:
    (condition,) = as_people_say([asked(column, values, threshold, above=False)])
    assert str(condition) == told
    exact = int((values <= threshold).sum())
    assert told.endswith(("100", "%")) or abs(int(condition.holds().sum()) - exact) <= 0.02 * len(values)


NUMBERS = np.arange(60.0)


def alternatives(*paths: str) -> list[list[Condition]]:
    """Of ``"aB"``: A at most 30 and B above."""
    random = np.random.default_rng(0)
    questions = {name: Question(name, Kind.NUMBER, random.permutation(NUMBERS)) for name in "ABC"}
    return [[Condition(questions[each.upper()], each.isupper(), 30.0, False) for each in path] for path in paths]


def named(paths: list[list[Condition]]) -> np.ndarray:
    return np.any([np.all([condition.holds() for condition in path], axis=0) for path in paths], axis=0)


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (("A", "aB", "abC"), "A acima de 30, ou B acima de 30, ou C acima de 30"),
        (("abC", "aB", "A"), "C acima de 30, ou B acima de 30, ou A acima de 30"),
        (("Ab", "ABC"), "A acima de 30 e B até 30, ou A acima de 30 e C acima de 30"),
        (("Ab", "aC"), "A acima de 30 e B até 30, ou A até 30 e C acima de 30"),
        (("A", "A"), "A acima de 30"),
    ],
)
def test_alternatives_are_told_once_and_name_the_same_customers(paths: tuple[str, ...], told: str) -> None:
    made = alternatives(*paths)
    assert in_words(made) == told
    np.testing.assert_array_equal(named(without_repetition(made)), named(made))


def test_a_null_that_an_alternative_lets_in_is_kept_in_it() -> None:
    values = np.where(NUMBERS < 5, np.nan, NUMBERS)
    uses, has = Question("A", Kind.NUMBER, values), Question("B", Kind.NUMBER, NUMBERS)
    first = [Condition(uses, True, 30.0, False)]
    second = [Condition(uses, False, 30.0, True), Condition(has, True, 9.0, False)]
    strict = [Condition(uses, False, 30.0, False), Condition(has, True, 9.0, False)]
    assert in_words([first, second]) == "A acima de 30, ou B acima de 9"
    assert in_words([first, strict]) == "A acima de 30, ou A até 30 e B acima de 9"
