"""Workbooks and archives as they should not be; small ones, made in memory."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tests.reading.malformed_inputs import CUSTOMERS, KEYLESS, LINE, LINES, MRR, ONE, LeftAside, Read, Refused

HEADER = ["CLIENTE", "MRR_12M"]
ROWS: list[list[object]] = [list(HEADER), ["T00001", 1.5]]
BOMB = 2_000_000
"""Bytes that a bomb unpacks to, where the tests put the limit at half of that."""
PROTECTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
"""The first bytes of the container in which a password puts a workbook."""


def book(**sheets: list[list[object]] | Callable[[Worksheet], None]) -> bytes:
    """A workbook; a sheet is its rows, or what writes them. A sheet named ``oculta...`` is hidden."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            if callable(rows):
                rows(sheet)
            else:
                write(sheet, rows)
            if name.startswith("oculta"):
                sheet.hide()
    return content.getvalue()


def write(sheet: Worksheet, rows: list[list[object]], top: int = 0) -> None:
    """Rows of cells from row ``top``; None is no cell."""
    for row, values in enumerate(rows, start=top):
        for column, value in enumerate(values):
            if value is not None:
                sheet.write(row, column, value)


def merged_title(sheet: Worksheet) -> None:
    sheet.merge_range("A1:D2", "Receita recorrente", None)
    write(sheet, ROWS, top=2)


def merged_header(sheet: Worksheet) -> None:
    """Two rows of titles, the key's merged over both: neither row has all of them."""
    sheet.merge_range("A1:A2", "CLIENTE", None)
    sheet.merge_range("B1:C1", "Receita", None)
    write(sheet, [[None, "MRR_12M", "ARR"], ["T00001", 1.5, 18]], top=1)


def formulas(sheet: Worksheet) -> None:
    """Errors such as #N/A are cells without a value."""
    write(sheet, [HEADER, ["T00001"], ["T00002"], ["T00003"]])  # type: ignore[list-item]
    sheet.write_formula("B2", "=1+0.5", None, 1.5)
    sheet.write_formula("B3", "=A1/0", None, "#DIV/0!")
    sheet.write_formula("B4", "=VLOOKUP(A4,X:Y,2,0)", None, "#N/A")


def errors_for_keys(sheet: Worksheet) -> None:
    write(sheet, [HEADER, [None, 2], ["T00001", 1.5]])  # type: ignore[list-item]
    sheet.write_formula("A2", '=""', None, "")


def displaced(archive: bytes) -> bytes:
    """A zip whose last record says that its directory begins later than it does, so that the members begin earlier."""
    place = len(archive) - 6
    begin = int.from_bytes(archive[place : place + 4], "little")
    return archive[:place] + (begin + 50).to_bytes(4, "little") + archive[place + 4 :]


def zipped(**members: str | bytes) -> bytes:
    """A zip; ``__`` in a name is a full stop."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in members.items():
            packed.writestr(name.replace("__", "."), body)
    return content.getvalue()


def bomb() -> bytes:
    """A few kilobytes that are a table of two megabytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("mrr.csv", "w") as member:
        member.write(MRR.encode())
        member.write(b"0" * BOMB)
    return content.getvalue()


def stuffed(workbook: bytes) -> bytes:
    """The workbook with zeros among its parts: hundreds of times what is packed."""
    content = io.BytesIO(workbook)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/zeros.bin", b"0" * BOMB * 5)
    return content.getvalue()


def nested(depth: int) -> bytes:
    """A table in a zip in a zip ..."""
    inner = zipped(mrr__csv=MRR + LINE)
    for _ in range(depth):
        inner = zipped(mrr__zip=inner)
    return inner


def xlsx(content: bytes, rows: list[tuple[str, object]] = ONE, **facts: object) -> Read:  # type: ignore[assignment]
    """A workbook of the name mrr.xlsx."""
    return Read({"mrr.xlsx": content}, rows, **facts)  # type: ignore[arg-type]


DAYS = {"table": "clientes_desde", "column": "CLIENTE_DESDE"}
SINCE = ["CLIENTE", "CLIENTE_DESDE"]
WORKBOOKS: dict[str, Read] = {
    "rows of junk above the header": xlsx(book(mrr=[["lixo"], [], *ROWS])),
    "empty first column": xlsx(book(mrr=[[None, *row] for row in ROWS])),
    "title merged above the header": xlsx(book(mrr=merged_title)),
    "cover and table": xlsx(book(capa=[["Relatório"]], mrr=ROWS), ignored=("mrr.xlsx#capa",)),
    "chart-like sheet without cells": xlsx(book(nada=[], mrr=ROWS), ignored=("mrr.xlsx#nada",)),
    "hidden copy of the table": xlsx(book(mrr=ROWS, oculta=[HEADER, ["T00001", 999]]), ignored=("mrr.xlsx#oculta",)),
    "table on a hidden sheet only": xlsx(book(capa=[["Veja"]], oculta=ROWS), ignored=("mrr.xlsx#capa",)),
    "formulas and their errors": xlsx(
        book(mrr=formulas), [*ONE, ("T00002", None), ("T00003", None)]),
    "key of an empty formula": xlsx(book(mrr=errors_for_keys), rejected={KEYLESS: 1}),
    "errors written as text": xlsx(
        book(mrr=[*ROWS, ["T00002", "#N/A"], ["T00003", "#REF!"]]), [*ONE, ("T00002", None), ("T00003", None)],
        invalid=1),
    "numbers as text": xlsx(book(mrr=[HEADER, ["T00001", "1.234,5"], ["T00002", "R$ 7"]]),
                            [("T00001", 1234.5), ("T00002", 7)]),
    "three decimals are no thousands": xlsx(book(mrr=[HEADER, ["T00001", 1.234]]), [("T00001", 1.234)]),
    "keys as numbers": xlsx(book(mrr=[HEADER, [99123, 1.5], [99124.0, 2]]), [("99123", 1.5), ("99124", 2)]),
    "comment beside the table": xlsx(book(mrr=[HEADER, ["T00001", 1.5], ["T00002", 2, None, "conferir"]]),
                                     [*ONE, ("T00002", 2)]),
    "blank rows between": xlsx(book(mrr=[*ROWS, [], [None, "  "], ["T00002", 2]]), [*ONE, ("T00002", 2)]),
    "flags for numbers": xlsx(book(mrr=[HEADER, ["T00001", True]]), [("T00001", 1)]),
    "dates as dates, texts and serials": Read(
        {"clientes_desde.xlsx": book(a=[SINCE, ["T00001", datetime(2025, 3, 4)], ["T00002", 45720], ["T00003", "45720"],
                                        ["T00001", "2025-03-04"], ["T00002", -5]])},
        [(code, date(2025, 3, 4)) for code in ("T00001", "T00002", "T00003", "T00001")] + [("T00002", None)],
        invalid=1, repeated=2, **DAYS),  # type: ignore[arg-type]
    "workbook called csv": Read({"mrr.csv": book(mrr=ROWS)}, ONE),
    "csv called xlsx": Read({"mrr.xlsx": MRR + LINE}, ONE),
    "zip called csv": Read({"mrr.csv": zipped(mrr__csv=MRR + LINE)}, ONE),
    "workbook in a gz": Read({"mrr.xlsx.gz": gzip.compress(book(mrr=ROWS))}, ONE),
    "zip in a zip, beside a picture": Read(
        {"tudo.zip": zipped(a__zip=zipped(mrr__csv=MRR + LINE), logo__png=b"\x89PNG")}, ONE,
        ignored=("tudo.zip/logo.png",)),
    "zip of paths that climb": Read({"tudo.zip": zipped(**{"../../mrr__csv": MRR + LINE})}, ONE),
}  # fmt: skip

LEFT_ASIDE_BOOKS: dict[str, LeftAside] = {
    "titles merged over two rows": LeftAside({"mrr.xlsx": book(mrr=merged_header)}, "mrr.xlsx#mrr", "MRR_12M"),
    "workbook of others": LeftAside({"x.xlsx": book(a=[["b", "c"], [1, 2]])}, "x.xlsx#a", "nem o nome nem"),
    "protected workbook of others": LeftAside({"x.xlsx": PROTECTED}, "x.xlsx", "senha"),
}

SOUND = {"dados_clientes.csv": CUSTOMERS + LINES}
REFUSED: dict[str, Refused] = {
    "no file at all": Refused({}, 4, "Nenhum arquivo"),
    "no customers": Refused({"mrr.csv": MRR + LINE}, 4, "Falta o arquivo dados_clientes"),
    "customers empty": Refused({"dados_clientes.csv": ""}, 4, "dados_clientes.csv: arquivo vazio"),
    "customers without key": Refused(
        {"dados_clientes.csv": CUSTOMERS.replace("CD_CLIENTE", "FONE")}, 4, "faltam as colunas CD_CLIENTE"),
    "zip of places before its beginning": Refused({"mrr.zip": displaced(zipped(mrr__csv=MRR + LINE))}, 4, "danificado"),
    "customers damaged": Refused({"dados_clientes.csv.gz": gzip.compress(LINES.encode())[:-4]}, 4, "danificado"),
    "gz cut short": Refused({**SOUND, "mrr.csv.gz": gzip.compress((MRR + LINE).encode())[:-4]}, 4, "danificado"),
    "gz with a byte flipped": Refused(
        {**SOUND, "mrr.csv.gz": gzip.compress((MRR + LINE).encode(), mtime=0)[:-8] + b"\0" * 8}, 4, "danificado"),
    "zip cut short": Refused({**SOUND, "mrr.zip": zipped(mrr__csv=MRR + LINE)[:-30]}, 4, "danificado"),
    "zip bomb": Refused({**SOUND, "mrr.zip": bomb()}, 4, "além do razoável"),
    "gz bomb": Refused({**SOUND, "mrr.csv.gz": gzip.compress(b"0" * BOMB)}, 4, "além do razoável"),
    "workbook stuffed": Refused({**SOUND, "mrr.xlsx": stuffed(book(mrr=ROWS))}, 4, "além do razoável"),
    "zip in zip in zip in zip": Refused({**SOUND, "mrr.zip": nested(4)}, 4, "um dentro do outro"),
    "workbook with a password": Refused({**SOUND, "mrr.xlsx": PROTECTED}, 4, "senha"),
    "workbook cut short": Refused({**SOUND, "mrr.xlsx": book(mrr=ROWS)[:-200]}, 4, "danificado|ilegível"),
    "junk for most of a column": Refused(
        {**SOUND, "mrr.csv": MRR + "T00001;lixo\n" * 150}, 5, "mrr.MRR_12M: 150 de 150 valores ilegíveis"),
    "keys for few rows": Refused(
        {**SOUND, "mrr.csv": MRR + ";1\n" * 150 + LINE}, 5, "mrr: 99,3 % das linhas rejeitadas"),
    "customers of another company": Refused(
        {**SOUND, "mrr.csv": MRR + "".join(f"Z{code:05d};1\n" for code in range(150))}, 5,
        "100,0 % dos clientes sem cadastro"),
}  # fmt: skip
