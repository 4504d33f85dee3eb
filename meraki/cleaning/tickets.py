"""Support tickets, in English or Portuguese words."""

from __future__ import annotations

import datetime

import narwhals as nw

from meraki.cleaning.expressions import ROWS, count, day_number, exact_sum, only_where, says, total
from meraki.columns import Column

TICKET_ID, CREATED, UPDATED = "BK_TICKET", "DT_CRIACAO", "DT_ATUALIZACAO"
STATUS, PRIORITY = "STATUS_TICKET", "PRIORIDADE_TICKET"
UNKNOWN_STATUS, REPEATED = "LINHAS_STATUS_DESCONHECIDO", "LINHAS_REPETIDAS"

OPEN = (
    *("new", "open", "opened", "pending", "hold", "on hold", "on-hold", "in progress", "waiting"),
    *("novo", "nova", "aberto", "aberta", "reaberto", "reaberta", "pendente", "em espera", "espera"),
    *("em andamento", "em atendimento", "aguardando", "suspenso"),
)
CLOSED = (
    *("closed", "solved", "resolved", "canceled", "cancelled", "deleted"),
    *("fechado", "fechada", "resolvido", "resolvida", "encerrado", "encerrada", "solucionado", "concluído"),
    *("concluido", "concluída", "concluida", "cancelado", "cancelada"),
)
URGENT = ("urgent", "urgente")
_LONG_AGO = datetime.date(1900, 1, 1)
_OPEN_ON, _CLOSED_ON, _URGENT, _DAYS = "__aberto_em", "__fechado_em", "__urgente", "__dias"


def sound(frame: nw.LazyFrame) -> nw.LazyFrame:
    """An update before its ticket was created becomes null and counts as invalid."""
    return only_where(frame, UPDATED, nw.col(CREATED).is_null() | (nw.col(UPDATED) >= nw.col(CREATED)))


def by_customer(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key: tickets, of them open and urgent, mean days from creation to last update, last creation.

    A ticket that occurs on several rows is one ticket: it is open when its latest row says so.
    """
    days, identified = nw.col(_DAYS), ~nw.col(TICKET_ID).is_null()
    still_open = nw.col(_CLOSED_ON).is_null() | (nw.col(_OPEN_ON) > nw.col(_CLOSED_ON))
    grouped = (
        _tickets(frame)
        .group_by(Column.CUSTOMER)
        .agg(
            count(identified).alias(Column.TICKETS),
            count(identified & ~nw.col(_OPEN_ON).is_null() & still_open).alias(Column.OPEN_TICKETS),
            count(identified & (nw.col(_URGENT) > 0)).alias(Column.URGENT_TICKETS),
            *exact_sum(nw.when(identified).then(days).cast(nw.Float64), Column.TICKET_DAYS),
            count(identified & ~days.is_null()).alias("__com_datas"),
            nw.col(CREATED).max().alias(Column.LAST_TICKET),
            nw.when(identified).then(nw.col(ROWS) - 1).sum().alias(REPEATED),
            nw.col(UNKNOWN_STATUS).sum(),
        )
    )
    dated = nw.when(nw.col("__com_datas") > 0).then(nw.col("__com_datas"))
    totals = grouped.with_columns(total(Column.TICKET_DAYS))
    return totals.with_columns((nw.col(Column.TICKET_DAYS) / dated).alias(Column.TICKET_DAYS))


def _tickets(frame: nw.LazyFrame) -> nw.LazyFrame:
    """One row per key and ticket."""
    is_open, known = says(STATUS, OPEN), says(STATUS, (*OPEN, *CLOSED))
    seen_on = nw.coalesce(nw.col(UPDATED), nw.col(CREATED), nw.lit(_LONG_AGO))
    tickets = frame.group_by(Column.CUSTOMER, TICKET_ID).agg(
        nw.len().cast(nw.Int64).alias(ROWS),
        nw.col(CREATED).min(),
        nw.col(UPDATED).max(),
        nw.when(is_open).then(seen_on).max().alias(_OPEN_ON),
        nw.when(~is_open).then(seen_on).max().alias(_CLOSED_ON),
        count(says(PRIORITY, URGENT)).alias(_URGENT),
        count(~nw.col(STATUS).is_null() & ~known).alias(UNKNOWN_STATUS),
    )
    days = day_number(UPDATED) - day_number(CREATED)
    return tickets.with_columns(nw.when(days >= 0).then(days).alias(_DAYS))
