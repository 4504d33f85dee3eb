"""relatorio_executivo.pdf: what a director reads, summary first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from meraki.columns import Column
from meraki.reports import formats
from meraki.reports.approaches import approach_colour, approach_table, next_steps, short_approach
from meraki.reports.charts import accuracy, profile, sizes, value
from meraki.reports.charts.gallery import Saved
from meraki.reports.coverage import base_coverage, quality_words, warnings_told
from meraki.reports.evaluation import calibration_words, in_words
from meraki.reports.figures import KeyFigures, cluster_table, key_figures
from meraki.reports.findings import findings, separation, what_changed
from meraki.reports.opportunities import described, ranked
from meraki.reports.outputs import Outputs
from meraki.reports.paper import NAME_LINES, SMALL, Cell, Paper
from meraki.reports.style import ACCENT, MUTED, cluster_colour
from meraki.reports.texts import LIMITS, METHOD, PRIVACY, rules_accuracy
from meraki.wording import segment_label

TITLE = "Relatório executivo"
TOP_DEALS = 12
FULL_CARDS = 7
"""With more clusters than this each persona gets a shorter card, so that the report stays short."""
METHOD_HEIGHT = 150
"""Millimetres of the last section: kept together, it leaves no three lines alone on a last page."""
_TOLD_TEXT, _NAME_WIDTH = 200, 92
_PRODUCTS = "Produtos típicos"
"""The persona's paragraph may name them already."""


def write(path: Path, outputs: Outputs, charts: Sequence[Saved]) -> None:
    """Write the report; same outputs and charts, same bytes. A part that is missing leaves its section out."""
    figures, deals = key_figures(outputs), ranked(outputs)
    pictures = {chart.name: chart for chart in charts}
    until = formats.until(figures.reference_date)
    paper = Paper(f"{TITLE} · Meraki Match", figures.reference_date, f"Meraki Match · {until}")
    paper.cover(TITLE, "Quem são os clientes, o que oferecer a cada um e quanto pode valer", until.capitalize())
    _summary(paper, outputs, figures, deals)
    _clusters(paper, outputs, pictures)
    _opportunities(paper, outputs, deals, pictures)
    _quality(paper, outputs, pictures)
    _changes(paper, outputs)
    _method(paper)
    paper.save(path)


def _summary(paper: Paper, outputs: Outputs, figures: KeyFigures, deals: pd.DataFrame | None) -> None:
    paper.tiles(tiles(figures))
    paper.heading("Em resumo")
    paper.bullets(findings(outputs) or ["Ainda não há recomendações nesta pasta."], 10)
    steps = next_steps(deals)
    if steps:
        paper.space(3)
        paper.heading("O que fazer agora")
        paper.bullets(steps, 10)
    _value_by_cluster(paper, cluster_table(outputs))


def _value_by_cluster(paper: Paper, table: pd.DataFrame) -> None:
    """Where the expected value lies, on what is left of the first page."""
    total = table[Column.EXPECTED_VALUE].sum()
    if not total > 0 or paper.left < 17 + paper.bars_height([""] * len(table)):
        return
    rows = []
    for _, row in table.sort_values([Column.EXPECTED_VALUE, Column.CLUSTER], ascending=[False, True]).iterrows():
        share = row[Column.EXPECTED_VALUE] / total
        rows.append(
            (
                _cluster_row(row)[0],
                share,
                f"{formats.short_money(row[Column.EXPECTED_VALUE])} ({formats.percent(share)})",
                cluster_colour(int(row[Column.CLUSTER])),
            )
        )
    names = [name for name, *_ in rows]
    heights = {lines: paper.bars_height(names, _NAME_WIDTH, lines) for lines in range(NAME_LINES, 0, -1)}
    lines = next((lines for lines, height in heights.items() if paper.left >= 17 + height), 1)
    paper.space(3)
    paper.heading("Onde está o valor", heights[lines])
    paper.bars(rows, _NAME_WIDTH, lines)


def tiles(figures: KeyFigures) -> list[tuple[str, str, str]]:
    """(what, how much, a word on it) of the four figures on the first page."""
    audience = "" if figures.audience is None else f"{formats.number(figures.audience)} no público-alvo"
    return [
        ("Valor esperado", formats.short_money(figures.expected_value), "chance x potencial"),
        (
            "Oportunidades",
            formats.number(figures.opportunities),
            f"para {formats.count(figures.customers_advised, 'cliente', 'clientes')}",
        ),
        ("Clientes na base", formats.number(figures.customers), audience),
        (
            "Clusters",
            formats.number(figures.clusters),
            formats.count(figures.products_advised, "produto a oferecer", "produtos a oferecer"),
        ),
    ]


def _clusters(paper: Paper, outputs: Outputs, pictures: Mapping[str, Saved]) -> None:
    table = cluster_table(outputs)
    if table.empty:
        return
    paper.page()
    paper.heading("Clusters e personas")
    paper.text(
        "Clientes parecidos em porte, receita, satisfação, uso e suporte formam um cluster; a persona é o seu retrato."
    )
    _chart(paper, pictures, sizes.NAME)
    cells = [Cell("Cluster", 66, lines=NAME_LINES), Cell("Clientes", 20, True), Cell("Da base", 20, True)]
    cells += [Cell("MRR mediano", 26, True), Cell("NPS médio", 21, True), Cell("Valor esp.", 21, True)]
    colours = [cluster_colour(int(cluster)) for cluster in table[Column.CLUSTER]]
    paper.table(cells, [_cluster_row(row) for _, row in table.iterrows()], colours)
    if outputs.personas is not None:
        paper.subheading("As personas", 40)
        for _, persona in outputs.personas.sort_values(Column.CLUSTER).iterrows():
            _persona(paper, persona, len(table) <= FULL_CARDS)
    _chart(paper, pictures, profile.HEAT)


def _cluster_row(row: pd.Series) -> list[str]:
    name = f"{row[Column.CLUSTER]} · {row[Column.PERSONA]}" if row[Column.PERSONA] else f"Cluster {row[Column.CLUSTER]}"
    return [
        name,
        formats.number(row[Column.CUSTOMERS]),
        formats.percent(row[Column.PENETRATION]),
        formats.short_money(row[Column.MRR]),
        formats.number(row[Column.NPS_MEAN], 1),
        formats.short_money(row[Column.EXPECTED_VALUE]),
    ]


def _persona(paper: Paper, persona: pd.Series, full: bool) -> None:
    cluster = int(persona[Column.CLUSTER])
    customers = formats.count(int(persona[Column.CUSTOMERS]), "cliente", "clientes")
    paper.card(cluster_colour(cluster), str(cluster), _said(persona, Column.PERSONA), customers, _parts(persona, full))


def _parts(persona: pd.Series, full: bool) -> list[tuple[str, str]]:
    """(lead, text) of a card; what is empty is left out."""
    told = _said(persona, Column.PERSONA_TEXT)
    pairs = [
        ("", _said(persona, Column.PERSONA_LABEL)),
        ("Quem são:", told if full else formats.shorten(told, _TOLD_TEXT)),
        ("O que fazer:", _said(persona, Column.PLAY)),
        ("Produtos típicos:", _said(persona, Column.TYPICAL_PRODUCTS) if full and _PRODUCTS not in told else ""),
        ("Regra:", _rules(persona) if full else ""),
    ]
    return [(lead, formats.shorten(text, 700)) for lead, text in pairs if text]


def _rules(persona: pd.Series) -> str:
    rules, found = _said(persona, Column.PERSONA_RULES), persona.get(Column.RULES_ACCURACY)
    return rules if not rules or formats.is_missing(found) else f"{rules} ({rules_accuracy(found)})"


def _said(row: pd.Series, column: str) -> str:
    found = row.get(column)
    return "" if found is None or formats.is_missing(found) else str(found)


def _opportunities(paper: Paper, outputs: Outputs, deals: pd.DataFrame | None, pictures: Mapping[str, Saved]) -> None:
    if deals is None or deals.empty:
        return
    paper.page()
    paper.heading("Oportunidades em R$")
    paper.text(
        "Valor esperado é a chance de o produto servir ao cliente vezes o que clientes comparáveis pagam por ele. "
        "Ordena a lista; não é meta nem previsão de receita."
    )
    _chart(paper, pictures, value.NAME)
    paper.subheading("Como abordar")
    approaches = approach_table(deals)
    cells = [Cell("Abordagem", 60), Cell("Oportunidades", 34, True), Cell("Clientes", 34, True)]
    paper.table(
        [*cells, Cell("Valor esperado", 46, True)],
        [_approach_row(row) for _, row in approaches.iterrows()],
        [approach_colour(name) for name in approaches[Column.APPROACH]],
    )
    top = described(deals.head(TOP_DEALS), outputs)
    paper.subheading(f"As {len(top)} maiores oportunidades" if len(top) > 1 else "A maior oportunidade")
    cells = [Cell("Cliente", 18), Cell("Segmento", 21), Cell("UF", 10), Cell("Produto", 44), Cell("Abordagem", 23)]
    cells += [Cell("Chance", 16, True), Cell("Potencial", 22, True), Cell("Valor esp.", 20, True)]
    paper.table(
        cells, [_deal(row) for _, row in top.iterrows()], [approach_colour(name) for name in top[Column.APPROACH]]
    )


def _approach_row(row: pd.Series) -> list[str]:
    counts = [formats.number(row[column]) for column in (Column.RECOMMENDATIONS, Column.CUSTOMERS)]
    return [str(row[Column.APPROACH]).capitalize(), *counts, formats.short_money(row[Column.EXPECTED_VALUE])]


def _deal(row: pd.Series) -> list[str]:
    texts = [_said(row, column) for column in (Column.CUSTOMER, Column.SEGMENT, Column.STATE, Column.PRODUCT)]
    texts[1] = segment_label(texts[1])
    texts.append(short_approach(row[Column.APPROACH]))
    worth = [formats.short_money(row[column]) for column in (Column.POTENTIAL, Column.EXPECTED_VALUE)]
    return [*texts, formats.percent(row[Column.SCORE]), *worth]


def _quality(paper: Paper, outputs: Outputs, pictures: Mapping[str, Saved]) -> None:
    paper.page()
    paper.heading("Até onde confiar")
    paper.subheading("Os dados")
    paper.text(quality_words(outputs.quality))
    coverage = base_coverage(outputs.base)
    if len(coverage):
        paper.text("O que se sabe dos clientes (o que falta é desconhecido, não zero):", SMALL, MUTED)
        paper.bars(
            [
                (row["coluna"], row["parte"], f"{formats.percent(row['parte'])} dos clientes", ACCENT)
                for _, row in coverage.iterrows()
            ]
        )
        paper.space(3)
    paper.bullets(warnings_told(outputs.quality), SMALL)
    if told := separation(outputs):
        paper.subheading("Os clusters")
        paper.text(told)
    paper.subheading("As recomendações")
    if not outputs.evaluation:
        paper.text("Esta execução não mediu o acerto das recomendações em clientes reservados para a prova.")
        return
    paper.bullets([*in_words(outputs.evaluation), calibration_words(outputs.evaluation)])
    _chart(paper, pictures, accuracy.METHODS)


def _changes(paper: Paper, outputs: Outputs) -> None:
    paper.space(3)
    paper.heading("O que mudou")
    first, *rest = what_changed(outputs)
    paper.text(first)
    paper.bullets(rest)
    paper.space(3)


def _method(paper: Paper) -> None:
    paper.heading("Método", METHOD_HEIGHT)
    for paragraph in METHOD:
        paper.text(paragraph, 9)
    paper.space(2)
    paper.heading("O que os números não querem dizer")
    paper.bullets(LIMITS, 9)
    paper.space(2)
    paper.text(PRIVACY, SMALL, MUTED)


def _chart(paper: Paper, pictures: Mapping[str, Saved], name: str) -> None:
    if name in pictures:
        paper.chart(pictures[name].png, pictures[name].alt)
