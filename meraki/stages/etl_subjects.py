"""From typed tables to one row per customer of each subject, with what was counted on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import narwhals as nw
import polars as pl

from meraki.cleaning import contracts, expressions, nps, proposals, sales, telemetry, tickets
from meraki.cleaning.expressions import ROWS
from meraki.columns import Column
from meraki.console import step
from meraki.engines import collect
from meraki.quality import Counted
from meraki.reading.contracts import ANSWERED_ON, DICTIONARY, NPS_ANSWER, TELEMETRY
from meraki.stages.etl_usage import Usage
from meraki.wording import counted

SUPPORT = "nps_transacional_suporte"
SURVEYS = (
    *("nps_relacional", "nps_transacional_aquisicao", "nps_transacional_implantacao"),
    *("nps_transacional_onboarding", "nps_transacional_produto", SUPPORT),
)


@dataclass
class Cleaned:
    """Subject -> one row per customer; table -> what was counted; and what people should know."""

    subjects: dict[str, pl.DataFrame] = field(default_factory=dict)
    counted: dict[str, Counted] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def count(self, name: str, groups: pl.DataFrame, duplicates: int = 0, unknown: int = 0) -> None:
        """Keep what was counted in a table; ``unknown`` cells of its coded column say a word that nobody knows."""
        table = TABLES[name]
        measured = frozenset((*table.dates, *table.numbers))
        self.counted[name] = Counted(groups, duplicates, measured, {table.coded: unknown} if unknown else {})
        if unknown:
            words = "linha tem uma palavra desconhecida e conta", "linhas têm uma palavra desconhecida e contam"
            self.warnings.append(f"{name}: {table.coded}: {counted(unknown, *words)} como {table.counted_as}.")


Tables = dict[str, nw.LazyFrame]


def _as_it_came(frame: nw.LazyFrame) -> nw.LazyFrame:
    return frame


@dataclass(frozen=True)
class Table:
    """What becomes of one raw table.

    Attributes:
        dates: columns that say until when the data reach.
        numbers: columns that the base rests on.
        coded: the column of words of which a meaning is known.
        counted_as: what a row with another word is taken for.
        sound: makes null what cannot be, row by row.
        make: from its name and all tables, one row per customer; None where :func:`clean` does not go by single tables.
    """

    dates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    coded: str = ""
    counted_as: str = ""
    sound: Callable[[nw.LazyFrame], nw.LazyFrame] = _as_it_came
    make: Callable[[str, Tables, Cleaned], pl.DataFrame] | None = None


def prepared(name: str, latest: date | None) -> Callable[[nw.LazyFrame], nw.LazyFrame]:
    """Row by row, the cells that cannot be: impossible values, dates that stand for none and those after ``latest``."""
    table = TABLES[name]
    return lambda frame: table.sound(expressions.believed(frame, table.dates, latest))


def days_seen(tables: Tables, usage: Usage | None) -> pl.DataFrame:
    """DIA and LINHAS over all dates of all tables."""
    found = [_days(frame, TABLES[name].dates) for name, frame in tables.items() if TABLES[name].dates]
    found += [usage.days_seen()] if usage else []
    return pl.concat(found).group_by("DIA").agg(pl.col(ROWS).sum()).sort("DIA")


def _days(frame: nw.LazyFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    return collect(expressions.days_seen(frame, columns)).select("DIA", pl.col(ROWS).cast(pl.Int64))


def clean(tables: Tables, usage: Usage | None, latest: date | None) -> Cleaned:
    """Every optional table that is there; the contracts are cleaned by :func:`contract_lines`."""
    cleaned = Cleaned()
    for name, table in TABLES.items():
        if table.make and name in tables:
            with step(f"Limpar {name}") as line:
                cleaned.subjects[name] = table.make(name, tables, cleaned)
                line.rows_in, line.rows_out = _rows(cleaned, [name]), cleaned.subjects[name].height
    if usage:
        with step(f"Limpar {TELEMETRY.name}") as line:
            cleaned.subjects[TELEMETRY.name] = _usage(usage, latest, cleaned)
            line.rows_in = _rows(cleaned, [TELEMETRY.name])
            line.rows_out = cleaned.subjects[TELEMETRY.name].height
    surveys = [name for name in SURVEYS if name in tables]
    if surveys:
        with step("Limpar pesquisas de NPS") as line:
            cleaned.subjects["nps"] = _nps(tables, surveys, cleaned)
            line.rows_in, line.rows_out = _rows(cleaned, surveys), cleaned.subjects["nps"].height
    return cleaned


def contract_lines(tables: Tables, cleaned: Cleaned) -> pl.DataFrame:
    """One row per customer and DS_PROD, nulls of both included."""
    found = collect(contracts.by_product(tables["dados_clientes"]))
    cleaned.count("dados_clientes", found, unknown=int(found[contracts.UNKNOWN_STATUS].sum()))
    return found


def _rows(cleaned: Cleaned, names: list[str]) -> int:
    return sum(int(cleaned.counted[name].groups[ROWS].sum()) for name in names)


def _single(query: Callable[[nw.LazyFrame], nw.LazyFrame], name: str, tables: Tables, cleaned: Cleaned) -> pl.DataFrame:
    """A table of one row per customer: every further row of a key is a duplicate."""
    found = collect(query(tables[name]))
    keyed = _keyed(found)
    cleaned.count(name, found, int(keyed[ROWS].sum()) - keyed.height)
    return keyed


def _proposals(name: str, tables: Tables, cleaned: Cleaned) -> pl.DataFrame:
    frame = tables[name]
    found = _keyed(collect(proposals.by_customer(frame)))
    groups = collect(expressions.account_by_customer(frame))
    cleaned.count(name, groups, int(found[proposals.REPEATED].sum()))
    return found


def _tickets(name: str, tables: Tables, cleaned: Cleaned) -> pl.DataFrame:
    frame = tables[name]
    found = _keyed(collect(tickets.by_customer(frame)))
    groups = collect(expressions.account_by_customer(frame))
    repeated, unknown = (int(found[count].sum()) for count in (tickets.REPEATED, tickets.UNKNOWN_STATUS))
    cleaned.count(name, groups, repeated, unknown)
    return found


def _usage(usage: Usage, latest: date | None, cleaned: Cleaned) -> pl.DataFrame:
    found = usage.by_customer(latest)
    cleaned.count(TELEMETRY.name, found)
    keyed = _keyed(found)
    return keyed.join(usage.typical_durations(keyed), on=Column.CUSTOMER, how="left")


def _nps(tables: Tables, names: list[str], cleaned: Cleaned) -> pl.DataFrame:
    for name in names:
        cleaned.count(name, collect(expressions.account_by_customer(tables[name])))
    if SUPPORT in names and "tickets" in tables:
        _warn_of_lost_tickets(cleaned, collect(nps.without_ticket(tables[SUPPORT], tables["tickets"])))
    return _keyed(collect(nps.by_customer([_dated(name, tables) for name in names])))


def _dated(name: str, tables: Tables) -> nw.LazyFrame:
    if name != SUPPORT:
        return tables[name]
    return nps.dated_by_ticket(tables[name], tables["tickets"]) if "tickets" in tables else nps.undated(tables[name])


def _warn_of_lost_tickets(cleaned: Cleaned, found: pl.DataFrame) -> None:
    if answers := int(found[ROWS].sum()):
        one = "resposta é de um chamado que não está em tickets e fica"
        words = one, "respostas são de chamados que não estão em tickets e ficam"
        cleaned.warnings.append(f"{SUPPORT}: {counted(answers, *words)} sem data.")


def _keyed(found: pl.DataFrame) -> pl.DataFrame:
    return found.filter(pl.col(Column.CUSTOMER).is_not_null())


TABLES: dict[str, Table] = {
    "dados_clientes": Table(
        dates=(contracts.SIGNED,),
        numbers=(Column.CONTRACT_VALUE,),
        coded=Column.STATUS,
        counted_as="contrato não ativo",
        sound=contracts.sound,
    ),
    "clientes_desde": Table(dates=(Column.CUSTOMER_SINCE,), make=partial(_single, sales.since)),
    "mrr": Table(numbers=(Column.MRR,), sound=sales.sound_mrr, make=partial(_single, sales.mrr)),
    "contratacoes_ultimos_12_meses": Table(
        numbers=(Column.HIRES, Column.HIRES_VALUE), sound=sales.sound_hires, make=partial(_single, sales.hires)
    ),
    "historico": Table(
        dates=(proposals.UPLOADED,),
        numbers=(proposals.VALUE, proposals.PERCENT),
        sound=proposals.sound,
        make=_proposals,
    ),
    "tickets": Table(
        dates=(tickets.CREATED, tickets.UPDATED),
        coded=tickets.STATUS,
        counted_as="chamado encerrado",
        sound=tickets.sound,
        make=_tickets,
    ),
    TELEMETRY.name: Table(dates=(telemetry.DAY,), numbers=(telemetry.DURATION,)),
    **dict.fromkeys(SURVEYS, Table(dates=(ANSWERED_ON,), numbers=(NPS_ANSWER,), sound=nps.sound)),
    SUPPORT: Table(numbers=(NPS_ANSWER,), sound=nps.sound),
    DICTIONARY.name: Table(),
}
"""Every table of :mod:`meraki.reading.contracts`. Support answers have no date of their own; the dictionary is only
counted."""

OPTIONAL = tuple(name for name in TABLES if name not in ("dados_clientes", DICTIONARY.name))
