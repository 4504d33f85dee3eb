"""Each page over a complete output folder says what the files say."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from meraki.columns import APPROACH_CARE, APPROACH_OFFER, Column, OutputFile
from meraki.dashboard import folder as reading
from meraki.dashboard.changes import ROWS
from meraki.dashboard.quality import MEASURES, WARNINGS
from meraki.reports import formats
from meraki.reports.approaches import CARE_REASON
from tests.dashboard.opening import ADDRESSES, figure, open_page, said
from tests.sample_outputs import World


@pytest.mark.parametrize("address", ADDRESSES)
def test_page_opens_without_complaint(world: World, address: str) -> None:
    app = open_page(address, codigo=world.customers[3])
    assert not app.exception
    assert not app.error
    assert not app.warning or address == "qualidade"  # that page shows the warnings of the run
    assert len(app.dataframe) or len(app.metric)


def test_overview_counts_the_customers_and_their_audience(world: World) -> None:
    app = open_page("visao-geral")
    assert figure(app, "Clientes") == str(len(world.customers))
    assert figure(app, "Público-alvo") == str(int(world.base[Column.TARGET_AUDIENCE].sum()))
    assert figure(app, "Clusters") == "4"


def test_overview_lists_the_best_opportunities_of_the_audience_first(world: World) -> None:
    best = open_page("visao-geral").dataframe[-1].value
    audience = set(world.base.loc[world.base[Column.TARGET_AUDIENCE] == 1, Column.CUSTOMER])
    assert len(best) == 10
    assert best[Column.EXPECTED_VALUE].is_monotonic_decreasing
    assert set(best[Column.CUSTOMER]) <= audience


@pytest.mark.parametrize(("address", "table"), [("oportunidades", 0), ("visao-geral", -1)])
def test_what_a_narrow_window_shows_is_who_how_much_what_and_how(world: World, address: str, table: int) -> None:
    columns = list(open_page(address).dataframe[table].value.columns)
    assert columns[:4] == [Column.CUSTOMER, Column.EXPECTED_VALUE, Column.PRODUCT, Column.APPROACH]
    assert Column.REASON not in columns[:-1]


def test_customer_page_finds_a_code_in_lower_case_and_shows_what_it_uses(world: World) -> None:
    place = 7
    app = open_page("cliente", codigo=f" {world.customers[place].lower()} ")
    assert app.header[0].value == world.customers[place]
    owned = app.dataframe[0].value
    assert set(owned[Column.PRODUCT]) == {
        name for name, has in zip(world.products, world.owned[place], strict=True) if has
    }


def test_customer_page_calls_the_segment_by_its_name(world: World) -> None:
    one = world.base[world.base[Column.SEGMENT] == "SERVICOS"].iloc[0]
    about = said(open_page("cliente", codigo=one[Column.CUSTOMER]))
    assert "Serviços · " in about
    assert "SERVICOS · " not in about


def test_customer_page_shows_each_reason_in_order_of_expected_value(world: World, sample) -> None:
    code = world.customers[7]
    advice = pd.read_csv(sample[0] / OutputFile.RECOMMENDATIONS)
    reasons = advice[advice[Column.CUSTOMER] == code]
    reasons = reasons.sort_values(Column.EXPECTED_VALUE, ascending=False)[Column.REASON].tolist()
    shown = [element.value for element in open_page("cliente", codigo=code).text]
    assert [text for text in map(_blanks, shown) if text in reasons] == reasons
    assert not any(re.search(r"\d %|R\$ \d", text) for text in shown)  # a number and its unit stay on one line


def test_the_cards_of_a_customer_are_numbered_as_they_stand(world: World, sample) -> None:
    advice = pd.read_csv(sample[0] / OutputFile.RECOMMENDATIONS).sort_values(Column.EXPECTED_VALUE, ascending=False)
    ranks = advice.groupby(Column.CUSTOMER)[Column.RANK].apply(list)
    code = next(code for code, order in ranks.items() if order != sorted(order))  # best value is not best chance
    titles = [text.value for text in open_page("cliente", codigo=code).markdown if text.value.startswith("**")]
    assert [title[2:4] for title in titles] == [f"{place}." for place in range(1, len(ranks[code]) + 1)]


def _blanks(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_range_of_what_others_pay_is_of_those_who_pay_a_price(world: World, sample) -> None:
    advice = pd.read_csv(sample[0] / OutputFile.RECOMMENDATIONS)
    code = advice.loc[advice[Column.POTENTIAL_LOW].notna(), Column.CUSTOMER].iloc[0]
    app = open_page("cliente", codigo=code)
    assert "Dos clientes comparáveis que já usam e pagam R$ 1 ou mais, metade paga entre R$ " in said(app)


def test_the_customer_page_and_the_list_say_why_to_care_first(world: World) -> None:
    listed = open_page("oportunidades").dataframe[0].value
    careful = listed[listed[Column.APPROACH] == APPROACH_CARE]
    assert careful[CARE_REASON].notna().all()
    assert listed.loc[listed[Column.APPROACH] == APPROACH_OFFER, CARE_REASON].isna().all()
    first = careful.iloc[0]
    assert first[CARE_REASON] in said(open_page("cliente", codigo=first[Column.CUSTOMER]))


def test_the_figures_of_what_to_do_count_customers(world: World, sample) -> None:
    advice = pd.read_csv(sample[0] / OutputFile.RECOMMENDATIONS)
    target = world.base.loc[world.base[Column.TARGET_AUDIENCE] == 1, Column.CUSTOMER]
    mine = advice[advice[Column.CUSTOMER].isin(target)]
    counted = mine.groupby(Column.APPROACH)[Column.CUSTOMER].nunique()
    app = open_page("visao-geral")
    assert figure(app, "Prontos para a oferta") == str(counted[APPROACH_OFFER])
    ready = next(metric for metric in app.metric if metric.label == "Prontos para a oferta")
    assert ready.help == "Com nota ou chamado, e nada que peça cuidado."  # who has neither is counted apart
    assert figure(app, "Clientes a cuidar") == str(counted[APPROACH_CARE])


def test_part_of_a_code_offers_the_codes_that_contain_it(world: World) -> None:
    app = open_page("cliente", codigo="T0000")
    assert app.selectbox[0].options == world.customers[:10]
    app.selectbox[0].select(world.customers[4]).run()
    assert app.header[0].value == world.customers[4]
    assert app.query_params["codigo"] == world.customers[4]  # who is shown, not what was typed


def test_long_list_of_codes_says_how_many_there_are(world: World) -> None:
    app = open_page("cliente", codigo="t0")
    assert app.selectbox[0].options == world.customers[:20]
    assert "Mostrando 20 de 200;" in said(app)


def test_unknown_code_is_told_in_a_sentence(world: World) -> None:
    app = open_page("cliente", codigo="ZZZ9")
    assert "Nenhum cliente tem ZZZ9 no código" in app.warning[0].value
    assert not app.metric
    assert "codigo" not in app.query_params


def test_customer_page_waits_for_a_code(world: World) -> None:
    app = open_page("cliente")
    assert "Digite o código" in app.info[0].value
    app.text_input[0].set_value(world.customers[0]).run()
    assert app.header[0].value == world.customers[0]


def test_product_page_counts_the_customers_who_use_it(world: World) -> None:
    place = 4
    app = open_page("produto", produto=world.products[place])
    assert app.selectbox[0].value == world.products[place]
    assert figure(app, "Clientes que usam") == str(int(world.owned[:, place].sum()))


def test_part_of_the_customers_who_use_a_product_is_of_all_as_the_clusters_are(folder: Path) -> None:
    path = folder / OutputFile.PRODUCTS
    products = pd.read_csv(path).query(f"{Column.CUSTOMER} < 'T00100'")  # the later ones use nothing any more
    products.to_csv(path, index=False)
    name = products[Column.PRODUCT].iloc[0]
    users = (products[Column.PRODUCT] == name).sum()
    shown = figure(open_page("produto", produto=name), "Parte dos clientes")
    assert shown == formats.percent(users / 200)


def test_best_customers_for_a_product_do_not_use_it_yet(world: World) -> None:
    place = 4
    best = open_page("produto", produto=world.products[place]).dataframe[0].value
    users = {code for code, has in zip(world.customers, world.owned[:, place], strict=True) if has}
    assert len(best)
    assert not set(best[Column.CUSTOMER]) & users


def test_cluster_page_compares_two_clusters(world: World) -> None:
    app = open_page("clusters", cluster="2 · Persona 2 de Crescimento")
    assert figure(app, "Clientes") == str(int((world.labels == 2).sum()))
    app.selectbox(key="outro").select(3).run()
    assert [name for name in app.dataframe[0].value.columns if "mediana" in name] == [
        "2 · Persona 2 de Crescimento (mediana)",
        "3 · Persona 3 de Crescimento (mediana)",
        "Todos (mediana)",
    ]


def test_changes_page_counts_and_filters_by_kind(world: World) -> None:
    app = open_page("mudancas")
    assert figure(app, "Recomendações novas") == "4"
    assert "25/02/2025" in said(app)
    assert "O número de clusters passou de 3 para 4." in said(app)
    assert re.search(
        r"1 das \d+ recomendações da execução anterior, .*público-alvo, virou contrato \(0,\d %\)", said(app)
    )
    app.multiselect[0].select("cliente_saiu").run()
    assert app.dataframe[0].value[Column.CUSTOMER].tolist() == ["T99999"]
    assert app.dataframe[0].value[Column.CHANGE_KIND].tolist() == ["Cliente que saiu"]  # a row is one customer


def test_changes_of_cluster_name_what_the_numbers_are_and_can_be_taken(world: World) -> None:
    app = open_page("mudancas")
    app.multiselect[0].select("mudou_de_cluster").run()
    moved = app.dataframe[0].value[[Column.CHANGE_FROM, Column.CHANGE_TO]].stack()
    assert moved.str.fullmatch(r"cluster \d+").all()
    assert [button.label for button in app.get("download_button")] == ["Baixar CSV para Excel"]


def test_the_product_is_shown_where_only_later_changes_have_one(folder: Path) -> None:
    path = folder / OutputFile.CHANGES
    changes = pd.read_csv(path)
    new = pd.DataFrame({Column.CHANGE_KIND: "cliente_novo", Column.CUSTOMER: [f"N{n}" for n in range(ROWS)]})
    pd.concat([new, changes]).to_csv(path, index=False)
    assert Column.PRODUCT in open_page("mudancas").dataframe[0].value.columns


def test_quality_page_accounts_for_every_row(world: World) -> None:
    app = open_page("qualidade")
    read, used, rejected = (
        int(figure(app, name).replace(".", "")) for name in ("Linhas lidas", "Linhas usadas", "Linhas rejeitadas")
    )
    assert read == used + rejected
    assert rejected == 7
    assert "3 clientes sem cadastro" in app.warning[0].value
    assert app.dataframe[0].value["Linhas sem cadastro"].tolist() == [0, 0, 0, 6]


@pytest.mark.parametrize(("count", "rest"), [(WARNINGS, []), (WARNINGS + 1, ["Mais 1 aviso"])])
def test_warnings_stand_in_one_box_and_the_rest_behind_a_click(folder: Path, count: int, rest: list[str]) -> None:
    path = folder / OutputFile.QUALITY_JSON
    document = json.loads(path.read_text(encoding="utf-8")) | {"avisos": [f"aviso_{n}" for n in range(count)]}
    path.write_text(json.dumps(document), encoding="utf-8")
    app = open_page("qualidade")
    assert len(app.warning) == 1
    assert app.warning[0].value.count("- aviso") == WARNINGS
    assert [fold.label for fold in app.expander if fold.label.startswith("Mais")] == rest
    assert all(f"aviso_{n}" in said(app) for n in range(count))


def test_quality_page_explains_each_measure(world: World) -> None:
    told = said(open_page("qualidade")).replace("\u2060", "")  # nobody sees it
    assert [title for title in MEASURES.values() if title != "Método" and f"**{title}**: " not in told] == []


def test_numbers_are_written_as_in_brazil(world: World) -> None:
    app = open_page("oportunidades")
    assert re.fullmatch(r"R\$ \d{1,3}(,\d)? (mil|mi|bi)", figure(app, "Valor esperado"))
    assert formats.percent(0.5) == "50 %"
    assert figure(app, "Chance média").endswith(" %")


def test_second_opening_reads_no_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    open_page("visao-geral")
    monkeypatch.setattr(reading, "_READERS", {})
    again = open_page("visao-geral")
    assert not again.error
    assert not again.warning
    assert len(again.metric)
