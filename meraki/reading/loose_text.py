"""A table of which only the key is known, as text: CSV of any separator and encoding, XLSX, zipped or not."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from meraki.columns import Column
from meraki.errors import SourceError, readable
from meraki.reading import archives, workbooks
from meraki.reading.canonical import SEPARATOR, Copy, copy_text, write_copy
from meraki.reading.casting import BLANKS
from meraki.reading.contracts import KEY_SPELLINGS
from meraki.reading.openable import copy_path, openable
from meraki.reading.structure import examine
from meraki.reading.table_contract import normalise_header
from meraki.reading.tables import LINE
from meraki.sources import SourceFile

HEADER_ROWS = 20
"""Rows of a sheet among which the header is looked for."""
_KNOWN = {normalise_header(name): name for key, name in vars(Column).items() if key.isupper()}
_KEYS = {normalise_header(name) for name in KEY_SPELLINGS}


@dataclass(frozen=True)
class LooseText:
    """A table as text.

    Attributes:
        frame: columns ``names``, single blanks, empty as null.
        names: canonical where known, else as in the file; CD_CLIENTE is among them.
        separator, encoding: of the file; "" and "xlsx" for a workbook.
        rows_read: records below the header.
        rejections: reason -> records that do not fit the header; they are in ``rejected_rows``.
    """

    frame: pl.LazyFrame
    names: list[str]
    separator: str
    encoding: str
    rows_read: int
    rejections: Counter[str] = field(default_factory=Counter)
    rejected_rows: Path | None = None


def open_text(path: Path, work: Path, what: str, action: str) -> LooseText:
    """The table in ``path``, one that is not plain UTF-8 CSV by way of a copy in ``work``.

    Args:
        what: names the table in messages, such as ``a base``.
        action: what to do when the file is not there.

    Raises:
        SourceError: not there, empty, unreadable, without a column for CD_CLIENTE, or with a column twice.
    """
    if not path.is_file():
        raise SourceError(f"Não foi encontrado o arquivo com {what}.", where=str(path), action=action)
    work.mkdir(parents=True, exist_ok=True)
    file = openable(SourceFile(path, readable(path.name), "", path.stat().st_size), work)
    tables = [found.local for found in archives.unpack(file, work) if found.local.is_file()]
    if not tables:
        raise _empty(path, what)
    if len(tables) > 1:
        raise SourceError(
            f"O arquivo com {what} tem {len(tables)} arquivos dentro.",
            where=str(path),
            action="deixe só um no pacote.",
        )
    member = tables[0]
    start = archives.first_bytes(member)
    is_book = start.startswith(b"PK\x03\x04") or archives.is_protected_workbook(member)
    return (_from_workbook if is_book else _from_text)(member, path, copy_path(file, "", work), what)


def _from_text(member: Path, path: Path, target: Path, what: str) -> LooseText:
    structure = examine(member)
    names = _names(structure.header, path, what)
    if structure.regular:
        frame = _scan(member, structure.separator, names, None)
        tidy = frame if structure.clean else _tidy(frame, names)
        return LooseText(tidy, names, structure.separator, structure.encoding, structure.rows)
    copy = copy_text(member, structure, readable(path.name), target)
    return _from_copy(copy, names, structure.separator, structure.encoding)


def _from_workbook(member: Path, path: Path, target: Path, what: str) -> LooseText:
    """The first sheet with a spelling of the key in one of its first rows."""
    for _, rows in workbooks.sheets(member, readable(path.name)):
        for place, row in enumerate(rows[:HEADER_ROWS]):
            header = [workbooks.cell_text(value).strip() for value in row]
            if any(normalise_header(title) in _KEYS for title in header):
                names = _names(header, path, what)
                found = workbooks.records_of(rows, place, len(names))
                return _from_copy(write_copy(found, tuple(names), readable(path.name), target), names, "", "xlsx")
    raise _no_key(path, what, [])


def _from_copy(copy: Copy, names: list[str], separator: str, encoding: str) -> LooseText:
    frame = _tidy(_scan(copy.path, SEPARATOR, [*names, LINE], '"'), names)
    return LooseText(frame, names, separator, encoding, copy.rows_read, copy.rejections, copy.rejected_rows)


def _scan(path: Path, separator: str, names: Sequence[str], quote: str | None) -> pl.LazyFrame:
    schema = dict.fromkeys(names, pl.String)
    return pl.scan_csv(path, separator=separator, has_header=False, skip_lines=1, schema=schema, quote_char=quote)


def _tidy(frame: pl.LazyFrame, names: Sequence[str]) -> pl.LazyFrame:
    single = {name: pl.col(name).str.replace_all(BLANKS, " ").str.strip_chars(" ") for name in names}
    return frame.select(pl.when(text != "").then(text).alias(name) for name, text in single.items())


def _names(header: Sequence[str], path: Path, what: str) -> list[str]:
    """Known columns whatever their case, accents and blanks; the key by any of its spellings."""
    if not any(header):
        raise _empty(path, what)
    names = [_KNOWN.get(normalise_header(title), title) or f"coluna_{place}" for place, title in enumerate(header, 1)]
    if Column.CUSTOMER not in names:
        keys = [place for place, title in enumerate(header) if normalise_header(title) in _KEYS]
        if not keys:
            raise _no_key(path, what, header)
        names[keys[0]] = Column.CUSTOMER
    repeated = [name for name, count in Counter(names).items() if count > 1]
    if repeated:
        raise SourceError(
            f"A coluna {repeated[0]} aparece mais de uma vez no arquivo com {what}.",
            where=f"{path}, linha 1",
            action="deixe cada coluna uma só vez.",
        )
    return names


def _empty(path: Path, what: str) -> SourceError:
    """Nothing to read; zero bytes between the letters are UTF-16 without its mark, or no text at all."""
    head = archives.first_bytes(path)
    if b"\0" in head and not head.startswith(b"PK"):  # an archive of nothing is empty
        return SourceError(
            f"O arquivo com {what} não é um texto que se consiga ler: parece UTF-16 sem marca, ou não é um CSV.",
            where=str(path),
            action="salve-o como CSV em UTF-8.",
        )
    return SourceError(f"O arquivo com {what} está vazio.", where=str(path), action="gere-o de novo.")


def _no_key(path: Path, what: str, header: Sequence[str]) -> SourceError:
    known = set(vars(Column).values())  # CLIENTE_DESDE is near, and no code
    titles = [title for title in (title.upper() for title in header) if title not in known]
    close = difflib.get_close_matches(Column.CUSTOMER, titles, n=1)
    shown = ", ".join(header[:12]) + (" ..." if len(header) > 12 else "")
    return SourceError(
        f"O arquivo com {what} não tem a coluna CD_CLIENTE" + (f"; tem {shown}." if header else "."),
        where=f"{path}, linha 1",
        action=f"renomeie {close[0]} para CD_CLIENTE." if close else "dê o nome CD_CLIENTE à coluna do código.",
    )
