"""Words of the extract: segments, bands, places, activities. Public shape, no customer behind them."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


EXTRACT_DATE = date(2025, 3, 25)
"""Latest date in the data; nothing in the generator knows today's date."""

SEGMENTS = {
    "SERVICOS": 2424,
    "VAREJO": 2185,
    "MANUFATURA": 2072,
    "DISTRIBUICAO": 861,
    "CONSTRUCAO E PROJETOS": 702,
    "LOGISTICA": 650,
    "HOSPITALITY": 567,
    "EDUCACIONAL": 527,
    "SAUDE": 298,
    "AGROINDUSTRIA": 204,
    "JURIDICO": 111,
    "FINANCIAL SERVICES": 10,
    "TOTVS": 2,
    "SUPERMERCADOS": 2,
}
"""Segment and its customers in the real extract; TOTVS are the vendor's own accounts."""

VENDOR_SEGMENT = "TOTVS"

SUBSEGMENTS = {
    "SERVICOS": (
        "ADMINISTRATIVOS",
        "CONSULTORIA",
        "FACILITIES",
        "LOCACAO",
        "PUBLICIDADE",
        "TECNOLOGIA",
        "TELECOM",
        "SANEAMENTO",
    ),
    "VAREJO": ("MODA", "ELETRO", "FARMACIA", "MATERIAL DE CONSTRUCAO", "AUTOPECAS", "FRANQUIAS", "POSTOS", "OTICA"),
    "MANUFATURA": (
        "ALIMENTOS E BEBIDAS",
        "AUTOMOTIVO",
        "BENS DE CAPITAL",
        "METALURGIA",
        "MOVEIS",
        "PLASTICOS",
        "QUIMICA",
        "TEXTIL",
        "PAPEL E CELULOSE",
    ),
    "DISTRIBUICAO": ("ATACADO ALIMENTAR", "ATACADO FARMA", "ATACADO GERAL", "AUTO SERVICO", "BROKER"),
    "CONSTRUCAO E PROJETOS": ("EDIFICACOES", "INCORPORACAO", "INFRAESTRUTURA", "LOTEAMENTO", "PROJETOS"),
    "LOGISTICA": (
        "ARMAZEM",
        "OPERADOR LOGISTICO",
        "PORTOS",
        "COURIER",
        "TRANSPORTE DE CARGAS",
        "TRANSPORTE DE PASSAGEIROS",
    ),
    "HOSPITALITY": ("BARES E RESTAURANTES", "HOTEIS", "PARQUES", "RESORTS"),
    "EDUCACIONAL": ("EDUCACAO BASICA", "ENSINO SUPERIOR", "CURSOS LIVRES", "SISTEMAS DE ENSINO"),
    "SAUDE": ("CLINICAS", "HOSPITAIS", "LABORATORIOS", "OPERADORAS DE PLANO"),
    "AGROINDUSTRIA": ("BIOENERGIA", "COOPERATIVAS", "GRAOS", "INSUMOS", "PECUARIA"),
    "JURIDICO": ("DEPARTAMENTO JURIDICO", "ESCRITORIO DE ADVOCACIA"),
    "FINANCIAL SERVICES": ("BANCOS", "CONSORCIOS", "CREDITO"),
    "TOTVS": ("INTERNO",),
    "SUPERMERCADOS": ("REDE", "LOJA UNICA", "CENTRAL DE COMPRAS"),
}

BANDS = (
    "Sem Informações de Faturamento",
    "Faixa 00 - Ate 4,5 M",
    "Faixa 01 - De 4,5 M ate 7,5 M",
    "Faixa 02 - De 7,5 M ate 15 M",
    "Faixa 03 - De 15 M ate 25 M",
    "Faixa 04 - De 25 M ate 35 M",
    "Faixa 05 - De 35 M ate 50 M",
    "Faixa 06 - De 50 M ate 75 M",
    "Faixa 07 - De 75 M ate 150 M",
    "Faixa 08 - De 150 M ate 300 M",
    "Faixa 09 - De 300 M ate 500 M",
    "Faixa 10 - De 500 M ate 850 M",
    "Faixa 11 - Acima de 850 M",
)
BAND_SHARES = (0.47, 0.16, 0.07, 0.08, 0.06, 0.035, 0.03, 0.025, 0.03, 0.018, 0.01, 0.006, 0.006)

STATUSES = ("ATIVO", "CANCELADO", "GRATUITO", "TROCADO", "PENDENTE", "SUSPENSO", "FATURAR", None)
STATUS_LINES = (124_464, 56_758, 36_526, 17_520, 2_385, 415, 28, 501)

FREQUENCIES = ("MENSAL", "ANUAL", "UNICA", "TRIMESTRAL", "SEMESTRAL", "BIMESTRAL")
FREQUENCY_SHARES = (0.70, 0.12, 0.14, 0.02, 0.015, 0.005)

COMMERCIAL_MODES = (
    "LICENCIAMENTO",
    "MANUTENCAO",
    "ASSINATURA",
    "SERVICO RECORRENTE",
    "SERVICO AVULSO",
    "CLOUD",
    "CORPORATIVO",
    "PARCERIA",
    "CREDITO",
    "TREINAMENTO",
    "HARDWARE",
    "COMODATO",
    "TRANSACIONAL",
)

BRAZIL = "105"
FOREIGN_COUNTRIES = ("063", "097", "158", "169", "239", "249", "493", "586", "589", "607", "845")
FOREIGN_STATES = ("SC", "BA", "RN", "SE", "EX", "AN", "VA", "CU", "LI", "AS", "CT", "NL", "JA", "PO", "MV", "FL")
"""Provinces abroad: the first four are also Brazilian states."""
FOREIGN_CITIES = (
    "BUENOSAIRES",
    "ROSARIO",
    "BOGOTA",
    "MEDELLIN",
    "MONTERREY",
    "LIMA",
    "ASUNCION",
    "MONTEVIDEO",
    "LISBOA",
)

CITIES = {
    "SP": "SAOPAULO CAMPINAS GUARULHOS SOROCABA RIBEIRAOPRETO SANTOS JUNDIAI PIRACICABA BAURU OSASCO BARUERI FRANCA",
    "MG": "BELOHORIZONTE UBERLANDIA CONTAGEM JUIZDEFORA BETIM MONTESCLAROS DIVINOPOLIS IPATINGA VARGINHA UBERABA",
    "RJ": "RIODEJANEIRO NITEROI DUQUEDECAXIAS PETROPOLIS MACAE VOLTAREDONDA RESENDE NOVAIGUACU",
    "PR": "CURITIBA LONDRINA MARINGA CASCAVEL PONTAGROSSA TOLEDO FOZDOIGUACU ARAPONGAS",
    "RS": "PORTOALEGRE CAXIASDOSUL CANOAS PELOTAS NOVOHAMBURGO PASSOFUNDO GRAVATAI BENTOGONCALVES",
    "SC": "JOINVILLE FLORIANOPOLIS BLUMENAU CHAPECO ITAJAI CRICIUMA JARAGUADOSUL BRUSQUE",
    "BA": "SALVADOR FEIRADESANTANA VITORIADACONQUISTA CAMACARI ITABUNA LAURODEFREITAS",
    "PE": "RECIFE JABOATAO OLINDA CARUARU PETROLINA PAULISTA",
    "CE": "FORTALEZA CAUCAIA JUAZEIRODONORTE MARACANAU SOBRAL EUSEBIO",
    "GO": "GOIANIA APARECIDADEGOIANIA ANAPOLIS RIOVERDE CATALAO ITUMBIARA",
    "ES": "VITORIA VILAVELHA SERRA CARIACICA LINHARES COLATINA",
    "DF": "BRASILIA",
    "PA": "BELEM ANANINDEUA SANTAREM MARABA CASTANHAL",
    "AM": "MANAUS ITACOATIARA PARINTINS",
    "MT": "CUIABA VARZEAGRANDE RONDONOPOLIS SINOP SORRISO",
    "MS": "CAMPOGRANDE DOURADOS TRESLAGOAS CORUMBA",
    "RN": "NATAL MOSSORO PARNAMIRIM",
    "PB": "JOAOPESSOA CAMPINAGRANDE PATOS",
    "AL": "MACEIO ARAPIRACA",
    "SE": "ARACAJU LAGARTO",
    "PI": "TERESINA PARNAIBA",
    "MA": "SAOLUIS IMPERATRIZ BALSAS",
    "TO": "PALMAS ARAGUAINA",
    "RO": "PORTOVELHO JIPARANA VILHENA",
    "AC": "RIOBRANCO",
    "AP": "MACAPA",
    "RR": "BOAVISTA",
}
_STATE_WEIGHTS = """
    34 10 8 8 7 7 3.5 2.8 2.6 3 2.2 1.8 1.4 1.2 1.6 1.2 0.8 0.7 0.6 0.5 0.5 0.8 0.4 0.5 0.2 0.15 0.1
    """
STATE_SHARES = dict(zip(CITIES, map(float, _STATE_WEIGHTS.split()), strict=True))
_FIRST_WORDS = words_of(
    """
    SANTARITA SANTAROSA SANTAMARIA SANTALUZIA SANTATERESA SANTAINES SAOJOSE SAOJOAO SAOPEDRO SAOBENTO SAOMIGUEL
    SAOCARLOS SAOLUCAS SAOGABRIEL SAORAFAEL NOVAESPERANCA NOVAALIANCA NOVAAURORA NOVAERA BOAVENTURA BELAVISTA
    MONTEALEGRE MONTECLARO PONTEALTA PONTEBELA CAMPOBOM CAMPOVERDE RIOCLARO RIONOVO LAGOASECA LAGOAVERDE
    PEDRABRANCA PEDRAGRANDE SERRAALTA MATAVERDE BARRABONITA
    """
)
_LAST_WORDS = words_of(
    """
    DOVALE DASERRA DOCAMPO DORIO DALAGOA DOOESTE DONORTE DOSUL DOLESTE DASPEDRAS DOPLANALTO DASFLORES DAPRAIA
    DOMORRO DASAGUAS DOSERTAO DAMATA DOCERRADO DAPONTE DOPORTO DOBOSQUE DASPALMEIRAS DOIPE DAFLORESTA DOPINHAL
    DAVARZEA DOPASSO DASMINAS DOENGENHO DACACHOEIRA DACOLINA
    """
)
_TOWNS = 1_110


@cache
def cities_of(state: str) -> tuple[str, ...]:
    """Towns of a Brazilian state, the largest first: the real large ones, then composed names of its own."""
    composed = [first + last for last in _LAST_WORDS for first in _FIRST_WORDS][:_TOWNS]
    edges = np.rint(np.cumsum([0.0, *STATE_SHARES.values()]) / sum(STATE_SHARES.values()) * _TOWNS).astype(int)
    position = list(CITIES).index(state)
    return tuple(CITIES[state].split()) + tuple(composed[edges[position] : edges[position + 1]])


_TRADES = (
    "Comércio varejista de",
    "Comércio atacadista de",
    "Fabricação de",
    "Representantes comerciais de",
    "Manutenção e reparação de",
    "Aluguel de",
    "Transporte rodoviário de",
    "Depósitos de",
    "Serviços de apoio a",
    "Consultoria em",
    "Montagem de",
    "Reciclagem de",
)
_GOODS = words_of(
    """
    alimentos bebidas móveis calçados vestuário tecidos máquinas ferramentas veículos peças pneus tintas vidros
    madeira papel plásticos borracha cosméticos medicamentos instrumentos brinquedos livros joias embalagens
    cabos motores bombas válvulas computadores softwares redes telefones lâmpadas sementes fertilizantes rações
    laticínios carnes pescados frutas grãos café açúcar óleos combustíveis gases cimento pedras aço alumínio
    cobre cerâmicas estruturas elevadores condicionadores geradores colchões cortinas tapetes uniformes relógios
    óticas bicicletas embarcações aeronaves equipamentos eventos imóveis projetos obras cursos exames filtros telas
    espelhos
    """
)
_ACTIVITY_COUNT = 895


def activities() -> tuple[str, ...]:
    """The 895 descriptions that DS_CNAE draws from."""
    return tuple(f"{trade} {goods}" for goods in _GOODS for trade in _TRADES)[:_ACTIVITY_COUNT]


SUPPORT_TEAMS = tuple(
    f"{kind} {area}"
    for kind in ("Atendimento", "Suporte Avançado", "Sustentação", "Nível 2 -", "Célula", "Squad")
    for area in (
        "Fiscal e Tributário",
        "Folha de Pagamento",
        "Gestão Contábil",
        "Manufatura e PCP",
        "Logística",
        "Varejo",
        "Saúde",
        "Educacional",
        "Jurídico",
        "Construção",
        "Distribuição",
        "Agroindústria",
        "Cloud e Infraestrutura",
        "Banco de Dados",
        "Integrações",
        "Mobile",
        "Relatórios",
        "Segurança da Informação",
        "Financeiro",
        "Compras e Estoque",
        "Ponto Eletrônico",
        "Licenças",
        "CRM",
        "Projetos",
        "Manutenção de Ativos",
        "Faturamento",
        "Cobrança",
        "Comércio Exterior",
        "Qualidade",
        "Gestão de Transportes",
        "Gestão de Armazém",
        "e-Commerce",
        "Onboarding",
        "Medicina e Segurança",
        "Orçamento",
        "Tesouraria",
    )
)

WORD_CODES = ("FABRICA", "VITRINE", "MATRIZ", "PILOTO")
"""A few customer codes are words; the first two are the vendor's own accounts."""

DAY0 = np.datetime64("1970-01-01")


def day(year: int, month: int, number: int = 1) -> int:
    """Days from 1970-01-01 to the date."""
    return int((np.datetime64(date(year, month, number)) - DAY0).astype(int))


EXTRACT_DAY = day(EXTRACT_DATE.year, EXTRACT_DATE.month, EXTRACT_DATE.day)
