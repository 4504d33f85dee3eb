"""What each raw table looks like: its columns, their kinds, and the spellings they arrive in."""

from __future__ import annotations

from typing import Literal

from meraki.reading.table_contract import ColumnContract, Kind, TableContract

KEY = "CD_CLIENTE"
NPS_ANSWER = "NOTA_NPS"
ANSWERED_ON = "DT_RESPOSTA"
TICKET = "TICKET"

KEY_SPELLINGS = (
    "CD_CLIENTE",
    "CLIENTE",
    "CD_CLI",
    "metadata_codcliente",
    "Cód. Cliente",
    "Cod Cliente",
    "Cód. T",
    "CODIGO_ORGANIZACAO",
    "clienteid",
    "IdCliente",
    "COD_CLIENTE",
    "CODIGO_CLIENTE",
)


def _key(own: str = KEY, kind: Kind = "key") -> ColumnContract:
    """The customer key; ``own`` is what the warehouse calls it in this table, and wins over other spellings."""
    return ColumnContract(KEY, kind, (own, *KEY_SPELLINGS), required=True)


def _text(*names: str, required: bool = False) -> tuple[ColumnContract, ...]:
    return tuple(ColumnContract(name, required=required) for name in names)


def _number(*names: str, decimal: Literal["comma", "point"] = "comma") -> tuple[ColumnContract, ...]:
    return tuple(ColumnContract(name, "number", decimal=decimal) for name in names)


def _date(*names: str) -> tuple[ColumnContract, ...]:
    return tuple(ColumnContract(name, "date") for name in names)


def _required(kind: Kind, *names: str, decimal: Literal["comma", "point"] = "comma") -> tuple[ColumnContract, ...]:
    return tuple(ColumnContract(name, kind, required=True, decimal=decimal) for name in names)


def _answer(*aliases: str, prefixes: tuple[str, ...] = ()) -> ColumnContract:
    return ColumnContract(NPS_ANSWER, "number", aliases, prefixes, required=True)


def _answered_on(*aliases: str, month_first: bool = False) -> ColumnContract:
    return ColumnContract(ANSWERED_ON, "date", aliases, month_first=month_first)


CUSTOMERS = TableContract(
    "dados_clientes",
    r"dadosclientes",
    (
        _key(),
        *_required("text", "DS_PROD"),
        *_text("DS_LIN_REC", "CIDADE", "DS_CNAE", "DS_SEGMENTO", "DS_SUBSEGMENTO", "FAT_FAIXA"),
        *_text("MARCA_TOTVS", "MODAL_COMERC", "PAIS", "PERIODICIDADE"),
        *_required("text", "SITUACAO_CONTRATO"),
        *_text("UF"),
        *_number("VL_TOTAL_CONTRATO"),
        *_date("DT_ASSINATURA_CONTRATO"),
    ),
)
SINCE = TableContract("clientes_desde", r"clientesdesde", (_key("CLIENTE"), *_required("date", "CLIENTE_DESDE")))
HIRES = TableContract(
    "contratacoes_ultimos_12_meses",
    r"contratacoes",
    (_key(), *_required("number", "QTD_CONTRATACOES_12M", "VLR_CONTRATACOES_12M")),
)
PROPOSALS = TableContract(
    "historico",
    r"historico",
    (
        _key("CD_CLI"),
        *_required("text", "NR_PROPOSTA", "ITEM_PROPOSTA", "CD_PROD"),
        *_date("DT_UPLOAD"),
        *_text("HOSPEDAGEM", "FAT_FAIXA"),
        *_number("QTD", "MESES_BONIF", "VL_PCT_DESC_TEMP", "VL_PCT_DESCONTO", "PRC_UNITARIO"),
        *_number("VL_DESCONTO_TEMPORARIO", "VL_TOTAL", "VL_FULL", "VL_DESCONTO"),
    ),
)
MRR = TableContract("mrr", r"mrr", (_key("CLIENTE"), *_required("number", "MRR_12M", decimal="point")))
NPS_RELATIONAL = TableContract(
    "nps_relacional",
    r"npsrelacional",
    (
        _key("metadata_codcliente"),
        _answer("resposta_NPS"),
        ColumnContract(ANSWERED_ON, "date", ("respondedAt",), required=True),
        *_text("resposta_unidade"),
        *_number("Nota_SupTec_Agilidade", "Nota_SupTec_Atendimento", "Nota_Comercial", "Nota_Custos"),
        *_number("Nota_AdmFin_Atendimento", "Nota_Software", "Nota_Software_Atualizacao"),
    ),
)
NPS_ACQUISITION = TableContract(
    "nps_transacional_aquisicao",
    r"aquisicao",
    (
        _key("Cód. Cliente"),
        _answer("Nota NPS"),
        _answered_on("Data da Resposta"),
        *_number("Nota Agilidade", "Nota Conhecimento", "Nota Custo", "Nota Facilidade", "Nota Flexibilidade"),
    ),
)
NPS_DEPLOYMENT = TableContract(
    "nps_transacional_implantacao",
    r"implantacao",
    (
        _key("Cód. Cliente"),
        _answer("Nota NPS"),
        _answered_on("Data da Resposta"),
        *_number("Nota Metodologia", "Nota Gestao", "Nota Conhecimento", "Nota Qualidade"),
        *_number("Nota Comunicacao", "Nota Prazos"),
    ),
)
NPS_ONBOARDING = TableContract(
    "nps_transacional_onboarding",
    r"onboarding",
    (
        _key("Cod Cliente"),
        _answer(prefixes=("Em uma escala de 0 a 10, quanto você recomenda",)),
        _answered_on("Data de resposta", "Data da resposta"),
    ),
)
NPS_PRODUCT = TableContract(
    "nps_transacional_produto",
    r"npstransacionalproduto|npsproduto",
    (
        _key("Cód. T"),
        _answer("Nota"),
        _answered_on("Data da Resposta", month_first=True),
        *_text("Linha de Produto", required=True),
        *_text("Nome do Produto"),
    ),
)
NPS_SUPPORT = TableContract(
    "nps_transacional_suporte",
    r"npstransacionalsuporte|npssuporte",
    (
        _key("cliente"),
        _answer("resposta_NPS"),
        ColumnContract(TICKET, "code", ("ticket", "BK_TICKET"), required=True),
        *_text("grupo_NPS"),
        *_number("Nota_ConhecimentoAgente", "Nota_Solucao", "Nota_TempoRetorno", "Nota_Facilidade"),
        *_number("Nota_Satisfacao"),
    ),
)
TICKETS = TableContract(
    "tickets",
    r"tickets|chamados",
    (
        _key("CODIGO_ORGANIZACAO"),
        *_text("NOME_GRUPO", "TIPO_TICKET"),
        *_required("text", "STATUS_TICKET"),
        *_date("DT_CRIACAO", "DT_ATUALIZACAO"),
        *_required("code", "BK_TICKET"),
        *_text("PRIORIDADE_TICKET"),
    ),
)
TELEMETRY = TableContract(
    "telemetria",
    r"telemetria",
    (
        _key("clienteid", "store_key"),
        *_required("number", "eventduration", decimal="point"),
        *_text("moduloid", "productlineid", required=True),
        *_date("referencedatestart"),
        *_text("statuslicenca"),
    ),
    bulk=True,
)
DICTIONARY = TableContract(
    "dicionario",
    r"dicionario",
    (
        ColumnContract("TABELA", aliases=("Nome da Tabela", "Tabelas"), prefixes=("tabela",), required=True),
        ColumnContract("CAMPO", aliases=("Coluna", "Campos"), prefixes=("campo",), required=True),
        ColumnContract("SIGNIFICADO", aliases=("Descrição", "Descricao", "Definição"), prefixes=("significado",)),
    ),
)

CONTRACTS: tuple[TableContract, ...] = (
    CUSTOMERS,
    SINCE,
    HIRES,
    PROPOSALS,
    MRR,
    NPS_RELATIONAL,
    NPS_ACQUISITION,
    NPS_DEPLOYMENT,
    NPS_ONBOARDING,
    NPS_PRODUCT,
    NPS_SUPPORT,
    TICKETS,
    TELEMETRY,
    DICTIONARY,
)
