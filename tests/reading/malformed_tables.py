"""Bases and products files made by others, as they should not be: what stage 2 must make of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.reading.malformed_inputs import FEWER, KEYLESS, MORE, NUL, QUOTE
from tests.reading.malformed_workbooks import PROTECTED, ROWS, bomb, book, merged_title, zipped

NO_PRODUCT, REPEATED = "produto vazio", "linha idêntica a outra do mesmo cliente"


@dataclass(frozen=True)
class Table:
    """A base or products file that can be read.

    Attributes:
        body: the file; text is written in UTF-8.
        columns: those compared, in ``rows``; a base is sorted by CD_CLIENTE.
        rejected: reason -> records. Records in the file = ``rows`` + ``rejected``.
        told: a pattern in the notes for the person; "" for no note at all.
    """

    body: str | bytes
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    rejected: Mapping[str, int] = field(default_factory=dict)
    told: str = ""


@dataclass(frozen=True)
class Unusable:
    """A base or products file that stops stage 2 with one sentence (exit code 4)."""

    body: str | bytes | None
    said: str


HEAD = "CD_CLIENTE,UF,QTD_CONTRATOS\n"
LINE = "T1,SP,3\n"
NAMES = ("CD_CLIENTE", "UF", "QTD_CONTRATOS")
ONE = [("T1", "SP", 3.0)]


def base(body: str | bytes, rows: list[tuple[Any, ...]] = ONE, **facts: Any) -> Table:
    """A base of key, state and number of contracts."""
    return Table(HEAD + body if isinstance(body, str) else body, NAMES, rows, **facts)


def numbers(texts: list[str], values: list[float | None], **facts: Any) -> Table:
    """A base of semicolons with one amount a row."""
    lines = "".join(f"T{place:02d};{text}\n" for place, text in enumerate(texts))
    rows = [(f"T{place:02d}", value) for place, value in enumerate(values)]
    return Table("CD_CLIENTE;VL_X\n" + lines, ("CD_CLIENTE", "VL_X"), rows, **facts)


BASES: dict[str, Table] = {
    "byte order mark": base(("\ufeff" + HEAD + LINE).encode()),
    "UTF-16": base((HEAD + LINE).encode("utf-16")),
    "Windows-1252": base((HEAD + "T1,PÁ,3\n").encode("cp1252"), [("T1", "PÁ", 3)]),
    "semicolons": base((HEAD + LINE).replace(",", ";").encode()),
    "tabs": base((HEAD + LINE).replace(",", "\t").encode()),
    "zipped": base(zipped(base__csv=HEAD + LINE)),
    "workbook": base(book(a=[["Base"], [], list(NAMES), ["T1", "SP", 3]])),
    "workbook with a merged title": Table(book(a=merged_title), ("CD_CLIENTE", "MRR_12M"), [("T00001", 1.5)]),
    "second sheet": Table(book(capa=[["x"]], dados=ROWS), ("CD_CLIENTE", "MRR_12M"), [("T00001", 1.5)]),
    "ragged rows": base("T2,SP\nT3,SP,1,9\n" + LINE, rejected={MORE: 1, FEWER: 1}),
    "nul byte": base("T\x002,SP,1\n" + LINE, rejected={NUL: 1}),
    "quote that never closes": base('T1,"SP",3\nT2,"RJ,1\n', rejected={QUOTE: 1}),
    "keys empty": base(",RJ,1\n\u00a0,RJ,2\n" + LINE, rejected={KEYLESS: 2}),
    "keys in lower case, with emoji, with zeros": base(
        "00123,SP,1\nt1,SP,3\nt😀,RJ,2\n", [("00123", "SP", 1), ("T1", "SP", 3), ("T😀", "RJ", 2)]),
    "identical rows": base(LINE * 3, rejected={REPEATED: 2}),
    "field of a million characters": base("T1," + "x" * 1_000_000 + ",3\n", [("T1", "x" * 1_000_000, 3)]),
    "a title empty": Table("CD_CLIENTE,,QTD_X\nT1,a,2\n", ("CD_CLIENTE", "coluna_2", "QTD_X"), [("T1", "a", 2)]),
    "key renamed": Table("Cód. Cliente;uf\nT1;SP\n", ("CD_CLIENTE", "UF"), [("T1", "SP")]),
    "few junk cells": numbers(["1", "2", "3", "x"], [1, 2, 3, None], told="VL_X: 1 valor não numérico"),
    "words for nothing": numbers(["1", "NULL", "#N/A", "-", "NaN"], [1, None, None, None, None]),
    "spellings of others": numbers(["1.234,56", "R$ 2,5", "(3,5)", "7"], [1234.56, 2.5, -3.5, 7]),
    "thousands told by commas": numbers(["1.234", "5,20"], [1234, 5.2]),
    "ambiguous among contradictions": numbers(["1,5", "2.5", "1.234"], [1.5, 2.5, None], told="VL_X: 1 valor"),
    "impossible dates": Table(
        "CD_CLIENTE,DT_X\nT1,2025-02-30\nT2,2025-03-04\n", ("CD_CLIENTE", "DT_X"),
        [("T1", None), ("T2", datetime(2025, 3, 4))], told="DT_X: 1 data"),
}  # fmt: skip

LINES_HEAD = "CD_CLIENTE,DS_PROD\n"
OWNED = ("CD_CLIENTE", "DS_PROD", "FL_ATIVO")
PRODUCTS: dict[str, Table] = {
    "unknown columns": Table("CD_CLIENTE,COR,DS_PROD,PESO\nT1,azul,X,7\n", OWNED, [("T1", "X", 1)]),
    "product by family alone": Table("CD_CLIENTE,PRODUTO\nT1,X\n", OWNED, [("T1", "X", 1)]),
    "products empty": Table(LINES_HEAD + "T1,\n,X\nT1,X\n", OWNED, [("T1", "X", 1)], {NO_PRODUCT: 1, KEYLESS: 1}),
    "flags in words": Table(
        "CD_CLIENTE,DS_PROD,FL_ATIVO\nT1,X,sim\nT1,Y,Não\nT1,Z,1.0\n", OWNED,
        [("T1", "X", 1), ("T1", "Y", 0), ("T1", "Z", 1)]),
    "flags nobody can read": Table(
        "CD_CLIENTE,DS_PROD,FL_ATIVO\nT1,X,talvez\nT1,Y,\n", OWNED, [("T1", "X", 0), ("T1", "Y", 0)],
        told="FL_ATIVO: 2 valor"),
    "history is not owned": Table(
        "CD_CLIENTE,DS_PROD,SITUACAO_CONTRATO\nT1,X,cancelado\nT1,Y,ativo\n", OWNED, [("T1", "X", 0), ("T1", "Y", 1)]),
    "products that look like numbers": Table(
        LINES_HEAD + "T1,007\nT1,1e5\n", OWNED, [("T1", "007", 1), ("T1", "1e5", 1)]),
}  # fmt: skip

BAD_BASES: dict[str, Unusable] = {
    "missing": Unusable(None, "Não foi encontrado o arquivo com a base"),
    "empty": Unusable("", "está vazio"),
    "header only": Unusable(HEAD, "nenhuma linha utilizável"),
    "only rows without key": Unusable(HEAD + ",SP,1\n", "nenhuma linha utilizável"),
    "without key": Unusable("CODIGO;UF\nT1;SP\n", "não tem a coluna CD_CLIENTE; tem CODIGO, UF"),
    "key not named beside a near name": Unusable(
        "CODIGO_X;CLIENTE_DESDE\nT1;2020-01-01\n", "dê o nome CD_CLIENTE à coluna do código"
    ),
    "key almost named": Unusable("CD_CLIENT;UF\nT1;SP\n", "renomeie CD_CLIENT para CD_CLIENTE"),
    "wrong separator": Unusable("CD_CLIENTE#UF\nT1#SP\n", "não tem a coluna CD_CLIENTE"),
    "column twice": Unusable("CD_CLIENTE,UF,uf\nT1,SP,RJ\n", "UF aparece mais de uma vez"),
    "customer who contradicts himself": Unusable(
        HEAD + "T1,SP,3\nT1,RJ,3\n", "1 cliente em mais de uma linha com dados diferentes, como em UF\\."
    ),
    "a column of only junk": Unusable("CD_CLIENTE,VL_X\n" + "T1,abc\nT2,def\n", "2 de 2 valores não são"),
    "password": Unusable(PROTECTED, "senha"),
    "workbook without key": Unusable(book(a=[["b"], ["c"]]), "não tem a coluna CD_CLIENTE"),
    "workbook cut short": Unusable(book(a=ROWS)[:-100], "danificado|ilegível"),
    "zip bomb": Unusable(bomb(), "além do razoável"),
    "zip of nothing": Unusable(zipped(), "está vazio"),
}

BAD_PRODUCTS: dict[str, Unusable] = {
    "missing": Unusable(None, "Não foi encontrado o arquivo com os produtos"),
    "empty": Unusable("", "está vazio"),
    "without product": Unusable("CD_CLIENTE,COR\nT1,azul\n", "não tem a coluna DS_PROD nem PRODUTO"),
    "without rows": Unusable(LINES_HEAD, "nenhuma linha utilizável"),
    "customers of another base": Unusable(LINES_HEAD + "Z1,X\n", "Nenhum cliente da base aparece"),
    "nobody owns anything": Unusable("CD_CLIENTE,DS_PROD,FL_ATIVO\nT1,X,0\n", "Nenhum produto está ativo"),
}
