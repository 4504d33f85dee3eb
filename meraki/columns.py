"""Every column and file name, once.

Names of the warehouse keep their prefixes (CD_, DS_, DT_, VL_, QTD_, PC_, FL_).
"""

from __future__ import annotations


class Column:
    """Column names of the tables that pass between the stages."""

    # who the customer is
    CUSTOMER = "CD_CLIENTE"
    SEGMENT = "DS_SEGMENTO"
    SUBSEGMENT = "DS_SUBSEGMENTO"
    REVENUE_BAND = "FAT_FAIXA"
    STATE = "UF"
    CITY = "CIDADE"
    COUNTRY = "PAIS"
    ACTIVITY = "DS_CNAE"
    CUSTOMER_SINCE = "CLIENTE_DESDE"
    TARGET_AUDIENCE = "FL_PUBLICO_ALVO"
    REFERENCE_DATE = "DT_REFERENCIA"
    # contracts
    FIRST_CONTRACT = "DT_PRIMEIRO_CONTRATO"
    LAST_CONTRACT = "DT_ULTIMO_CONTRATO"
    DAYS_SINCE_CONTRACT = "DIAS_DESDE_ULTIMO_CONTRATO"
    CONTRACT_VALUE = "VL_TOTAL_CONTRATO"
    CONTRACTS = "QTD_CONTRATOS"
    ACTIVE_CONTRACTS = "QTD_CONTRATOS_ATIVOS"
    CANCELLED_CONTRACTS = "QTD_CONTRATOS_CANCELADOS"
    PRODUCTS = "QTD_PRODUTOS"
    FAMILIES = "QTD_FAMILIAS"
    BRANDS = "QTD_MARCAS"
    # sales
    MRR = "MRR_12M"
    HIRES = "QTD_CONTRATACOES_12M"
    HIRES_VALUE = "VLR_CONTRATACOES_12M"
    PROPOSALS = "QTD_PROPOSTAS"
    PROPOSALS_VALUE = "VL_PROPOSTAS"
    PROPOSED_PRODUCTS = "QTD_PRODUTOS_PROPOSTOS"
    DISCOUNT = "PC_DESCONTO_MEDIO"
    LAST_PROPOSAL = "DT_ULTIMA_PROPOSTA"
    # satisfaction
    NPS_MEAN = "NPS_MEDIO"
    NPS_ANSWERS = "QTD_RESPOSTAS_NPS"
    NPS_LAST = "NPS_ULTIMO"
    NPS_LAST_DATE = "DT_ULTIMA_RESPOSTA_NPS"
    DAYS_SINCE_NPS = "DIAS_DESDE_ULTIMA_RESPOSTA_NPS"
    PROMOTERS = "PC_PROMOTORES"
    DETRACTORS = "PC_DETRATORES"
    # support
    TICKETS = "QTD_CHAMADOS"
    OPEN_TICKETS = "QTD_CHAMADOS_ABERTOS"
    URGENT_TICKETS = "QTD_CHAMADOS_URGENTES"
    TICKET_DAYS = "DIAS_MEDIOS_CHAMADO"
    LAST_TICKET = "DT_ULTIMO_CHAMADO"
    DAYS_SINCE_TICKET = "DIAS_DESDE_ULTIMO_CHAMADO"
    # telemetry
    EVENTS = "QTD_EVENTOS"
    EVENT_DURATION = "DURACAO_MEDIANA_EVENTO"
    MODULES = "QTD_MODULOS"
    PRODUCT_LINES = "QTD_LINHAS_PRODUTO"
    ACTIVE_DAYS = "DIAS_ATIVOS"
    DENIED_SHARE = "PC_LICENCA_NEGADA"
    # products of a customer
    PRODUCT_NAME = "DS_PROD"
    PRODUCT = "PRODUTO"
    REVENUE_LINE = "DS_LIN_REC"
    BRAND = "MARCA_TOTVS"
    COMMERCIAL_MODE = "MODAL_COMERC"
    ACTIVE = "FL_ATIVO"
    STATUS = "SITUACAO_CONTRATO"
    # features
    TENURE_MONTHS = "ANTIGUIDADE_MESES"
    # clusters
    CLUSTER = "cluster"
    DISTANCE = "DISTANCIA_CENTROIDE"
    AFFINITY = "AFINIDADE"
    SILHOUETTE = "SILHUETA"
    PERSONA = "PERSONA"
    MAP_X = "MAPA_X"
    MAP_Y = "MAPA_Y"
    # recommendations
    RECOMMENDATION_ID = "ID_RECOMENDACAO"
    RANK = "RANK"
    SCORE = "SCORE"
    KIND = "TIPO"
    APPROACH = "ABORDAGEM"
    REASON = "MOTIVO"
    POTENTIAL = "POTENCIAL_VALOR"
    POTENTIAL_LOW = "POTENCIAL_VALOR_P25"
    POTENTIAL_HIGH = "POTENCIAL_VALOR_P75"
    POTENTIAL_LEVEL = "NIVEL_POTENCIAL"
    POTENTIAL_OWNERS = "QTD_BASE_POTENCIAL"
    EXPECTED_VALUE = "VALOR_ESPERADO"
    CLUSTER_CUSTOMERS = "QTD_CLIENTES_CLUSTER"
    CLUSTER_OWNERS = "QTD_USAM_CLUSTER"
    CLUSTER_PENETRATION = "PENETRACAO_CLUSTER"
    BASE_PENETRATION = "PENETRACAO_BASE"
    EVIDENCE_PRODUCT = "PRODUTO_EVIDENCIA"
    EVIDENCE_OWNERS = "QTD_COM_EVIDENCIA"
    EVIDENCE_BOTH = "QTD_COM_AMBOS"
    CONFIDENCE = "CONFIANCA"
    CONFIDENCE_OTHERS = "CONFIANCA_DEMAIS"
    LIFT = "LIFT"
    QUANTITY = "QTD"
    PENETRATION = "PENETRACAO"
    RECOMMENDATIONS = "QTD_RECOMENDACOES"
    # decision table: a row per number of clusters tried
    K = "K"
    SILHOUETTE_LOW = "SILHUETA_MIN"
    SILHOUETTE_HIGH = "SILHUETA_MAX"
    SAMPLED = "FL_AMOSTRA"
    INERTIA = "INERCIA"
    SMALLEST_CLUSTER = "MENOR_CLUSTER"
    LARGEST_CLUSTER = "MAIOR_CLUSTER"
    STABILITY = "ESTABILIDADE"
    ELIGIBLE = "FL_ELEGIVEL"
    CHOSEN = "FL_ESCOLHIDO"
    # profile: a row per cluster and numeric column
    PROFILE_COLUMN = "COLUNA"
    MEAN = "MEDIA"
    MEDIAN = "MEDIANA"
    P25 = "P25"
    P75 = "P75"
    DIFFERENCE = "DIFERENCA"
    STRENGTH = "FORCA"
    # personas
    PERSONA_LABEL = "ROTULO"
    PERSONA_TEXT = "DESCRICAO"
    PLAY = "JOGADA"
    TYPICAL_PRODUCTS = "PRODUTOS_TIPICOS"
    PERSONA_RULES = "REGRAS"
    RULES_ACCURACY = "ACURACIA_REGRAS"
    CUSTOMERS = "QTD_CLIENTES"
    LEVEL_REVENUE = "RECEITA"
    LEVEL_SATISFACTION = "SATISFACAO"
    LEVEL_ACQUISITION = "AQUISICAO"
    LEVEL_TENURE = "ANTIGUIDADE"
    LEVEL_ENGAGEMENT = "ENGAJAMENTO"
    LEVEL_SUPPORT = "SUPORTE"
    # changes since the last run
    CHANGE_KIND = "TIPO_MUDANCA"
    CHANGE_FROM = "DE"
    CHANGE_TO = "PARA"


class OutputFile:
    """File names inside ``--output``; folders end with a slash-less name."""

    BASE = "base_analitica_meraki.csv"
    PRODUCTS = "produtos_por_cliente.csv"
    QUALITY_XLSX = "qualidade_dados.xlsx"
    QUALITY_JSON = "qualidade_dados.json"
    REJECTED_DIR = "rejeitados"
    CLUSTERS = "clusters_clientes.csv"
    CLUSTER_SUMMARY = "cluster_summary.xlsx"
    CLUSTER_DECISION = "clusters_decisao.csv"
    CLUSTER_PROFILE = "clusters_perfil.csv"
    PERSONAS = "personas.csv"
    RECOMMENDATIONS = "recomendacoes_por_cliente.csv"
    CLUSTER_PRODUCTS = "recomendacoes_por_cluster.csv"
    WORKBOOK = "recomendacoes_meraki.xlsx"
    CRM = "recomendacoes_crm.csv"
    EXCEL_CSV = "recomendacoes_excel.csv"
    EVALUATION = "avaliacao.json"
    CHANGES = "mudancas.csv"
    CHANGES_SUMMARY = "mudancas.json"
    CHARTS_DIR = "graficos"
    REPORT = "relatorio_executivo.pdf"
    MANIFEST = "manifesto.json"
    PSEUDONYM_MAP = "mapa_pseudonimos.csv"
    HISTORY_DIR = "historico"
    LOG_DIR = "logs"


OWNED_STATUSES = ("ATIVO", "GRATUITO", "PENDENTE", "FATURAR")
"""SITUACAO_CONTRATO of a line whose product the customer owns today."""

STATUS_PRECEDENCE = (*OWNED_STATUSES, "SUSPENSO", "TROCADO", "CANCELADO")
"""Which status speaks for a customer x product with several lines: the first present."""

NO_REVENUE_BAND = "Sem Informações de Faturamento"
"""The warehouse's spelling of a missing FAT_FAIXA."""

KIND_UPGRADE, KIND_CROSS_SELL = "Upgrade", "Cross-sell"
APPROACH_OFFER = "oferecer agora"
APPROACH_CARE = "cuidar antes de oferecer"
APPROACH_UNKNOWN = "sem sinal"
HIGH, MIDDLE, LOW, UNMEASURED = "Alta", "Média", "Baixa", "Sem dados"
"""What RECEITA, SATISFACAO and the other levels of a persona may say."""

CUSTOMER_NEW, CUSTOMER_GONE, CUSTOMER_MOVED = "cliente_novo", "cliente_saiu", "mudou_de_cluster"
ADVICE_NEW, ADVICE_DROPPED, ADVICE_TAKEN = "recomendacao_nova", "recomendacao_retirada", "recomendacao_aceita"
CHANGES = (CUSTOMER_NEW, CUSTOMER_GONE, CUSTOMER_MOVED, ADVICE_NEW, ADVICE_DROPPED, ADVICE_TAKEN)
"""Each TIPO_MUDANCA, in the order of telling."""

DETRACTOR = 6
"""The highest answer of a detractor, of 0 to 10 (Reichheld 2003)."""

UNITS = {
    "ds_prod": Column.PRODUCT_NAME,
    "produto": Column.PRODUCT,
    "linha": Column.REVENUE_LINE,
    "marca": Column.BRAND,
}
"""--product-level -> the column whose values are recommended."""
