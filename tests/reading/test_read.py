"""Any raw file ends as rows used plus rows rejected, or in one clear sentence."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from meraki.errors import SourceError
from meraki.reading.casting import cast_table
from meraki.reading.keyless import keyless_rows
from meraki.reading.read import Reading, inspect, read_tables
from meraki.reading.table_contract import TableContract
from meraki.reading.tables import INVALID_SUFFIX, FilePart, TypedTable
from meraki.sources import SourceFile
from meraki.sources.folder import list_files
from tests.reading.malformed_workbooks import book
from tests.refusing import refuse_to_open

CUSTOMERS = "CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT00001;X;ATIVO\n"


def source(folder: Path, **files: bytes | str) -> list[SourceFile]:
    folder.mkdir(exist_ok=True)
    contents = {"dados_clientes.csv": CUSTOMERS, **{name.replace("__", "."): body for name, body in files.items()}}
    for name, body in contents.items():
        (folder / name).write_bytes(body if isinstance(body, bytes) else body.encode())
    return list_files(folder)


def read(tmp_path: Path, **files: bytes | str) -> Reading:
    return read_tables(source(tmp_path / "dados", **files), tmp_path / "trabalho")


def rows(reading: Reading, table: str) -> pl.DataFrame:
    return reading.tables[table].frame.collect().to_polars()


def check_account(reading: Reading) -> None:
    for table in reading.tables.values():
        read_rows = sum(part.rows_read for part in table.parts)
        rejected = sum(part.rows_rejected for part in table.parts)
        assert table.frame.collect().shape[0] == read_rows - rejected, table.name


MRR = "CLIENTE;MRR_12M\n"
DEFECTS: dict[str, tuple[bytes | str, list[str], int]] = {
    # name: (file, keys that are read, rows rejected)
    "plain": (MRR + "T00001;1.5\n", ["T00001"], 0),
    "header_only": (MRR, [], 0),
    "no_final_newline": (MRR + "T00001;1.5", ["T00001"], 0),
    "blank_lines": (MRR + "T00001;1.5\n\n\nT00002;2\n\n", ["T00001", "T00002"], 0),
    "windows_line_ends": ((MRR + "T00001;1.5\n").replace("\n", "\r\n"), ["T00001"], 0),
    "old_mac_line_ends": ((MRR + "T00001;1.5\n").replace("\n", "\r"), ["T00001"], 0),
    "bom": (b"\xef\xbb\xbf" + MRR.encode() + b"T00001;1.5\n", ["T00001"], 0),
    "utf16": ((MRR + "T00001;1.5\n").encode("utf-16"), ["T00001"], 0),
    "utf16_big_endian": (b"\xfe\xff" + (MRR + "T00001;1.5\n").encode("utf-16-be"), ["T00001"], 0),
    "comma_separator": ((MRR + "T00001;1.5\n").replace(";", ","), ["T00001"], 0),
    "tab_separator": ((MRR + "T00001;1.5\n").replace(";", "\t"), ["T00001"], 0),
    "pipe_separator": ((MRR + "T00001;1.5\n").replace(";", "|"), ["T00001"], 0),
    "too_many_fields": (MRR + "T00001;1;2\nT00002;2\n", ["T00002"], 1),
    "too_few_fields": (MRR + "T00001\nT00002;2\n", ["T00002"], 1),
    "trailing_separator": (MRR + "T00001;1;\nT00002;2\n", ["T00001", "T00002"], 0),
    "nul_byte": (MRR.encode() + b"T0\x00001;1\nT00002;2\n", ["T00002"], 1),
    "quoted": ('"CLIENTE";"MRR_12M"\n"T00001";"1.5"\n', ["T00001"], 0),
    "quoted_separator": ('CLIENTE;MRR_12M;OBS;\nT00001;1;"a;b";\n', ["T00001"], 0),
    "quoted_line_end": ('CLIENTE;MRR_12M;OBS\nT00001;1;"a\nb"\nT00002;2;c\n', ["T00001", "T00002"], 0),
    "unbalanced_quote": ('CLIENTE;MRR_12M;OBS\nT00001;1;"a\nT00002;2;c\n', ["T00002"], 1),
    "inch_mark": ('CLIENTE;MRR_12M;OBS\nT00001;1;tubo 5"\nT00002;2;c\n', ["T00001", "T00002"], 0),
    "duplicated_column": ("CLIENTE;MRR_12M;MRR_12M\nT00001;1;9\n", ["T00001"], 0),
    "unknown_columns": ("CLIENTE;CPF;MRR_12M;E-mail\nT00001;1;2;x@y\n", ["T00001"], 0),
    "accented_key_name": ("Cód. Cliente;MRR 12M\nT00001;2\n", ["T00001"], 0),
    "other_key_name": ("IdCliente;mrr_12m\nT00001;2\n", ["T00001"], 0),
    "lower_case_key": (MRR + " t00001 ;2\n", ["T00001"], 0),
    "nbsp_key": (MRR + "T00001\u00a0;2\n", ["T00001"], 0),
    "numeric_key_keeps_zeros": (MRR + "00123;2\n", ["00123"], 0),
    "emoji_key": (MRR + "T😀0001;2\n", ["T😀0001"], 0),
    "windows_1252": ((MRR + "T00001;2\nAÇÃO–€;1\n").encode("cp1252"), ["T00001", "AÇÃO–€"], 0),
    "undefined_1252_byte": (MRR.encode() + b"T\x81\xe7;1\n", ["T\x81Ç"], 0),
    "mixed_encodings": (MRR.encode() + "AÇÃO;1\n".encode() + "MAÇÃ;2\n".encode("cp1252"), ["AÇÃO", "MAÇÃ"], 0),
    "million_character_field": ("CLIENTE;MRR_12M;OBS\nT00001;1;" + "x" * 1_000_000 + "\n", ["T00001"], 0),
    "preceding_blank_line": ("\n" + MRR + "T00001;1\n", ["T00001"], 0),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_a_defective_file_gives_its_good_rows_and_accounts_for_the_others(name: str, tmp_path: Path) -> None:
    content, keys, rejected = DEFECTS[name]
    reading = read(tmp_path, mrr__csv=content)
    check_account(reading)
    assert rows(reading, "mrr")["CD_CLIENTE"].to_list() == keys
    assert sum(part.rows_rejected for part in reading.tables["mrr"].parts) == rejected


def test_a_rejected_row_is_written_with_file_line_reason_and_text(tmp_path: Path) -> None:
    (part,) = read(tmp_path, mrr__csv=MRR + "T00001;1\nT00002;1;2;3\n").tables["mrr"].parts
    assert part.rejected_rows is not None
    assert pl.read_csv(part.rejected_rows).rows() == [("mrr.csv", 3, "campos de mais", "T00002;1;2;3")]


def test_rows_without_a_key_are_found_with_their_line(tmp_path: Path) -> None:
    for content in (MRR + "T00001;1\n;2\n", MRR + 'T00001;"1"\n;2\n'):
        table = read(tmp_path, mrr__csv=content).tables["mrr"]
        found = pl.concat(keyless_rows(table)).collect()
        assert found.select("LINHA", "MOTIVO").rows() == [(3, "chave vazia")]


def test_a_number_that_does_not_parse_is_null_and_flagged(tmp_path: Path) -> None:
    table = rows(read(tmp_path, mrr__csv=MRR + "T00001;abc\nT00002;\nT00003;2.5\n"), "mrr")
    assert table["MRR_12M"].to_list() == [None, None, 2.5]
    assert table["MRR_12M" + INVALID_SUFFIX].to_list() == [True, False, False]


def test_the_first_of_two_columns_of_one_name_is_read_and_the_other_named(tmp_path: Path) -> None:
    reading = read(tmp_path, mrr__csv=DEFECTS["duplicated_column"][0])
    assert rows(reading, "mrr")["MRR_12M"].to_list() == [1.0]
    assert reading.tables["mrr"].parts[0].ignored_columns == ["MRR_12M"]


def test_columns_that_no_contract_asks_for_are_never_read(tmp_path: Path) -> None:
    reading = read(tmp_path, mrr__csv=DEFECTS["unknown_columns"][0])
    assert reading.tables["mrr"].parts[0].ignored_columns == ["CPF", "E-mail"]
    assert not {"CPF", "E-mail"} & set(rows(reading, "mrr").columns)


def test_parts_of_a_table_are_stacked_in_natural_order(tmp_path: Path) -> None:
    reading = read(tmp_path, mrr_10__csv=MRR + "T00010;1\n", mrr_2__csv=MRR + "T00002;1\n")
    assert rows(reading, "mrr")["CD_CLIENTE"].to_list() == ["T00002", "T00010"]


def test_a_part_without_evidence_borrows_the_others(tmp_path: Path) -> None:
    reading = read(tmp_path, mrr_1__csv=MRR + "T00001;1.234\n", mrr_2__csv=MRR + "T00002;5,5\n")
    assert rows(reading, "mrr")["MRR_12M"].to_list() == [1234.0, 5.5]


def test_header_decides_when_the_name_says_another_table(tmp_path: Path) -> None:
    reading = read(tmp_path, tickets__csv=MRR + "T00001;1\n")
    assert list(reading.tables) == ["dados_clientes", "mrr"]


def test_a_file_of_no_known_table_is_named_with_the_reason(tmp_path: Path) -> None:
    reading = read(tmp_path, notas__csv="a;b\n1;2\n", mrr__csv="CLIENTE;OUTRA\nT00001;1\n", vazio__csv="")
    reasons = {ignored.name: ignored.reason for ignored in reading.ignored}
    assert set(reasons) == {"notas.csv", "mrr.csv", "vazio.csv"}
    assert "MRR_12M" in reasons["mrr.csv"]
    assert "vazio" in reasons["vazio.csv"]


def test_missing_customers_file_is_a_source_error_that_names_the_near_miss(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="dados_clientes") as caught:
        read(tmp_path, dados_clientes__csv="CLIENTES;DS_PROD\nT1;X\n")
    assert caught.value.exit_code == 4


def test_gz_and_zip_hold_tables_like_any_folder(tmp_path: Path) -> None:
    body = (MRR + "T00001;1.5\n").encode()
    archive = tmp_path / "pacote.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("a/clientes_desde.csv", "CLIENTE;CLIENTE_DESDE\nT00001;2020-01-02\n")
    reading = read(tmp_path, mrr__csv__gz=gzip.compress(body), pacote__zip=archive.read_bytes())
    assert rows(reading, "mrr")["MRR_12M"].to_list() == [1.5]
    assert rows(reading, "clientes_desde")["CLIENTE_DESDE"].to_list() == [date(2020, 1, 2)]


@pytest.mark.parametrize("cut", [4, 20, -4])
def test_a_truncated_gz_of_a_known_table_is_a_source_error(cut: int, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="danificado"):
        read(tmp_path, mrr__csv__gz=gzip.compress((MRR + "T00001;1\n" * 99).encode())[:cut])


def test_a_truncated_zip_and_a_bomb_are_source_errors(tmp_path: Path) -> None:
    bomb = tmp_path / "b.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mrr.csv", MRR.encode() + b"0" * 120_000_000)
    with pytest.raises(SourceError, match="além do razoável"):
        read(tmp_path, mrr__zip=bomb.read_bytes())
    with pytest.raises(SourceError, match="danificado"):
        read(tmp_path, mrr__zip=bomb.read_bytes()[:-30])


@pytest.mark.parametrize("name", ["mrr.csv", "mrr.csv.gz", "mrr.xlsx", "notas.csv"])
def test_a_file_that_cannot_be_opened_is_a_source_error_whatever_its_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can tell whether a locked file is a table."""
    files = source(tmp_path / "dados", **{name: MRR})
    refuse_to_open(monkeypatch, tmp_path / "dados" / name)
    with pytest.raises(SourceError, match=rf"(?s)permissão negada.*{name}.*feche-o") as caught:
        read_tables(files, tmp_path / "trabalho")
    assert caught.value.exit_code == 4


def workbook(path: Path, **sheets: list[list[object]]) -> bytes:
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                for column, value in enumerate(line):
                    sheet.write(row, column, value, day if isinstance(value, datetime) else None)
    return path.read_bytes()


def test_every_sheet_that_is_a_table_is_read_with_exact_text(tmp_path: Path) -> None:
    content = workbook(
        tmp_path / "w.xlsx",
        capa=[["Relatório"], []],
        mrr=[["lixo"], [], ["CLIENTE", "MRR_12M"], ["T00001", 1.5], [99123, 1234]],
        desde=[["CLIENTE", "CLIENTE_DESDE"], ["T00001", datetime(2020, 1, 2)], ["T00002", 43832]],
    )
    reading = read(tmp_path, tudo__xlsx=content)
    assert rows(reading, "mrr").select("CD_CLIENTE", "MRR_12M").rows() == [("T00001", 1.5), ("99123", 1234.0)]
    assert rows(reading, "clientes_desde")["CLIENTE_DESDE"].to_list() == [date(2020, 1, 2)] * 2
    assert [ignored.name for ignored in reading.ignored] == ["tudo.xlsx#capa"]


def test_a_workbook_under_a_wrong_ending_is_still_a_workbook(tmp_path: Path) -> None:
    content = workbook(tmp_path / "w.xlsx", mrr=[["CLIENTE", "MRR_12M"], ["T00001", 2]])
    assert rows(read(tmp_path, mrr__csv=content), "mrr")["MRR_12M"].to_list() == [2.0]


def test_a_protected_workbook_is_a_source_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="senha"):
        read(tmp_path, mrr__xlsx=b"\xd0\xcf\x11\xe0" + b"0" * 600)


def test_a_dry_run_names_encoding_separator_and_missing_columns(tmp_path: Path) -> None:
    found = inspect(source(tmp_path / "dados", mrr__csv="CLIENTE,MRR_12M\nT00001,1\n"), tmp_path / "trabalho")
    mrr = next(each for each in found if getattr(each, "table", "") == "mrr")
    assert (mrr.encoding, mrr.separator, mrr.missing) == ("utf-8", ",", [])  # type: ignore[union-attr]


TELEMETRY = (
    "clienteid,eventduration,moduloid,productlineid,referencedatestart,slotid,statuslicenca,tcloud,clienteprime\n"
)
EVENT = "T0000100,1.234,M1,P1,2025-03-17,S,Conectado,,\n"


def test_the_other_tables_are_typed_before_the_log_is_read(tmp_path: Path) -> None:
    told: list[str] = []

    def cast(contract: TableContract, parts: list[FilePart]) -> TypedTable:
        told.append(f"typed {contract.name}")
        return cast_table(contract, parts)

    files = source(tmp_path / "dados", vendas__csv=MRR + "T00001;1\n", telemetria_1__csv=TELEMETRY + EVENT)
    read_tables(files, tmp_path, cast, lambda contract, part: told.append(f"seen {contract.name}"))
    assert set(told[:4]) == {"seen dados_clientes", "seen mrr", "typed dados_clientes", "typed mrr"}
    assert told[-2:] == ["seen telemetria", "typed telemetria"]


def test_a_table_with_parts_on_both_sides_of_the_log_has_all_of_them(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("mrr_2.csv", MRR + "T00002;2\n")
    reading = read(tmp_path, mrr__csv=MRR + "T00001;1\n", telemetria__zip=(tmp_path / "x.zip").read_bytes())
    assert rows(reading, "mrr")["CD_CLIENTE"].to_list() == ["T00001", "T00002"]


def test_a_log_under_another_name_beside_its_copy_is_read_once(tmp_path: Path) -> None:
    reading = read(tmp_path, extracao__csv=TELEMETRY + EVENT, telemetria_1__csv=TELEMETRY + EVENT)
    assert rows(reading, "telemetria").height == 1
    assert [ignored.reason for ignored in reading.ignored] == ["cópia idêntica de extracao.csv, que já foi lido"]


def test_telemetry_keys_lose_their_store_and_plain_numbers_stay(tmp_path: Path) -> None:
    table = rows(read(tmp_path, telemetria_1__csv=TELEMETRY + EVENT * 2), "telemetria")
    assert table["CD_CLIENTE"].to_list() == ["T00001"] * 2  # equal rows are real events
    assert table["eventduration"].to_list() == [1.234] * 2
    assert table["referencedatestart"].to_list() == [date(2025, 3, 17)] * 2


def test_telemetry_re_exported_the_brazilian_way_is_read_the_same(tmp_path: Path) -> None:
    line = "T0000100;1,5;M1;P1;2025-03-17;S;Conectado;;\n"
    table = rows(read(tmp_path, telemetria_1__csv=TELEMETRY.replace(",", ";") + line), "telemetria")
    assert table["eventduration"].to_list() == [1.5]


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_no_bytes_make_a_traceback_or_lose_a_row(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    reading = read(tmp_path_factory.mktemp("f"), mrr__csv=MRR.encode() + body)
    check_account(reading)


WORKBOOK = book(MRR=[["CD_CLIENTE", "MRR_12M"], ["T00001", 10.5], ["T00002", 7], ["T00003", "1.234,56"]])
DAMAGES = st.lists(st.tuples(st.integers(0, len(WORKBOOK) - 1), st.binary(max_size=3)), min_size=1, max_size=4)


@settings(max_examples=150)
@given(damages=DAMAGES, kept=st.integers(0, len(WORKBOOK)))
def test_no_damage_to_a_workbook_makes_a_traceback_or_loses_a_row(
    tmp_path_factory: pytest.TempPathFactory, damages: list[tuple[int, bytes]], kept: int
) -> None:
    """Bytes changed anywhere, the end cut off: the rows with a closed account, or one sentence."""
    body = bytearray(WORKBOOK)
    for place, new in damages:
        body[place : place + len(new)] = new
    try:
        reading = read(tmp_path_factory.mktemp("f"), mrr__xlsx=bytes(body[:kept] if kept % 3 == 0 else body))
    except SourceError as error:
        assert error.what
        assert error.action
    else:
        check_account(reading)


CELLS = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20)


@settings(max_examples=100)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=6))
def test_no_cells_of_a_workbook_make_a_traceback_or_lose_a_row(
    tmp_path_factory: pytest.TempPathFactory, cells: list[list[object]]
) -> None:
    body = book(MRR=[["CD_CLIENTE", "MRR_12M"], *cells])
    check_account(read(tmp_path_factory.mktemp("f"), mrr__xlsx=body))
