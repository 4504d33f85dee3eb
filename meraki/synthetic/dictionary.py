"""dicionario.xlsx: what each field means, two junk rows above the header and an empty first column."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import xlsxwriter

from meraki.synthetic import contracts, nps, telemetry, tickets

_MEANINGS = {
    "CD_CLIENTE": "Código do cliente",
    "CLIENTE": "Código do cliente",
    "CD_CLI": "Código do cliente",
    "CODIGO_ORGANIZACAO": "Código do cliente",
    "metadata_codcliente": "Código do cliente",
    "cliente": "Código do cliente",
    "clienteid": "Código do cliente seguido de dois dígitos da loja",
    "DS_PROD": "Descrição do produto contratado",
    "DS_LIN_REC": "Linha de receita do produto",
    "MARCA_TOTVS": "Marca do produto",
    "MODAL_COMERC": "Modalidade comercial",
    "FAT_FAIXA": "Faixa de faturamento anual do cliente",
    "SITUACAO_CONTRATO": "Situação da linha de contrato",
    "VL_TOTAL_CONTRATO": "Valor da linha de contrato, em reais",
    "DT_ASSINATURA_CONTRATO": "Data de assinatura do contrato",
    "CLIENTE_DESDE": "Data em que se tornou cliente",
    "MRR_12M": "Receita recorrente mensal média dos últimos 12 meses",
    "QTD_CONTRATACOES_12M": "Contratações nos últimos 12 meses",
    "VLR_CONTRATACOES_12M": "Valor contratado nos últimos 12 meses",
    "BK_TICKET": "Número do chamado",
    "STATUS_TICKET": "Situação do chamado",
    "eventduration": "Duração do evento",
    "statuslicenca": "Situação da licença no evento",
    "MESES_BONIF": "Meses de bonificação; 999 = para sempre",
}
_OTHERS = {
    "clientes_desde": ("CLIENTE", "CLIENTE_DESDE"),
    "contratacoes_ultimos_12_meses": ("CD_CLIENTE", "QTD_CONTRATACOES_12M", "VLR_CONTRATACOES_12M"),
    "historico": ("NR_PROPOSTA", "ITEM_PROPOSTA", "DT_UPLOAD", "CD_CLI", "CD_PROD", "QTD", "MESES_BONIF", "VL_TOTAL"),
    "mrr": ("CLIENTE", "MRR_12M"),
    "nps_transacional_suporte": ("ticket", "resposta_NPS", "grupo_NPS", "cliente"),
    "tickets": tickets.COLUMNS,
    "telemetria": telemetry.COLUMNS,
}
_WRITTEN = datetime(2025, 3, 25, 12)


def fields() -> list[tuple[str, str, str]]:
    """(table, field, meaning) of everything the dictionary describes."""
    tables = {"dados_clientes": contracts.COLUMNS, **_OTHERS}
    tables |= {survey.file: (survey.key, survey.date or "", survey.main, *survey.notes) for survey in nps.SURVEYS}
    return [(table, name, _MEANINGS.get(name, name)) for table, names in tables.items() for name in names]


def write_dictionary(path: Path) -> int:
    """Write dicionario.xlsx; returns its rows."""
    rows = fields()
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": _WRITTEN})
        sheet = book.add_worksheet("dicionario")
        sheet.write_string(0, 1, "Dicionário de dados")
        sheet.write_string(1, 2, "uso interno")
        for line, row in enumerate([("Tabela", "Campo", "Significado"), *rows], start=2):
            for column, text in enumerate(row, start=1):
                sheet.write_string(line, column, text)
    return len(rows)
