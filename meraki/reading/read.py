"""Read every raw file into typed tables, and say of each file what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from meraki.errors import SourceError
from meraki.reading import archives, workbooks
from meraki.reading.canonical import Copy, copy_text, write_copy
from meraki.reading.casting import cast_table
from meraki.reading.contracts import CONTRACTS, CUSTOMERS
from meraki.reading.copies import Copies, Found, IgnoredFile, originals_first
from meraki.reading.openable import copy_path, openable
from meraki.reading.recognition import HEADER_SEARCH_ROWS, contract_by_name, find_header, recognise, why_not
from meraki.reading.refusals import refusals_told
from meraki.reading.structure import Structure, examine
from meraki.reading.table_contract import TableContract
from meraki.reading.tables import FilePart, TypedTable
from meraki.sources import SourceFile
from meraki.sources.folder import SUFFIXES, is_candidate

Cast = Callable[[TableContract, list[FilePart]], TypedTable]
Seen = Callable[[TableContract, FilePart], None]


@dataclass(frozen=True)
class Reading:
    """Tables by name, and what was left aside."""

    tables: dict[str, TypedTable]
    ignored: list[IgnoredFile]


@dataclass(frozen=True)
class Inspection:
    """What a dry run says of one part."""

    file: str
    table: str
    encoding: str
    separator: str
    found: list[str]
    missing: list[str]
    ignored: list[str]


def read_tables(
    files: list[SourceFile], work: Path, cast: Cast = cast_table, seen: Seen = lambda contract, part: None
) -> Reading:
    """Recognise, check and type all files; copies of irregular ones go into ``work``.

    ``cast`` is the engine: Polars', or Spark's twin of it. ``seen`` hears of each part when it has been checked.

    Raises:
        SourceError: dados_clientes is missing, or a file of a known table is damaged.
    """
    parts: dict[str, list[FilePart]] = {}
    ignored: list[IgnoredFile] = []
    tables: dict[str, TypedTable] = {}
    copies = Copies()
    for group in _bulk_last(files):
        for found in _all_parts(group, work, copies):
            if isinstance(found, IgnoredFile):
                ignored.append(found)
            else:
                seen(*found)
                parts.setdefault(found[0].name, []).append(found[1])
        tables |= _typed(parts, tables, cast)
    if CUSTOMERS.name not in parts:
        raise _no_customers(ignored)
    return Reading({contract.name: tables[contract.name] for contract in CONTRACTS if contract.name in tables}, ignored)


def _bulk_last(files: list[SourceFile]) -> tuple[list[SourceFile], list[SourceFile]]:
    """Files of the bulk table apart: typing the others takes memory that is free again when those are read."""
    named = [(file, contract_by_name(file.name)) for file in files]
    bulk = [file for file, contract in named if contract and contract.bulk]
    return [file for file, contract in named if not (contract and contract.bulk)], bulk


def _typed(parts: dict[str, list[FilePart]], tables: dict[str, TypedTable], cast: Cast) -> dict[str, TypedTable]:
    """The tables that have parts which ``tables`` do not know."""
    known = {name: len(table.parts) for name, table in tables.items()}
    grown = [each for each in CONTRACTS if len(parts.get(each.name, ())) > known.get(each.name, 0)]
    return {contract.name: cast(contract, parts[contract.name]) for contract in grown}


def inspect(files: list[SourceFile], work: Path) -> list[Inspection | IgnoredFile]:
    """What would be read, a line per file, sheet or member."""
    copies = Copies()
    found = [each for group in _bulk_last(files) for each in _all_parts(group, work, copies)]
    return [each if isinstance(each, IgnoredFile) else _inspection(*each) for each in found]


def _inspection(contract: TableContract, part: FilePart) -> Inspection:
    missing = [column.name for column in contract.columns if column.name not in part.columns]
    return Inspection(
        part.label, contract.name, part.encoding, part.separator, list(part.columns), missing, part.ignored_columns
    )


def _no_customers(ignored: list[IgnoredFile]) -> SourceError:
    near = [file for file in ignored if contract_by_name(file.name) is CUSTOMERS]
    detail = f" ({near[0].name}: {near[0].reason})" if near else ""
    return SourceError(
        f"Falta o arquivo dados_clientes, sem o qual não há base{detail}.",
        where="origem informada em --source",
        action="confira a pasta ou o prefixo; use --dry-run para ver o que foi reconhecido.",
    )


def _all_parts(files: list[SourceFile], work: Path, copies: Copies) -> Iterator[Found | IgnoredFile]:
    """What the files hold, one after the other; a part that came before is ignored: it would count twice."""
    for file in sorted(files, key=lambda each: originals_first(each.name)):
        with refusals_told(file.path):
            for found in _parts_of(openable(file, work), work, copies):
                yield found if isinstance(found, IgnoredFile) else copies.told(found)


def _parts_of(file: SourceFile, work: Path, copies: Copies) -> list[Found | IgnoredFile]:
    """What one file of the source holds; damage is an error only where the name promises a known table."""
    if not is_candidate(PurePath(file.name)):
        return [_other_kind(file)]
    try:
        members = [copies.apart(member) for member in archives.unpack(file, work)]
        return [found for member in members for found in _member_parts(member, work)]
    except SourceError as error:
        if contract_by_name(file.name) is not None:
            raise
        return [IgnoredFile(file.name, error.what.rstrip("."))]


def _other_kind(file: SourceFile) -> IgnoredFile:
    return IgnoredFile(file.name, f"formato que não é lido ({', '.join(SUFFIXES)} são)")


def _member_parts(file: SourceFile, work: Path) -> Iterator[Found | IgnoredFile]:
    if not file.path.exists():
        yield _other_kind(file)
        return
    start = archives.first_bytes(file.path)
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        yield from _workbook_parts(file, work)
    elif b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        yield IgnoredFile(file.name, "não é texto nem planilha")
    else:
        yield _text_part(file, work)


def _workbook_parts(file: SourceFile, work: Path) -> Iterator[Found | IgnoredFile]:
    """Every sheet that is a table; a hidden one only where no visible sheet holds the same table."""
    shown: set[str] = set()
    for sheet, cells, hidden in workbooks.visible_first(file.local, file.name):
        texts, rows = workbooks.first_rows(cells, HEADER_SEARCH_ROWS)
        found = find_header(file.name, texts)
        label = f"{file.name}#{sheet}"
        if found is None:
            yield IgnoredFile(label, why_not(file.name, texts[0] if texts else []))
        elif hidden and found[1].name in shown:
            yield IgnoredFile(label, f"folha oculta; a tabela {found[1].name} foi lida de uma folha visível")
        else:
            shown.add(found[1].name)
            yield found[1], _sheet_part(file, sheet, rows, *found, texts[found[0]], work)


def _sheet_part(
    file: SourceFile,
    sheet: str,
    rows: Iterable[workbooks.Row],
    header_row: int,
    contract: TableContract,
    titles: list[str],
    work: Path,
) -> FilePart:
    header = tuple(title.strip() for title in titles)
    columns = contract.match(list(header))
    numeric = {place for name, place in columns.items() if contract.column(name).kind == "number"}
    records = workbooks.records_of(rows, header_row, len(header), numeric)
    copy = write_copy(records, header, file.name, copy_path(file, f"#{sheet}", work))
    return _from_copy(copy, contract, header, file, sheet=sheet, encoding="xlsx", separator="")


def _text_part(file: SourceFile, work: Path) -> Found | IgnoredFile:
    structure = examine(file.path, lambda rows: _header_row(file.name, rows))
    contract = recognise(file.name, list(structure.header))
    if contract is None:
        return IgnoredFile(file.name, why_not(file.name, list(structure.header)))
    if structure.regular:
        return contract, _as_it_is(file, contract, structure)
    copy = copy_text(file.path, structure, file.name, copy_path(file, "", work))
    return contract, _from_copy(
        copy, contract, structure.header, file, encoding=structure.encoding, separator=structure.separator
    )


def _header_row(name: str, rows: list[list[str]]) -> int | None:
    found = find_header(name, rows)
    return found[0] if found else None


def _as_it_is(file: SourceFile, contract: TableContract, structure: Structure) -> FilePart:
    return FilePart(
        file=file.name,
        sheet="",
        path=file.path,
        encoding=structure.encoding,
        separator=structure.separator,
        header=structure.header,
        columns=contract.match(list(structure.header)),
        rows_read=structure.rows,
        clean=structure.clean,
        etag=file.etag,
        size=file.size,
        address=file.address,
    )


def _from_copy(
    copy: Copy,
    contract: TableContract,
    header: tuple[str, ...],
    file: SourceFile,
    *,
    encoding: str,
    separator: str,
    sheet: str = "",
) -> FilePart:
    return FilePart(
        file=file.name,
        sheet=sheet,
        path=copy.path,
        encoding=encoding,
        separator=separator,
        header=header,
        columns=contract.match(list(header)),
        rows_read=copy.rows_read,
        canonical=True,
        spreadsheet=encoding == "xlsx",
        rejections=copy.rejections,
        rejected_rows=copy.rejected_rows,
        etag=file.etag,
        size=file.size,
    )
