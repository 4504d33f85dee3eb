"""The dashboard in a real Chromium: clicks, filters, downloads, no error in the console, names that stay inert."""

from __future__ import annotations

import io
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from selenium.webdriver.common.by import By

from meraki.columns import Column, OutputFile
from meraki.dashboard.app import PAGES, PageSpec
from meraki.reports import dictionary, formats
from tests.dashboard.browser import Visitor, chromium, served
from tests.sample_outputs import PRODUCTS, write_sample

BINARY = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
MARKUP = "<img src=x onerror=alert(1)> **forte** [clique](http://exemplo.invalido) :smile: $x^2$"
"""A product name that Markdown, HTML and the page's own icons would all like to have."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (BINARY and DRIVER), reason="Chromium and its chromedriver are not installed here"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs in a folder with a blank and an accent; one product bears the name MARKUP."""
    directory = tmp_path_factory.mktemp("navegador") / "saída do João"
    write_sample(directory, customers=200, hostile=True)
    for path in directory.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(PRODUCTS[-1], MARKUP), encoding="utf-8")
    return directory


@pytest.fixture(scope="module")
def visitor(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """One person with one browser for all of these tests."""
    downloads = tmp_path_factory.mktemp("baixados")
    with served(folder) as address, chromium(str(BINARY), str(DRIVER), downloads) as browser:
        guest = Visitor(browser, address, downloads)
        guest.open("")
        yield guest


@pytest.fixture
def advice(folder: Path) -> pd.DataFrame:
    """The recommendations to the target audience of RJ, best first."""
    base = pd.read_csv(folder / OutputFile.BASE).set_index(Column.CUSTOMER)
    rows = pd.read_csv(folder / OutputFile.RECOMMENDATIONS).join(
        base[[Column.STATE, Column.TARGET_AUDIENCE]], on=Column.CUSTOMER
    )
    rows = rows[(rows[Column.STATE] == "RJ") & (rows[Column.TARGET_AUDIENCE] == 1)]
    return rows.sort_values([Column.EXPECTED_VALUE, Column.SCORE], ascending=False)


def go(visitor: Visitor, title: str) -> None:
    visitor.click('[data-testid="stSidebarNavLink"]', title)
    assert visitor.read("h1") == title


def test_every_entry_of_the_menu_opens_its_page_and_the_console_stays_silent(visitor: Visitor) -> None:
    for spec in PAGES:
        go(visitor, spec.title)
        assert not visitor.browser.find_elements(By.CSS_SELECTOR, '[data-testid="stAlertContentError"]')
    assert visitor.complaints() == []


@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.address)
def test_every_page_opens_by_its_address(visitor: Visitor, spec: PageSpec) -> None:
    visitor.open(spec.address)
    assert visitor.read("h1") == spec.title
    assert not visitor.browser.find_elements(By.CSS_SELECTOR, '[role="dialog"]')


def test_nothing_is_asked_of_any_other_computer(visitor: Visitor) -> None:
    go(visitor, "Visão geral")
    assert visitor.hosts() == {visitor.address.removeprefix("http://")}


def test_server_answers_at_localhost_only(visitor: Visitor) -> None:
    port = int(visitor.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=5):
        pass
    with pytest.raises(OSError):  # an address of this computer too, but not the one that localhost means
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_filter_changes_the_figures_and_both_downloads(visitor: Visitor, advice: pd.DataFrame) -> None:
    go(visitor, "Oportunidades")
    visitor.choose("UF", "RJ")
    assert visitor.metric("Oportunidades") == formats.number(len(advice))
    book = openpyxl.load_workbook(io.BytesIO(visitor.download("XLSX").read_bytes()))
    head, *rows = book.active.iter_rows(values_only=True)
    text = visitor.download("CSV").read_bytes()
    lines = pd.read_csv(io.BytesIO(text), sep=";", decimal=",", encoding="utf-8-sig")
    value, state, product = (dictionary.label(n) for n in (Column.EXPECTED_VALUE, Column.STATE, Column.PRODUCT))
    assert text.startswith(b"\xef\xbb\xbf")
    assert len(rows) == len(lines) == len(advice)
    assert {row[head.index(state)] for row in rows} == set(lines[state]) == {"RJ"}
    assert sum(row[head.index(value)] or 0 for row in rows) == pytest.approx(advice[Column.EXPECTED_VALUE].sum())
    assert lines[value].sum() == pytest.approx(advice[Column.EXPECTED_VALUE].sum())
    assert sorted(row[head.index(product)] for row in rows) == sorted(advice[Column.PRODUCT])
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    assert not lines[product].str.match(r"[=+\-@]").any()


def test_marked_row_opens_its_customer(visitor: Visitor, advice: pd.DataFrame) -> None:
    go(visitor, "Oportunidades")  # the filter of the test before is still there
    visitor.mark_first_row()
    visitor.find('[data-testid="stMetric"]', "Chamados abertos")
    visitor.settle()
    assert visitor.read("h2") == advice[Column.CUSTOMER].iloc[0]
    assert "codigo=" in visitor.browser.current_url


def test_customer_is_found_by_a_typed_code(visitor: Visitor) -> None:
    go(visitor, "Cliente")
    visitor.type("Código do cliente", "t00007")
    assert visitor.read("h2") == "T00007"
    assert visitor.complaints() == []


def test_a_toggle_that_is_off_stands_out_from_the_page(visitor: Visitor) -> None:
    go(visitor, "Oportunidades")
    visitor.click('[data-testid="stCheckbox"] label', "Só o público-alvo")
    visitor.settle()
    track = visitor.find('[data-testid="stCheckbox"] label > div:first-of-type')
    red, green, blue, *alpha = map(float, re.findall(r"[\d.]+", track.value_of_css_property("background-color")))
    opaque = alpha[0] if alpha else 1.0
    visitor.click('[data-testid="stCheckbox"] label', "Só o público-alvo")
    assert all(255 - opaque * (255 - part) < 200 for part in (red, green, blue))  # the page is white


@pytest.mark.parametrize("width", [1024, 1100, 1280])
def test_no_key_figure_is_cut(visitor: Visitor, width: int) -> None:
    visitor.browser.set_window_size(width, 1000)
    for page in ("", "oportunidades", "cliente?codigo=T00007", "produto"):
        visitor.open(page)
        assert visitor.cut_figures() == []


@pytest.mark.parametrize(("width", "together"), [(1024, False), (1400, True)])
def test_charts_share_a_line_only_where_there_is_room(visitor: Visitor, width: int, together: bool) -> None:
    visitor.browser.set_window_size(width, 1000)
    visitor.open("produto")
    left, right = (visitor.find("h3", title).location["y"] for title in ("Uso por cluster", "Quem usa também usa"))
    assert (left == right) is together


def test_markup_in_names_is_shown_as_it_is_written(visitor: Visitor, folder: Path) -> None:
    rows = pd.read_csv(folder / OutputFile.RECOMMENDATIONS)
    code = rows.loc[rows[Column.PRODUCT] == MARKUP, Column.CUSTOMER].iloc[0]
    visitor.open(f"cliente?codigo={code}")
    seen = visitor.text.replace("\u2060", "").replace("\u00a0", " ")
    assert MARKUP in seen
    main = visitor.find('[data-testid="stMain"]')
    for forbidden in ('a[href*="exemplo"]', 'img[src="x"]', ".katex", "em"):
        assert not main.find_elements(By.CSS_SELECTOR, forbidden), forbidden
    assert all(one.text != "forte" for one in main.find_elements(By.CSS_SELECTOR, "strong"))
    assert visitor.complaints() == []
