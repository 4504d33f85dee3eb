"""How the documents write what was measured, in Portuguese and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Language:
    """How the documents of one language write numbers and name what was measured.

    Attributes:
        set_header: of the summary, a row per public set.
        words: English words of the benchmarks -> this language's, longest first.
        separators: of thousands and of decimals.
    """

    command: str
    header: tuple[str, str, str, str]
    fact_header: tuple[str, str]
    method_header: tuple[str, ...]
    set_header: tuple[str, ...]
    calibration: str
    machine: str
    nothing: str
    separators: tuple[str, str]
    words: Mapping[str, str] = field(default_factory=dict)

    def number(self, value: float, decimals: int) -> str:
        return f"{value:,.{decimals}f}".translate(str.maketrans(",.", "".join(self.separators)))

    def seconds(self, value: float) -> str:
        return f"{self.number(value, 1 if value >= 1 else 2)} s"

    def translated(self, text: str) -> str:
        for word, other in self.words.items():
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, text)
        return text


PORTUGUESE = Language(
    command="Comando",
    header=("O que rodou", "Tempo", "Processador", "Memória de pico"),
    fact_header=("Fato", "Valor"),
    method_header=(
        "",
        "NDCG@5",
        "erro-padrão",
        "nossa vantagem",
        "erro-padrão dela",
        "acerto no 1º",
        "nos 3",
        "nos 5",
        "produtos que aparecem nos 3",
    ),
    set_header=(
        "Conjunto",
        "divisões",
        "nosso NDCG@5",
        "erro-padrão",
        "melhor par",
        "NDCG@5 dele",
        "nossa vantagem",
        "erro-padrão dela",
        "maior erro do SCORE",
    ),
    calibration="maior erro do SCORE por decil",
    machine="Medido em {processors} processadores, {system}, Python {python}.",
    nothing="Medidas por `python -m benchmarks.readme`.",
    separators=(".", ","),
    words={
        "largest error of SCORE by decile, of all seeds": "maior erro do SCORE por decil, de todas as sementes",
        "seeds": "sementes",
        "in steps": "em degraus",
        "customers learnt from": "clientes com que aprende",
        "learners": "clientes com que aprende",
        "unseen": "clientes nunca vistos",
        "mean of draws": "média dos sorteios",
        "largest of draws": "o maior dos sorteios",
        "draws": "sorteios",
        "largest error of SCORE by decile": "maior erro do SCORE por decil",
        "planted pairs in the top 3 by popularity": "pares plantados no top 3 dos mais vendidos",
        "planted pairs in our top 3": "pares plantados no nosso top 3",
        "planted pairs": "pares plantados",
        "one boto3 transfer manager": "um gerenciador de transferência do boto3",
        "meraki.sources.s3": "nossa leitura do S3",
        "our rate / its rate": "nossa taxa / a dele",
        "scikit-learn K-Means alone": "só o K-Means do scikit-learn",
        "Python alone": "só o Python",
        "slowest, seconds": "o mais lento, segundos",
        "slowest": "o mais lento",
        "chosen": "escolhido",
        "all k in one pass": "todos os k em uma passada",
        "k by k": "um k por vez",
        "ratio_cpu": "razão, processador",
        "largest_difference": "maior diferença",
        "candidates": "números de clusters",
        "bare typed Polars group-by of telemetry": "só o agrupamento da telemetria, em Polars com tipos dados",
        "stage 1 / bare group-by": "etapa 1 / só o agrupamento",
        "three stages, seconds": "três etapas, segundos",
        "largest process, MB": "maior processo, MB",
        "telemetry_rows": "linhas de telemetria",
        "telemetry rows": "linhas de telemetria",
        "memory ratio": "razão das memórias",
        "time ratio": "razão dos tempos",
        "bytes a duration": "bytes por duração",
        "medians of": "medianas de",
        "durations": "durações",
        "customers": "clientes",
        "features": "atributos",
        "holdings": "posses",
        "products": "produtos",
        "stage": "etapa",
        "rows": "linhas",
        "ratio": "razão",
    },
)
ENGLISH = Language(
    command="Command",
    header=("What ran", "Time", "Processor", "Peak memory"),
    fact_header=("Fact", "Value"),
    method_header=(
        "",
        "NDCG@5",
        "standard error",
        "our lead",
        "its standard error",
        "hit in 1",
        "in 3",
        "in 5",
        "products shown in the 3",
    ),
    set_header=(
        "Set",
        "splits",
        "our NDCG@5",
        "standard error",
        "best peer",
        "its NDCG@5",
        "our lead",
        "its standard error",
        "largest error of SCORE",
    ),
    calibration="largest error of SCORE by decile",
    machine="Measured on {processors} processors, {system}, Python {python}.",
    nothing="Measured by `python -m benchmarks.readme`.",
    separators=(",", "."),
)
