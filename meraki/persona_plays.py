"""What to do with a cluster: the first play whose levels it has; care comes before sales."""

from __future__ import annotations

from collections.abc import Mapping

from meraki.columns import HIGH, LOW, MIDDLE, Column

_REVENUE, _SATISFACTION, _ACQUISITION = Column.LEVEL_REVENUE, Column.LEVEL_SATISFACTION, Column.LEVEL_ACQUISITION
_TENURE, _ENGAGEMENT, _SUPPORT = Column.LEVEL_TENURE, Column.LEVEL_ENGAGEMENT, Column.LEVEL_SUPPORT

PLAYS: tuple[tuple[dict[str, str], str], ...] = (
    (
        {_SATISFACTION: LOW, _REVENUE: HIGH},
        "Reter antes de vender: visita do executivo e plano de ação para as queixas do NPS.",
    ),
    (
        {_SATISFACTION: LOW},
        "Cuidar antes de oferecer: resolver as causas do NPS baixo e só então voltar com uma proposta.",
    ),
    (
        {_SUPPORT: HIGH, _SATISFACTION: MIDDLE},
        "Zerar os chamados abertos e propor treinamento; depois oferecer o próximo produto.",
    ),
    (
        {_ACQUISITION: HIGH, _REVENUE: HIGH},
        "Expandir: montar com cada conta o roteiro dos próximos produtos e pacotes de maior valor.",
    ),
    (
        {_ACQUISITION: HIGH},
        "Aproveitar o momento de compra: oferecer logo o produto seguinte, em condições de pacote.",
    ),
    (
        {_REVENUE: HIGH, _SATISFACTION: HIGH},
        "Pedir indicação e caso de sucesso, e abrir conversa sobre marcas que ainda não usam.",
    ),
    (
        {_REVENUE: HIGH},
        "Plano de conta: revisar o contrato e apresentar as lacunas do portfólio com o potencial de cada uma.",
    ),
    (
        {_TENURE: LOW},
        "Firmar o uso do que já contrataram e mostrar o resultado; cross-sell em seguida.",
    ),
    (
        {_ENGAGEMENT: LOW},
        "Reativar o uso: mostrar o que já contrataram e não usam antes de propor algo novo.",
    ),
    (
        {_TENURE: HIGH, _ACQUISITION: LOW},
        "Modernizar: propor a evolução dos produtos antigos (upgrade) e a migração para a nuvem.",
    ),
    ({}, "Campanha dirigida: oferecer a cada cliente o produto de maior chance."),
)
"""(levels asked for, play); the last asks for nothing."""


def play_for(levels: Mapping[str, str]) -> str:
    """The play of a cluster with these levels (dimension -> Alta, Média, Baixa or Sem dados)."""
    return next(play for asked, play in PLAYS if asked.items() <= dict(levels).items())
