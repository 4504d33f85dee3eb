"""Qualidade: every row accounted for, how the advice did when put to the test, and which run this is."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from meraki.dashboard import charts, tables
from meraki.dashboard.folder import Folder
from meraki.dashboard.parts import figures, require
from meraki.dashboard.text import inert, plain
from meraki.reports import dictionary, formats
from meraki.reports.evaluation import MEANINGS, TITLES, calibration_words, in_words, methods

Document = dict[str, Any]
WARNINGS = 3
"""In sight; the rest is a click away."""
_SHORT_TITLES = {"Clientes sem cadastro": "Sem cadastro", "Linhas sem cadastro": "Linhas deles"}
"""Columns of :func:`by_table` -> titles that fit beside the others."""
_STAGES = {"etl": "1. Dados", "modelo": "2. Clusters e recomendações", "visual": "3. Gráficos e relatório"}
MEASURES = {name: title for name, title in TITLES.items() if name not in ("ic_baixo", "ic_alto", "novelty")}
"""Measures of avaliacao.json in the table -> their titles; the interval is in the chart."""
_MEASURE_KINDS = {
    name: tables.FRACTION if name in ("ndcg@5", "mrr") else dictionary.SHARE for name in MEASURES if name != "rotulo"
}


def render(folder: Folder) -> None:
    """Draw the page."""
    outputs = folder.outputs
    data, advice, run = st.tabs(["Dados", "Recomendações postas à prova", "Execução"])
    with data:
        if require(folder, "quality") and outputs.quality is not None:
            _data(outputs.quality)
    with advice:
        if require(folder, "evaluation") and outputs.evaluation is not None:
            _evaluation(outputs.evaluation)
    with run:
        if require(folder, "manifest") and outputs.manifest is not None:
            _run(outputs.manifest)


def _data(quality: Document) -> None:
    tables_read: Document = quality.get("tabelas", {})
    read, used, rejected = (
        sum(int(table.get(name) or 0) for table in tables_read.values())
        for name in ("linhas_lidas", "linhas_usadas", "linhas_rejeitadas")
    )
    figures(
        [
            ("Tabelas", formats.number(len(tables_read)), "Encontradas na origem."),
            ("Linhas lidas", formats.number(read), "Em todas as tabelas."),
            (
                "Linhas usadas",
                formats.number(used),
                "Lidas = usadas + rejeitadas. As de clientes sem cadastro ficam fora da base.",
            ),
            ("Linhas rejeitadas", formats.number(rejected), "Guardadas em rejeitados/, com arquivo, linha e motivo."),
        ]
    )
    _warnings(quality.get("avisos") or [])
    counts = _counts("Lidas", "Usadas", "Rejeitadas", "Clientes", *_SHORT_TITLES)
    tables.show(by_table(tables_read), names=_SHORT_TITLES, kinds=counts, rows=24)
    st.caption("Sem cadastro: clientes da tabela que não estão no cadastro, e as linhas deles; ficam fora da base.")
    _details(quality, tables_read)


def _warnings(warnings: list[str]) -> None:
    """All in one box, the first of them in sight: a box for each would push the table off the screen."""
    if not warnings:
        return
    first, rest = warnings[:WARNINGS], warnings[WARNINGS:]
    st.warning(_bullets(first))
    if rest:
        with st.expander(f"Mais {formats.count(len(rest), 'aviso', 'avisos')}"):
            st.markdown(_bullets(rest))


def _bullets(sentences: list[str]) -> str:
    return "\n".join(f"- {inert(sentence)}" for sentence in sentences)


def _counts(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, dictionary.COUNT)


def by_table(tables_read: Document) -> pd.DataFrame:
    """A row per table of qualidade_dados.json: rows read, used and rejected, customers, orphans, reasons."""
    rows = [
        {
            "Tabela": name,
            "Lidas": table.get("linhas_lidas"),
            "Usadas": table.get("linhas_usadas"),
            "Rejeitadas": table.get("linhas_rejeitadas"),
            "Clientes": table.get("clientes"),
            "Clientes sem cadastro": (table.get("orfaos") or {}).get("clientes"),
            "Linhas sem cadastro": (table.get("orfaos") or {}).get("linhas"),
            "Motivos": "; ".join(f"{why}: {n}" for why, n in (table.get("rejeicoes") or {}).items()),
        }
        for name, table in tables_read.items()
    ]
    return pd.DataFrame(rows)


def _details(quality: Document, tables_read: Document) -> None:
    files = by_file(tables_read)
    columns = by_column(tables_read)
    if len(files):
        with st.expander(f"Arquivos lidos ({formats.number(len(files))})"):
            tables.show(files, kinds=_counts("Lidas", "Rejeitadas"))
    if len(columns):
        with st.expander(f"Colunas com valores vazios ou inválidos ({formats.number(len(columns))})"):
            tables.show(columns, kinds=_counts("Vazios", "Inválidos"))
    ignored = quality.get("arquivos_ignorados") or []
    if ignored:
        with st.expander(f"Arquivos ignorados ({formats.number(len(ignored))})"):
            tables.show(pd.DataFrame(ignored), names={"arquivo": "Arquivo", "motivo": "Motivo"})


def by_file(tables_read: Document) -> pd.DataFrame:
    """A row per file read: how it was read and how many rows it gave."""
    rows = [
        {
            "Arquivo": part.get("arquivo"),
            "Tabela": name,
            "Codificação": part.get("codificacao"),
            "Separador": part.get("separador"),
            "Lidas": part.get("linhas_lidas"),
            "Rejeitadas": part.get("linhas_rejeitadas"),
            "Colunas ausentes": ", ".join(part.get("colunas_ausentes") or []),
        }
        for name, table in tables_read.items()
        for part in table.get("arquivos") or []
    ]
    return pd.DataFrame(rows)


def by_column(tables_read: Document) -> pd.DataFrame:
    """A row per column that has empty or invalid cells, the most invalid first."""
    rows = [
        {
            "Tabela": name,
            "Coluna": column,
            "Vazios": int(facts.get("nulos") or 0),
            "Inválidos": int(facts.get("invalidos") or 0),
            "Exemplos": ", ".join(map(plain, facts.get("exemplos") or [])),
            "Leitura": facts.get("convencao"),
        }
        for name, table in tables_read.items()
        for column, facts in (table.get("colunas") or {}).items()
    ]
    frame = pd.DataFrame([row for row in rows if row["Vazios"] or row["Inválidos"]])
    return frame.sort_values(["Inválidos", "Vazios"], ascending=False, kind="stable") if len(frame) else frame


def _evaluation(evaluation: Document) -> None:
    for sentence in in_words(evaluation):
        st.markdown(inert(sentence))
    table = methods(evaluation)
    if len(table):
        if table["ndcg@5"].notna().any():  # of too few customers nothing was measured
            charts.methods(table)
        tables.show(table.reindex(columns=list(MEASURES)), names=MEASURES, kinds=_MEASURE_KINDS)
        with st.expander("O que cada coluna mede"):
            for name, title in MEASURES.items():
                if name in MEANINGS:
                    st.markdown(f"**{inert(title)}**: {inert(MEANINGS[name])}")
    deciles = pd.DataFrame((evaluation.get("calibracao") or {}).get("decis", []))
    if len(deciles):
        st.subheader("A chance prevista se confirma?")
        st.markdown(inert(calibration_words(evaluation)))
        charts.calibration(deciles)


def _run(manifest: Document) -> None:
    st.markdown(f"Versão **{inert(manifest.get('versao'))}**.")
    rows = [
        {
            "Etapa": _STAGES.get(name, name),
            "Início": formats.moment(stage.get("inicio")),
            "Segundos": stage.get("segundos"),
            "Semente": stage.get("semente"),
            "Entradas": len(stage.get("entradas") or []),
            "Saídas": len(stage.get("saidas") or []),
            "Avisos": "; ".join(map(plain, stage.get("avisos") or [])),
        }
        for name, stage in (manifest.get("etapas") or {}).items()
    ]
    tables.show(pd.DataFrame(rows), kinds={"Segundos": dictionary.DECIMAL} | _counts("Semente", "Entradas", "Saídas"))
