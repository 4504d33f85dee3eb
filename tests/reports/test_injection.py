"""Text from the data is text: in no cell of a workbook a formula or a link, in no field of the Excel CSV a formula."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from meraki.columns import Column
from meraki.reports import cluster_summary, crm, quality, workbook
from meraki.reports.outputs import Outputs, load, read_document
from tests.figures import HOSTILE_TEXTS, Record
from tests.reports.xlsx_parts import links_out, pages
from tests.sample_outputs import write_sample

_STARTS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "'=", '"=', "|", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BODIES = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://exemplo.invalido","x")', "SUM(A1:A9)*2")
_OTHERS = (
    "{=1+1}", "http://exemplo.invalido/x", "https://exemplo.invalido", "mailto:a@exemplo.invalido", "ftp://x.invalido",
    "internal:Sobre!A1", "external:c:\\x.xlsx", "file:///etc/passwd", "<b>&\"'</b>", "]]>", "&amp;#61;1", "_x003D_1",
    "a;b,\"c\"\td", "\u202e=1+1", "\u200b=1+1", "\ufeff=1+1", "%0A=1", "00123", "12E34", "1/2", "#REF!", "TRUE", "🙂",
    "\x01\x0b",
)  # fmt: skip
HOSTILE = tuple(start + body for start, body in product(_STARTS, _BODIES)) + _OTHERS
_UNTOUCHED = {Column.APPROACH, Column.KIND, Column.REFERENCE_DATE}
"""Our own words, not the data's."""


def hostile(frame: pd.DataFrame | None) -> pd.DataFrame | None:
    """Every text column but the keys filled with all of the strings, in turn; customers' codes carry one each."""
    if frame is None:
        return None
    texts = {}
    for name in frame.columns:
        if pd.api.types.is_numeric_dtype(frame[name]) or name in _UNTOUCHED or name.startswith("DT_"):
            continue
        if name == Column.CUSTOMER:
            texts[name] = [f"{HOSTILE[int(code[1:]) % len(HOSTILE)]}{code}" for code in frame[name]]
        elif name == Column.PRODUCT:
            texts[name] = [HOSTILE[sum(map(ord, str(value))) % len(HOSTILE)] + str(value) for value in frame[name]]
        else:
            texts[name] = [HOSTILE[place % len(HOSTILE)] for place in range(len(frame))]
    return frame.assign(**texts)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    directory = tmp_path_factory.mktemp("hostil")
    write_sample(directory, customers=160, clusters=3)
    found = load(directory)
    frames = {name: hostile(getattr(found, name)) for name in FRAMES_WITH_TEXT}
    return Outputs(directory=directory, **frames, decision=found.decision, profile=found.profile,
                   changes_summary=found.changes_summary, evaluation=found.evaluation, quality=spoiled(found.quality),
                   manifest=found.manifest)  # fmt: skip


FRAMES_WITH_TEXT = ("base", "products", "clusters", "personas", "recommendations", "cluster_products", "changes")


def spoiled(ledger: dict | None) -> dict | None:
    """The ledger with hostile names of tables, files, reasons, examples and warnings."""
    assert ledger is not None
    tables = {HOSTILE[place * 7] + name: table for place, (name, table) in enumerate(ledger["tabelas"].items())}
    for place, table in enumerate(tables.values()):
        table["rejeicoes"] = {HOSTILE[place + 3]: 2}
        table["arquivos"][0]["arquivo"] = HOSTILE[place]
        table["colunas"] = {
            HOSTILE[place + 9]: {"nulos": 1, "invalidos": 1, "exemplos": list(HOSTILE), "convencao": "=1"}
        }
    ignored = [{"arquivo": text, "motivo": text} for text in HOSTILE]
    return ledger | {"tabelas": tables, "avisos": list(HOSTILE), "arquivos_ignorados": ignored}


def no_formula_and_no_link(path: Path) -> None:
    found = pages(path)
    assert [page.name for page in found.values() if page.count("f")] == []
    assert links_out(path) == []


def test_there_are_at_least_fifty_hostile_strings() -> None:
    assert len(set(HOSTILE)) >= 50


def test_business_workbook_holds_no_formula_and_no_link(
    outputs: Outputs, tmp_path: Path, record_property: Record
) -> None:
    workbook.write(tmp_path / "w.xlsx", outputs, max_rows=1_000)
    no_formula_and_no_link(tmp_path / "w.xlsx")
    texts = pages(tmp_path / "w.xlsx")["Oportunidades"].texts.values()
    assert "=1+1" in {text.strip() for text in texts}
    record_property(HOSTILE_TEXTS, len(set(HOSTILE)))


def test_split_workbooks_hold_no_formula_and_stay_in_their_folder(outputs: Outputs, tmp_path: Path) -> None:
    paths = workbook.write_split(tmp_path, outputs, Column.SEGMENT, max_rows=1_000)
    assert len(paths) > 40
    assert {path.parent for path in paths} == {tmp_path / "recomendacoes_meraki_por_ds_segmento"}
    assert sorted(tmp_path.rglob("*.xlsx")) == sorted(paths)
    for path in paths[:5]:
        no_formula_and_no_link(path)


def test_cluster_summary_holds_no_formula(outputs: Outputs, tmp_path: Path) -> None:
    assert outputs.base is not None
    assert outputs.clusters is not None
    assert outputs.personas is not None
    tables = cluster_summary.tables(outputs.base, outputs.clusters, outputs.decision, outputs.profile, outputs.personas)
    cluster_summary.write(tmp_path / "c.xlsx", tables, "2025-03-25")
    no_formula_and_no_link(tmp_path / "c.xlsx")


def test_quality_workbook_holds_no_formula(outputs: Outputs, tmp_path: Path) -> None:
    assert outputs.quality is not None
    quality.write(tmp_path / "q.xlsx", outputs.quality)
    no_formula_and_no_link(tmp_path / "q.xlsx")


def test_no_field_of_the_excel_csv_begins_a_formula(outputs: Outputs, tmp_path: Path) -> None:
    crm.write_excel(tmp_path / "e.csv", outputs)
    with (tmp_path / "e.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert {len(row) for row in rows} == {len(crm.COLUMNS)}
    starts = {field.lstrip(" ")[:1] for row in rows for field in row}
    assert starts & set('=+-@|\t\r\n"\uff1d\uff0b\uff0d\uff20') == set()
    assert len({field for row in rows for field in row if field.startswith("'")}) > 40


def test_the_json_ledger_used_here_is_the_documented_one(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=20, clusters=2)
    assert set(read_document(tmp_path / "qualidade_dados.json") or {}) >= {"tabelas", "avisos", "arquivos_ignorados"}
