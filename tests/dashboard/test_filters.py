"""The filters of the opportunities page keep what they say and no more."""

from __future__ import annotations

import pandas as pd
import pytest

from meraki.columns import APPROACH_OFFER, Column
from meraki.dashboard.opportunities import ROWS, Filters, select
from tests.dashboard.opening import figure, open_page, said
from tests.sample_outputs import World

ADVICE = pd.DataFrame(
    {
        Column.CUSTOMER: ["A", "B", "C"],
        Column.SEGMENT: ["VAREJO", "SAUDE", "VAREJO"],
        Column.SCORE: [0.9, 0.5, 0.2],
        Column.TARGET_AUDIENCE: [1, 0, 1],
    }
)


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        (Filters({}, only_target=False), ["A", "B", "C"]),
        (Filters({}), ["A", "C"]),
        (Filters({Column.SEGMENT: []}, only_target=False), ["A", "B", "C"]),
        (Filters({Column.SEGMENT: ["SAUDE"]}, only_target=False), ["B"]),
        (Filters({Column.SEGMENT: ["SAUDE"]}), []),
        (Filters({}, least_score=0.5, only_target=False), ["A", "B"]),
        (Filters({}, customer="c"), ["C"]),
        (Filters({}, customer="."), []),
    ],
)
def test_filter_keeps(filters: Filters, kept: list[str]) -> None:
    assert select(ADVICE, filters)[Column.CUSTOMER].tolist() == kept


@pytest.mark.parametrize(
    ("score", "least", "kept"),
    [(0.636, 0.64, True), (0.634, 0.64, False), (0.145, 0.15, True), (0.9995, 1, False), (1.0, 1, True)],
)
def test_a_chance_is_compared_as_it_is_displayed(score: float, least: float, kept: bool) -> None:
    advice = ADVICE.head(1).assign(**{Column.SCORE: score})
    assert bool(len(select(advice, Filters({}, least_score=least)))) is kept


def test_page_shows_only_the_audience_until_told_otherwise(world: World) -> None:
    audience = set(world.base.loc[world.base[Column.TARGET_AUDIENCE] == 1, Column.CUSTOMER])
    app = open_page("oportunidades")
    assert set(app.dataframe[0].value[Column.CUSTOMER]) <= audience
    app.toggle[0].set_value(False).run()
    assert not set(app.dataframe[0].value[Column.CUSTOMER]) <= audience


def test_choices_add_up(world: World) -> None:
    app = open_page("oportunidades")
    app.multiselect(key=f"filtro_{Column.STATE}").select("SP").select("RJ").run()
    app.multiselect(key=f"filtro_{Column.APPROACH}").select(APPROACH_OFFER).run()
    shown = app.dataframe[0].value
    assert set(shown[Column.STATE]) == {"SP", "RJ"}
    assert set(shown[Column.APPROACH]) == {APPROACH_OFFER}


def test_segments_are_offered_by_name_and_filter_by_what_the_files_hold(world: World) -> None:
    app = open_page("oportunidades")
    segments = app.multiselect(key=f"filtro_{Column.SEGMENT}")
    assert "Serviços" in segments.options
    segments.select("SERVICOS").run()
    assert set(app.dataframe[0].value[Column.SEGMENT]) == {"SERVICOS"}


def test_minimum_chance_is_a_percentage(world: World) -> None:
    app = open_page("oportunidades")
    app.slider[0].set_value(60).run()
    assert app.dataframe[0].value[Column.SCORE].min() >= 0.595


def test_screen_is_limited_and_says_so(world: World) -> None:
    app = open_page("oportunidades")
    app.toggle[0].set_value(False).run()
    total = int(figure(app, "Oportunidades").replace(".", ""))
    assert total > ROWS
    assert len(app.dataframe[0].value) == ROWS
    assert app.caption[-1].value.startswith(f"{ROWS} de {total}")


def test_filters_that_leave_nothing_say_so(world: World) -> None:
    app = open_page("oportunidades")
    app.slider[0].set_value(100).run()
    assert "Retire um deles" in app.info[0].value
    assert not app.dataframe


def test_nothing_found_is_worth_nothing_rather_than_unknown(world: World) -> None:
    app = open_page("oportunidades")
    app.slider[0].set_value(100).run()
    assert figure(app, "Valor esperado") == "R$ 0"


def test_a_code_that_nobody_has_is_named(world: World) -> None:
    app = open_page("oportunidades")
    app.text_input[0].set_value("ZZZ9").run()
    assert "Nenhum cliente com oportunidade tem ZZZ9 no código" in said(app)


def test_all_filters_are_cleared_at_once(world: World) -> None:
    app = open_page("oportunidades")
    untouched = figure(app, "Oportunidades")
    app.multiselect(key=f"filtro_{Column.STATE}").select("SP")
    app.slider[0].set_value(60)
    app.text_input[0].set_value("T0001")
    app.toggle[0].set_value(False).run()
    assert figure(app, "Oportunidades") != untouched
    app.button[0].click().run()
    assert not app.exception
    assert figure(app, "Oportunidades") == untouched
    assert (app.multiselect(key=f"filtro_{Column.STATE}").value, app.slider[0].value) == ([], 0)
    assert (app.text_input[0].value, app.toggle[0].value) == ("", True)


def test_only_what_the_audience_has_is_offered_beside_what_was_chosen_before(world: World) -> None:
    target = world.base[Column.TARGET_AUDIENCE] == 1
    app = open_page("oportunidades")
    segments = app.multiselect(key=f"filtro_{Column.SEGMENT}")
    assert len(segments.options) <= world.base.loc[target, Column.SEGMENT].nunique()
    app.toggle[0].set_value(False).run()
    everybody = app.multiselect(key=f"filtro_{Column.SEGMENT}")
    assert len(everybody.options) > len(segments.options)
    outside = sorted(set(world.base.loc[~target, Column.SEGMENT]) - set(world.base.loc[target, Column.SEGMENT]))[0]
    everybody.select(outside)
    app.run()
    assert len(app.dataframe)
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert app.multiselect(key=f"filtro_{Column.SEGMENT}").value == [outside]
    assert "Retire um deles" in app.info[0].value
    app.toggle[0].set_value(False).run()
    assert len(app.dataframe)
