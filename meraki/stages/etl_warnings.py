"""What a person should know about a run, in Portuguese sentences."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from meraki.base import fold
from meraki.columns import Column, OutputFile
from meraki.quality import Ledger, TableAccount
from meraki.reading.copies import alike_by_name
from meraki.reading.read import Reading
from meraki.reading.tables import TypedTable
from meraki.reference import Calendar
from meraki.settings import EtlSettings
from meraki.stages.etl_ledger import empty_tables
from meraki.stages.etl_subjects import OPTIONAL, Cleaned
from meraki.wording import counted, thousands


def sentences(
    settings: EtlSettings, reading: Reading, cleaned: Cleaned, ledger: Ledger, calendar: Calendar, base: pl.DataFrame
) -> list[str]:
    """Every warning of a run, the weightiest kinds first."""
    return [
        *_missing(reading),
        *(sentence for table in reading.tables.values() for sentence in _overlaps(table)),
        *_dates(calendar),
        *(f"{found.name}: nenhuma linha utilizável." for found in empty_tables(ledger)),
        *(sentence for account in ledger.tables.values() for sentence in _of_table(account)),
        *cleaned.warnings,
        *_segments(settings, base),
        *(f"Arquivo ignorado: {file.name} ({file.reason})." for file in reading.ignored),
    ]


def _missing(reading: Reading) -> Iterator[str]:
    for name in OPTIONAL:
        if name not in reading.tables:
            yield f"Falta o arquivo {name}: o que só ele informa fica vazio na base."
    for name, table in reading.tables.items():
        if table.missing_columns:
            yield f"{name}: sem as colunas {', '.join(table.missing_columns)}; o que depende delas fica vazio."
        for columns, files in table.uneven_parts.items():
            yield (
                f"{name}: em {', '.join(files)} faltam colunas que outros arquivos da tabela têm: "
                f"{', '.join(columns)}; o que depende delas pode sair incompleto ou menor."
            )


def _overlaps(table: TypedTable) -> Iterator[str]:
    """Parts that hold the same rows, but for those that :func:`_of_table` tells by their names."""
    alike = alike_by_name(sorted({part.file for part in table.parts}))
    file_of = {part.label: part.file for part in table.parts}
    for one, other in table.overlaps:
        if not any({file_of[one], file_of[other]} <= set(names) for names in alike):
            yield (
                f"{table.name}: mais da metade das linhas de {one} também está em {other}, e as dos dois contam. "
                "Se um é outra extração do mesmo período, os valores contam em dobro: deixe só um."
            )


def _dates(calendar: Calendar) -> Iterator[str]:
    if calendar.reference is None:
        yield "Nenhuma data nos dados: os tempos desde o último contrato, chamado e resposta ficam vazios."
    elif calendar.detected and calendar.detected > calendar.reference:
        yield (
            f"A data de referência {calendar.reference:%d/%m/%Y} é anterior aos dados, que vão até "
            f"{calendar.detected:%d/%m/%Y}: "
            "o que aconteceu depois dela conta como zero dias atrás."
        )


def _of_table(account: TableAccount) -> Iterator[str]:
    name = account.name
    if account.rows_rejected:
        reasons = ", ".join(f"{reason}: {thousands(rows)}" for reason, rows in account.rejections.items())
        where = f"{OutputFile.REJECTED_DIR}/{name}.csv"
        rejected = counted(account.rows_rejected, "linha rejeitada", "linhas rejeitadas")
        yield f"{name}: {rejected} ({reasons}); veja {where}."
    for names in alike_by_name(sorted({file.part.file for file in account.files})):
        yield (
            f"{name}: {', '.join(names)} parecem o mesmo arquivo e não são idênticos: as linhas de todos contam. "
            "Se um é cópia ou outra extração do mesmo período, os valores contam em dobro: deixe só um."
        )
    if account.orphan_customers:
        customers = counted(account.orphan_customers, "cliente", "clientes")
        rows = counted(account.orphan_rows, "linha", "linhas")
        yield f"{name}: {customers} sem cadastro em dados_clientes, em {rows}, fora da base."
    if account.duplicates:
        repeated = counted(account.duplicates, "linha repete", "linhas repetem")
        yield f"{name}: {repeated} a chave de outra; cada chave conta uma vez."
    broken = {column: facts["invalidos"] for column, facts in account.columns.items() if facts["invalidos"]}
    if broken:
        counts = ", ".join(f"{column} {thousands(cells)}" for column, cells in broken.items())
        yield f"{name}: valores ilegíveis ou impossíveis viraram nulos ({counts}); veja {OutputFile.QUALITY_XLSX}."


def _segments(settings: EtlSettings, base: pl.DataFrame) -> Iterator[str]:
    present = {fold(segment) for segment in base[Column.SEGMENT].drop_nulls().unique().to_list()}
    if not settings.target_segments:
        yield "Nenhum segmento em --target-segments: nenhum cliente fica no público-alvo."
    absent = [segment for segment in settings.target_segments if fold(segment) not in present]
    if absent and present:
        yield f"Segmentos do público-alvo sem nenhum cliente: {', '.join(absent)}."
