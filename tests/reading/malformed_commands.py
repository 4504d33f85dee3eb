"""Settings, flags and outputs of earlier stages as they should not be, and the sentence that each must give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ETL, MODEL, VISUAL = "etl_s3_totvs", "meraki_cluster_recomendacao", "visual"


@dataclass(frozen=True)
class Command:
    """A script with its arguments, a settings file and an environment: exit code and a pattern in what is said."""

    script: str
    arguments: tuple[str, ...]
    code: int
    said: str
    settings: str | bytes | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


def configured(text: str | bytes, said: str, script: str = MODEL) -> Command:
    """A settings file that is refused."""
    return Command(script, (), 3, said, settings=text)


def flags(script: str, *arguments: str, said: str) -> Command:
    """Arguments that are refused."""
    return Command(script, arguments, 2, said)


COMMANDS: dict[str, Command] = {
    "key misspelt": configured("[clusters]\nk_mim = 3\n", r"chave k_mim em \[clusters\].*k_min"),
    "section misspelt": configured("[cluster]\nk_min = 3\n", r"seção \[cluster\].*clusters"),
    "key outside a section": configured("k_min = 3\n", r"fora de seção.*\[clusters\]"),
    "key in another section": configured("[geral]\nk_min = 3\n", r"chave k_min em \[geral\]"),
    "not TOML": configured("[clusters\nk_min = 3\n", "formato TOML.*linha 1"),
    "key twice": configured("[clusters]\nk_min = 3\nk_min = 4\n", "formato TOML"),
    "settings not in UTF-8": configured("# configurações\n".encode("cp1252"), "não está em UTF-8"),
    "settings in UTF-16": configured("[clusters]\nk_min = 3\n".encode("utf-16"), "não está em UTF-8"),
    "text for a number": configured('[clusters]\nk_min = "três"\n', "'três'.*número inteiro"),
    "fraction for a count": configured("[clusters]\nk_min = 3.5\n", "3.5.*número inteiro"),
    "true for a count": configured("[clusters]\nk_min = true\n", "número inteiro"),
    "number for a text": configured("[etl]\nsource = 3\n", "um texto", ETL),
    "number for yes or no": configured("[recomendacao]\nevaluate = 7\n", "true ou false"),
    "list for a date": configured("[etl]\nreference_date = [2025]\n", "AAAA-MM-DD", ETL),
    "number for a list": configured("[clusters]\nexclude_columns = 3\n", "lista de textos"),
    "share over one": configured("[qualidade]\nmax_rejected_share = 5\n", "max_rejected_share", ETL),
    "infinite share": configured("[qualidade]\nmax_row_change = inf\n", "um número", ETL),
    "choice that is none": configured('[recomendacao]\nproduct_level = "sku"\n', "ds_prod, produto, linha, marca"),
    "settings file missing": Command(ETL, ("--config", "nada.toml"), 3, "nada.toml"),
    "variable misspelt": Command(ETL, (), 3, "MERAKI_SORCE.*MERAKI_SOURCE", environment={"MERAKI_SORCE": "x"}),
    "variable of the wrong type": Command(MODEL, (), 3, "MERAKI_K_MIN", environment={"MERAKI_K_MIN": "três"}),
    "pseudonyms without a key": Command(ETL, ("--source", ".", "--pseudonymize"), 3, "MERAKI_PSEUDONYM_KEY"),
    "families missing": Command(ETL, ("--source", ".", "--families", "nada.toml"), 3, "nada.toml"),
    "rules missing": Command(MODEL, ("--rules", "nada.toml"), 3, "nada.toml"),
    "flag misspelt": flags(MODEL, "--k-mim", "3", said="você quis dizer --k-min"),
    "flag of another script": flags(VISUAL, "--k-min", "3", said="opção desconhecida: --k-min"),
    "flag without its value": flags(ETL, "--source", said="esperava um valor"),
    "loose word": flags(VISUAL, "resultado", said="opção desconhecida: resultado"),
    "quiet and verbose": flags(VISUAL, "--quiet", "--verbose", said="se contradizem"),
    "least k over the most": flags(MODEL, "--k-min", "9", "--k-max", "3", said="--k-min 9 é maior que --k-max 3"),
    "column in and out": flags(
        MODEL, "--include-columns", "UF", "--exclude-columns", "UF", said="UF está nas duas"),
    "no advice at all": flags(MODEL, "--top-n", "0", said="--top-n"),
    "negative seed": flags(ETL, "--seed", "-1", said="--seed"),
    "day that no calendar has": flags(ETL, "--reference-date", "2025-02-30", said="AAAA-MM-DD"),
    "date the Brazilian way": flags(ETL, "--reference-date", "30/03/2025", said="AAAA-MM-DD"),
    "engine that is none": flags(ETL, "--engine", "pandas", said="polars, spark"),
    "no source": flags(ETL, said="Nenhuma origem"),
    "upload to no address": flags(VISUAL, "--upload", "meu-bucket", said="Endereço inválido"),
    "source without a bucket": flags(ETL, "--source", "s3://", said="Endereço inválido"),
    "source with a bucket that cannot be": flags(ETL, "--source", "s3://a b/", said="Endereço inválido"),
    "source elsewhere on the web": flags(ETL, "--source", "https://b.s3.amazonaws.com/x", said="use s3://bucket/"),
    "source that is a file": Command(ETL, ("--source", "meraki.toml"), 4, "não é uma pasta", settings=""),
    "source that is nowhere": Command(ETL, ("--source", "nada"), 4, "não existe"),
    "nothing to draw": Command(VISUAL, (), 4, "Não há o que desenhar"),
}  # fmt: skip

OUTPUTS: dict[str, tuple[str, str | bytes, str]] = {
    # name: (file in the output folder, what it holds, what visual.py says of it)
    "clusters without key": ("clusters_clientes.csv", "CLIENTE,cluster\nT1,1\n", "CD_CLIENTE"),
    "clusters in words": ("clusters_clientes.csv", "CD_CLIENTE,cluster\nT1,um\n", "'um'.*linha 2, coluna cluster"),
    "quote that never closes": ("clusters_clientes.csv", 'CD_CLIENTE,cluster\n"T1,1\n', "não é um CSV legível"),
    "other encoding": ("clusters_clientes.csv", "CD_CLIENTE,PERSONA\nT1,São\n".encode("cp1252"), "UTF-8"),
    "nul bytes": ("clusters_clientes.csv", b"\0\0\0\n\0\n", "clusters_clientes.csv"),
    "evaluation cut short": ("avaliacao.json", '{"metodos": [', "não é um JSON válido"),
    "evaluation that is a list": ("avaliacao.json", "[1]", "não contém um objeto JSON"),
}
"""Beside a sound recomendacoes_por_cluster.csv."""
