"""avaliacao.json read for people: the methods as a table, and what the figures say."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from meraki.reports import formats

TITLES = {
    "rotulo": "Método",
    "hit_rate@1": "Acerto na 1ª",
    "hit_rate@3": "Acerto nas 3 primeiras",
    "hit_rate@5": "Acerto nas 5 primeiras",
    "ndcg@5": "Posição na lista (NDCG@5)",
    "ic_baixo": "NDCG@5 de",
    "ic_alto": "NDCG@5 até",
    "mrr": "Posição recíproca",
    "coverage@3": "Produtos que aparecem",
    "novelty": "Novidade",
}
"""Column of :func:`methods` -> its header, for workbook and dashboard alike."""
MEANINGS = {
    "hit_rate@1": "em que parte dos casos o produto escondido é a primeira recomendação.",
    "hit_rate@3": "em que parte dos casos ele está entre as 3 primeiras.",
    "hit_rate@5": "em que parte dos casos ele está entre as 5 primeiras.",
    "ndcg@5": "média de 1 / log2(posição + 1), zero fora das 5 primeiras: 1 quando ele é o 1º, 0,63 no 2º, 0,39 no 5º.",
    "ic_baixo": "limite inferior do intervalo de 95 % do NDCG@5, conforme os clientes sorteados para o teste.",
    "ic_alto": "limite superior do mesmo intervalo.",
    "mrr": "média de 1 / posição do produto escondido, onde quer que esteja: 1 no 1º lugar, 0,5 no 2º, 0,1 no 10º.",
    "coverage@3": "parte dos produtos que está entre as 3 primeiras recomendações de algum cliente.",
    "novelty": "quão raros são os produtos das 3 primeiras: média de log2(1 / parte dos clientes que usa o produto), "
    "em bits. Dá 1 para um produto de metade dos clientes, 3 para o de um em cada oito.",
}
"""Column of :func:`methods` -> what it measures, to stand after its name and a colon."""


def methods(evaluation: dict[str, Any]) -> pd.DataFrame:
    """A row per method in the order of the file, its two intervals split into their limits.

    ``ndcg@5_ic95`` into ``ic_baixo`` and ``ic_alto``; ``vantagem_ic95`` into ``vantagem_baixa`` and ``vantagem_alta``.
    """
    rows = [dict(method) for method in evaluation.get("metodos") or []]
    for row in rows:
        low, high = row.pop("ndcg@5_ic95", None) or (None, None)
        least, most = row.pop("vantagem_ic95", None) or (None, None)
        row.update(ic_baixo=low, ic_alto=high, vantagem_baixa=least, vantagem_alta=most)
        row.update(rotulo=row.get("rotulo") or row.get("nome"))
    return pd.DataFrame(rows)


def references(table: pd.DataFrame) -> pd.DataFrame:
    """The methods that ours (the first) is compared with, best first by NDCG@5; variants of ours are none of them."""
    others = table.iloc[1:]
    if len(others) and "nome" in others:
        others = others[~others["nome"].astype(str).str.startswith(str(table["nome"].iloc[0]))]
    return others.sort_values(["ndcg@5", "rotulo"], ascending=[False, True])


def in_words(evaluation: dict[str, Any]) -> list[str]:
    """What the evaluation says to someone who does not know the measures."""
    table = methods(evaluation)
    if table.empty:
        return ["O arquivo de avaliação não traz métodos."]
    ours = table.iloc[0]
    if formats.is_missing(ours["ndcg@5"]):
        return ["Há poucos clientes com dois produtos ou mais para medir o acerto das recomendações."]
    said = [
        "Como se mede: escondemos de alguns clientes um produto que eles têm e vemos se a recomendação o encontra.",
        f"Entre as 3 primeiras recomendações, o produto escondido aparece em {formats.percent(ours['hit_rate@3'])} "
        f"dos casos; entre as 5 primeiras, em {formats.percent(ours['hit_rate@5'])}.",
    ]
    return [*said, *_against(table, ours), *_coverage(ours)]


def _against(table: pd.DataFrame, ours: pd.Series) -> list[str]:
    others = references(table)
    if others.empty:
        return []
    best, worst = others.iloc[0], others.iloc[-1]
    verdict = (
        "acima do"
        if ours["ndcg@5"] > best["ndcg@5"]
        else "abaixo do"
        if ours["ndcg@5"] < best["ndcg@5"]
        else "igual ao"
    )
    sure = " A diferença para ele é menor que a margem de erro." if within_error(best) else ""
    sentence = (
        f"Na posição na lista, uma nota de 0 a 1 que premia acertar mais no alto (NDCG@5), o resultado é "
        f"{formats.number(ours['ndcg@5'], 3)}: {verdict} melhor método de referência, {plain_name(best['rotulo'])} "
        f"({formats.number(best['ndcg@5'], 3)}).{sure}"
    )
    weakest, least = plain_name(worst["rotulo"]), formats.number(worst["ndcg@5"], 3)
    low = f"O mais fraco dos métodos de referência, {weakest}, fica em {least}."
    return [sentence, low] if len(others) > 1 else [sentence]


def plain_name(label: str) -> str:
    """A method within a sentence: without its parameters, ``EASE (λ=100)`` is ``EASE``; the tables have them."""
    return re.sub(r" \([^()]*=[^()]*\)$", "", str(label))


def within_error(other: pd.Series) -> bool:
    """Whether the 95 % interval of what we are ahead of a method holds zero; without an interval nothing is claimed."""
    low, high = other["vantagem_baixa"], other["vantagem_alta"]
    return not (formats.is_missing(low) or formats.is_missing(high)) and bool(low <= 0 <= high)


def _coverage(ours: pd.Series) -> list[str]:
    share = ours.get("coverage@3")
    if share is None or formats.is_missing(share):
        return []
    return [f"Variedade: {formats.percent(share)} dos produtos aparecem entre as 3 primeiras de algum cliente."]


def calibration_words(evaluation: dict[str, Any]) -> str:
    """How far the predicted chance lies from what was seen, in one sentence."""
    error = (evaluation.get("calibracao") or {}).get("erro_maximo")
    if error is None:
        return "Compare a chance prevista com o que se confirmou no teste."
    return f"Nas dez faixas de chance, a maior distância entre o previsto e o confirmado é de {formats.points(error)}."
