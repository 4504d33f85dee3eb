"""relatorio_executivo.pdf: few pages, the figures of the outputs, words for who cannot see, same bytes each time."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import pytest
from fpdf import FPDF

from meraki.columns import APPROACH_CARE, Column, OutputFile
from meraki.reports import executive, formats
from meraki.reports.approaches import approach_table, next_steps
from meraki.reports.charts import gallery
from meraki.reports.charts.gallery import Saved
from meraki.reports.figures import key_figures
from meraki.reports.opportunities import ranked
from meraki.reports.outputs import Outputs, load
from meraki.reports.paper import Cell, Paper
from tests.sample_outputs import write_sample


def drawn(directory: Path) -> list[Saved]:
    """The charts in few pixels, which is quick: only their shape counts here."""
    (directory / "g").mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gallery, "DENSITY", 40)
        return gallery.save_all(directory / "g", load(directory), 8)


def page_count(path: Path) -> int:
    return len(re.findall(rb"/Type /Page\b", path.read_bytes()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("relatorio")
    write_sample(directory, customers=80, clusters=3)
    executive.write(directory / "r.pdf", load(directory), drawn(directory))
    return directory


def test_three_clusters_take_four_to_eight_pages(folder: Path) -> None:
    assert 4 <= page_count(folder / "r.pdf") <= 8


def test_twelve_clusters_with_long_names_take_no_more_than_eight_pages(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=240, clusters=12, long_names=True, single=True)
    outputs = load(tmp_path)
    assert outputs.personas is not None
    long = {name: outputs.personas[name].astype(str) + " e mais palavras" * 40
            for name in (Column.PERSONA_TEXT, Column.PERSONA_RULES, Column.PERSONA)}  # fmt: skip
    spoiled = Outputs(**{**vars(outputs), "personas": outputs.personas.assign(**long)})
    executive.write(tmp_path / "r.pdf", spoiled, drawn(tmp_path))
    assert 4 <= page_count(tmp_path / "r.pdf") <= 8


def test_same_outputs_same_bytes(folder: Path) -> None:
    executive.write(folder / "again.pdf", load(folder), drawn(folder))
    assert (folder / "again.pdf").read_bytes() == (folder / "r.pdf").read_bytes()


def test_the_file_bears_the_date_of_the_data(folder: Path) -> None:
    assert b"/CreationDate (D:20250325" in (folder / "r.pdf").read_bytes()


def test_every_chart_has_words_for_who_does_not_see_it(folder: Path) -> None:
    raw = (folder / "r.pdf").read_bytes()
    assert raw.count(b"/Subtype /Image") == raw.count(b"/Alt ") == 4
    assert b"/Lang (pt-BR)" in raw


def test_the_first_page_tells_the_figures_of_the_outputs(folder: Path) -> None:
    outputs = load(folder)
    figures, deals = key_figures(outputs), ranked(outputs)
    assert deals is not None
    told = {what: how_much for what, how_much, _ in executive.tiles(figures)}
    assert told["Clientes na base"] == "80"
    assert told["Oportunidades"] == formats.number(len(deals))
    care = deals[deals[Column.APPROACH] == APPROACH_CARE]
    steps = next_steps(deals)
    assert f"Cuidar: {care[Column.CUSTOMER].nunique()} clientes" in " ".join(steps)
    assert approach_table(deals)[Column.RECOMMENDATIONS].sum() == len(deals)


def test_quality_is_told_in_words() -> None:
    ledger = {"tabelas": {"mrr": {"linhas_lidas": 1000, "linhas_usadas": 998, "linhas_rejeitadas": 2}}}
    assert executive.quality_words(ledger).startswith(
        "Foram lidas 1.000 linhas de 1 tabela. 2 foram rejeitadas (0,20 %)"
    )
    assert "veio pronta" in executive.quality_words(None)


@pytest.mark.parametrize(
    ("rejected", "orphans", "told"),
    [
        (2, 6, "; 998 foram usadas, das quais 6 são de clientes sem cadastro e ficaram fora da base."),
        (0, 1, "rejeitada; 1.000 foram usadas, das quais 1 é de cliente sem cadastro e ficou fora da base."),
        (2, 0, f"cada uma com o motivo em {OutputFile.QUALITY_XLSX}; 998 foram usadas."),
        (0, 0, "Nenhuma foi rejeitada."),
    ],
)
def test_lines_used_are_those_of_the_ledger_and_those_outside_the_base_a_part_of_them(
    rejected: int, orphans: int, told: str
) -> None:
    table = {"linhas_lidas": 1000, "linhas_usadas": 1000 - rejected, "linhas_rejeitadas": rejected}
    ledger = {"tabelas": {"mrr": table | {"orfaos": {"clientes": 1, "linhas": orphans}}}}
    assert executive.quality_words(ledger).endswith(told)


@pytest.mark.parametrize(
    ("warnings", "last"),
    [(6, "aviso 6"), (7, "e mais 1 aviso em qualidade_dados.xlsx"), (9, "e mais 3 avisos em qualidade_dados.xlsx")],
)
def test_warnings_that_are_not_shown_are_counted(warnings: int, last: str) -> None:
    told = executive.warnings_told({"avisos": [f"aviso {n}" for n in range(1, warnings + 1)]})
    assert (told[5], told[-1]) == ("aviso 6", last)
    assert executive.warnings_told(None) == []


def test_a_report_is_written_from_whatever_there_is(tmp_path: Path) -> None:
    executive.write(tmp_path / "r.pdf", Outputs(tmp_path), [])
    assert page_count(tmp_path / "r.pdf") >= 2


def test_hostile_and_foreign_text_does_not_break_the_report(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=60, clusters=3, hostile=True)
    outputs = load(tmp_path)
    assert outputs.personas is not None
    odd = outputs.personas.assign(**{Column.PERSONA: "**negrito** 日本 🙂 \x01\t\n" + "x" * 400})
    executive.write(tmp_path / "r.pdf", Outputs(**{**vars(outputs), "personas": odd}), drawn(tmp_path))
    assert 4 <= page_count(tmp_path / "r.pdf") <= 8


def test_nothing_is_written_outside_the_margins() -> None:
    paper = Paper("t", "2025-03-25", "rodapé")
    pdf: FPDF = paper._pdf
    for size, style in ((8, ""), (11, "B")):
        shown = paper.fit("produto " * 60, 50, size, style)
        assert pdf.get_string_width(shown) <= 50
        assert shown.endswith("…")
    assert paper.fit("curto", 50, 9) == "curto"


NAME = "2 · Contas mais novas de valor médio e enxutas com mais dias desde o último contrato"


@pytest.mark.parametrize(("width", "size", "style"), [(61.5, 8, ""), (78, 8.5, ""), (131, 11, "B")])
def test_a_name_goes_on_in_the_next_line_rather_than_being_cut(width: float, size: float, style: str) -> None:
    paper = Paper("t", None, "rodapé")
    lines = paper.folded(NAME, width, size, style)
    assert " ".join(lines) == NAME
    assert len(lines) in (2, 3)
    assert max(paper._pdf.get_string_width(line) for line in lines) <= width
    assert paper.folded(NAME, width, size, style, most=1) == [paper.fit(NAME, width, size, style)]
    assert paper.folded(f"{NAME} " * 8, width, size, style)[-1].endswith("…")
    assert paper.folded("", width, size, style) == [""]


def test_a_row_is_as_high_as_its_name(folder: Path) -> None:
    heights = []
    for name in ("2 · Curto", NAME):
        paper = Paper("t", None, "rodapé")
        before = paper.left
        paper.table([Cell("Cluster", 66, lines=3), Cell("Clientes", 20, True)], [[name, "5"]])
        heights.append(before - paper.left)
    assert heights[1] > heights[0] + 3


def test_a_text_that_does_not_fit_is_cut_but_never_blank() -> None:
    paper = Paper("t", None, "rodapé")
    assert paper.fit("MG", 4, 8)


class Numbered(Paper):
    """Remembers on which page each heading stands."""

    def heading(self, text: str, following: float = 35) -> None:
        super().heading(text, following)
        self.pages = [*getattr(self, "pages", []), self._pdf.page_no()]


@pytest.mark.parametrize("above", range(0, 240, 20))
def test_the_method_is_never_torn_over_two_pages(above: int) -> None:
    paper = Numbered("Título", None, "rodapé")
    paper.space(above)
    executive._method(paper)
    assert {*paper.pages, paper._pdf.page_no()} == {paper.pages[0]}


def test_streams_are_compressed(folder: Path) -> None:
    raw = (folder / "r.pdf").read_bytes()
    stream = re.search(rb"/FlateDecode[^>]*>>\s*stream\r?\n", raw)
    assert stream is not None
    assert len(zlib.decompressobj().decompress(raw[stream.end() :])) > 0
    assert len(raw) < 3_000_000
