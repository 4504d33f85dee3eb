"""The product catalogue: families, their commercial forms (DS_PROD) and the planted X-leads-to-Y pairs.

It does not depend on the seed: the same products are for sale in every generated base. All names are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from meraki.synthetic.randomness import Floats, Ints, draw, stream, zipf
from meraki.synthetic.vocabulary import COMMERCIAL_MODES, SEGMENTS, words_of

BRAND_NAMES = words_of(
    """
    AURIX BRANTA CALUMA DORVEN ELYPSO FARUNA GALVORA HESPIA IRUNO JUVARA KELDRA LUMENTA MIRANTO NORVIA OPALINE
    PRUMO QUERENA RIVOLTA SOLVANA TALISMO URDIMA VELARIS XANDRIA YBIRA ZENITAL
    """
)
_FUNCTIONS = words_of(
    """
    FISCAL FOLHA ESTOQUE FINANCEIRO CONTABIL COMPRAS VENDAS FRETE PRODUCAO QUALIDADE PONTO CAIXA RESERVAS
    MATRICULA PRONTUARIO SAFRA PROCESSOS OBRAS ORCAMENTO COLETOR PAINEL COBRANCA CONTRATOS ATIVOS PORTAL
    ASSINADOR CATALOGO FIDELIDADE ROTAS PEDIDOS AGENDA TESOURARIA CUSTOS AUDITORIA RECRUTA BENEFICIOS VIAGENS
    MARGEM
    """
)
_QUALIFIERS = words_of(
    """
    MOVEL LOJA FILIAL INDUSTRIA AGRO SAUDE ESCOLAR LEVE MULTI REDE EXPORTA CAMPO PATIO DOCA GESTOR FISCO ANALISE
    """
)

SUITES = BRAND_NAMES[:3]
"""Every customer runs one of these back offices and seldom buys from the others."""
BACK_OFFICE = ("FISCAL", "FINANCEIRO", "CONTABIL", "ESTOQUE", "FOLHA", "COMPRAS")
VERTICALS = {
    "SERVICOS": ("CONTRATOS", "AGENDA", "CUSTOS"),
    "VAREJO": ("CAIXA", "FIDELIDADE", "CATALOGO"),
    "MANUFATURA": ("PRODUCAO", "QUALIDADE", "ATIVOS"),
    "DISTRIBUICAO": ("PEDIDOS", "ROTAS"),
    "CONSTRUCAO E PROJETOS": ("OBRAS", "ORCAMENTO"),
    "LOGISTICA": ("FRETE", "COLETOR"),
    "HOSPITALITY": ("RESERVAS", "BENEFICIOS"),
    "EDUCACIONAL": ("MATRICULA", "RECRUTA"),
    "SAUDE": ("PRONTUARIO",),
    "AGROINDUSTRIA": ("SAFRA",),
    "JURIDICO": ("PROCESSOS",),
}
SEGMENT_NAMES = tuple(SEGMENTS)
ARCHETYPES = ("grande consolidado", "nuvem recente", "pequeno tradicional", "em atrito", "em expansao")


@dataclass(frozen=True)
class Pair:
    """Owners of ``x`` within the scope take ``y`` with ``probability``; empty scope means everybody."""

    x: str
    y: str
    probability: float
    segments: tuple[str, ...] = ()
    archetypes: tuple[str, ...] = ()


PAIRS = (
    Pair("PRUMO PONTO", "PRUMO BENEFICIOS MULTI", 0.86),
    Pair("TALISMO COBRANCA", "TALISMO TESOURARIA REDE", 0.88, archetypes=("grande consolidado", "em expansao")),
    Pair("VELARIS PORTAL", "VELARIS ASSINADOR LEVE", 0.90, archetypes=("nuvem recente", "em expansao")),
    Pair("URDIMA COLETOR LOJA", "URDIMA MARGEM LOJA", 0.88, segments=("VAREJO", "DISTRIBUICAO")),
    Pair("NORVIA CUSTOS INDUSTRIA", "NORVIA PATIO GESTOR", 0.88, segments=("MANUFATURA", "AGROINDUSTRIA")),
    Pair("MIRANTO VIAGENS", "MIRANTO AUDITORIA MOVEL", 0.85, segments=("SERVICOS", "CONSTRUCAO E PROJETOS", "SAUDE")),
    Pair("OPALINE CATALOGO REDE", "OPALINE FIDELIDADE MOVEL", 0.88, segments=("VAREJO", "HOSPITALITY", "EDUCACIONAL")),
    Pair("SOLVANA ROTAS CAMPO", "SOLVANA DOCA ANALISE", 0.90, segments=("LOGISTICA", "DISTRIBUICAO", "MANUFATURA")),
    Pair("ZENITAL ORCAMENTO", "ZENITAL PAINEL GESTOR", 0.86, archetypes=("grande consolidado", "em atrito")),
    Pair("XANDRIA RECRUTA", "XANDRIA AGENDA ESCOLAR", 0.85, archetypes=("pequeno tradicional", "nuvem recente")),
)

LICENCE_FORMS = (("CDU", 1.0), ("SMS", 0.85), ("CDU CORP", 0.05), ("SMS FULL", 0.06))
SUBSCRIPTION_FORMS = (("", 1.0), ("ADESAO", 0.30), ("SETUP", 0.22), ("MNT", 0.12))
TAIL_FAMILIES = 7_000


@dataclass(frozen=True)
class Catalogue:
    """Families and products as parallel arrays.

    The first ``head`` families are the ones ownership is planted for; the rest are the long tail.
    ``forms[f]`` and ``form_chance[f]`` give up to four products of a family (-1: none) and how often an owner has each.
    """

    families: NDArray[np.object_]
    head: int
    brand: Ints
    forms: Ints
    form_chance: Floats
    products: NDArray[np.object_]
    family_of: Ints
    revenue_line: NDArray[np.object_]
    brand_label: NDArray[np.object_]
    mode: NDArray[np.object_]
    tail_cdf: Floats
    """Per tail family: brand index + cumulative share within the brand, for searchsorted."""

    def family_index(self, name: str) -> int:
        """Position of a family in ``families``."""
        return int(np.flatnonzero(self.families == name)[0])


@cache
def catalogue() -> Catalogue:
    """The one catalogue of every generated base."""
    rng = stream(0, "catalogue")
    head = _head_families()
    names = np.array(head + _tail_families(rng, set(head)), dtype=object)
    brand = np.array([BRAND_NAMES.index(name.split()[0]) for name in names])
    order = np.concatenate([np.arange(len(head)), len(head) + np.argsort(brand[len(head) :], kind="stable")])
    names, brand = names[order], brand[order]
    forms, chance, products, family_of = _commercial_forms(names, len(head), rng)
    return Catalogue(
        families=names,
        head=len(head),
        brand=brand,
        forms=forms,
        form_chance=chance,
        products=products,
        family_of=family_of,
        revenue_line=_revenue_lines(products, brand[family_of], rng),
        brand_label=_brand_labels(brand[family_of], rng),
        mode=_modes(products, rng),
        tail_cdf=_tail_cdf(brand[len(head) :]),
    )


def _head_families() -> list[str]:
    back_office = [f"{suite} {function}" for suite in SUITES for function in BACK_OFFICE]
    vertical = [f"{BRAND_NAMES[3 + i]} {f}" for i, functions in enumerate(VERTICALS.values()) for f in functions]
    return back_office + vertical + [pair.x for pair in PAIRS] + [pair.y for pair in PAIRS]


def _tail_families(rng: np.random.Generator, taken: set[str]) -> list[str]:
    everything = [f"{b} {f} {q}" for b in BRAND_NAMES for f in _FUNCTIONS for q in _QUALIFIERS]
    free = [name for name in everything if name not in taken]
    return [free[i] for i in rng.choice(len(free), TAIL_FAMILIES, replace=False)]


def _commercial_forms(
    names: NDArray[np.object_], head: int, rng: np.random.Generator
) -> tuple[Ints, Floats, NDArray[np.object_], Ints]:
    forms = np.full((names.size, 4), -1)
    chance = np.zeros((names.size, 4))
    products: list[str] = []
    family_of: list[int] = []
    tail_kinds = draw(rng, [0.125, 0.042, 0.038, 0.020, 0.006, 0.006, 0.767], names.size)
    for family, name in enumerate(names):
        for slot, (prefix, share) in enumerate(_forms_of(family, head, int(tail_kinds[family]))):
            forms[family, slot], chance[family, slot] = len(products), share
            products.append(f"{prefix} {name}".strip())
            family_of.append(family)
    return forms, chance, np.array(products, dtype=object), np.array(family_of)


def _forms_of(family: int, head: int, tail_kind: int) -> tuple[tuple[str, float], ...]:
    """Head families alternate licence and subscription; tail families have one or two forms."""
    if family < head:
        return SUBSCRIPTION_FORMS if family % 2 else LICENCE_FORMS
    tails = (
        (("CDU", 0.5), ("SMS", 0.5)),
        (("CDU", 1.0),),
        (("SMS", 1.0),),
        (("ADESAO", 0.3), ("", 0.7)),
        (("SETUP", 0.3), ("", 0.7)),
        (("", 0.6), ("MNT", 0.4)),
        (("", 1.0),),
    )
    return tails[tail_kind]


def _tail_cdf(brand: Ints) -> Floats:
    cdf = np.empty(brand.size)
    for index in range(len(BRAND_NAMES)):
        members = np.flatnonzero(brand == index)
        cdf[members] = index + np.cumsum(zipf(members.size, 0.98, 1.5))
    return cdf


_LINE_WORDS = ("Licenças", "Manutenção", "Assinatura", "Serviços")


def _revenue_lines(products: NDArray[np.object_], brand: Ints, rng: np.random.Generator) -> NDArray[np.object_]:
    """About 88 lines; a blank of some is U+00A0, as the warehouse holds it."""
    kind = np.array([_line_kind(name, brand_) for name, brand_ in zip(products, brand, strict=True)])
    hard_blank = rng.random((len(BRAND_NAMES), 4)) < 0.15
    return np.array(
        [
            f"{_LINE_WORDS[k]}{chr(160) if hard_blank[b, k] else ' '}{BRAND_NAMES[b].title()}"
            for k, b in zip(kind, brand, strict=True)
        ],
        dtype=object,
    )


def _line_kind(product: str, brand: int) -> int:
    first = product.split(maxsplit=1)[0]
    kinds = {"CDU": 0, "SMS": 1, "MNT": 1, "ADESAO": 3, "SETUP": 3}
    kind = kinds.get(first, 2)
    return 2 if kind == 3 and brand % 2 else kind


def _brand_labels(brand: Ints, rng: np.random.Generator) -> NDArray[np.object_]:
    """MARCA_TOTVS: the brand, near twins of it, and now and then a value of MODAL_COMERC."""
    labels = np.array(BRAND_NAMES, dtype=object)[brand]
    twin = rng.random(brand.size)
    labels = np.where(twin < 0.06, [f"{name}." for name in labels], labels)
    labels = np.where((twin >= 0.06) & (twin < 0.10) & (brand < 15), [f"LINHA {name}" for name in labels], labels)
    labels = np.where((twin >= 0.10) & (twin < 0.12) & (brand < 16), [name.title() for name in labels], labels)
    strays = np.array(COMMERCIAL_MODES, dtype=object)[draw(rng, np.ones(len(COMMERCIAL_MODES)), brand.size)]
    return np.where(twin > 0.985, strays, labels)


def _modes(products: NDArray[np.object_], rng: np.random.Generator) -> NDArray[np.object_]:
    by_prefix = {"CDU": 0, "SMS": 1, "MNT": 1, "ADESAO": 4, "SETUP": 4}
    others = 2 + draw(rng, [40, 20, 8, 14, 6, 3, 2, 2, 2, 2, 1], products.size)
    index = np.array([by_prefix.get(name.split()[0], other) for name, other in zip(products, others, strict=True)])
    modes = np.array(COMMERCIAL_MODES, dtype=object)[index]
    modes[rng.random(products.size) < 0.05] = None
    return modes
