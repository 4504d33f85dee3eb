"""Every column in words: the header a person reads, its kind, what it means."""

from __future__ import annotations

from dataclasses import dataclass

from meraki.columns import Column, OutputFile

MONEY, COUNT, SHARE, DECIMAL, TEXT, DATE, FLAG = (
    "dinheiro",
    "quantidade",
    "fração",
    "número",
    "texto",
    "data",
    "sim/não",
)
_PREFIXES = {
    "VL_": MONEY,
    "VLR_": MONEY,
    "MRR_": MONEY,
    "QTD_": COUNT,
    "PC_": SHARE,
    "FL_": FLAG,
    "DT_": DATE,
    "DIAS_": COUNT,
    "NPS_": DECIMAL,
    "DS_": TEXT,
    "CD_": TEXT,
}


@dataclass(frozen=True)
class Entry:
    """One column: its name in the files, in the reports, its kind and meaning."""

    column: str
    label: str
    kind: str
    meaning: str


def entry(column: str, file: str = "") -> Entry:
    """The entry of ``column`` (of ``file``, where one has it in a sense of its own); else it is told by its prefix."""
    known = _OF_A_FILE.get((file, column)) or ENTRIES.get(column)
    if known:
        return known
    kind = next((kind for prefix, kind in _PREFIXES.items() if column.startswith(prefix)), TEXT)
    return Entry(column, column, kind, "Coluna da base de origem, sem descrição cadastrada.")


def label(column: str) -> str:
    """The Portuguese header of ``column``."""
    return entry(column).label


def _entries(*rows: tuple[str, str, str, str]) -> dict[str, Entry]:
    return {row[0]: Entry(*row) for row in rows}


_OF_A_FILE = {
    (OutputFile.CLUSTER_DECISION, Column.REASON): Entry(
        Column.REASON, "Motivo", TEXT, "Por que este número de clusters foi escolhido, ou não."
    ),
}

_CUSTOMER = _entries(
    (Column.CUSTOMER, "Cliente", TEXT, "Código do cliente, como no cadastro."),
    (Column.SEGMENT, "Segmento", TEXT, "Segmento de mercado do cliente."),
    (Column.SUBSEGMENT, "Subsegmento", TEXT, "Detalhe do segmento."),
    (Column.REVENUE_BAND, "Faixa de faturamento", TEXT, "Faixa de faturamento informada; vazia quando não informada."),
    (Column.STATE, "UF", TEXT, "Estado (no Brasil) ou província."),
    (Column.CITY, "Cidade", TEXT, "Cidade do cliente."),
    (Column.COUNTRY, "País", TEXT, "Código do país; 105 é o Brasil."),
    (Column.ACTIVITY, "Atividade (CNAE)", TEXT, "Atividade econômica principal."),
    (Column.CUSTOMER_SINCE, "Cliente desde", DATE, "Data em que virou cliente."),
    (Column.TARGET_AUDIENCE, "Público-alvo", FLAG, "1: segmento priorizado e ao menos um produto em uso."),
    (Column.REFERENCE_DATE, "Data de referência", DATE, "Data mais recente dos dados; os prazos contam até ela."),
    (Column.FIRST_CONTRACT, "Primeiro contrato", DATE, "Assinatura mais antiga."),
    (Column.LAST_CONTRACT, "Último contrato", DATE, "Assinatura mais recente."),
    (Column.DAYS_SINCE_CONTRACT, "Dias desde o último contrato", COUNT, "Da última assinatura à data de referência."),
    (Column.CONTRACT_VALUE, "Valor de contratos", MONEY, "Soma das linhas de contrato em vigor."),
    (Column.CONTRACTS, "Linhas de contrato", COUNT, "Todas as linhas de contrato, em vigor ou não."),
    (Column.ACTIVE_CONTRACTS, "Contratos em vigor", COUNT, "Linhas ativas, gratuitas, pendentes ou a faturar."),
    (Column.CANCELLED_CONTRACTS, "Contratos cancelados", COUNT, "Linhas canceladas."),
    (Column.PRODUCTS, "Produtos em uso", COUNT, "Produtos distintos (nome comercial) com linha em vigor."),
    (Column.FAMILIES, "Famílias em uso", COUNT, "Produtos distintos por família, sem licença e manutenção em dobro."),
    (Column.BRANDS, "Marcas em uso", COUNT, "Marcas distintas com linha em vigor."),
    (Column.TENURE_MONTHS, "Meses de casa", COUNT, "Meses de relacionamento até a data de referência."),
)

_SALES = _entries(
    (
        Column.MRR,
        "MRR (12 meses)",
        MONEY,
        "Receita mensal recorrente, 12 meses; vazia: não se sabe (não é zero).",
    ),
    (Column.HIRES, "Contratações em 12 meses", COUNT, "Contratações dos últimos 12 meses; 0 quando não houve."),
    (Column.HIRES_VALUE, "Valor contratado em 12 meses", MONEY, "Valor das contratações dos últimos 12 meses."),
    (Column.PROPOSALS, "Propostas", COUNT, "Propostas comerciais distintas."),
    (Column.PROPOSALS_VALUE, "Valor proposto", MONEY, "Soma dos itens propostos."),
    (Column.PROPOSED_PRODUCTS, "Produtos propostos", COUNT, "Produtos distintos nas propostas."),
    (Column.DISCOUNT, "Desconto médio", SHARE, "Desconto médio das propostas."),
    (Column.LAST_PROPOSAL, "Última proposta", DATE, "Data da proposta mais recente."),
)

_RELATIONSHIP = _entries(
    (Column.NPS_MEAN, "NPS médio", DECIMAL, "Média das notas de 0 a 10, nas seis pesquisas; vazia sem resposta."),
    (Column.NPS_ANSWERS, "Respostas de NPS", COUNT, "Respostas à pergunta de 0 a 10."),
    (Column.NPS_LAST, "Última nota NPS", DECIMAL, "Nota mais recente, de 0 a 10."),
    (Column.NPS_LAST_DATE, "Data da última nota", DATE, "Data da resposta mais recente."),
    (Column.DAYS_SINCE_NPS, "Dias desde a última nota", COUNT, "Da última resposta à data de referência."),
    (Column.PROMOTERS, "Respostas de promotor", SHARE, "Fração das respostas com nota 9 ou 10."),
    (Column.DETRACTORS, "Respostas de detrator", SHARE, "Fração das respostas com nota de 0 a 6."),
    (Column.TICKETS, "Chamados", COUNT, "Chamados de suporte distintos."),
    (Column.OPEN_TICKETS, "Chamados abertos", COUNT, "Chamados novos, abertos, pendentes ou em espera."),
    (Column.URGENT_TICKETS, "Chamados urgentes", COUNT, "Chamados com prioridade urgente."),
    (Column.TICKET_DAYS, "Dias por chamado", DECIMAL, "Média de dias entre criação e última atualização."),
    (Column.LAST_TICKET, "Último chamado", DATE, "Data do chamado mais recente."),
    (Column.DAYS_SINCE_TICKET, "Dias desde o último chamado", COUNT, "Do último chamado à data de referência."),
    (Column.EVENTS, "Eventos de uso", COUNT, "Eventos de telemetria (cerca de uma semana); vazio sem telemetria."),
    (Column.EVENT_DURATION, "Duração mediana do uso", DECIMAL, "Duração mediana dos eventos; unidade não informada."),
    (Column.MODULES, "Módulos usados", COUNT, "Módulos distintos na telemetria; 08 e 8 são o mesmo."),
    (
        Column.PRODUCT_LINES,
        "Linhas de produto usadas",
        COUNT,
        "Linhas de produto distintas na telemetria; 08 e 8 são a mesma.",
    ),
    (Column.ACTIVE_DAYS, "Dias com uso", COUNT, "Dias distintos com evento."),
    (Column.DENIED_SHARE, "Licença negada", SHARE, "Fração dos eventos em que a licença foi negada."),
)

_PRODUCT = _entries(
    (Column.PRODUCT_NAME, "Nome comercial", TEXT, "Nome do produto como está no contrato."),
    (Column.PRODUCT, "Produto", TEXT, "Família do produto: licença e manutenção contam uma vez só."),
    (Column.REVENUE_LINE, "Linha de receita", TEXT, "Linha de receita do produto."),
    (Column.BRAND, "Marca", TEXT, "Marca do produto."),
    (Column.COMMERCIAL_MODE, "Modalidade", TEXT, "Modalidade comercial."),
    (Column.ACTIVE, "Em uso", FLAG, "1: o cliente tem o produto hoje."),
    (Column.STATUS, "Situação", TEXT, "Situação do contrato que fala pelo produto."),
)

_CLUSTER = _entries(
    (Column.CLUSTER, "Cluster", COUNT, "Grupo de clientes parecidos; o número se mantém entre execuções."),
    (
        Column.DISTANCE,
        "Distância ao centro",
        DECIMAL,
        "Distância do cliente ao centro do cluster; menor é mais típico.",
    ),
    (Column.AFFINITY, "Afinidade", SHARE, "Quanto o cliente é do seu cluster, de 0 a 1."),
    (Column.SILHOUETTE, "Silhueta", DECIMAL, "De -1 a 1: quão melhor o cluster serve que o vizinho mais próximo."),
    (Column.PERSONA, "Persona", TEXT, "Nome do perfil do cluster."),
    (Column.MAP_X, "Mapa (horizontal)", DECIMAL, "Posição no mapa de duas dimensões."),
    (Column.MAP_Y, "Mapa (vertical)", DECIMAL, "Posição no mapa de duas dimensões."),
    (Column.K, "Número de clusters", COUNT, "Quantidade de clusters tentada."),
    (Column.SILHOUETTE_LOW, "Silhueta (mínimo)", DECIMAL, "Limite inferior do intervalo de 95 %."),
    (Column.SILHOUETTE_HIGH, "Silhueta (máximo)", DECIMAL, "Limite superior do intervalo de 95 %."),
    (Column.SAMPLED, "Por amostra", FLAG, "1: silhueta estimada em uma amostra."),
    (Column.INERTIA, "Inércia", DECIMAL, "Soma dos quadrados das distâncias aos centros."),
    (Column.SMALLEST_CLUSTER, "Menor cluster", COUNT, "Clientes do menor cluster."),
    (Column.LARGEST_CLUSTER, "Maior cluster", COUNT, "Clientes do maior cluster."),
    (Column.STABILITY, "Estabilidade", DECIMAL, "Concordância entre sementes (índice de Rand ajustado); 1 é igual."),
    (Column.ELIGIBLE, "Elegível", FLAG, "1: passa nos limites de tamanho e estabilidade."),
    (Column.CHOSEN, "Escolhido", FLAG, "1: número de clusters usado."),
    (Column.PROFILE_COLUMN, "Indicador", TEXT, "Coluna da base que o perfil descreve."),
    (Column.MEAN, "Média", DECIMAL, "Média dos clientes com o dado."),
    (Column.MEDIAN, "Mediana", DECIMAL, "Metade dos clientes está abaixo, metade acima."),
    (Column.P25, "1º quartil", DECIMAL, "Um quarto dos clientes está abaixo."),
    (Column.P75, "3º quartil", DECIMAL, "Um quarto dos clientes está acima."),
    (
        Column.DIFFERENCE,
        "Diferença padronizada",
        DECIMAL,
        "Quanto o cluster difere do todo, em desvios-padrão; vazia se menos de um décimo dele tem o dado.",
    ),
    (Column.STRENGTH, "Força", SHARE, "Quanto o indicador separa os clusters, de 0 a 1."),
)

_PERSONAS = _entries(
    (Column.PERSONA_LABEL, "Rótulo", TEXT, "Receita, satisfação e aquisição do cluster em poucas palavras."),
    (Column.PERSONA_TEXT, "Descrição", TEXT, "Quem são os clientes do cluster."),
    (Column.PLAY, "O que fazer", TEXT, "O que fazer com o cluster."),
    (Column.TYPICAL_PRODUCTS, "Produtos típicos", TEXT, "Produtos que mais distinguem o cluster."),
    (Column.PERSONA_RULES, "Regras", TEXT, "Regras simples que dizem quem é do cluster."),
    (
        Column.RULES_ACCURACY,
        "Acerto das regras",
        SHARE,
        "Média do acerto entre os clientes do cluster e entre os demais, nos que a regra não viu; 0,5 é acaso.",
    ),
    (Column.CUSTOMERS, "Clientes", COUNT, "Clientes do cluster."),
    (Column.LEVEL_REVENUE, "Receita", TEXT, "Nível de receita: Alta, Média, Baixa ou Sem dados."),
    (Column.LEVEL_SATISFACTION, "Satisfação", TEXT, "Nível de satisfação."),
    (Column.LEVEL_ACQUISITION, "Aquisição", TEXT, "Nível de novas contratações."),
    (Column.LEVEL_TENURE, "Antiguidade", TEXT, "Nível de tempo de casa."),
    (Column.LEVEL_ENGAGEMENT, "Engajamento", TEXT, "Nível de uso dos produtos."),
    (Column.LEVEL_SUPPORT, "Suporte", TEXT, "Nível de carga de suporte."),
)

_RECOMMENDATION = _entries(
    (Column.RECOMMENDATION_ID, "ID", TEXT, "Identificador estável de cliente e produto, para atualizar o CRM."),
    (Column.RANK, "Ordem", COUNT, "1 é a melhor recomendação do cliente."),
    (
        Column.SCORE,
        "Chance",
        SHARE,
        "Probabilidade de um cliente com este perfil e estes produtos usar o produto; não é chance de venda.",
    ),
    (Column.KIND, "Tipo", TEXT, "Upgrade: mesma marca ou linha de algo que já usa; Cross-sell: marca e linha novas."),
    (
        Column.APPROACH,
        "Abordagem",
        TEXT,
        "Cuidar antes: nota até 6 ou chamados em aberto entre os 10 % com mais; sem sinal: nem nota nem chamado.",
    ),
    (
        Column.REASON,
        "Motivo",
        TEXT,
        "A evidência mais forte, com os números; a chance pesa também os outros produtos e o perfil.",
    ),
    (
        Column.POTENTIAL,
        "Potencial",
        MONEY,
        "Mediana do valor de contrato (sem período) de clientes comparáveis que usam o produto e pagam R$ 1 ou mais.",
    ),
    (Column.POTENTIAL_LOW, "Potencial de", MONEY, "Um quarto dos comparáveis paga menos."),
    (Column.POTENTIAL_HIGH, "Potencial até", MONEY, "Um quarto dos comparáveis paga mais."),
    (Column.POTENTIAL_LEVEL, "Base do potencial", TEXT, "Com quem se comparou: cluster e faixa, cluster ou todos."),
    (
        Column.POTENTIAL_OWNERS,
        "Comparáveis",
        COUNT,
        "Clientes por trás da estimativa: usam o produto e pagam R$ 1 ou mais; menos que isso é valor simbólico.",
    ),
    (
        Column.EXPECTED_VALUE,
        "Valor esperado",
        MONEY,
        "Chance x potencial: serve para ordenar, não é previsão de receita.",
    ),
    (Column.CLUSTER_CUSTOMERS, "Clientes do cluster", COUNT, "Clientes do cluster do cliente."),
    (Column.CLUSTER_OWNERS, "Usam no cluster", COUNT, "Clientes do cluster que usam o produto."),
    (Column.CLUSTER_PENETRATION, "Uso no cluster", SHARE, "Fração do cluster que usa o produto."),
    (Column.BASE_PENETRATION, "Uso na base", SHARE, "Fração de todos os clientes que usa o produto."),
    (Column.EVIDENCE_PRODUCT, "Produto de evidência", TEXT, "Produto do cliente que mais fala pela recomendação."),
    (Column.EVIDENCE_OWNERS, "Usam a evidência", COUNT, "Clientes do cluster que usam o produto de evidência."),
    (Column.EVIDENCE_BOTH, "Usam os dois", COUNT, "Destes, os que também usam o recomendado."),
    (Column.CONFIDENCE, "Uso entre os que têm a evidência", SHARE, "Usam os dois / usam a evidência."),
    (Column.CONFIDENCE_OTHERS, "Uso entre os demais", SHARE, "Uso do recomendado entre quem não tem a evidência."),
    (Column.LIFT, "Vezes a média", DECIMAL, "Quantas vezes o uso supera o do grupo de comparação."),
    (Column.QUANTITY, "Clientes", COUNT, "Clientes contados na linha."),
    (Column.PENETRATION, "Uso", SHARE, "Fração dos clientes do cluster que usa o produto."),
    (Column.RECOMMENDATIONS, "Recomendações", COUNT, "Recomendações do produto no cluster."),
)

_CHANGES = _entries(
    (Column.CHANGE_KIND, "Mudança", TEXT, "O que mudou desde a execução anterior."),
    (Column.CHANGE_FROM, "De", TEXT, "Como estava."),
    (Column.CHANGE_TO, "Para", TEXT, "Como ficou."),
)

ENTRIES: dict[str, Entry] = (
    _CUSTOMER | _SALES | _RELATIONSHIP | _PRODUCT | _CLUSTER | _PERSONAS | _RECOMMENDATION | _CHANGES
)
"""Column name -> entry, for every name of :class:`meraki.columns.Column`."""
