"""recomendacoes_meraki.xlsx as its XML says it: the pages a manager needs, ranked, filtered, formatted."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from meraki.columns import APPROACH_CARE, Column
from meraki.errors import UsageError
from meraki.reports import workbook
from meraki.reports.dictionary import label
from meraki.reports.figures import key_figures, products_used
from meraki.reports.opportunities import described, ranked
from meraki.reports.outputs import Outputs, load
from meraki.reports.sheets import opportunity_page, white_space_page
from meraki.reports.sheets.summary_page import tiles
from meraki.settings import ModelSettings
from meraki.wording import segment_label
from tests.reports.xlsx_parts import Page, pages
from tests.sample_outputs import write_sample

ROWS = ModelSettings().workbook_rows

A4_ACROSS = (297 - 20) / 25.4 * 96
"""Pixels between the margins of a sheet of A4 on its side."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("planilha")
    write_sample(directory, customers=90, clusters=3)
    workbook.write(directory / "w.xlsx", load(directory), max_rows=ROWS, settings={"seed": 42})
    return directory


@pytest.fixture(scope="module")
def book(folder: Path) -> dict[str, Page]:
    return pages(folder / "w.xlsx")


def column(page: Page, letter: str, first: int) -> list[str]:
    return [page.texts[ref] for ref in page.texts if re.fullmatch(f"{letter}[0-9]+", ref) and int(ref[1:]) >= first]


def test_every_page_is_there_in_reading_order(book: dict[str, Page]) -> None:
    clusters = [f"Cluster {number}" for number in (1, 2, 3)]
    before, after = ["Índice", "Resumo", "Oportunidades"], ["Espaço em branco", "Por produto", "Qualidade dos dados"]
    assert list(book) == [*before, *clusters, *after, "Avaliação", "O que mudou", "Dicionário", "Sobre"]


def test_the_index_links_to_each_page_and_each_page_back(book: dict[str, Page]) -> None:
    assert set(column(book["Índice"], "A", 4)) >= set(book) - {"Índice"}
    assert book["Índice"].count("hyperlink") == len(book) - 1
    assert [name for name, page in book.items() if name != "Índice" and page.texts.get("A3") != "← Índice"] == []


def test_opportunities_are_those_of_the_audience_best_first(folder: Path, book: dict[str, Page]) -> None:
    deals = ranked(load(folder))
    assert deals is not None
    assert (described(deals, load(folder))[Column.TARGET_AUDIENCE] == 1).all()
    shown = column(book["Oportunidades"], "A", opportunity_page.HEADER_ROW + 2)
    assert shown == deals[Column.CUSTOMER].tolist()


def test_the_customers_of_the_summary_add_up(folder: Path) -> None:
    figures = key_figures(load(folder))
    told = dict(tiles(figures))
    parts = [told[f"Clientes {how}"] for how in ("prontos para a oferta", "a cuidar", "sem sinal")]
    assert figures.silent > 0
    assert sum(map(int, parts)) == figures.customers_advised
    assert told[f"Oportunidades (para {figures.customers_advised} clientes)"] == str(figures.opportunities)


def test_segments_are_written_as_people_read_them(book: dict[str, Page], folder: Path) -> None:
    base = load(folder).base
    assert base is not None
    raw = set(base[Column.SEGMENT].dropna())
    written = {segment_label(segment) for segment in raw}
    for name, letter in (("Oportunidades", "B"), ("Espaço em branco", "B"), ("Por produto", "D")):
        shown = set(column(book[name], letter, 6))
        assert shown
        assert shown <= written
    assert not raw & {text for page in book.values() for text in page.texts.values()}


def test_each_opportunity_that_asks_for_care_says_why(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "w.xlsx")[opportunity_page.NAME]
    header, *rows = sheet.iter_rows(min_row=opportunity_page.HEADER_ROW + 1, values_only=True)
    approach = header.index("Abordagem")
    assert header[approach + 1] == "Por que cuidar"
    assert {bool(row[approach + 1]) for row in rows if row[approach] == APPROACH_CARE} == {True}
    assert {row[approach + 1] for row in rows if row[approach] != APPROACH_CARE} == {None}


@pytest.mark.parametrize("name", ["Oportunidades", "Por produto", "Espaço em branco", "Dicionário"])
def test_long_lists_have_filters_and_frozen_headers_and_repeat_them_in_print(name: str, folder: Path) -> None:
    page = pages(folder / "w.xlsx")[name]
    assert page.count("autoFilter") == 1
    assert [pane.attrib["state"] for pane in page.root.iter() if pane.tag.endswith("}pane")] == ["frozen"]
    with zipfile.ZipFile(folder / "w.xlsx") as parts:
        assert f"'{name}'!$5:$5" in parts.read("xl/workbook.xml").decode().replace(f">{name}!", f">'{name}'!")


def test_every_page_is_set_up_for_a4(book: dict[str, Page]) -> None:
    sizes = {name: [e.attrib.get("paperSize") for e in page.root.iter() if e.tag.endswith("}pageSetup")]
             for name, page in book.items()}  # fmt: skip
    assert {name for name, found in sizes.items() if found != ["9"]} == set()


def test_what_is_printed_of_the_opportunities_fits_a_sheet_of_paper_in_letters_of_eight_points(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "w.xlsx")[opportunity_page.NAME]
    assert sheet.print_area.endswith(f"!$A$1:$J${sheet.max_row}")
    assert [sheet[f"{letter}5"].value for letter in "DHIJ"] == ["Produto", "Abordagem", "Por que cuidar", "Motivo"]
    pixels = sum(7 * sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJ")
    assert 10 * A4_ACROSS / pixels >= 8


def points_high(sheet: Worksheet, first: int, last: int) -> float:
    return sum(sheet.row_dimensions[row].height or 15 for row in range(first, last + 1))


@pytest.mark.parametrize(
    ("name", "first", "across"), [("Resumo", "Os 10 produtos", 210), ("Avaliação", "O que cada coluna mede", 297)]
)
def test_a_page_of_several_parts_is_printed_large_and_breaks_between_them(
    folder: Path, name: str, first: str, across: int
) -> None:
    sheet = openpyxl.load_workbook(folder / "w.xlsx")[name]
    assert sheet.page_setup.fitToHeight == 0  # as many pages as it takes: the one of the default would be tiny
    (above,) = [part.id for part in sheet.row_breaks.brk]
    assert sheet.cell(above + 1, 1).value.startswith(first)
    widths = [column.width for column in sheet.column_dimensions.values() for _ in range(column.min, column.max + 1)]
    scale = (across - 20) / 25.4 * 96 / (7 * sum(widths))
    assert scale > 0.75
    paper = (297 + 210 - across - 28) / 25.4 * 72
    assert scale * max(points_high(sheet, 1, above), points_high(sheet, above + 1, sheet.max_row)) <= paper


def test_money_share_and_bars_are_formats_not_text(folder: Path, book: dict[str, Page]) -> None:
    with zipfile.ZipFile(folder / "w.xlsx") as parts:
        styles = parts.read("xl/styles.xml").decode()
    assert "[$R$-416]" in styles
    assert book["Oportunidades"].count("dataBar") >= 2
    header = [book["Oportunidades"].texts[f"{letter}5"] for letter in "ABCDEFGHIJKLMN"]
    assert header[4:7] == ["Chance", "Potencial", "Valor esperado"]
    assert not [ref for ref in book["Oportunidades"].texts if re.fullmatch(r"[EFG]\d+", ref) and int(ref[1:]) > 5]


def test_the_summary_has_native_charts_with_descriptions(folder: Path) -> None:
    with zipfile.ZipFile(folder / "w.xlsx") as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert len(charts) >= 4
    assert "Clientes por cluster" in drawing


def test_no_chart_of_the_summary_lies_over_the_end_of_another(folder: Path) -> None:
    with zipfile.ZipFile(folder / "w.xlsx") as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    first, second = re.findall(r"<xdr:from><xdr:col>(\d+)<.*?<xdr:to><xdr:col>(\d+)<", drawing)[:2]
    assert int(first[1]) < int(second[0])


def test_a_name_over_two_columns_has_its_header_over_both(book: dict[str, Page]) -> None:
    summary = book["Resumo"]
    first = next(ref for ref, text in summary.texts.items() if text.startswith("Os 10 produtos"))
    header = int(first[1:]) + 1
    assert summary.texts[f"A{header}"] == "Produto"
    merged = {cell.attrib["ref"] for cell in summary.root.iter() if cell.tag.endswith("}mergeCell")}
    assert {f"A{row}:B{row}" for row in (header, header + 1)} <= merged


def test_same_outputs_same_bytes(folder: Path) -> None:
    workbook.write(folder / "again.xlsx", load(folder), max_rows=ROWS, settings={"seed": 42})
    assert (folder / "again.xlsx").read_bytes() == (folder / "w.xlsx").read_bytes()


def test_lines_of_customers_outside_the_base_have_their_column(folder: Path) -> None:
    sheet = openpyxl.load_workbook(folder / "w.xlsx")["Qualidade dos dados"]
    header, *rows = sheet.iter_rows(min_row=6, values_only=True)
    place = header.index("Linhas sem cadastro")
    assert {row[0]: row[place] for row in rows[:4]} == {"clientes": 0, "mrr": 0, "nps_implantacao": 0, "chamados": 6}
    assert "das usadas, as sem cadastro ficam fora da base" in sheet["A2"].value


def test_clusters_before_and_now_are_numbers_and_other_texts_stay_texts(folder: Path, tmp_path: Path) -> None:
    outputs = load(folder)
    assert outputs.changes is not None
    changes = outputs.changes.assign(**{Column.CHANGE_FROM: "007", Column.CHANGE_TO: "12"})
    workbook.write(tmp_path / "w.xlsx", Outputs(**{**vars(outputs), "changes": changes}), max_rows=ROWS)
    sheet = openpyxl.load_workbook(tmp_path / "w.xlsx")["O que mudou"]
    assert set(sheet.iter_rows(min_row=6, min_col=4, values_only=True)) == {("007", 12)}


@pytest.mark.parametrize(("unit", "header"), [(None, "Famílias em uso"), ("marca", "Marcas em uso")])
def test_what_the_white_space_counts_as_in_use_is_named_as_in_the_dictionary(
    folder: Path, tmp_path: Path, unit: str | None, header: str
) -> None:
    outputs = load(folder)
    summary = (outputs.changes_summary or {}) | {"unidade": unit}
    workbook.write(tmp_path / "w.xlsx", Outputs(**{**vars(outputs), "changes_summary": summary}), max_rows=ROWS)
    book = pages(tmp_path / "w.xlsx")
    assert book["Espaço em branco"].texts["E5"] == header
    assert header in {label(column) for column in (Column.FAMILIES, Column.BRANDS)}


def test_every_measure_of_the_evaluation_is_explained_below_its_table(book: dict[str, Page]) -> None:
    page = book["Avaliação"]
    row = next(ref[1:] for ref, text in page.texts.items() if text == "Método")
    headers = [text for ref, text in page.texts.items() if ref[1:] == row and text != "Método"]
    told = [text for text in column(page, "A", int(row)) if text.startswith("• ")]
    assert [text.removeprefix("• ").partition(":")[0] for text in told] == headers
    assert len(headers) == 9


def test_a_cut_list_says_so(folder: Path) -> None:
    workbook.write(folder / "cut.xlsx", load(folder), max_rows=5)
    page = pages(folder / "cut.xlsx")["Oportunidades"]
    assert "Mostradas as 5" in page.texts["A2"]
    assert len(column(page, "A", opportunity_page.HEADER_ROW + 2)) == 5


def test_the_white_space_is_cut_as_the_list_is(folder: Path, tmp_path: Path) -> None:
    workbook.write(tmp_path / "cut.xlsx", load(folder), max_rows=5)
    sheet = openpyxl.load_workbook(tmp_path / "cut.xlsx")[white_space_page.NAME]
    assert sheet.max_row == white_space_page.HEADER_ROW + 1 + 5


def test_a_cut_white_space_says_so_and_a_whole_one_does_not(folder: Path, book: dict[str, Page]) -> None:
    workbook.write(folder / "cut.xlsx", load(folder), max_rows=5)
    advised = key_figures(load(folder)).customers_advised
    said = pages(folder / "cut.xlsx")[white_space_page.NAME].texts["A2"]
    assert said.endswith(f" Mostrados os 5 de maior valor, dos {advised} com oportunidades.")
    assert "Mostrados" not in book[white_space_page.NAME].texts["A2"]


@pytest.mark.parametrize(
    ("left", "products", "deals", "best"),
    [
        (1, "O produto mais usado no cluster", "A oportunidade de maior valor esperado", "O produto com mais valor"),
        (
            3,
            "Os 3 produtos mais usados no cluster",
            "As 3 oportunidades de maior valor",
            "Os 3 produtos com mais valor",
        ),
    ],
)
def test_a_title_counts_what_is_listed_below_it(
    folder: Path, tmp_path: Path, left: int, products: str, deals: str, best: str
) -> None:
    outputs = load(folder)
    advice, used = ranked(outputs), outputs.cluster_products
    assert advice is not None and used is not None
    few = advice[advice[Column.CLUSTER] == 1].drop_duplicates(Column.PRODUCT).head(left)
    held = used[(used[Column.CLUSTER] == 1) & (used[Column.QUANTITY] > 0)].head(left)
    workbook.write(tmp_path / "few.xlsx", replace(outputs, recommendations=few, cluster_products=held), max_rows=ROWS)
    book = pages(tmp_path / "few.xlsx")
    said = [text for name in ("Cluster 1", "Resumo") for text in book[name].texts.values()]
    assert [title for title in (products, deals, best) if not any(text.startswith(title) for text in said)] == []
    assert "Nenhum cliente do cluster tem produto em uso." in book["Cluster 2"].texts.values()


def test_a_workbook_is_written_from_whatever_there_is(tmp_path: Path) -> None:
    workbook.write(tmp_path / "vazia.xlsx", Outputs(tmp_path), max_rows=ROWS)
    assert list(pages(tmp_path / "vazia.xlsx")) == ["Índice", "Resumo", "Qualidade dos dados", "Dicionário", "Sobre"]


def test_a_workbook_per_value_holds_the_whole_list_once(folder: Path, tmp_path: Path) -> None:
    outputs = load(folder)
    advice = ranked(outputs)
    assert advice is not None
    deals = described(advice, outputs)
    paths = workbook.write_split(tmp_path, outputs, Column.STATE, max_rows=ROWS)
    assert [path.name for path in paths] == [f"UF_{state}.xlsx" for state in sorted(set(deals[Column.STATE]))]
    first = opportunity_page.HEADER_ROW + 2
    shown = [code for path in paths for code in column(pages(path)["Oportunidades"], "A", first)]
    assert sorted(shown) == sorted(deals[Column.CUSTOMER])


def test_a_workbook_per_value_is_cut_and_says_so(folder: Path, tmp_path: Path) -> None:
    for path in workbook.write_split(tmp_path, load(folder), Column.STATE, max_rows=2):
        page = pages(path)["Oportunidades"]
        assert "Mostradas as 2" in page.texts["A2"]
        assert len(column(page, "A", opportunity_page.HEADER_ROW + 2)) == 2


def test_a_column_of_more_than_500_values_makes_no_workbooks(tmp_path: Path) -> None:
    names = [f"T{number}" for number in range(501)]
    order = dict.fromkeys((Column.EXPECTED_VALUE, Column.SCORE, Column.RANK), 1.0)
    advice = pd.DataFrame({Column.CUSTOMER: names, "DONO": names, **order})
    with pytest.raises(UsageError, match=r"DONO de --split-by tem 501 valores(.|\n)*no máximo 500"):
        workbook.write_split(tmp_path, Outputs(tmp_path, recommendations=advice), "DONO", max_rows=ROWS)
    assert list(tmp_path.iterdir()) == []
    assert len(workbook._split(advice.head(500), "DONO", None)) == 500


HOSTILE_VALUES = (
    "CON", "con", "NUL.xlsx", "a/b", "a\\b", "../fora", "..", ".", "x:y", "São Paulo", "sao paulo", " ", "?*<>|",
    "a" * 300, "🙂", "=1+1", "sem valor", "sem_valor", "COM1", "fim.",
)  # fmt: skip


def test_no_value_of_the_column_escapes_the_folder_or_hides_another(folder: Path, tmp_path: Path) -> None:
    outputs = load(folder)
    assert outputs.base is not None
    owners = [HOSTILE_VALUES[place % len(HOSTILE_VALUES)] for place in range(len(outputs.base))]
    base = outputs.base.assign(DONO=owners)
    base.loc[base.index[::7], "DONO"] = None
    spoiled = Outputs(folder, base=base, recommendations=outputs.recommendations, clusters=outputs.clusters)
    paths = workbook.write_split(tmp_path, spoiled, "DONO", max_rows=ROWS)
    deals = ranked(spoiled)
    assert deals is not None
    owners_of = base.set_index(Column.CUSTOMER)["DONO"].reindex(deals[Column.CUSTOMER])
    assert len(paths) == owners_of.nunique() + 1
    assert len({path.name.lower() for path in paths}) == len(paths)
    assert {path.parent for path in paths} == {tmp_path / "recomendacoes_meraki_por_dono"}
    assert [path.name for path in paths if not re.fullmatch(r"DONO_[A-Za-z0-9_]{1,70}\.xlsx", path.name)] == []


def test_a_column_that_is_not_there_is_told_with_those_that_are(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'VENDEDOR'(.|\n)*DS_SEGMENTO"):
        workbook.write_split(tmp_path, load(folder), "VENDEDOR", max_rows=ROWS)


def test_recommendations_of_a_cluster_are_those_of_the_ranked_list(folder: Path) -> None:
    outputs = load(folder)
    deals = ranked(outputs)
    assert deals is not None
    for cluster, mine in deals.groupby(Column.CLUSTER):
        used = products_used(outputs, int(cluster))
        counts = mine[Column.PRODUCT].value_counts()
        expected = [counts.get(product, 0) for product in used[Column.PRODUCT]]
        assert used[Column.RECOMMENDATIONS].tolist() == expected
