"""The made-up JSON documents and the table of changes that go with a sample output folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from meraki.columns import Column, OutputFile

if TYPE_CHECKING:
    from tests.sample_outputs import World

METHODS = (
    ("meraki", "Meraki Match", 0.31, 0.012),
    ("vizinhos", "Clientes parecidos", 0.29, 0.012),
    ("item_knn", "Produtos comprados juntos", 0.27, 0.012),
    ("cluster", "Mais vendidos do cluster", 0.15, 0.011),
    ("popularidade", "Mais vendidos", 0.12, 0.010),
)


def write_documents(directory: Path, world: World, recommendations: pd.DataFrame) -> None:
    """mudancas.csv and .json, avaliacao.json, qualidade_dados.json, manifesto.json."""
    changes = _changes(world, recommendations)
    changes.to_csv(directory / OutputFile.CHANGES, index=False, lineterminator="\n", encoding="utf-8")
    documents = {
        OutputFile.CHANGES_SUMMARY: _changes_summary(world, changes, recommendations),
        OutputFile.EVALUATION: _evaluation(),
        OutputFile.QUALITY_JSON: _quality(world),
        OutputFile.MANIFEST: _manifest(world, recommendations),
    }
    for name, document in documents.items():
        text = json.dumps(document, ensure_ascii=False, indent=2)
        (directory / name).write_text(text + "\n", encoding="utf-8")


def _changes(world: World, recommendations: pd.DataFrame) -> pd.DataFrame:
    first, second = world.customers[0], world.customers[1]
    new = recommendations.iloc[:4]
    rows: list[tuple[str, str, str | None, str | None, str | None]] = [
        ("cliente_novo", first, None, None, None),
        ("cliente_saiu", "T99999", None, None, None),
        ("mudou_de_cluster", second, None, "1", str(world.labels[1])),
        *(
            ("recomendacao_nova", customer, product, None, None)
            for customer, product in zip(new[Column.CUSTOMER], new[Column.PRODUCT], strict=True)
        ),
        ("recomendacao_retirada", first, world.products[-1], None, None),
        ("recomendacao_aceita", second, world.products[0], None, None),
    ]
    return pd.DataFrame(
        rows, columns=[Column.CHANGE_KIND, Column.CUSTOMER, Column.PRODUCT, Column.CHANGE_FROM, Column.CHANGE_TO]
    )


def _changes_summary(world: World, changes: pd.DataFrame, recommendations: pd.DataFrame) -> dict[str, Any]:
    counts = {str(kind): int(count) for kind, count in changes[Column.CHANGE_KIND].value_counts().sort_index().items()}
    before = len(recommendations)
    told = {"data_anterior": "2025-02-25", "contagens": counts, "recomendacoes_anteriores": before}
    told["numero_de_clusters"] = {"antes": 3, "agora": int(world.labels.max())}
    return told | {"conversao": counts["recomendacao_aceita"] / before}


def _evaluation() -> dict[str, Any]:
    methods = [
        {
            "nome": name,
            "rotulo": label,
            "hit_rate@1": round(0.5 * ndcg, 4),
            "hit_rate@3": round(1.1 * ndcg, 4),
            "hit_rate@5": round(1.4 * ndcg, 4),
            "ndcg@5": ndcg,
            "ndcg@5_ic95": [ndcg - half, ndcg + half],
            "vantagem_ic95": [METHODS[0][2] - ndcg - half, METHODS[0][2] - ndcg + half],
            "mrr": round(0.9 * ndcg, 4),
            "coverage@3": round(0.2 + ndcg, 4),
            "novelty": 3.1,
        }
        for name, label, ndcg, half in METHODS
    ]
    deciles = [{"previsto": 0.05 * n, "observado": 0.048 * n + 0.004, "n": 120} for n in range(1, 11)]
    return {
        "protocolo": {"nome": "LOO-20", "sementes": [0, 1, 2], "clientes": 240, "descricao": "Um produto escondido."},
        "metodos": methods,
        "escolha": {"forma": "A + C", "parametros": {"m": 40, "a": 0.3}, "tabela": []},
        "calibracao": {"evento": "o cliente usa o produto escondido", "decis": deciles, "erro_maximo": 0.016},
    }


def _quality(world: World) -> dict[str, Any]:
    n = len(world.customers)
    tables = {
        "clientes": _table("dados_clientes.csv", 4 * n, 0, n),
        "mrr": _table("mrr.csv", n // 2, 0, n // 2),
        "nps_implantacao": _table("nps_transacional_implantacao.csv", 80, 2, 70),
        "chamados": _table("tickets.csv", 30 * n, 5, n // 2, orphans=3),
    }
    return {
        "data_referencia": "2025-03-25",
        "tabelas": tables,
        "arquivos_ignorados": [{"arquivo": "leia-me.txt", "motivo": "não é uma tabela conhecida"}],
        "avisos": ["Tabela chamados: 3 clientes sem cadastro."],
    }


def _table(file: str, read: int, rejected: int, customers: int, orphans: int = 0) -> dict[str, Any]:
    part = {"linhas_lidas": read, "linhas_usadas": read - rejected, "linhas_rejeitadas": rejected}
    where = {"arquivo": file, "folha": None, "codificacao": "utf-8", "separador": ";"}
    return part | {
        "rejeicoes": {"chave vazia": rejected} if rejected else {},
        "clientes": customers,
        "orfaos": {"clientes": orphans, "linhas": 2 * orphans},
        "duplicadas": 0,
        "arquivos": [where | part | {"colunas_ausentes": [], "colunas_ignoradas": []}],
        "colunas": {"VALOR": {"nulos": 4, "invalidos": 1, "exemplos": ["=1+1"], "convencao": "vírgula decimal"}},
    }


def _manifest(world: World, recommendations: pd.DataFrame) -> dict[str, Any]:
    source = {"arquivo": "dados_clientes.csv", "etag": "9f0c", "bytes": 123456, "linhas": 4 * len(world.customers)}
    base = {"arquivo": OutputFile.BASE, "etag": "", "bytes": 65432, "linhas": len(world.customers)}
    saved = {"arquivo": OutputFile.RECOMMENDATIONS, "bytes": 100 * len(recommendations), "sha256": "0" * 64}
    stage = {
        "inicio": "2025-03-28T09:00:00",
        "segundos": 12.5,
        "configuracoes": {"seed": 42, "top_n": 3},
        "semente": 42,
        "versoes": {"python": "3.11.7", "pandas": "3.0.0", "meraki": "1.0.0"},
        "saidas": [saved],
        "avisos": [],
    }
    return {
        "versao": "1.0.0",
        "etapas": {"etl": stage | {"entradas": [source]}, "modelo": stage | {"entradas": [base]}},
    }
