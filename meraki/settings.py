"""Settings: frozen dataclasses, filled by :mod:`meraki.resolution`.

Each option is declared once, as a dataclass field made by :func:`option`; the command line,
the environment variable and the key in ``meraki.toml`` follow from it. Standard library only,
because the launcher uses it before anything is installed.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from meraki.columns import UNITS
from meraki.errors import readable
from meraki.options import option


@dataclass(frozen=True)
class CommonSettings:
    """What every script shares."""

    stage: ClassVar[str] = ""
    """Name of the stage in the manifest."""

    output: Path = option(Path("outputs"), "pasta dos resultados", section="geral", metavar="PASTA")
    seed: int = option(
        42,
        "semente dos sorteios: mesma semente, mesmo resultado",
        section="geral",
        at_least=0,
        at_most=4_000_000_000,  # scikit-learn takes 32 bits, and the seeds just above this one are used too
    )
    dry_run: bool = option(False, "só mostra o que seria lido e gravado", section="geral")
    quiet: bool = option(False, "mostra apenas avisos e erros", section="geral")
    verbose: bool = option(False, "mostra detalhes e, em caso de erro, o rastro técnico", section="geral")
    force: bool = option(
        False, "na etapa 1, grava mesmo fora dos limites de qualidade (fica registrado no manifesto)", section="geral"
    )


@dataclass(frozen=True)
class EtlSettings(CommonSettings):
    """Stage 1: raw files to one clean row per customer."""

    stage: ClassVar[str] = "etl"

    source: str = option("", "origem: s3://bucket/prefixo/ ou uma pasta", section="etl", metavar="ORIGEM")
    cache: Path = option(Path("data/raw"), "cópia local do que vem do S3", section="etl", metavar="PASTA")
    engine: str = option("polars", "motor de processamento", section="etl", choices=("polars", "spark"))
    reference_date: date | None = option(
        None, "data de referência (padrão: a mais recente dos dados)", section="etl", metavar="AAAA-MM-DD"
    )
    target_segments: tuple[str, ...] = option(
        ("LOGISTICA", "VAREJO", "MANUFATURA", "SERVICOS"),
        "segmentos do público-alvo, separados por vírgula",
        section="etl",
        metavar="LISTA",
    )
    families: Path | None = option(
        None,
        "regras que levam DS_PROD a PRODUTO (padrão: data/familias_produto.toml)",
        section="etl",
        metavar="ARQUIVO",
    )
    pseudonymize: bool = option(
        False, "troca os códigos de cliente por pseudônimos (chave em MERAKI_PSEUDONYM_KEY)", section="etl"
    )
    max_rejected_share: float = option(
        0.05, "fração máxima de linhas rejeitadas por tabela", section="qualidade", at_least=0, at_most=1
    )
    max_orphan_share: float = option(
        0.50, "fração máxima de clientes sem cadastro por tabela", section="qualidade", at_least=0, at_most=1
    )
    max_null_increase: float = option(
        0.20,
        "aumento máximo de nulos por coluna desde a última execução",
        section="qualidade",
        at_least=0,
        at_most=1,
    )
    max_row_change: float = option(
        0.50,
        "variação máxima do número de linhas por tabela desde a última execução",
        section="qualidade",
        at_least=0,
    )


@dataclass(frozen=True)
class ModelSettings(CommonSettings):
    """Stage 2: features, clusters, recommendations, workbook."""

    stage: ClassVar[str] = "modelo"

    base: Path | None = option(
        None, "base analítica (padrão: a da pasta de resultados)", section="modelo", metavar="ARQUIVO"
    )
    products: Path | None = option(
        None, "produtos por cliente (padrão: o da pasta de resultados)", section="modelo", metavar="ARQUIVO"
    )
    families: Path | None = option(
        None,
        "regras que levam DS_PROD a PRODUTO (padrão: data/familias_produto.toml)",
        section="etl",
        metavar="ARQUIVO",
    )
    rules: Path | None = option(
        None,
        "regras do analista: o que nunca recomendar, a quem (padrão: data/regras_recomendacao.toml)",
        section="recomendacao",
        metavar="ARQUIVO",
    )
    k_min: int = option(3, "menor número de clusters a tentar", section="clusters", at_least=1)
    k_max: int = option(12, "maior número de clusters a tentar", section="clusters", at_least=1, at_most=50)
    min_cluster_share: float = option(
        0.02, "menor cluster aceito, em fração dos clientes", section="clusters", at_least=0, at_most=0.5
    )
    min_cluster_size: int = option(30, "menor cluster aceito, em clientes", section="clusters", at_least=1)
    min_stability: float = option(
        0.8,
        "concordância mínima entre sementes (índice de Rand ajustado)",
        section="clusters",
        at_least=0,
        at_most=1,
    )
    silhouette_rows: int = option(
        30_000,
        "acima deste número de clientes a silhueta é estimada por amostra",
        section="clusters",
        at_least=100,
    )
    include_columns: tuple[str, ...] = option(
        (),
        "usar só estas colunas nos clusters e nas recomendações, separadas por vírgula",
        section="clusters",
        metavar="LISTA",
    )
    exclude_columns: tuple[str, ...] = option(
        (),
        "não usar estas colunas nos clusters nem nas recomendações, separadas por vírgula",
        section="clusters",
        metavar="LISTA",
    )
    top_n: int = option(3, "recomendações por cliente", section="recomendacao", at_least=1, at_most=50)
    product_level: str = option(
        "produto",
        "unidade recomendada",
        section="recomendacao",
        choices=tuple(UNITS),
    )
    evaluate: bool = option(False, "mede a recomendação contra métodos de referência", section="recomendacao")
    diversity: float = option(
        0.0,
        "peso da variedade entre listas: 0 desliga, 1 é o máximo; com ele a ordem não segue só a chance",
        section="recomendacao",
        at_least=0,
        at_most=1,
    )
    discontinued_months: int = option(
        0,
        "também não oferecer produto que ninguém assina há tantos meses; 0 desliga",
        section="recomendacao",
        at_least=0,
        at_most=1_200,
    )
    split_by: str = option("", "uma planilha por valor desta coluna (ex.: UF)", section="planilha", metavar="COLUNA")
    excel_csv: bool = option(False, "grava também CSV para Excel brasileiro (; e vírgula)", section="planilha")
    workbook_rows: int = option(
        50_000, "máximo de oportunidades na planilha", section="planilha", at_least=100, at_most=1_000_000
    )


@dataclass(frozen=True)
class VisualSettings(CommonSettings):
    """Stage 3: charts, executive report, upload."""

    stage: ClassVar[str] = "visual"

    top_n: int = option(
        8,
        "produtos por gráfico; no ambiente, MERAKI_GRAFICOS_TOP_N",
        section="graficos",
        variable="MERAKI_GRAFICOS_TOP_N",
        at_least=1,
        at_most=30,
    )
    upload: str = option("", "envia os resultados para s3://bucket/prefixo/", section="graficos", metavar="DESTINO")


ALL_SETTINGS: tuple[type[CommonSettings], ...] = (EtlSettings, ModelSettings, VisualSettings)


def as_plain(settings: CommonSettings) -> dict[str, Any]:
    """Settings as JSON-ready values, for the manifest."""
    return {field.name: _plain(getattr(settings, field.name)) for field in dataclasses.fields(settings)}


def _plain(value: Any) -> Any:
    if isinstance(value, (str, Path, date)):
        return readable(str(value))  # a path need not be UTF-8, JSON must
    return list(value) if isinstance(value, tuple) else value
