"""The six satisfaction surveys, each with its own key, encoding and date spelling."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from meraki.synthetic import vocabulary as words
from meraki.synthetic.catalogue import BRAND_NAMES
from meraki.synthetic.population import Population
from meraki.synthetic.randomness import Floats, Ints, allocate, choose_share, correlated, normal_cdf, stream
from meraki.synthetic.tickets import TicketSample
from meraki.synthetic.truth import Tally
from meraki.synthetic.writers import UTF8, WINDOWS, Dialect, write_table

SCORE_SHARES = (0.014, 0.006, 0.008, 0.010, 0.012, 0.035, 0.035, 0.12, 0.27, 0.17, 0.32)
"""Shares of the answers 0..10: 12 % detractors, 39 % neutral, 49 % promoters."""

ONBOARDING_QUESTIONS = (
    "Em uma escala de 0 a 10, quanto você recomenda o Onboarding da TOTVS para um amigo ou colega?.",
    "Em uma escala de 0 a 10, qual a sua satisfação com o início do seu projeto?.",
    "- Clareza das informações recebidas;",
    "- Tempo de resposta da equipe;",
    "- Organização da agenda – reuniões e “marcos”;",
    "- Conhecimento da equipe",
)


@dataclass(frozen=True)
class Survey:
    """One survey file: its size per customer of the base, columns and spelling."""

    file: str
    rows_share: float
    customers_share: float
    key: str
    date: str | None
    main: str
    notes: Sequence[str]
    dialect: Dialect
    first_day: int
    date_format: str
    empty_key: bool = False


_REAL = 10_615
SURVEYS = (
    Survey(
        "nps_relacional",
        14_143 / _REAL,
        4_862 / _REAL,
        "metadata_codcliente",
        "respondedAt",
        "resposta_NPS",
        (
            "resposta_unidade",
            "Nota_SupTec_Agilidade",
            "Nota_SupTec_Atendimento",
            "Nota_Comercial",
            "Nota_Custos",
            "Nota_AdmFin_Atendimento",
            "Nota_Software",
            "Nota_Software_Atualizacao",
        ),
        UTF8,
        words.day(2019, 2),
        "%Y-%m-%d %H:%M:%S%.3f",
    ),
    Survey(
        "nps_transacional_aquisicao",
        172 / _REAL,
        165 / _REAL,
        "Cód. Cliente",
        "Data da Resposta",
        "Nota NPS",
        ("Nota Agilidade", "Nota Conhecimento", "Nota Custo", "Nota Facilidade", "Nota Flexibilidade"),
        WINDOWS,
        words.day(2023, 9),
        "%Y-%m-%d",
    ),
    Survey(
        "nps_transacional_implantacao",
        661 / _REAL,
        600 / _REAL,
        "Cód. Cliente",
        "Data da Resposta",
        "Nota NPS",
        (
            "Nota Metodologia",
            "Nota Gestao",
            "Nota Conhecimento",
            "Nota Qualidade",
            "Nota Comunicacao",
            "Nota Prazos",
        ),
        WINDOWS,
        words.day(2023, 6),
        "%Y-%m-%d",
        empty_key=True,
    ),
    Survey(
        "nps_transacional_onboarding",
        207 / _REAL,
        200 / _REAL,
        "Cod Cliente",
        "Data de resposta",
        ONBOARDING_QUESTIONS[0],
        ONBOARDING_QUESTIONS[1:],
        WINDOWS,
        words.day(2023, 10),
        "%Y-%m-%dT%H:%M:%S",
        empty_key=True,
    ),
    Survey(
        "nps_transacional_produto",
        2_900 / _REAL,
        1_450 / _REAL,
        "Cód. T",
        "Data da Resposta",
        "Nota",
        ("Linha de Produto", "Nome do Produto"),
        WINDOWS,
        words.day(2023, 3),
        "%-m/%-d/%Y %-I:%M:%S %p",
    ),
)
COLUMN_ORDER = {
    "nps_relacional": ("respondedAt", "metadata_codcliente"),
    "nps_transacional_onboarding": ("Data de resposta", "Cod Cliente"),
    "nps_transacional_produto": ("Data da Resposta", "Linha de Produto", "Nome do Produto", "Nota", "Cód. T"),
}
_PRODUCT_SUFFIXES = ("", "", " – Nuvem", " “Essencial”", " (€)", " à la carte")
Answer = Callable[[Ints, np.random.Generator], Ints]


@dataclass(frozen=True)
class SurveyRows:
    """Answers written to one survey: customer (rows with a key only), score and day (-1: no date)."""

    customer: Ints
    score: Ints
    day: Ints
    empty_keys: int


def write_surveys(directory: Path, population: Population, seed: int, tickets: TicketSample) -> dict[str, SurveyRows]:
    """Write the six nps_*.csv files; returns what was answered, by file."""
    rows = {survey.file: _write_survey(directory, survey, population, seed) for survey in SURVEYS}
    rows["nps_transacional_suporte"] = _write_support(directory, population, seed, tickets)
    return rows


def scores(latent: Floats) -> Ints:
    """0-10 answers with the real shares from standard normal opinions."""
    return np.searchsorted(np.cumsum(SCORE_SHARES[:-1]), normal_cdf(latent), side="right")


def tally(rows: dict[str, SurveyRows], customers: int) -> Tally:
    """Sum and count of all answers of each customer."""
    total = Tally.zeros(customers)
    for survey in rows.values():
        total.add(survey.customer, survey.score)
    return total


def _write_survey(directory: Path, survey: Survey, population: Population, seed: int) -> SurveyRows:
    rng = stream(seed, survey.file)
    share = max(survey.customers_share, 2 / population.count)
    answering = choose_share(rng.standard_normal(population.count), share, population.is_orphan)
    total = max(round(survey.rows_share * population.count), answering.size)
    customer = np.repeat(answering, allocate(total, rng.gamma(1.2, size=answering.size)))
    rng.shuffle(customer)
    days = survey.first_day + ((words.EXTRACT_DAY - survey.first_day) * rng.random(total)).astype(np.int64)
    opinion = correlated(rng, population.satisfaction[customer], 0.72)
    score = scores(opinion)
    keys = pl.Series(population.codes, dtype=pl.String).gather(customer).to_list()
    if survey.file == "nps_relacional":
        lower = next(i for i, key in enumerate(keys) if key != key.lower())
        keys[lower] = keys[lower].lower()
    frame = _survey_frame(survey, keys, days, score, opinion, rng)
    if survey.empty_key:
        frame = _with_empty_key(frame, survey.key)
    write_table(directory / f"{survey.file}.csv", frame, survey.dialect)
    return SurveyRows(customer, score, days, int(survey.empty_key))


def _survey_frame(
    survey: Survey, keys: list[str], days: Ints, score: Ints, opinion: Floats, rng: np.random.Generator
) -> pl.DataFrame:
    milliseconds = days * 86_400_000 + rng.integers(0, 86_400_000, days.size)
    stamp = pl.Series(milliseconds).cast(pl.Datetime("ms")).dt.strftime(survey.date_format)
    columns = {survey.date or "": stamp, survey.key: pl.Series(keys, dtype=pl.String), survey.main: pl.Series(score)}
    if survey.file == "nps_transacional_produto":
        columns |= _product_texts(days.size, rng)
    else:
        columns |= {name: _note(opinion, 0.20 + 0.39 * i / 8, rng) for i, name in enumerate(survey.notes)}
    default = (survey.key, survey.date or "", survey.main, *survey.notes)
    first = COLUMN_ORDER.get(survey.file, default)
    return pl.DataFrame(columns).select(*first, *(name for name in default if name not in first))


def _note(opinion: Floats, null_share: float, rng: np.random.Generator) -> pl.Series:
    """A side question: close to the main answer, often not answered."""
    note = scores(correlated(rng, opinion, 0.7)).astype(float)
    note[rng.random(opinion.size) < null_share] = np.nan
    return pl.Series(note).fill_nan(None).cast(pl.Int64)


def _product_texts(size: int, rng: np.random.Generator) -> dict[str, pl.Series]:
    brand = rng.integers(0, len(BRAND_NAMES), size)
    suffix = rng.integers(0, len(_PRODUCT_SUFFIXES), size)
    suffix[: min(size, 6)] = np.arange(min(size, 6))  # every odd character occurs in every base
    names = [f"{BRAND_NAMES[b].title()}{_PRODUCT_SUFFIXES[s]}" for b, s in zip(brand, suffix, strict=True)]
    empty = rng.random(size) < 0.06
    return {
        "Linha de Produto": pl.Series([f"Gestão {BRAND_NAMES[b].title()}" for b in brand]),
        "Nome do Produto": pl.Series([None if e else name for e, name in zip(empty, names, strict=True)]),
    }


def _with_empty_key(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    """One more row in the middle, whose key is empty."""
    middle = frame.height // 2
    row = frame[middle].with_columns(pl.lit(None, dtype=pl.String).alias(key))
    return pl.concat([frame[:middle], row, frame[middle:]])


def _write_support(directory: Path, population: Population, seed: int, tickets: TicketSample) -> SurveyRows:
    """The support survey has no date; it joins to the tickets by their id."""
    rng = stream(seed, "nps_transacional_suporte")
    opinion = correlated(rng, population.satisfaction[tickets.customer], 0.6)
    score = scores(opinion)
    groups = pl.Series(["detrator", "passivo", "promotor"]).gather((score > 6).astype(int) + (score > 8))
    notes = ("Nota_ConhecimentoAgente", "Nota_Solucao", "Nota_TempoRetorno", "Nota_Facilidade", "Nota_Satisfacao")
    frame = pl.DataFrame(
        {
            "ticket": tickets.ticket,
            "resposta_NPS": score,
            "grupo_NPS": groups,
            **{name: _note(opinion, 0.2 + 0.05 * i, rng) for i, name in enumerate(notes)},
            "cliente": pl.Series(population.codes, dtype=pl.String).gather(tickets.customer),
        }
    )
    write_table(directory / "nps_transacional_suporte.csv", frame, UTF8)
    return SurveyRows(tickets.customer, score, np.full(score.size, -1), 0)
