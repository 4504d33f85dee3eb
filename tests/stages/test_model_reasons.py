"""Every number a salesperson may say aloud, counted anew from the CSV files."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from meraki.wording import percent
from tests.stages.model_inputs_sample import advise, read, write_full

SHARE = re.compile(r"^((?:[<>] )?\d+(?:,\d+)? %) dos ([\d.]+) clientes do seu cluster usam (.+)$")
COUNT = re.compile(r"^([\d.]+) dos ([\d.]+) clientes do seu cluster usam? (.+)$")
NOBODY = re.compile(r"^Ninguém no seu cluster usa (.+) ainda; na base inteira, ([\d.]+) clientes? usam?$")
EVIDENCE = re.compile(
    r"^dos ([\d.]+) que usam (.+), ([\d.]+) \(((?:[<>] )?\S+ %)\) também usam, contra ((?:[<>] )?\S+ %) dos demais$"
)

HAD_BEFORE = "; já contratou este produto e hoje não tem contrato ativo"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("motivos")
    advise(folder, write_full(folder, seed=5), k_max=4, top_n=4)
    return folder / "saida"


@pytest.fixture(scope="module")
def advice(output: Path) -> pd.DataFrame:
    return read(output, "recomendacoes_por_cliente.csv")


@pytest.fixture(scope="module")
def owners(output: Path) -> pd.DataFrame:
    """Customers x products, whether owned today, and the cluster of each."""
    owned = read(output, "produtos_por_cliente.csv").query("FL_ATIVO == 1")
    table = owned.assign(tem=True).pivot(index="CD_CLIENTE", columns="PRODUTO", values="tem")
    clusters = read(output, "clusters_clientes.csv").set_index("CD_CLIENTE")["cluster"]
    return table.reindex(clusters.index).notna().assign(cluster=clusters)


def test_every_number_of_every_reason_is_a_count_of_the_files(advice: pd.DataFrame, owners: pd.DataFrame) -> None:
    seen = set()
    for line in advice.itertuples():
        text = str(line.MOTIVO).removesuffix(".").removesuffix(HAD_BEFORE)
        opening, _, rest = text.partition("; dos ")
        opening = opening.removesuffix("; a indicação vem do perfil do cliente como um todo")
        inside = owners[owners["cluster"] == line.cluster]
        seen.add(_check_opening(opening, str(line.PRODUTO), inside, owners))
        if rest:
            seen.add(_check_evidence("dos " + rest, str(line.PRODUTO), str(line.CD_CLIENTE), inside))
    assert {"share", "evidence"} <= seen


def _check_opening(text: str, product: str, inside: pd.DataFrame, owners: pd.DataFrame) -> str:
    users = int(inside[product].sum())
    if found := SHARE.match(text):
        assert found.groups() == (percent(users / len(inside)), f"{len(inside)}", product)
        return "share"
    if found := COUNT.match(text):
        assert found.groups() == (f"{users}", f"{len(inside)}", product)
        return "count"
    found = NOBODY.match(text)
    assert found, text
    assert users == 0
    assert found.groups() == (product, f"{int(owners[product].sum())}")
    return "nobody"


def _check_evidence(text: str, product: str, customer: str, inside: pd.DataFrame) -> str:
    found = EVIDENCE.match(text)
    assert found, text
    other = found.group(2)
    assert inside.loc[customer, other]
    have = inside[inside[other]]
    lack = inside[~inside[other]]
    both = int(have[product].sum())
    expected = (f"{len(have)}", other, f"{both}", percent(both / len(have)), percent(lack[product].mean()))
    assert found.groups() == expected
    return "evidence"


def test_reason_tells_who_had_the_product_before(advice: pd.DataFrame, output: Path) -> None:
    products = read(output, "produtos_por_cliente.csv")
    known = set(zip(products["CD_CLIENTE"], products["PRODUTO"], strict=True))
    told = [str(reason).endswith(f"{HAD_BEFORE}.") for reason in advice["MOTIVO"]]
    had = [pair in known for pair in zip(advice["CD_CLIENTE"], advice["PRODUTO"], strict=True)]
    assert told == had
    assert any(had)


def test_evidence_columns_are_counts_of_the_files(advice: pd.DataFrame, owners: pd.DataFrame) -> None:
    for line in advice.itertuples():
        inside = owners[owners["cluster"] == line.cluster]
        assert len(inside) == line.QTD_CLIENTES_CLUSTER
        assert inside[line.PRODUTO].sum() == line.QTD_USAM_CLUSTER
        assert pytest.approx(inside[line.PRODUTO].mean()) == line.PENETRACAO_CLUSTER
        assert pytest.approx(owners[line.PRODUTO].mean()) == line.PENETRACAO_BASE
        if isinstance(line.PRODUTO_EVIDENCIA, str):
            have = inside[line.PRODUTO_EVIDENCIA]
            assert have.sum() == line.QTD_COM_EVIDENCIA
            assert (have & inside[line.PRODUTO]).sum() == line.QTD_COM_AMBOS
            assert pytest.approx(inside.loc[have, line.PRODUTO].mean()) == line.CONFIANCA
            assert pytest.approx(inside.loc[~have, line.PRODUTO].mean()) == line.CONFIANCA_DEMAIS
            assert pytest.approx(line.CONFIANCA / line.PENETRACAO_CLUSTER) == line.LIFT


def test_potential_is_the_median_of_what_comparable_owners_pay(
    advice: pd.DataFrame, owners: pd.DataFrame, output: Path
) -> None:
    bands = read(output, "base_analitica_meraki.csv").set_index("CD_CLIENTE")["FAT_FAIXA"]
    paid = read(output, "produtos_por_cliente.csv").query("FL_ATIVO == 1 and VL_TOTAL_CONTRATO >= 1")
    paid = paid.assign(cluster=paid["CD_CLIENTE"].map(owners["cluster"]), faixa=paid["CD_CLIENTE"].map(bands))
    levels = set()
    for line in advice.itertuples():
        same = paid[paid["PRODUTO"] == line.PRODUTO]
        near = same[same["cluster"] == line.cluster]
        nearest = near[near["faixa"] == bands[line.CD_CLIENTE]]
        groups = (("cluster e faixa", nearest, 10), ("cluster", near, 10), ("todos", same, 5))
        level, group = next(((name, g) for name, g, enough in groups if len(g) >= enough), (None, same))
        levels.add(level)
        assert len(group) == line.QTD_BASE_POTENCIAL
        if level is None:
            assert np.isnan(line.POTENCIAL_VALOR)
            continue
        assert level == line.NIVEL_POTENCIAL
        quartiles = np.quantile(group["VL_TOTAL_CONTRATO"], [0.25, 0.5, 0.75]).round(2)
        told = [line.POTENCIAL_VALOR_P25, line.POTENCIAL_VALOR, line.POTENCIAL_VALOR_P75]
        assert told == pytest.approx(quartiles, abs=0.011)
        assert pytest.approx(line.SCORE * line.POTENCIAL_VALOR, abs=0.01) == line.VALOR_ESPERADO
    assert {"cluster e faixa", "cluster"} <= levels


def test_products_of_each_cluster_are_counted_over_customers(output: Path, owners: pd.DataFrame) -> None:
    table = read(output, "recomendacoes_por_cluster.csv")
    advised = read(output, "recomendacoes_por_cliente.csv").groupby(["cluster", "PRODUTO"]).size()
    for line in table.itertuples():
        inside = owners[owners["cluster"] == line.cluster]
        assert inside[line.PRODUTO].sum() == line.QTD
        assert pytest.approx(inside[line.PRODUTO].mean()) == line.PENETRACAO
        assert advised.get((line.cluster, line.PRODUTO), 0) == line.QTD_RECOMENDACOES
