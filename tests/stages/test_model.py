"""Stage 2 from files to files: every shape of input ends in sensible advice or one clear sentence."""

from __future__ import annotations

import errno
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from meraki.errors import SourceError, UsageError
from meraki.reports.evaluation import in_words
from tests.stages.model_inputs_sample import PRODUCTS, advise, read, write_bare, write_full

FILES = (
    "clusters_clientes.csv",
    "clusters_decisao.csv",
    "clusters_perfil.csv",
    "personas.csv",
    "cluster_summary.xlsx",
    "recomendacoes_por_cliente.csv",
    "recomendacoes_por_cluster.csv",
    "recomendacoes_meraki.xlsx",
    "mudancas.csv",
    "mudancas.json",
    "avaliacao.json",
)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("completa")
    advise(folder, write_full(folder), k_max=5, evaluate=True)
    return folder / "saida"


def test_every_file_is_there(full: Path) -> None:
    assert [name for name in FILES if not (full / name).is_file()] == []


def test_each_customer_gets_ranked_products_he_does_not_own(full: Path) -> None:
    advice = read(full, "recomendacoes_por_cliente.csv")
    owned = read(full, "produtos_por_cliente.csv").query("FL_ATIVO == 1")
    both = advice.merge(owned[["CD_CLIENTE", "PRODUTO"]])
    assert both.empty
    assert not advice.duplicated(["CD_CLIENTE", "PRODUTO"]).any()
    assert advice["SCORE"].between(0, 1).all()
    assert (advice.groupby("CD_CLIENTE")["SCORE"].diff().dropna() <= 0).all()
    assert (advice.groupby("CD_CLIENTE")["RANK"].agg(list).map(lambda ranks: ranks == [1, 2, 3])).all()


def test_vendors_own_accounts_get_no_advice_and_everybody_else_does(full: Path) -> None:
    advised = set(read(full, "recomendacoes_por_cliente.csv")["CD_CLIENTE"])
    customers = set(read(full, "clusters_clientes.csv")["CD_CLIENTE"])
    assert customers - advised == {"T0002"}


def test_customer_without_product_is_advised_what_his_cluster_uses(full: Path) -> None:
    advice = read(full, "recomendacoes_por_cliente.csv").query("CD_CLIENTE == 'T0000'")
    assert len(advice) == 3
    assert advice["PRODUTO_EVIDENCIA"].isna().all()
    assert (advice["PENETRACAO_CLUSTER"] > 0.3).all()


def test_advice_follows_the_planted_groups(full: Path) -> None:
    """Group g was given products 3g to 3g + 3: the first advice is one of them, but for the 7 % who own all four."""
    first = read(full, "recomendacoes_por_cliente.csv").query("RANK == 1")
    group = first["CD_CLIENTE"].str[1:].astype(int) % 3
    place = first["PRODUTO"].map({name: i for i, name in enumerate(PRODUCTS)})
    assert ((place - 3 * group).between(0, 3)).mean() > 0.85


def test_kind_of_advice_is_upgrade_only_within_an_owned_brand(full: Path) -> None:
    advice = read(full, "recomendacoes_por_cliente.csv")
    owned = read(full, "produtos_por_cliente.csv").query("FL_ATIVO == 1")
    brands = owned.groupby("CD_CLIENTE")["MARCA_TOTVS"].agg(set)
    mine = advice["CD_CLIENTE"].map(brands)
    same = [isinstance(b, set) and p.split()[0] in b for b, p in zip(mine, advice["PRODUTO"], strict=True)]
    assert advice["TIPO"].tolist() == np.where(same, "Upgrade", "Cross-sell").tolist()


def test_detractors_are_cared_for_before_anything_is_offered(full: Path) -> None:
    nps = read(full, "base_analitica_meraki.csv").set_index("CD_CLIENTE")["NPS_MEDIO"]
    advice = read(full, "recomendacoes_por_cliente.csv")
    unhappy = advice["CD_CLIENTE"].map(nps) <= 6
    assert unhappy.any()
    assert (advice.loc[unhappy, "ABORDAGEM"] == "cuidar antes de oferecer").all()


def test_manifest_tells_which_forms_were_tried_and_how_long_each_took(full: Path) -> None:
    manifest = json.loads((full / "manifesto.json").read_text(encoding="utf-8"))
    told = manifest["etapas"]["modelo"]["decisoes"]["forma_de_recomendar"]
    tried = {row["forma"] for row in told["tabela"]}
    assert {*tried, "total"} >= set(told["segundos"]) >= {"total"}
    assert told["forma"] in tried
    assert max(row["ndcg@5"] for row in told["tabela"]) <= 1


def test_split_by_a_column_that_is_nowhere_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'VENDEDOR' de --split-by não existe"):
        advise(tmp_path, write_bare(tmp_path, {"A": ["X"], "B": ["Y"]}), split_by="VENDEDOR")


def test_evaluation_compares_us_with_every_baseline_on_one_split(full: Path) -> None:
    told = json.loads((full / "avaliacao.json").read_text(encoding="utf-8"))
    names = {method["nome"] for method in told["metodos"]}
    assert {
        "meraki",
        "popularidade",
        "popularidade_segmento",
        "kmeans_classico",
        "itemknn",
        "userknn",
        "ease",
        "ease_300",
        "ease_900",
    } <= names
    for method in told["metodos"]:
        low, high = method["ndcg@5_ic95"]
        assert low <= method["ndcg@5"] <= high
        assert method["hit_rate@1"] <= method["hit_rate@3"] <= method["hit_rate@5"]
    assert told["escolha"]["tabela"]
    assert len(told["calibracao"]["decis"]) == 10


def test_an_evaluation_of_three_customers_says_that_they_are_few(tmp_path: Path) -> None:
    paths = write_bare(tmp_path, {"A": ["X"], "B": ["Y"], "C": ["X"]})
    advise(tmp_path, paths, evaluate=True)
    told = json.loads((tmp_path / "saida" / "avaliacao.json").read_text(encoding="utf-8"))
    assert in_words(told) == ["Há poucos clientes com dois produtos ou mais para medir o acerto das recomendações."]


def test_a_history_with_a_customer_twice_is_no_history(tmp_path: Path) -> None:
    owned = {f"X{i:03d}": [["A"], ["B", "C"]][i % 2] for i in range(40)}
    paths = write_bare(tmp_path, owned)
    advise(tmp_path, paths)
    (clusters,) = (tmp_path / "saida" / "historico").glob("*/clusters_clientes.csv")
    lines = clusters.read_text(encoding="utf-8").splitlines()
    clusters.write_text("\n".join([*lines, lines[-1]]) + "\n", encoding="utf-8")
    write_bare(tmp_path, owned | {"X999": ["A"]})
    advise(tmp_path, paths)
    told = json.loads((tmp_path / "saida" / "manifesto.json").read_text(encoding="utf-8"))
    assert any("clientes repetidos" in sentence for sentence in told["etapas"]["modelo"]["avisos"])


def test_an_archive_may_hold_a_note_of_a_kind_never_read_but_not_two_tables(tmp_path: Path) -> None:
    owned = {f"X{i:03d}": [["A"], ["B", "C"]][i % 2] for i in range(40)}
    base, products = write_bare(tmp_path, owned)
    packed = tmp_path / "base.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("LEIAME.md", "nota")
        archive.write(base, "base.csv")
    assert len(advise(tmp_path, (packed, products)))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.write(base, "outra.csv")
    with pytest.raises(SourceError, match="tem 2 arquivos dentro"):
        advise(tmp_path, (packed, products))


def test_a_copy_that_another_program_holds_does_not_undo_the_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows a virus scanner keeps a new file from being removed for a moment."""
    owned = {f"X{i:03d}": [["A"], ["B", "C"]][i % 2] for i in range(40)}
    base, products = write_bare(tmp_path, owned)
    packed = tmp_path / "base.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(base, "base.csv")
    unlink, held = os.unlink, []

    def holding(path: Any, **options: Any) -> None:
        if "membro_" in str(path):
            held.append(path)
            raise PermissionError(errno.EACCES, "in use", str(path))
        unlink(path, **options)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "unlink", holding)
    assert len(advise(tmp_path, (packed, products)))
    assert held


def test_rejected_rows_of_inputs_of_one_name_are_kept_apart_and_from_those_of_stage_1(tmp_path: Path) -> None:
    owned = {f"X{i:03d}": [["A"], ["B", "C"]][i % 2] for i in range(40)}
    inputs = []
    for kind, path in zip(("base", "produtos"), write_bare(tmp_path, owned, UF="SP"), strict=True):
        broken = tmp_path / kind / "dados_clientes.csv"
        broken.parent.mkdir()
        broken.write_text(path.read_text(encoding="utf-8") + f"X999,{kind},demais\n", encoding="utf-8")
        inputs.append(broken)
    advise(tmp_path, (inputs[0], inputs[1]))
    kept = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "saida" / "rejeitados").iterdir()}
    assert sorted(kept) == ["base_dados_clientes.csv", "produtos_dados_clientes.csv"]
    assert all(f"X999,{name.partition('_')[0]},demais" in text for name, text in kept.items())
    told = json.loads((tmp_path / "saida" / "manifesto.json").read_text(encoding="utf-8"))
    assert sum(": 1 linha não usada (" in sentence for sentence in told["etapas"]["modelo"]["avisos"]) == 2


def test_base_and_products_made_by_others_are_enough(tmp_path: Path) -> None:
    owned = {f"X{i:03d}": ["CAFE", "LEITE"] if i % 2 else ["CHA", "MEL"] for i in range(60)}
    owned["X000"], owned["X001"] = ["CHA"], ["CAFE"]
    idade = [20 + 40 * (i % 2) + i / 60 for i in range(60)]
    advice = advise(tmp_path, write_bare(tmp_path, owned, IDADE=idade), k_min=2, k_max=3, min_cluster_size=5)
    first = advice[advice["RANK"] == 1].set_index("CD_CLIENTE")["PRODUTO"]
    assert first["X000"] == "MEL"
    assert first["X001"] == "LEITE"
    assert advice["POTENCIAL_VALOR"].isna().all()


def test_base_of_keys_alone_is_one_cluster_and_says_so(tmp_path: Path) -> None:
    owned = {f"X{i:03d}": ["A", "B", "C"][: 1 + i % 3] for i in range(40)}
    advice = advise(tmp_path, write_bare(tmp_path, owned))
    assert set(read(tmp_path / "saida", "clusters_clientes.csv")["cluster"]) == {1}
    told = json.loads((tmp_path / "saida" / "manifesto.json").read_text(encoding="utf-8"))
    assert any("um só cluster" in sentence for sentence in told["etapas"]["modelo"]["avisos"])
    assert advice["PRODUTO"].isin(["B", "C"]).all()


def test_portfolio_of_two_products(tmp_path: Path) -> None:
    owned = {f"X{i:03d}": [["A"], ["B"], ["A", "B"]][i % 3] for i in range(60)}
    advice = advise(tmp_path, write_bare(tmp_path, owned, IDADE=range(60)))
    assert len(advice) == 40
    assert advice.set_index("CD_CLIENTE")["PRODUTO"].loc[["X000", "X001"]].tolist() == ["B", "A"]


def test_portfolio_of_thousands_of_products(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    names = np.array([f"PRODUTO {i:04d}" for i in range(2000)])
    owned = {f"X{i:03d}": list(names[(i % 4) * 500 + random.integers(0, 500, 30)]) for i in range(250)}
    owned = {customer: sorted(set(products)) for customer, products in owned.items()}
    missing = set(names) - {product for products in owned.values() for product in products}
    owned["X000"] = sorted(set(owned["X000"]) | missing)
    advice = advise(tmp_path, write_bare(tmp_path, owned, GRUPO=[i % 4 for i in range(250)]))
    assert advice.groupby("CD_CLIENTE").size().eq(3).all()


def test_ties_go_by_the_products_name(tmp_path: Path) -> None:
    owned = {f"X{i:03d}": ["A", "B", "C"] for i in range(30)} | {"X999": []}
    advice = advise(tmp_path, write_bare(tmp_path, owned))
    assert advice["CD_CLIENTE"].unique().tolist() == ["X999"]
    assert advice["PRODUTO"].tolist() == ["A", "B", "C"]
    assert advice["SCORE"].nunique() == 1


def test_nothing_to_advise_is_a_result_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    paths = write_bare(tmp_path, {f"X{i:03d}": ["A"] for i in range(40)}, IDADE=range(40))
    lines = pd.read_csv(paths[1]).assign(MARCA_TOTVS="M", FL_ATIVO=1)
    ended = lines.head(3).assign(FL_ATIVO=0, **{lines.columns[1]: "B"})
    pd.concat([lines, ended]).to_csv(paths[1], index=False)
    assert advise(tmp_path, paths).empty
    assert "Não há nada a recomendar" in caplog.text


def test_nobody_owns_anything_is_one_sentence(tmp_path: Path) -> None:
    paths = write_bare(tmp_path, {"A": ["X"], "B": ["Y"]})
    lines = pd.read_csv(paths[1]).assign(FL_ATIVO=0)
    lines.to_csv(paths[1], index=False)
    with pytest.raises(SourceError, match="Nenhum produto está ativo"):
        advise(tmp_path, paths)
    assert not (tmp_path / "saida" / "recomendacoes_por_cliente.csv").exists()


def test_more_advice_than_products_gives_what_there_is(tmp_path: Path) -> None:
    owned = {f"X{i:03d}": [["A"], ["B", "C"]][i % 2] for i in range(40)}
    advice = advise(tmp_path, write_bare(tmp_path, owned, IDADE=range(40)), top_n=10)
    assert advice.groupby("CD_CLIENTE").size().loc[["X000", "X001"]].tolist() == [2, 1]
