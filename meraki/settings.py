"""Settings: frozen dataclasses filled from flag > MERAKI_* environment > meraki.toml > default.

Each option is declared once, as a dataclass field made by :func:`option`; the command line,
the environment variable and the key in ``meraki.toml`` follow from it. Standard library only,
because the launcher uses it before anything is installed.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from meraki.errors import ConfigurationError, UsageError

DEFAULT_CONFIG = Path("meraki.toml")
ENV_PREFIX = "MERAKI_"
S = TypeVar("S", bound="CommonSettings")


def option(
    default: Any,
    help: str,
    *,
    section: str,
    choices: tuple[str, ...] = (),
    metavar: str = "",
    at_least: float | None = None,
    at_most: float | None = None,
) -> Any:
    """A dataclass field that is also a flag, an environment variable and a key of ``[section]``."""
    metadata = {
        "help": help,
        "section": section,
        "choices": choices,
        "metavar": metavar,
        "at_least": at_least,
        "at_most": at_most,
    }
    return dataclasses.field(default=default, metadata=metadata)


@dataclass(frozen=True)
class CommonSettings:
    """What every script shares."""

    output: Path = option(Path("outputs"), "pasta dos resultados", section="geral", metavar="PASTA")
    seed: int = option(42, "semente dos sorteios: mesma semente, mesmo resultado", section="geral", at_least=0)
    dry_run: bool = option(False, "só mostra o que seria lido e gravado", section="geral")
    quiet: bool = option(False, "mostra apenas avisos e erros", section="geral")
    verbose: bool = option(False, "mostra detalhes e, em caso de erro, o rastro técnico", section="geral")
    force: bool = option(
        False, "grava mesmo fora dos limites de qualidade (fica registrado no manifesto)", section="geral"
    )


@dataclass(frozen=True)
class EtlSettings(CommonSettings):
    """Stage 1: raw files to one clean row per customer."""

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
        0.20, "fração máxima de clientes sem cadastro por tabela", section="qualidade", at_least=0, at_most=1
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
    k_max: int = option(12, "maior número de clusters a tentar", section="clusters", at_least=1)
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
        (), "usar só estas colunas nos clusters, separadas por vírgula", section="clusters", metavar="LISTA"
    )
    exclude_columns: tuple[str, ...] = option(
        (), "não usar estas colunas nos clusters, separadas por vírgula", section="clusters", metavar="LISTA"
    )
    top_n: int = option(3, "recomendações por cliente", section="recomendacao", at_least=1, at_most=50)
    product_level: str = option(
        "produto",
        "unidade recomendada",
        section="recomendacao",
        choices=("ds_prod", "produto", "linha", "marca"),
    )
    evaluate: bool = option(False, "mede a recomendação contra métodos de referência", section="recomendacao")
    diversity: float = option(
        0.0,
        "peso da variedade entre listas: 0 desliga, 1 é o máximo",
        section="recomendacao",
        at_least=0,
        at_most=1,
    )
    discontinued_months: int = option(
        24,
        "produto sem contrato ativo nem assinatura há tantos meses é descontinuado",
        section="recomendacao",
        at_least=1,
    )
    split_by: str = option("", "uma planilha por valor desta coluna (ex.: UF)", section="planilha", metavar="COLUNA")
    excel_csv: bool = option(False, "grava também CSV para Excel brasileiro (; e vírgula)", section="planilha")
    workbook_rows: int = option(
        100_000, "máximo de oportunidades na planilha", section="planilha", at_least=100, at_most=1_000_000
    )


@dataclass(frozen=True)
class VisualSettings(CommonSettings):
    """Stage 3: charts, executive report, upload."""

    top_n: int = option(8, "produtos por gráfico", section="graficos", at_least=1, at_most=30)
    upload: str = option("", "envia os resultados para s3://bucket/prefixo/", section="graficos", metavar="DESTINO")


ALL_SETTINGS: tuple[type[CommonSettings], ...] = (EtlSettings, ModelSettings, VisualSettings)


def resolve(
    settings_class: type[S],
    flags: Mapping[str, Any],
    environment: Mapping[str, str] | None = None,
    config: Path | None = None,
) -> S:
    """Build ``settings_class`` from flag > environment > file > default.

    ``flags`` holds only the options the person gave, as text or already typed.

    Raises:
        ConfigurationError: the file is unreadable, has an unknown key, or a value of the wrong type.
        UsageError: a flag has an impossible value.
    """
    environment = os.environ if environment is None else environment
    file_values = _read_config(config)
    hints = get_type_hints(settings_class)
    values: dict[str, Any] = {}
    for field in dataclasses.fields(settings_class):
        raw, origin = _first_given(field, flags, environment, file_values, config)
        if origin:
            values[field.name] = _convert(raw, hints[field.name], field, origin)
    settings = settings_class(**values)
    _check_contradictions(settings)
    return settings


def _first_given(
    field: dataclasses.Field[Any],
    flags: Mapping[str, Any],
    environment: Mapping[str, str],
    file_values: Mapping[str, Mapping[str, Any]],
    config: Path | None,
) -> tuple[Any, str]:
    if field.name in flags:
        return flags[field.name], f"opção --{field.name.replace('_', '-')}"
    variable = ENV_PREFIX + field.name.upper()
    if environment.get(variable):
        return environment[variable], f"variável de ambiente {variable}"
    section = field.metadata["section"]
    if field.name in file_values.get(section, {}):
        return file_values[section][field.name], f"{config or DEFAULT_CONFIG}, [{section}] {field.name}"
    return None, ""


def known_keys() -> dict[str, set[str]]:
    """Section -> option names that ``meraki.toml`` may hold."""
    keys: dict[str, set[str]] = {}
    for settings_class in ALL_SETTINGS:
        for field in dataclasses.fields(settings_class):
            keys.setdefault(field.metadata["section"], set()).add(field.name)
    return keys


def _read_config(config: Path | None) -> dict[str, dict[str, Any]]:
    path = config or DEFAULT_CONFIG
    if config is None and not path.exists():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(
            f"Não foi possível ler as configurações: {error}.",
            where=str(path),
            action="corrija o arquivo ou aponte outro com --config.",
        ) from error
    _check_keys(content, path)
    return content


def _check_keys(content: dict[str, Any], path: Path) -> None:
    known = known_keys()
    for section, values in content.items():
        if section not in known:
            raise _unknown(f"seção [{section}]", section, known, path)
        if not isinstance(values, dict):
            raise _unknown(f"chave {section} fora de seção", section, known, path)
        for key in values:
            if key not in known[section]:
                raise _unknown(f"chave {key} em [{section}]", key, known[section], path)


def _unknown(what: str, name: str, known: Any, path: Path) -> ConfigurationError:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"você quis dizer {close[0]}?" if close else f"use uma destas: {', '.join(sorted(known))}."
    return ConfigurationError(f"Configuração desconhecida: {what}.", where=str(path), action=hint)


def _convert(raw: Any, kind: Any, field: dataclasses.Field[Any], origin: str) -> Any:
    error_class = UsageError if origin.startswith("opção") else ConfigurationError
    try:
        value = _typed(raw, kind)
    except (TypeError, ValueError) as error:
        raise error_class(f"Valor inválido: {raw!r}.", where=origin, action=f"informe {_expected(kind)}.") from error
    choices, low, high = (field.metadata[key] for key in ("choices", "at_least", "at_most"))
    if choices and value not in choices:
        raise error_class(f"Valor inválido: {raw!r}.", where=origin, action=f"escolha entre {', '.join(choices)}.")
    if (low is not None and value < low) or (high is not None and value > high):
        limits = f"no mínimo {low}" + (f" e no máximo {high}" if high is not None else "")
        raise error_class(f"Valor fora do limite: {raw!r}.", where=origin, action=f"informe {limits}.")
    return value


def _typed(raw: Any, kind: Any) -> Any:
    converters = {
        bool: _to_bool,
        int: _to_int,
        float: _to_float,
        str: _to_text,
        Path: lambda value: Path(_to_text(value)),
        Path | None: lambda value: Path(_to_text(value)),
        date | None: _to_date,
        tuple[str, ...]: _to_list,
    }
    return converters[kind](raw)


def _to_bool(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    words = {"1": True, "true": True, "sim": True, "0": False, "false": False, "não": False, "nao": False}
    if str(raw).lower() not in words:
        raise ValueError(raw)
    return words[str(raw).lower()]


def _to_int(raw: Any) -> int:
    if isinstance(raw, (bool, float)):
        raise ValueError(raw)
    return int(raw)


def _to_float(raw: Any) -> float:
    if isinstance(raw, bool):
        raise ValueError(raw)
    value = float(raw)
    if not math.isfinite(value):
        raise ValueError(raw)
    return value


def _to_text(raw: Any) -> str:
    if not isinstance(raw, (str, Path)):
        raise ValueError(raw)
    return str(raw)


def _to_date(raw: Any) -> date:
    return raw if isinstance(raw, date) else date.fromisoformat(str(raw))


def _to_list(raw: Any) -> tuple[str, ...]:
    items = raw.split(",") if isinstance(raw, str) else raw
    if not all(isinstance(item, str) for item in items):
        raise ValueError(raw)
    return tuple(item.strip() for item in items if item.strip())


def _expected(kind: Any) -> str:
    names: dict[Any, str] = {bool: "true ou false", int: "um número inteiro", float: "um número", str: "um texto"}
    names |= {date | None: "uma data AAAA-MM-DD", tuple[str, ...]: "uma lista de textos"}
    return names.get(kind, "um caminho")


def _check_contradictions(settings: CommonSettings) -> None:
    if settings.quiet and settings.verbose:
        raise UsageError("--quiet e --verbose se contradizem.", action="use só uma das duas.")
    if isinstance(settings, ModelSettings) and settings.k_min > settings.k_max:
        raise UsageError(f"--k-min {settings.k_min} é maior que --k-max {settings.k_max}.", action="troque os valores.")


def as_plain(settings: CommonSettings) -> dict[str, Any]:
    """Settings as JSON-ready values, for the manifest."""
    return {field.name: _plain(getattr(settings, field.name)) for field in dataclasses.fields(settings)}


def _plain(value: Any) -> Any:
    if isinstance(value, (Path, date)):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
