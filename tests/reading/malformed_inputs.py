"""Raw files as they should not be, and what must come out of each: values and a closed account, or a sentence.

Every case stands beside a sound dados_clientes.csv of the customers in ``KNOWN``, unless it brings its own.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

KNOWN = ("T00001", "T00002", "T00003")
CUSTOMERS = "CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\n"
LINES = "".join(f"{code};X;ATIVO\n" for code in KNOWN)
Files = Mapping[str, str | bytes]
KEYLESS, TOTAL, MORE, FEWER, NUL, QUOTE = (
    *("chave vazia", "linha de total", "campos de mais", "campos de menos"),
    *("caractere nulo", "aspas sem fechamento"),
)


@dataclass(frozen=True)
class Read:
    """Files of which one table comes out.

    Attributes:
        column: the column whose values are compared.
        rows: (key, value) of every row that is used, in the order of the files.
        rejected: reason -> rows. Rows in the files = ``rows`` + ``rejected``.
        invalid: cells of ``column`` with a text that gives no value.
        repeated: rows whose key another row has, where a table should have one row a customer.
        ignored: names of files or sheets that are left aside, each with a reason.
    """

    files: Files
    rows: list[tuple[str, Any]]
    rejected: Mapping[str, int] = field(default_factory=dict)
    invalid: int = 0
    repeated: int = 0
    table: str = "mrr"
    column: str = "MRR_12M"
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftAside:
    """A file of which no table comes out, but its name and a reason in the ledger."""

    files: Files
    name: str
    reason: str


@dataclass(frozen=True)
class Refused:
    """Files that stop the run with one sentence: its exit code and a pattern in it."""

    files: Files
    code: int
    said: str


MRR = "CLIENTE;MRR_12M\n"
LINE = "T00001;1.5\n"
ONE = [("T00001", 1.5)]
NOTE = "CLIENTE;MRR_12M;OBS\n"


def mrr(body: str | bytes, rows: list[tuple[str, Any]] = ONE, **facts: Any) -> Read:
    """A file mrr.csv below its header; a body of bytes, or one that brings a header, is the whole file."""
    whole = isinstance(body, bytes) or "MRR" in body.upper().split("\n")[0]
    return Read({"mrr.csv": body if whole else MRR + body}, rows, **facts)  # type: ignore[operator]


def since(texts: list[str], days: list[date | None], **facts: Any) -> Read:
    """A file clientes_desde.csv of one date a row."""
    lines = "".join(f"T{place:05d};{text}\n" for place, text in enumerate(texts, 1))
    rows = [(f"T{place:05d}", day) for place, day in enumerate(days, 1)]
    told = {"table": "clientes_desde", "column": "CLIENTE_DESDE", **facts}
    return Read({"clientes_desde.csv": "CLIENTE;CLIENTE_DESDE\n" + lines}, rows, **told)


def hires(texts: list[str], values: list[float | None], **facts: Any) -> Read:
    """A file of hires with one amount a row; its warehouse writes a decimal comma."""
    lines = "".join(f"T{place:05d};1;{text}\n" for place, text in enumerate(texts, 1))
    rows = [(f"T{place:05d}", value) for place, value in enumerate(values, 1)]
    told = {"table": "contratacoes_ultimos_12_meses", "column": "VLR_CONTRATACOES_12M", **facts}
    return Read({"contratacoes.csv": "CD_CLIENTE;QTD_CONTRATACOES_12M;VLR_CONTRATACOES_12M\n" + lines}, rows, **told)


STRUCTURE: dict[str, Read] = {
    "header only": mrr(MRR, []),
    "no final line end": mrr("T00001;1.5"),
    "blank lines": mrr("T00001;1.5\n\n\nT00002;2\n\n", [*ONE, ("T00002", 2)]),
    "blank line above the header": mrr(("\n" + MRR + LINE).encode()),
    "title above the header": mrr(("Relatório;\n;\n" + MRR + LINE).encode()),
    "separator told as Excel does": mrr(("sep=;\n" + MRR + LINE).encode()),
    "windows line ends": mrr((MRR + LINE).replace("\n", "\r\n")),
    "old mac line ends": mrr((MRR + LINE).replace("\n", "\r").encode()),
    "mixed line ends": mrr("T00001;1.5\r\nT00002;2\rT00003;3\n", [*ONE, ("T00002", 2), ("T00003", 3)]),
    "comma for semicolon": mrr((MRR + LINE).replace(";", ",")),
    "tab for semicolon": mrr((MRR + LINE).replace(";", "\t")),
    "pipe for semicolon": mrr((MRR + LINE).replace(";", "|")),
    "one field too many": mrr("T00001;1;2\nT00002;2\n", [("T00002", 2)], rejected={MORE: 1}),
    "one field too few": mrr("T00001\nT00002;2\n", [("T00002", 2)], rejected={FEWER: 1}),
    "ragged both ways": mrr("T00001\nT00001;1;2;3\n" + LINE, rejected={MORE: 1, FEWER: 1}),
    "separator at the end": mrr("T00001;1.5;\nT00002;2\n", [*ONE, ("T00002", 2)]),
    "nul byte": mrr("T0\x00001;1\n" + LINE, rejected={NUL: 1}),
    "nul bytes in the header and below it": mrr("CLIENTE;MRR_12M\0\nT00002;1\0\n" + LINE, rejected={NUL: 1}),
    "only nul bytes below the header": mrr("\0" * 50 + "\n" + LINE, rejected={NUL: 1}),
    "everything quoted": mrr('"CLIENTE";"MRR_12M"\n"T00001";"1.5"\n'),
    "separator in quotes": mrr('CLIENTE;MRR_12M;OBS;\nT00001;1.5;"a;b";\n'),
    "line end in quotes": mrr(NOTE + 'T00001;1.5;"a\nb"\nT00002;2;c\n', [*ONE, ("T00002", 2)]),
    "doubled quotes": mrr(NOTE + 'T00001;1.5;"diz ""sim"""\n'),
    "quote that never closes": mrr(NOTE + 'T00001;1;"a\nT00002;2;c\n', [("T00002", 2)], rejected={QUOTE: 1}),
    "quote that never closes on the last line": mrr(NOTE + 'T00001;1.5;a\nT00002;2;"c', rejected={QUOTE: 1}),
    "quote in the middle of a field": mrr(NOTE + 'T00001;1.5;tubo 5"\nT00002;2;c\n', [*ONE, ("T00002", 2)]),
    "field of a million characters": mrr(NOTE + "T00001;1.5;" + "x" * 1_000_000 + "\n"),
    "number of a million digits": mrr("T00001;" + "9" * 1_000_000 + "\nT00002;2\n", [("T00001", None), ("T00002", 2)],
                                      invalid=1),
    "ten thousand columns": mrr("CLIENTE;MRR_12M" + ";X" * 10_000 + "\nT00001;1.5" + ";" * 10_000 + "\n"),
}  # fmt: skip

ENCODINGS: dict[str, Read] = {
    "mark of UTF-8": mrr(b"\xef\xbb\xbf" + (MRR + LINE).encode()),
    "UTF-16": mrr((MRR + LINE).encode("utf-16")),
    "UTF-16 big endian": mrr(b"\xfe\xff" + (MRR + LINE).encode("utf-16-be")),
    "UTF-16 cut in mid-character": mrr((MRR + LINE + "T00002;2\n").encode("utf-16")[:-1], [*ONE, ("T00002", None)],
                                       invalid=1),
    "UTF-32": mrr((MRR + LINE).encode("utf-32")),
    "Windows-1252": mrr((MRR + "AÇÃO–€;1.5\n").encode("cp1252"), [("AÇÃO–€", 1.5)]),
    "byte that Windows-1252 does not have": mrr(MRR.encode() + b"T\x81\xe7;1.5\n", [("T\x81Ç", 1.5)]),
    "UTF-8 and Windows-1252 glued": mrr(MRR.encode() + "AÇÃO;1\n".encode() + "MAÇÃ;2\n".encode("cp1252"),
                                        [("AÇÃO", 1), ("MAÇÃ", 2)]),
    "UTF-8 cut in mid-character": mrr((MRR + LINE + "AÇ;2\n").encode().replace(b"\x87", b""), [*ONE, ("AÃ", 2)]),
    "two files glued, mark in the middle": mrr((MRR + LINE).encode() + b"\xef\xbb\xbf" + b"T00002;2\n",
                                               [*ONE, ("T00002", 2)]),
}  # fmt: skip

COLUMNS: dict[str, Read] = {
    "column twice": mrr("CLIENTE;MRR_12M;MRR_12M\nT00001;1.5;9\n"),
    "key by two names": mrr("CLIENTE;CD_CLIENTE;MRR_12M\nNOME;T00001;1.5\n"),
    "columns nobody asks for": mrr("CLIENTE;CPF;MRR_12M;E-mail\nT00001;1;1.5;x@y\n"),
    "columns in another order": mrr("MRR_12M;CLIENTE\n1.5;T00001\n"),
    "key with accent and full stop": mrr("Cód. Cliente;MRR 12M\nT00001;1.5\n"),
    "key renamed": mrr("IdCliente;mrr_12m\nT00001;1.5\n"),
    "titles with blanks": mrr(" CLIENTE ;\u00a0MRR_12M\nT00001;1.5\n"),
    "title empty": mrr("CLIENTE;;MRR_12M\nT00001;lixo;1.5\n"),
    "ticket numbers in several spellings": Read(
        {"tickets.csv": "CODIGO_ORGANIZACAO;STATUS_TICKET;BK_TICKET\n" + "".join(
            f"T00001;open;{text}\n" for text in ("07", "7.0", "1.234.567", "01234567", "A.07", "NULL", "7"))},
        [("T00001", text) for text in ("7", "7", "1234567", "1234567", "A.07", None, "7")],
        table="tickets", column="BK_TICKET", repeated=3),
    "optional columns missing": Read(
        {"tickets.csv": "CODIGO_ORGANIZACAO;STATUS_TICKET;BK_TICKET\nT00001;open;7\n"}, [("T00001", "open")],
        table="tickets", column="STATUS_TICKET"),
    "file named after another table": Read({"tickets.csv": MRR + LINE}, ONE),
    "name in capitals and accents": Read({"EXTRAÇÃO MRR (2).CSV": MRR + LINE}, ONE),
    "survey question that ends with a separator": Read(
        {"onboarding.csv": '"Em uma escala de 0 a 10, quanto você recomenda?;";Cod Cliente\n9;T00001\n'},
        [("T00001", 9)], table="nps_transacional_onboarding", column="NOTA_NPS"),
}  # fmt: skip

KEYS: dict[str, Read] = {
    "key in lower case with blanks": mrr(" t00001 ;1.5\n"),
    "key with a no-break blank": mrr("T00001\u00a0;1.5\n"),
    "key of a zero-width blank alone": mrr("\u200b;1\n" + LINE, rejected={KEYLESS: 1}),
    "key empty": mrr(";1\n" + LINE, rejected={KEYLESS: 1}),
    "keys that are words for nothing": mrr("NULL;1\n#N/D;2\n - ;3\nnone;4\n" + LINE, rejected={KEYLESS: 4}),
    "rows of totals": mrr(
        "TOTAL;1\nTotal Geral:;2\nsubtotal :;3\nTOTAL\u00a0 GERAL;4\n;5\nTOTAL1;6\n" + LINE,
        [("TOTAL1", 6), *ONE], rejected={TOTAL: 4, KEYLESS: 1}),
    "keys all empty": mrr(";1\n ;2\n\u00a0;3\n", [], rejected={KEYLESS: 3}),
    "key empty on a line that is ragged too": mrr(";1;2\n;1\n" + LINE, rejected={MORE: 1, KEYLESS: 1}),
    "key numeric with leading zeros": mrr("00123;1.5\n", [("00123", 1.5)]),
    "key with emoji": mrr("T😀0001;1.5\n", [("T😀0001", 1.5)]),
    "key in one file only": mrr("T99999;7\n" + LINE, [("T99999", 7), *ONE]),
    "key twice, values that contradict": mrr("T00001;1.5\nT00001;9\n", [*ONE, ("T00001", 9)], repeated=1),
    "key of ten thousand characters": mrr("T" * 10_000 + ";1.5\n", [("T" * 10_000, 1.5)]),
    "key that is a formula": mrr("=1+1;1.5\n", [("=1+1", 1.5)]),
    "store suffix cut, key of a suffix alone": Read(
        {"telemetria_1.csv": "clienteid,eventduration,moduloid,productlineid\nt0000177,1,M,P\n00,2,M,P\n"},
        [("T00001", 1)], {KEYLESS: 1}, table="telemetria", column="eventduration"),
    "key of an event that is a word for nothing": Read(
        {"telemetria_1.csv": "clienteid,eventduration,moduloid,productlineid\nT0000177,1,M,P\nNULL,2,M,P\n"},
        [("T00001", 1)], {KEYLESS: 1}, table="telemetria", column="eventduration"),
    "equal events stay": Read(
        {"telemetria_1.csv": "clienteid,eventduration,moduloid,productlineid\n" + "T0000100,1.234,M,P\n" * 3},
        [("T00001", 1.234)] * 3, table="telemetria", column="eventduration"),
}  # fmt: skip

NUMBERS: dict[str, Read] = {
    "ten spellings with a decimal comma": hires(
        ["1.234,56", "R$ 1.234,56", "R$\u00a01,5", "(1.234,56)", "1.234,56-", "\u22125,5", "12,5 %", "1 234,5",
         "1.234.567", ",5"],
        [1234.56, 1234.56, 1.5, -1234.56, -1234.56, -5.5, 12.5, 1234.5, 1234567, 0.5]),
    "ten spellings with a decimal point": hires(
        ["1,234.56", "$1,234.56".replace("$", "US$ "), "1.5", "(1,234.56)", "1,234.56-", "+5.5", "12.5%", "1.2e5",
         "1,234,567", ".5"],
        [1234.56, 1234.56, 1.5, -1234.56, -1234.56, 5.5, 12.5, 120000, 1234567, 0.5]),
    "no number at all": hires(["abc", "--5", "1,2,3", "12/03", "#N/A", "NULL", "-", "1.23.4"], [None] * 8, invalid=5),
    "infinite and not a number": hires(["inf", "nan", "1e999", "-Infinity"], [None] * 4, invalid=3),
    "thousands told by the column's commas": hires(["5,20", "1.234", "177,9"], [5.2, 1234, 177.9]),
    "decimals told by the column's points": hires(["5.20", "1.234", "177.9"], [5.2, 1.234, 177.9]),
    "ambiguous alone: as the warehouse writes": hires(["1.234"], [1234]),
    "ambiguous alone: a point where it writes points": mrr("T00001;1.234\n", [("T00001", 1.234)]),
    "ambiguous among contradictions": hires(["1,5", "2.5", "1.234"], [1.5, 2.5, None], invalid=1),
    "cells empty are unknown, not invalid": hires(["", " ", "5,5"], [None, None, 5.5]),
    "answer outside its scale": Read(
        {"nps_relacional.csv": "metadata_codcliente;resposta_NPS;respondedAt\n" + "".join(
            f"T0000{place};{text};2025-01-01\n" for place, text in enumerate(["11", "-1", "10"], 1))},
        [("T00001", None), ("T00002", None), ("T00003", 10)], invalid=2, table="nps_relacional", column="NOTA_NPS"),
}  # fmt: skip

DAY = date(2025, 3, 4)
DATES: dict[str, Read] = {
    "days that no calendar has": since(
        ["2025-02-30", "2025-13-01", "0000-00-00", "00/00/0000", "31/31/2025"], [None] * 5, invalid=5),
    "words and halves": since(["ontem", "2025", "03/2025", "4/3/25"], [None] * 4, invalid=4),
    "ISO in five forms": since(
        ["2025-03-04", "2025-03-04 10:20:30.123", "2025-03-04T10:20:30Z", "2025/03/04", "20250304"], [DAY] * 5),
    "day first, told by one over twelve": since(["04/03/2025", "25/03/2025"], [DAY, date(2025, 3, 25)]),
    "month first, told by one over twelve": since(["03/04/2025", "03/25/2025"], [DAY, date(2025, 3, 25)]),
    "day and month that nobody can tell": since(["03/04/2025", "05/05/2025"], [None, date(2025, 5, 5)], invalid=1),
    "orders that contradict": since(
        ["25/03/2025", "03/25/2025", "03/04/2025"], [date(2025, 3, 25), date(2025, 3, 25), None], invalid=1),
    "serial number in a text file": since(["45720", "2025-03-04"], [None, DAY], invalid=1),
    "month first with AM and PM": Read(
        {"nps_transacional_produto.csv": "Data da Resposta;Linha de Produto;Nota;Cód. T\n"
                                         "3/4/2025 9:05:00 AM;L;9;T00001\n12/31/2024 11:59:59 PM;L;9;T00002\n"},
        [("T00001", DAY), ("T00002", date(2024, 12, 31))], table="nps_transacional_produto", column="DT_RESPOSTA"),
}  # fmt: skip

PARTS: dict[str, Read] = {
    "gz of a csv": Read({"mrr.csv.gz": gzip.compress((MRR + LINE).encode())}, ONE),
    "gz that is none": Read({"mrr.csv.gz": MRR + LINE}, ONE),
    "parts of ten and two": Read({"mrr_10.csv": MRR + "T00002;2\n", "mrr_2.csv": MRR + LINE}, [*ONE, ("T00002", 2)]),
    "part of another separator and encoding": Read(
        {"mrr_1.csv": MRR + LINE, "mrr_2.csv": "CLIENTE,MRR_12M\nT00002,2\n".encode("utf-16")}, [*ONE, ("T00002", 2)]),
    "part that borrows the other's decimal mark": Read(
        {"mrr_1.csv": MRR + "T00001;1.234\n", "mrr_2.csv": MRR + "T00002;5,5\n"}, [("T00001", 1234), ("T00002", 5.5)]),
    "part empty": Read({"mrr_1.csv": MRR + LINE, "mrr_2.csv": ""}, ONE, ignored=("mrr_2.csv",)),
}  # fmt: skip

CONTRACTS: dict[str, Read] = {
    "customer of conflicting attributes": Read(
        {"dados_clientes.csv": "CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO;UF\n"
                               "T00001;X;ATIVO;SP\nT00001;Y;ATIVO;RJ\nT00001;X;CANCELADO;SP\n"},
        [("T00001", "SP"), ("T00001", "RJ"), ("T00001", "SP")], table="dados_clientes", column="UF"),
    "header again, of files put together": Read(
        {"dados_clientes.csv": CUSTOMERS + "T00001;X;ATIVO\n" + CUSTOMERS + "T00002;Y;ATIVO\n"},
        [("T00001", "X"), ("T00002", "Y")], {KEYLESS: 1}, table="dados_clientes", column="DS_PROD"),
    "header again, of another case": Read(
        {"dados_clientes.csv": CUSTOMERS + "T00001;X;ATIVO\n" + CUSTOMERS.lower() + "T00002;Y;ATIVO\n"},
        [("T00001", "X"), ("T00002", "Y")], {KEYLESS: 1}, table="dados_clientes", column="DS_PROD"),
    "products that are words for nothing": Read(
        {"dados_clientes.csv": CUSTOMERS + "T00001;NULL;ATIVO\nT00002;-;ATIVO\nT00003;NA FRENTE;ATIVO\n"},
        [("T00001", None), ("T00002", None), ("T00003", "NA FRENTE")],
        table="dados_clientes", column="DS_PROD"),
    "contract lines without key, product or status": Read(
        {"dados_clientes.csv": CUSTOMERS + ";X;ATIVO\nT00001;;ATIVO\nT00002;X;\n"},
        [("T00001", None), ("T00002", "X")], {KEYLESS: 1}, table="dados_clientes", column="DS_PROD"),
}  # fmt: skip

READ: dict[str, Read] = {**STRUCTURE, **ENCODINGS, **COLUMNS, **KEYS, **NUMBERS, **DATES, **PARTS, **CONTRACTS}

LEFT_ASIDE: dict[str, LeftAside] = {
    "empty file": LeftAside({"mrr.csv": ""}, "mrr.csv", "arquivo vazio"),
    "blank file": LeftAside({"mrr.csv": "\n \n\n"}, "mrr.csv", "arquivo vazio"),
    "only a mark": LeftAside({"mrr.csv": b"\xef\xbb\xbf"}, "mrr.csv", "arquivo vazio"),
    "binary file": LeftAside({"mrr.csv": b"\x89\0\1\2" * 99}, "mrr.csv", "não é texto nem planilha"),
    "wrong separator": LeftAside({"mrr.csv": "CLIENTE#MRR_12M\nT00001#1\n"}, "mrr.csv", "faltam as colunas"),
    "column missing": LeftAside({"mrr.csv": "CLIENTE;OUTRA\nT00001;1\n"}, "mrr.csv", "faltam as colunas MRR_12M"),
    "no header": LeftAside({"mrr.csv": LINE}, "mrr.csv", "faltam as colunas CD_CLIENTE, MRR_12M"),
    "table of others": LeftAside({"notas.csv": "a;b\n1;2\n"}, "notas.csv", "nem o nome nem o cabeçalho"),
    "result of ours": LeftAside(
        {"clusters_clientes.csv": "CD_CLIENTE,cluster\nT00001,1\n"}, "clusters_clientes.csv", "resultado deste"),
    "gz of others cut short": LeftAside(
        {"notas.csv.gz": gzip.compress(b"a;b\n1;2\n")[:-6]}, "notas.csv.gz", "danificado"),
}  # fmt: skip
