"""The same cleaning on a PySpark frame gives what it gives on a Polars frame."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any

import narwhals as nw
import pytest

from meraki.cleaning import contracts, customers, expressions, nps, proposals, sales, telemetry, tickets
from meraki.reading.contracts import (
    CUSTOMERS,
    HIRES,
    MRR,
    NPS_RELATIONAL,
    NPS_SUPPORT,
    PROPOSALS,
    SINCE,
    TELEMETRY,
    TICKETS,
)
from tests.cleaning.literal_tables import BAD, day, typed

pyspark_sql = pytest.importorskip("pyspark.sql")
pytestmark = [pytest.mark.spark, pytest.mark.skipif(shutil.which("java") is None, reason="needs Java")]

LINES = typed(
    CUSTOMERS,
    {"CD_CLIENTE": "T1", "DS_PROD": "CDU A", "SITUACAO_CONTRATO": "ATIVO", "VL_TOTAL_CONTRATO": 0.1, "UF": "SP"},
    {"CD_CLIENTE": "T1", "DS_PROD": "CDU A", "SITUACAO_CONTRATO": "Ativo", "VL_TOTAL_CONTRATO": -0.2, "UF": "PR"},
    {"CD_CLIENTE": "T1", "DS_PROD": None, "SITUACAO_CONTRATO": None, "VL_TOTAL_CONTRATO": 1e300, "UF": None},
    {"CD_CLIENTE": "T1", "DS_PROD": None, "SITUACAO_CONTRATO": "ATIVO", "MARCA_TOTVS": "M"},
    {"CD_CLIENTE": "T2", "DS_PROD": "B", "SITUACAO_CONTRATO": "X", "FAT_FAIXA": "Sem Informações de Faturamento"},
    {"CD_CLIENTE": None, "DS_PROD": "B", "VL_TOTAL_CONTRATO": BAD, "DT_ASSINATURA_CONTRATO": day("2020-02-29")},
    {"CD_CLIENTE": "T2", "DS_PROD": "B", "FAT_FAIXA": "Faixa 01", "DT_ASSINATURA_CONTRATO": day("2025-03-01")},
)
ITEMS = typed(
    PROPOSALS,
    *[{"CD_CLIENTE": "T1", "NR_PROPOSTA": "P", "ITEM_PROPOSTA": "1", "CD_PROD": "A", "VL_TOTAL": 0.1}] * 2,
    {"CD_CLIENTE": "T1", "NR_PROPOSTA": "P", "VL_TOTAL": 0.7, "VL_PCT_DESCONTO": 12.5, "DT_UPLOAD": day("2025-01-01")},
    *({"CD_CLIENTE": "T2", "VL_TOTAL": 0.03, "VL_PCT_DESCONTO": percent} for percent in (0.0, 36.9, 28.1, 29.9)),
    {"CD_CLIENTE": None, "NR_PROPOSTA": "Q", "VL_TOTAL": None, "VL_PCT_DESCONTO": 120.0},
)
TICKET_ROWS = typed(
    TICKETS,
    {"CD_CLIENTE": "T1", "BK_TICKET": "1", "STATUS_TICKET": "open", "DT_CRIACAO": day("2024-02-28")},
    {"CD_CLIENTE": "T1", "BK_TICKET": "1", "STATUS_TICKET": "Fechado", "DT_ATUALIZACAO": day("2024-03-01")},
    {"CD_CLIENTE": "T1", "BK_TICKET": "2", "STATUS_TICKET": "Aberto", "PRIORIDADE_TICKET": "urgente"},
    {"CD_CLIENTE": "T1", "BK_TICKET": "3", "STATUS_TICKET": "On Hold"},
    {"CD_CLIENTE": "T1", "BK_TICKET": "4", "STATUS_TICKET": "CONCLUÍDO"},
    {"CD_CLIENTE": "T1", "BK_TICKET": "5", "DT_CRIACAO": day("2024-03-01"), "DT_ATUALIZACAO": day("2024-02-01")},
    {"CD_CLIENTE": "T2", "BK_TICKET": None, "STATUS_TICKET": "?", "DT_CRIACAO": day("2025-01-01")},
)
ANSWERS = typed(
    NPS_RELATIONAL,
    *({"CD_CLIENTE": "T1", "NOTA_NPS": note, "DT_RESPOSTA": day("2025-01-01")} for note in (10.0, 6.0, 11.0, None)),
    {"CD_CLIENTE": "T2", "NOTA_NPS": 9.0},
    {"CD_CLIENTE": None, "NOTA_NPS": 1.0},
)
SUPPORT = typed(NPS_SUPPORT, *({"CD_CLIENTE": "T1", "TICKET": ticket, "NOTA_NPS": 0.0} for ticket in ("1", "9", None)))
EVENTS = typed(
    TELEMETRY,
    *({"CD_CLIENTE": "T1", "eventduration": value, "moduloid": "7"} for value in (1.0, 2.0, -3.5, 1.2e11)),
    *({"CD_CLIENTE": "T1", "moduloid": code} for code in ("007", "7.0", "0", "000", "07A", "1.234", "1234", "1,234.0")),
    {"CD_CLIENTE": "T1", "statuslicenca": "Negado", "referencedatestart": day("2025-03-17"), "productlineid": "1"},
    {"CD_CLIENTE": None, "eventduration": 5.0},
)
SINGLE = {"CD_CLIENTE": "T1"}

Clean = Callable[..., nw.LazyFrame]
CASES: list[tuple[str, Clean, list[nw.LazyFrame]]] = [
    ("by_product", lambda frame: contracts.by_product(contracts.sound(frame)), [LINES]),
    ("catalogue", contracts.catalogue, [LINES]),
    ("unnamed_brands", contracts.unnamed_brands, [LINES]),
    ("attributes", customers.attributes, [LINES]),
    ("since", sales.since, [typed(SINCE, {**SINGLE, "CLIENTE_DESDE": day("2001-01-01")}, SINGLE)]),
    ("hires", sales.hires, [typed(HIRES, {**SINGLE, "QTD_CONTRATACOES_12M": 2.0})]),
    ("mrr", sales.mrr, [typed(MRR, {**SINGLE, "MRR_12M": 2.5}, {**SINGLE, "MRR_12M": BAD})]),
    ("proposals", lambda frame: proposals.by_customer(proposals.sound(frame)), [ITEMS]),
    ("tickets", lambda frame: tickets.by_customer(tickets.sound(frame)), [TICKET_ROWS]),
    ("account", expressions.account_by_customer, [TICKET_ROWS]),
    ("days", lambda frame: expressions.days_seen(frame, [tickets.CREATED, tickets.UPDATED]), [TICKET_ROWS]),
    ("believed", lambda frame: expressions.believed(frame, [tickets.CREATED], day("2024-12-31")), [TICKET_ROWS]),
    ("usage", lambda frame: telemetry.usage(telemetry.events(frame), telemetry.places(frame)), [EVENTS]),
    ("median", lambda frame: telemetry.typical_duration(telemetry.durations(frame)), [EVENTS]),
    ("without_ticket", nps.without_ticket, [SUPPORT, TICKET_ROWS]),
    (
        "nps",
        lambda answers, support, rows: nps.by_customer([nps.sound(answers), nps.dated_by_ticket(support, rows)]),
        [ANSWERS, SUPPORT, TICKET_ROWS],
    ),
]


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    builder = pyspark_sql.SparkSession.builder.master("local[1]").config("spark.sql.shuffle.partitions", "1")
    plain = builder.config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = plain.config("spark.sql.ansi.enabled", "false").getOrCreate()
    yield session
    session.stop()


@pytest.mark.parametrize(("clean", "frames"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_spark_gives_what_polars_gives(spark: Any, clean: Clean, frames: list[nw.LazyFrame]):
    on_spark = [nw.from_native(spark.createDataFrame(frame.collect().to_arrow())) for frame in frames]
    found, expected = _rows(clean(*on_spark)), _rows(clean(*frames))
    assert len(found) == len(expected)
    for row, wanted in zip(found, expected, strict=True):
        assert row == wanted


def _rows(frame: nw.LazyFrame) -> list[dict[str, Any]]:
    rows = frame.collect(backend="pyarrow").to_arrow().to_pylist()
    return sorted(({name: row[name] for name in sorted(row)} for row in rows), key=repr)
