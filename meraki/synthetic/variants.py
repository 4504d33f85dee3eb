"""The same tables as other hands deliver them: XLSX, gzip, zip, numbered parts, sub-folders, a BOM."""

from __future__ import annotations

import csv
import gzip
import shutil
import zipfile
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

_WRITTEN = datetime(2025, 3, 25, 12)


def mix(directory: Path) -> dict[str, int]:
    """Rewrite some of the CSV files of ``directory`` in other containers; returns table -> number of files."""
    to_workbook(directory / "clientes_desde.csv", "utf-8-sig", {"CLIENTE_DESDE": date.fromisoformat})
    to_workbook(directory / "mrr.csv", "utf-8", {"MRR_12M": float}, cover=True)
    to_workbook(directory / "nps_transacional_implantacao.csv", "cp1252", {})
    to_gzip(directory / "tickets.csv")
    to_gzip(directory / "telemetria_2.csv")
    to_zip(directory / "nps_relacional.csv")
    to_zip(directory / "telemetria_3.csv")
    to_parts(directory / "historico.csv", 2)
    add_bom(directory / "dados_clientes.csv")
    (directory / "pesquisas").mkdir(exist_ok=True)
    for path in sorted(directory.glob("nps_transacional_*")):
        path.rename(directory / "pesquisas" / path.name)
    return {"historico": 2}


def to_workbook(path: Path, encoding: str, types: dict, cover: bool = False) -> None:
    """Replace a semicolon CSV by an XLSX: typed cells for the columns in ``types``, true dates as serials."""
    with path.open(encoding=encoding, newline="") as lines:
        header, *rows = csv.reader(lines, delimiter=";")
    with xlsxwriter.Workbook(path.with_suffix(".xlsx")) as book:
        book.set_properties({"created": _WRITTEN})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        if cover:
            book.add_worksheet("Leia-me").write_string(0, 0, "Extração de março de 2025")
        sheet = book.add_worksheet(path.stem[:31])
        for column, name in enumerate(header):
            sheet.write_string(0, column, name)
            convert = types.get(name, str)
            for line, row in enumerate(rows, start=1):
                _write_cell(sheet, line, column, row[column], convert, day)
    path.unlink()


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, text: str, convert, day) -> None:
    if not text:
        return
    value = convert(text)
    if isinstance(value, date):
        sheet.write_datetime(line, column, datetime(value.year, value.month, value.day), day)
    elif isinstance(value, float):
        sheet.write_number(line, column, value)
    else:
        sheet.write_string(line, column, value)


def to_gzip(path: Path) -> None:
    """Replace a file by ``file.csv.gz`` (no name and no time inside: byte-equal runs)."""
    with (
        path.open("rb") as source,
        path.with_name(path.name + ".gz").open("wb") as target,
        gzip.GzipFile(filename="", mode="wb", fileobj=target, mtime=0, compresslevel=1) as packed,
    ):
        shutil.copyfileobj(source, packed)
    path.unlink()


def to_zip(path: Path) -> None:
    """Replace a file by a zip that holds it."""
    entry = zipfile.ZipInfo(path.name, (2025, 3, 25, 12, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    with (
        zipfile.ZipFile(path.with_suffix(".zip"), "w", compresslevel=1) as archive,
        archive.open(entry, "w", force_zip64=True) as target,
        path.open("rb") as source,
    ):
        shutil.copyfileobj(source, target)
    path.unlink()


def to_parts(path: Path, parts: int) -> None:
    """Replace a file by numbered parts, each with the header."""
    header, *lines = path.read_bytes().splitlines(keepends=True)
    size = -(-len(lines) // parts)
    for index in range(parts):
        part = path.with_name(f"{path.stem}_{index + 1}{path.suffix}")
        part.write_bytes(header + b"".join(lines[index * size : (index + 1) * size]))
    path.unlink()


def add_bom(path: Path) -> None:
    """Put a UTF-8 byte order mark before a file, without reading it whole."""
    aside = path.with_suffix(".bom")
    with path.open("rb") as source, aside.open("wb") as target:
        target.write(b"\xef\xbb\xbf")
        shutil.copyfileobj(source, target)
    aside.replace(path)
