"""What every report must say in the same words: the method, and what the numbers do not mean."""

from __future__ import annotations

from meraki.columns import (
    ADVICE_DROPPED,
    ADVICE_NEW,
    ADVICE_TAKEN,
    CUSTOMER_GONE,
    CUSTOMER_MOVED,
    CUSTOMER_NEW,
)
from meraki.reports import formats

METHOD = (
    "Os arquivos de origem são lidos, conferidos linha a linha e resumidos em uma linha por cliente: contratos, "
    "receita, satisfação, suporte, uso e propostas.",
    "Clientes parecidos formam clusters (K-Means). Entram atributos e comportamento, não os produtos que o "
    "cliente tem. O número de clusters é o de melhor silhueta entre os que dão grupos estáveis e de tamanho útil.",
    "Para cada cliente, cada produto que ele não tem recebe uma chance: quanto o produto é usado por clientes com "
    "perfil e produtos parecidos. A chance é conferida em clientes deixados de fora: de cada dez casos com 30 %, cerca "
    "de três usam o produto. O motivo conta só a evidência mais forte; a chance pesa todas, e por isso difere dele.",
    "O potencial é a mediana do valor de contrato de clientes comparáveis que usam o produto (mesmo cluster e faixa de "
    "faturamento; com poucos casos, o cluster; depois, todos), como registrado no contrato, sem período. Quem paga "
    "menos de R$ 1 fica fora da conta: é valor simbólico, não preço. Valor esperado = chance x potencial.",
)
"""How the result comes about, in business words; a paragraph each."""

LIMITS = (
    "Chance não é previsão de venda: diz quanto o cliente se parece com quem usa o produto, não quando nem se vai"
    " comprar.",
    "Potencial é estimativa a partir do que outros clientes pagam; o preço de uma proposta depende do porte e da "
    "negociação.",
    "Valor esperado serve para ordenar a lista. A soma não é meta nem previsão de receita.",
    "Associação não é causa: clientes que usam X também usam Y, mas vender X não faz comprar Y.",
    "Cluster é um resumo: dentro dele há clientes bem diferentes da média. Veja a ficha do cliente, no painel, antes "
    "de ligar.",
    "Dado ausente é desconhecido, não zero: cliente sem NPS não é cliente insatisfeito, cliente sem MRR não é "
    "gratuito.",
    "Os dados vão até a data de referência; contratos e cancelamentos posteriores não aparecem.",
)
"""What the numbers do not mean; a sentence each."""

PRIVACY = (
    "Este arquivo contém dados comerciais de clientes. Use-o só para o relacionamento com eles, não o envie para "
    "fora da empresa e apague cópias que não usa mais (LGPD)."
)

CHANGE_LABELS = {
    CUSTOMER_NEW: "Clientes novos",
    CUSTOMER_GONE: "Clientes que saíram",
    CUSTOMER_MOVED: "Clientes que mudaram de cluster",
    ADVICE_NEW: "Recomendações novas",
    ADVICE_DROPPED: "Recomendações retiradas",
    ADVICE_TAKEN: "Recomendações que viraram contrato",
}
"""TIPO_MUDANCA -> what people call many of them, in the order of telling."""

CHANGE_NAMES = {
    CUSTOMER_NEW: "Cliente novo",
    CUSTOMER_GONE: "Cliente que saiu",
    CUSTOMER_MOVED: "Cliente que mudou de cluster",
    ADVICE_NEW: "Recomendação nova",
    ADVICE_DROPPED: "Recomendação retirada",
    ADVICE_TAKEN: "Recomendação que virou contrato",
}
"""TIPO_MUDANCA -> what people call one of them."""

FIRST_RUN = "Esta é a primeira execução nesta pasta: ainda não há com o que comparar."

WHITE_SPACE = "Espaço em branco"
"""The page of the workbook with a row per customer, those worth most first."""

RUN_MODEL = "rode antes: python meraki_cluster_recomendacao.py"


def rules_accuracy(share: float) -> str:
    """How well the rules of a cluster do, told of a balanced accuracy (0-1): as many members as others."""
    right = formats.number(100 * share)
    return f"em clientes que a regra não viu, metade do cluster e metade de fora, acerta {right} de 100; ao acaso, 50"
