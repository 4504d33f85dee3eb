"""From typed tables to one row per customer of each subject, with what was counted on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import narwhals as nw
import polars as pl

from meraki.cleaning import contracts, expressions, nps, proposals, sales, telemetry, tickets
from meraki.cleaning.expressions import ROWS
from meraki.columns import Column
from meraki.console import step
from meraki.engines import collect
from meraki.quality import Counted
from meraki.reading.contracts import ANSWERED_ON, NPS_ANSWER, TELEMETRY
from meraki.stages.etl_usage import Usage
from meraki.wording import counted

SUPPORT = "nps_transacional_suporte"
SURVEYS = (
    *("nps_relacional", "nps_transacional_aquisicao", "nps_transacional_implantacao"),
    *("nps_transacional_onboarding", "nps_transacional_produto", SUPPORT),
)
OPTIONAL = (
    *("clientes_desde", "mrr", "contratacoes_ultimos_12_meses", "historico", "tickets", "telemetria"),
    *SURVEYS,
)
DATES: dict[str, tuple[str, ...]] = {
    "dados_clientes": (contracts.SIGNED,),
    "clientes_desde": (Column.CUSTOMER_SINCE,),
    "historico": (proposals.UPLOADED,),
    "tickets": (tickets.CREATED, tickets.UPDATED),
    "telemetria": (telemetry.DAY,),
    **dict.fromkeys(SURVEYS[:-1], (ANSWERED_ON,)),
}
"""Dates that say until when the data reach; support answers have none."""

NUMBERS: dict[str, tuple[str, ...]] = {
    "dados_clientes": (Column.CONTRACT_VALUE,),
    "mrr": (Column.MRR,),
    "contratacoes_ultimos_12_meses": (Column.HIRES, Column.HIRES_VALUE),
    "historico": (proposals.VALUE, proposals.PERCENT),
    "telemetria": (telemetry.DURATION,),
    **dict.fromkeys(SURVEYS, (NPS_ANSWER,)),
}
"""Numbers that the base rests on."""

CODED = {"dados_clientes": Column.STATUS, "tickets": tickets.STATUS}
"""Columns of words of which a meaning is known."""

COUNTED_AS = {"dados_clientes": "contrato não ativo", "tickets": "chamado encerrado"}
"""What a row with another word is taken for."""

SOUND: dict[str, Callable[[nw.LazyFrame], nw.LazyFrame]] = {
    "dados_clientes": contracts.sound,
    "mrr": sales.sound_mrr,
    "contratacoes_ultimos_12_meses": sales.sound_hires,
    "historico": proposals.sound,
    "tickets": tickets.sound,
    **dict.fromkeys(SURVEYS, nps.sound),
}


@dataclass
class Cleaned:
    """Subject -> one row per customer; table -> what was counted; and what people should know."""

    subjects: dict[str, pl.DataFrame] = field(default_factory=dict)
    counted: dict[str, Counted] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def count(self, name: str, groups: pl.DataFrame, duplicates: int = 0, unknown: int = 0) -> None:
        """Keep what was counted in a table; ``unknown`` cells of its coded column say a word that nobody knows."""
        measured = frozenset((*DATES.get(name, ()), *NUMBERS.get(name, ())))
        self.counted[name] = Counted(groups, duplicates, measured, {CODED[name]: unknown} if unknown else {})
        if unknown:
            words = "linha tem uma palavra desconhecida e conta", "linhas têm uma palavra desconhecida e contam"
            self.warnings.append(f"{name}: {CODED[name]}: {counted(unknown, *words)} como {COUNTED_AS[name]}.")


Tables = dict[str, nw.LazyFrame]


def prepared(name: str, latest: date | None) -> Callable[[nw.LazyFrame], nw.LazyFrame]:
    """Row by row, the cells that cannot be: impossible values, dates that stand for none and those after ``latest``."""
    sound = SOUND.get(name, lambda frame: frame)
    return lambda frame: sound(expressions.believed(frame, DATES.get(name, ()), latest))


def days_seen(tables: Tables, usage: Usage | None) -> pl.DataFrame:
    """DIA and LINHAS over all dates of all tables."""
    found = [_days(frame, DATES[name]) for name, frame in tables.items() if name in DATES]
    found += [usage.days_seen()] if usage else []
    return pl.concat(found).group_by("DIA").agg(pl.col(ROWS).sum()).sort("DIA")


def _days(frame: nw.LazyFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    return collect(expressions.days_seen(frame, columns)).select("DIA", pl.col(ROWS).cast(pl.Int64))


def clean(tables: Tables, usage: Usage | None, latest: date | None) -> Cleaned:
    """Every optional table that is there; the contracts are cleaned by :func:`contract_lines`."""
    cleaned = Cleaned()
    for name, make in _MAKERS.items():
        if name in tables:
            with step(f"Limpar {name}") as line:
                cleaned.subjects[name] = make(tables, cleaned)
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


def _since(tables: Tables, cleaned: Cleaned) -> pl.DataFrame:
    return _single("clientes_desde", sales.since(tables["clientes_desde"]), cleaned)


def _mrr(tables: Tables, cleaned: Cleaned) -> pl.DataFrame:
    return _single("mrr", sales.mrr(tables["mrr"]), cleaned)


def _hires(tables: Tables, cleaned: Cleaned) -> pl.DataFrame:
    name = "contratacoes_ultimos_12_meses"
    return _single(name, sales.hires(tables[name]), cleaned)


def _single(name: str, query: nw.LazyFrame, cleaned: Cleaned) -> pl.DataFrame:
    """A table of one row per customer: every further row of a key is a duplicate."""
    found = collect(query)
    keyed = _keyed(found)
    cleaned.count(name, found, int(keyed[ROWS].sum()) - keyed.height)
    return keyed


def _proposals(tables: Tables, cleaned: Cleaned) -> pl.DataFrame:
    frame = tables["historico"]
    found = _keyed(collect(proposals.by_customer(frame)))
    groups = collect(expressions.account_by_customer(frame))
    cleaned.count("historico", groups, int(found[proposals.REPEATED].sum()))
    return found


def _tickets(tables: Tables, cleaned: Cleaned) -> pl.DataFrame:
    frame = tables["tickets"]
    found = _keyed(collect(tickets.by_customer(frame)))
    groups = collect(expressions.account_by_customer(frame))
    repeated, unknown = (int(found[name].sum()) for name in (tickets.REPEATED, tickets.UNKNOWN_STATUS))
    cleaned.count("tickets", groups, repeated, unknown)
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


_MAKERS: dict[str, Callable[[Tables, Cleaned], pl.DataFrame]] = {
    "clientes_desde": _since,
    "mrr": _mrr,
    "contratacoes_ultimos_12_meses": _hires,
    "historico": _proposals,
    "tickets": _tickets,
}
