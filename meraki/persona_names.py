"""A short name for each cluster, never the same twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from meraki.columns import HIGH, LOW, MIDDLE, UNMEASURED, Column
from meraki.wording import column_label, segment_label

_HEADS = {
    (HIGH, HIGH): "Parceiros consolidados",
    (HIGH, LOW): "Contas mais novas de alto valor",
    (HIGH, ""): "Contas de alto valor",
    (MIDDLE, HIGH): "Veteranos estáveis",
    (MIDDLE, LOW): "Contas mais novas de valor intermediário",
    (MIDDLE, ""): "Núcleo da base",
    (LOW, HIGH): "Veteranos enxutos",
    (LOW, LOW): "Contas mais novas e enxutas",
    (LOW, ""): "Contas enxutas",
    ("", HIGH): "Veteranos",
    ("", LOW): "Clientes mais novos",
    ("", ""): "Clientes",
}
"""(revenue, tenure) -> head of the name; "" is neither high nor low, or unknown."""
_QUALIFIERS = {
    (Column.LEVEL_SATISFACTION, HIGH): "com NPS alto",
    (Column.LEVEL_SATISFACTION, LOW): "com NPS baixo",
    (Column.LEVEL_ACQUISITION, HIGH): "em expansão",
    (Column.LEVEL_ACQUISITION, LOW): "com poucas compras",
    (Column.LEVEL_ENGAGEMENT, HIGH): "com uso intenso",
    (Column.LEVEL_ENGAGEMENT, LOW): "com pouco uso",
    (Column.LEVEL_ENGAGEMENT, UNMEASURED): "sem uso medido",
    (Column.LEVEL_SUPPORT, HIGH): "com muitos chamados",
    (Column.LEVEL_SUPPORT, LOW): "com poucos chamados",
}
_OTHERS = {
    (Column.DAYS_SINCE_CONTRACT, True): "há mais tempo sem contratar",
    (Column.DAYS_SINCE_CONTRACT, False): "com contrato recente",
    (Column.DAYS_SINCE_TICKET, True): "há mais tempo sem chamado",
    (Column.DAYS_SINCE_TICKET, False): "com chamado recente",
    (Column.DAYS_SINCE_NPS, True): "há mais tempo sem responder",
    (Column.DAYS_SINCE_NPS, False): "com resposta recente",
    (Column.NPS_LAST, True): "com último NPS mais alto",
    (Column.NPS_LAST, False): "com último NPS mais baixo",
    (Column.PROPOSALS_VALUE, True): "com propostas de maior valor",
    (Column.PROPOSALS_VALUE, False): "com propostas de menor valor",
    (Column.DISCOUNT, True): "com descontos maiores",
    (Column.DISCOUNT, False): "com descontos menores",
    (Column.EVENT_DURATION, True): "com uso mais demorado",
    (Column.EVENT_DURATION, False): "com uso mais breve",
}
"""(column, more than the whole) -> qualifier, where "com mais" and the column's name would be long or no Portuguese."""
MAX_QUALIFIERS = 4
DOMINANT_SEGMENT = 0.5
_SHARE_WEIGHT = 4
"""Standard deviations of a dimension that a difference of shares, from 0 to 1, is worth."""
UNKNOWN_STRENGTH = 0.3
"""How telling it is that a cluster has no telemetry, in standard deviations of a known dimension."""


@dataclass(frozen=True)
class Traits:
    """What may go into a name.

    Attributes:
        levels: dimension -> Alta, Média, Baixa or Sem dados.
        strengths: dimension -> standardised difference from the whole.
        segment: the one furthest above its share in the whole, both shares; "" where none stands out.
        others: any other numeric column -> standardised difference from the whole.
        had: what nearly all of the cluster have, or none, as a qualifier -> difference from the whole's share.
    """

    levels: dict[str, str]
    strengths: dict[str, float]
    segment: tuple[str, float, float]
    others: dict[str, float]
    had: dict[str, float] = field(default_factory=dict)


def unique_names(clusters: Sequence[Traits]) -> list[str]:
    """A name per cluster: a head by revenue and tenure and what else tells most.

    Each name starts with one qualifier; clusters of the same name take one more each until they differ, and numbers
    (``II``, ``III``) where four do not tell them apart. What holds of every cluster, as where nobody's use is measured,
    tells nothing.
    """
    qualifiers = _telling([_qualifiers(traits) for traits in clusters])
    used = [1] * len(clusters)
    names = _names(clusters, qualifiers, used)
    for _ in range(MAX_QUALIFIERS - 1):
        counts = Counter(names)
        used = [count + (counts[name] > 1) for count, name in zip(used, names, strict=True)]
        names = _names(clusters, qualifiers, used)
    return _numbered(names)


def _telling(qualifiers: list[list[str]]) -> list[list[str]]:
    """Without those that all of several clusters share."""
    shared = set.intersection(*map(set, qualifiers)) if len(qualifiers) > 1 else set()
    return [[phrase for phrase in found if phrase not in shared] for found in qualifiers]


def _names(clusters: Sequence[Traits], qualifiers: Sequence[list[str]], used: Sequence[int]) -> list[str]:
    parts = [[_head(traits), *found[:count]] for traits, found, count in zip(clusters, qualifiers, used, strict=True)]
    return [" ".join(part[:2]) + "".join(f", {more}" for more in part[2:]) for part in parts]


def _head(traits: Traits) -> str:
    revenue, tenure = traits.levels[Column.LEVEL_REVENUE], traits.levels[Column.LEVEL_TENURE]
    revenue = "" if revenue == UNMEASURED else revenue
    return _HEADS[revenue, tenure if tenure in (HIGH, LOW) else ""]


def _qualifiers(traits: Traits) -> list[str]:
    """The most telling first: a dominant segment, what nearly all have or none, levels not middling; then others."""
    said = [
        (UNKNOWN_STRENGTH if level == UNMEASURED else abs(traits.strengths[dimension]), phrase)
        for (dimension, level), phrase in _QUALIFIERS.items()
        if traits.levels[dimension] == level
    ]
    segment, share, overall = traits.segment
    if segment and share >= DOMINANT_SEGMENT:
        said.append((_SHARE_WEIGHT * (share - overall), f"de {segment_label(segment)}"))
    said += [(_SHARE_WEIGHT * abs(difference), phrase) for phrase, difference in traits.had.items()]
    ordered = [phrase for _, phrase in sorted(said, key=lambda item: (-item[0], item[1]))]
    return ordered + [phrase for phrase in _other_qualifiers(traits.others) if phrase not in ordered]


def _other_qualifiers(others: dict[str, float]) -> list[str]:
    telling = sorted((item for item in others.items() if item[1]), key=lambda item: (-abs(item[1]), item[0]))
    return [_other(name, difference > 0) for name, difference in telling]


def _other(name: str, more: bool) -> str:
    return _OTHERS.get((name, more)) or f"com {'mais' if more else 'menos'} {column_label(name)}"


def _numbered(names: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    result = []
    for name in names:
        seen[name] += 1
        result.append(name if seen[name] == 1 else f"{name} {_roman(seen[name])}")
    return result


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
