"""What stands out, in sentences that carry their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from meraki.columns import ADVICE_TAKEN, APPROACH_CARE, APPROACH_OFFER, Column, OutputFile
from meraki.reports import formats
from meraki.reports.dictionary import label
from meraki.reports.figures import FEW, WELL_APART, by_product, cluster_table, worth
from meraki.reports.opportunities import cluster_ids, has_audience, ranked
from meraki.reports.outputs import Outputs
from meraki.reports.texts import CHANGE_LABELS, FIRST_RUN, WHITE_SPACE

TELLING_RATIO = 1.2
"""Times the median of the base from which a cluster's is worth a sentence: "1,1 vez" is no difference to act on."""


def findings(outputs: Outputs) -> list[str]:
    """What stands out, as sentences with their numbers; fewer when the outputs say less."""
    deals, table = ranked(outputs), cluster_table(outputs)
    candidates = [
        _opportunity_finding(outputs, deals),
        _concentration_finding(deals),
        _product_finding(deals),
        _care_finding(deals),
        _revenue_finding(outputs, table),
        _satisfaction_finding(table),
        conversion(outputs.changes_summary or {}, of_all=has_audience(outputs)),
    ]
    return [sentence for sentence in candidates if sentence]


def separation(outputs: Outputs) -> str:
    """How well the clusters are apart, by the mean silhouette, and how far it is known; "" where nothing tells."""
    if outputs.clusters is None or Column.SILHOUETTE not in outputs.clusters or len(cluster_ids(outputs)) < 2:
        return ""
    mean = outputs.clusters[Column.SILHOUETTE].mean()
    scale = f"separação de {formats.number(mean, 2)} de -1 a 1, pela silhueta média"
    if mean < WELL_APART:
        told = f"Os clusters se sobrepõem ({scale}): servem de retrato e de ponto de partida, não de fronteira."
    else:
        told = f"Os clusters se separam bem ({scale})."
    return " ".join([told, *_limits_of_the_choice(outputs.decision)])


def _limits_of_the_choice(decision: pd.DataFrame | None) -> list[str]:
    """That the silhouette comes from a sample, and that a tie went to the smaller number of clusters, where so."""
    needed = {Column.SAMPLED, Column.ELIGIBLE, Column.SILHOUETTE_LOW, Column.SILHOUETTE_HIGH}
    if decision is None or not needed <= set(decision) or not decision[Column.CHOSEN].any():
        return []
    chosen = decision[decision[Column.CHOSEN] == 1].iloc[0]
    said = []
    if chosen[Column.SAMPLED] == 1:
        low, high = (formats.number(chosen[name], 3) for name in (Column.SILHOUETTE_LOW, Column.SILHOUETTE_HIGH))
        said.append(
            f"Na escolha do número de clusters ela vem de uma amostra: de {low} a {high}, com 95 % de confiança."
        )
    above = decision[(decision[Column.ELIGIBLE] == 1) & (decision[Column.SILHOUETTE] > chosen[Column.SILHOUETTE])]
    if len(above):
        tied = ", ".join(str(int(k)) for k in above[Column.K])
        said.append(
            f"Com {tied} clusters ela empata, dentro do intervalo de 95 %: entre empatados vale o menor número."
        )
    return said


def what_changed(outputs: Outputs) -> list[str]:
    """What changed since the run before, a sentence a kind."""
    summary = outputs.changes_summary or {}
    counts = summary.get("contagens", {})
    if not ran_before(summary):
        return [FIRST_RUN]
    said = [f"{name}: {formats.number(counts[kind])}" for kind, name in CHANGE_LABELS.items() if kind in counts]
    date = summary.get("data_anterior")
    compared = f"Comparado com os dados de {formats.day(date)}." if date else "Comparado com a execução anterior."
    return [sentence for sentence in (compared, clusters_redrawn(summary), *said) if sentence]


def ran_before(summary: Mapping[str, Any]) -> bool:
    """Whether mudancas.json tells of a run before; of data without dates it has no date."""
    return bool(summary.get("execucao_anterior") or summary.get("data_anterior"))


def clusters_redrawn(summary: Mapping[str, Any]) -> str:
    """That there are more or fewer clusters than in the run before, by mudancas.json; "" where not, or not told."""
    counted = summary.get("numero_de_clusters") or {}
    before, now = counted.get("antes"), counted.get("agora")
    if not before or not now or before == now:
        return ""
    return f"O número de clusters passou de {formats.number(before)} para {formats.number(now)}."


def conversion(summary: Mapping[str, Any], *, of_all: bool = False) -> str:
    """How much of the advice of the run before was taken up, by mudancas.json; "" where there was none.

    ``of_all`` says that all customers are counted: beside figures of the target audience alone.
    """
    share, given = summary.get("conversao"), summary.get("recomendacoes_anteriores")
    taken = summary.get("contagens", {}).get(ADVICE_TAKEN)
    if share is None:
        return ""
    whose = ", de todos os clientes e não só do público-alvo," if of_all else ""
    if taken is None or not given:  # from before the numbers were kept beside the share
        return f"{formats.percent(share, 1)} das recomendações da execução anterior{whose} viraram contrato."
    if given == 1:
        return f"A única recomendação da execução anterior {'virou' if taken else 'não virou'} contrato."
    of = f"das {formats.number(given)} recomendações da execução anterior{whose}"
    if not taken:
        return f"Nenhuma {of} virou contrato."
    return (
        f"{formats.number(taken)} {of} {'virou' if taken == 1 else 'viraram'} contrato ({formats.percent(share, 1)})."
    )


def _opportunity_finding(outputs: Outputs, deals: pd.DataFrame | None) -> str:
    if deals is None or deals.empty:
        return ""
    who = "do público-alvo" if has_audience(outputs) else "da base"
    return (
        f"Há {formats.count(len(deals), 'oportunidade', 'oportunidades')} para "
        f"{formats.count(deals[Column.CUSTOMER].nunique(), 'cliente', 'clientes')} {who}{_valued(deals)}."
    )


def _valued(deals: pd.DataFrame) -> str:
    value = worth(deals)
    known = f", com valor esperado de {formats.short_money(value)} (chance x potencial)"
    return ", de valor desconhecido" if formats.is_missing(value) else known


def _concentration_finding(deals: pd.DataFrame | None, top: int = 100) -> str:
    if deals is None or deals[Column.CUSTOMER].nunique() <= top or deals[Column.EXPECTED_VALUE].sum() <= 0:
        return ""
    ready = deals[deals[Column.APPROACH] == APPROACH_OFFER]
    values = ready.groupby(Column.CUSTOMER)[Column.EXPECTED_VALUE].sum().nlargest(top)
    share = values.sum() / deals[Column.EXPECTED_VALUE].sum()
    if len(values) < top:
        return ""
    return (
        f"Os {top} clientes de maior valor entre os prontos para a oferta somam {formats.percent(share)} do valor "
        f"esperado: comece por eles. Na página {WHITE_SPACE} de {OutputFile.WORKBOOK} os clientes estão por valor: "
        f"filtre {label(Column.APPROACH)} por {APPROACH_OFFER}."
    )


def _product_finding(deals: pd.DataFrame | None) -> str:
    if deals is None or deals[Column.EXPECTED_VALUE].sum() <= 0:
        return ""
    best = by_product(deals).iloc[0]
    share = best[Column.EXPECTED_VALUE] / deals[Column.EXPECTED_VALUE].sum()
    return (
        f"O produto com mais valor esperado é {formats.shorten(best[Column.PRODUCT], 60)}: "
        f"{formats.short_money(best[Column.EXPECTED_VALUE])}, {formats.percent(share)} do total, em "
        f"{formats.count(int(best[Column.RECOMMENDATIONS]), 'cliente', 'clientes')}."
    )


def _care_finding(deals: pd.DataFrame | None) -> str:
    care = None if deals is None else deals[deals[Column.APPROACH] == APPROACH_CARE]
    if care is None or care.empty:
        return ""
    return (
        f"{formats.count(care[Column.CUSTOMER].nunique(), 'cliente pede', 'clientes pedem')} cuidado antes da oferta "
        f"(nota até 6 ou muitos chamados em aberto){_valued(care)}."
    )


def _revenue_finding(outputs: Outputs, table: pd.DataFrame) -> str:
    base = outputs.base
    known = table[table[Column.CUSTOMERS] >= FEW].dropna(subset=[Column.MRR])
    if base is None or Column.MRR not in base or known.empty or not base[Column.MRR].median() > 0:
        return ""
    best = known.loc[known[Column.MRR].astype(float).idxmax()]
    ratio = best[Column.MRR] / base[Column.MRR].median()
    if ratio < TELLING_RATIO:
        return ""
    return (
        f"O cluster {best[Column.CLUSTER]}{_called(best)} paga {formats.times(ratio)} o MRR mediano da base "
        f"({formats.short_money(best[Column.MRR])} contra {formats.short_money(base[Column.MRR].median())})."
    )


def _satisfaction_finding(table: pd.DataFrame) -> str:
    known = table[table[Column.CUSTOMERS] >= FEW].dropna(subset=[Column.NPS_MEAN])
    if len(known) < 2:
        return ""
    low = known.loc[known[Column.NPS_MEAN].astype(float).idxmin()]
    high = known.loc[known[Column.NPS_MEAN].astype(float).idxmax()]
    if high[Column.NPS_MEAN] - low[Column.NPS_MEAN] < 0.3:
        notes = " a ".join(dict.fromkeys([_note(low), _note(high)]))
        return f"A satisfação quase não muda entre os clusters: NPS médio de {notes}."
    alike = [int(row[Column.CLUSTER]) for _, row in known.iterrows() if _note(row) == _note(low)]
    one = f"O cluster menos satisfeito é o {low[Column.CLUSTER]}{_called(low)}"
    least = one if len(alike) == 1 else f"Os clusters menos satisfeitos são {formats.joined([f'o {k}' for k in alike])}"
    return f"{least}: nota média {_note(low)}, contra {_note(high)} no cluster {high[Column.CLUSTER]}."


def _note(row: pd.Series) -> str:
    return formats.number(row[Column.NPS_MEAN], 1)


def _called(row: pd.Series) -> str:
    return f" ({formats.shorten(row[Column.PERSONA], 70)})" if row[Column.PERSONA] else ""
