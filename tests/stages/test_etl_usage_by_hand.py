"""The digest of any log is what counting its rows one by one gives, however codes are written and rows are batched."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from random import Random
from statistics import median

import pytest

from meraki.columns import Column
from meraki.reading import plain
from meraki.reading.contracts import TELEMETRY
from meraki.reading.read import read_tables
from meraki.sources.folder import list_files
from meraki.stages import etl_usage

HEADER = "clienteid,eventduration,moduloid,productlineid,referencedatestart,slotid,statuslicenca"
CODES = (["1", "2", "3"], ["1", "2", "03", ""], ["A", "B", "1"], ["1", "2", "", "X"], ["10", "010", "2.0"], ["0", "00"])
MEASURES = (Column.EVENTS, Column.MODULES, Column.PRODUCT_LINES, Column.ACTIVE_DAYS, Column.DENIED_SHARE)

Row = tuple[str, ...]


def _rows(random: Random) -> list[Row]:
    codes = random.choice(CODES)
    cells = (["T100", "t101", "T200", "T1000"], ["1", "2.5", "-3", ""], codes, ["1", "02"], ["2025-01-01", ""])
    licences = ["Negado", "Conectado", ""]
    return [
        (*(random.choice(options) for options in cells), "1", random.choice(licences))
        for _ in range(random.randint(1, 40))
    ]


def _digest(parts: list[list[Row]], folder: Path) -> dict[str, list[float | None]]:
    source, work = folder / "dados", folder / "trabalho"
    source.mkdir()
    work.mkdir()
    (source / "dados_clientes.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT00001;X;ATIVO\n")
    for number, rows in enumerate(parts):
        lines = [HEADER, *map(",".join, rows)]
        (source / f"telemetria_{number}.csv").write_text("\n".join(lines) + "\n")
    with etl_usage.UsageDigest(work, "polars") as digest:
        reading = read_tables(list_files(source), work, seen=digest.begin)
        usage = digest.usage(reading.tables[TELEMETRY.name])
        found = usage.by_customer(None)
        whole = found.join(usage.typical_durations(found), on=Column.CUSTOMER, how="left")
    by_key = {row[Column.CUSTOMER]: row for row in whole.iter_rows(named=True)}
    return {key: [*(row[name] for name in MEASURES), row[Column.EVENT_DURATION]] for key, row in by_key.items()}


def _by_hand(rows: list[Row]) -> list[float | None]:
    durations = [float(row[1]) for row in rows if row[1]]
    modules, lines = ({re.sub("^0+(?=[0-9]+$)", "", row[place]) for row in rows if row[place]} for place in (2, 3))
    days = {row[4] for row in rows if row[4]}
    denied = sum(row[6] == "Negado" for row in rows) / len(rows)
    return [len(rows), len(modules), len(lines), len(days), denied, median(durations) if durations else None]


@pytest.mark.parametrize("seed", range(40))
def test_digest_is_the_count_by_hand(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(seed)
    monkeypatch.setattr(plain, "FIRST", random.choice([2, 3, 10]))
    monkeypatch.setattr(etl_usage, "BATCH", random.choice([3, 10, 1000]))
    monkeypatch.setattr(etl_usage, "PORTION", random.choice([2, 10, 1000]))
    parts = [_rows(random) for _ in range(random.randint(1, 4))]
    rows: dict[str, list[Row]] = {}
    for row in chain(*parts):
        rows.setdefault(row[0].upper()[:-2], []).append(row)
    assert _digest(parts, tmp_path) == {key: pytest.approx(_by_hand(each)) for key, each in rows.items()}
