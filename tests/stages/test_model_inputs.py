"""The base and the products file as stage 2 takes them."""

from __future__ import annotations

import json
import os
import sys
from contextlib import nullcontext
from math import nan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from meraki.errors import ConfigurationError, SourceError, UsageError
from meraki.families import load_rules
from meraki.settings import ModelSettings
from meraki.stages.model import NOTHING_TO_EVALUATE, run
from meraki.stages.model_inputs import read_base, read_products
from tests.refusing import refuse_to_open
from tests.stages.model_inputs_sample import advise, read, write_bare


def owners(customers: int = 40) -> dict[str, list[str]]:
    """Customers who own A, or B and C."""
    return {f"X{i:03d}": [["A"], ["B", "C"]][i % 2] for i in range(customers)}


def warnings(folder: Path) -> list[str]:
    """What stage 2 kept of a run into ``folder``/saida."""
    told = json.loads((folder / "saida" / "manifesto.json").read_text(encoding="utf-8"))
    return told["etapas"]["modelo"]["avisos"]


@pytest.mark.parametrize("name", ["cluster", "CLUSTER", "Persona", "AFINIDADE"])
def test_results_of_an_earlier_run_are_no_attributes_of_a_customer(name: str, tmp_path: Path) -> None:
    paths = write_bare(tmp_path, owners(), IDADE=range(40), **{name: [i % 4 for i in range(40)]})
    found = read_base(paths[0], tmp_path / "trabalho")
    assert list(found.frame.columns) == ["CD_CLIENTE", "IDADE"]
    assert [note.partition(":")[0].casefold() for note in found.notes] == [name.casefold()]


def test_a_base_exported_again_with_our_clusters_is_clustered_anew(tmp_path: Path) -> None:
    base = {"IDADE": range(40), "cluster": [i % 4 for i in range(40)], "PERSONA": "x"}
    advise(tmp_path, write_bare(tmp_path, owners(), **base))
    written = pd.read_csv(tmp_path / "saida" / "base_analitica_meraki.csv")
    assert list(written.columns) == ["CD_CLIENTE", "IDADE"]
    assert "COLUNA" in read(tmp_path / "saida", "clusters_perfil.csv")
    assert any("base.csv: cluster, PERSONA: resultado" in sentence for sentence in warnings(tmp_path))


def test_numbers_whose_sum_is_infinite_are_unknown_and_told(tmp_path: Path) -> None:
    huge = [(1e308, -1e308)[i % 2] if i < 20 else i for i in range(40)]
    advise(tmp_path, write_bare(tmp_path, owners(), IDADE=range(40), VL_H=huge))
    assert "base.csv: Coluna VL_H: 20 números grandes demais ficaram vazios." in warnings(tmp_path)


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        (["x", 2, 3, 4], "1 valor não numérico ficou vazio."),
        (["x", "y", 3, 4], "2 valores não numéricos ficaram vazios."),
        ([1e300, 2, 3, 4], "1 número grande demais ficou vazio."),
    ],
)
def test_one_is_told_in_the_singular(tmp_path: Path, numbers: list[Any], sentence: str) -> None:
    pd.DataFrame({"CD_CLIENTE": ["T1", "T2", "T3", "T4"], "VL_H": numbers}).to_csv(tmp_path / "base.csv", index=False)
    assert read_base(tmp_path / "base.csv", tmp_path / "work").notes == [f"Coluna VL_H: {sentence}"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize("kind", ["csv", "other_csv", "xlsx"])
def test_inputs_whose_names_are_not_utf8_are_read_and_named_by_their_bytes(kind: str, tmp_path: Path) -> None:
    base, products = write_bare(tmp_path, owners(), IDADE=range(40))
    odd = tmp_path / os.fsdecode(b"base_\xe9.csv"), tmp_path / os.fsdecode(b"p\xe1sta/produtos.csv")
    odd[1].parent.mkdir()
    table = pd.read_csv(base)
    if kind == "xlsx":
        table.to_excel(base, index=False, engine="xlsxwriter")
    elif kind == "other_csv":
        base.write_bytes(table.to_csv(index=False, sep=";").encode("utf-16") + "X9\n".encode("utf-16-le"))
    base.rename(odd[0])
    products.rename(odd[1])
    advise(tmp_path, odd)
    told = json.loads((tmp_path / "saida" / "manifesto.json").read_text(encoding="utf-8"))["etapas"]["modelo"]
    assert [item["arquivo"] for item in told["entradas"]] == [r"base_\xe9.csv", "produtos.csv"]
    assert told["configuracoes"]["products"].endswith(r"p\xe1sta/produtos.csv")
    if kind == "other_csv":
        assert told["avisos"][0] == r"base_\xe9.csv: 1 linha não usada (campos de menos)."
        assert read(tmp_path / "saida", "rejeitados/base_base__xe9.csv")["ARQUIVO"].tolist() == [r"base_\xe9.csv"]


@pytest.mark.parametrize("place", [0, 1])
def test_an_input_that_cannot_be_opened_is_a_source_error(
    place: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = write_bare(tmp_path, owners())
    refuse_to_open(monkeypatch, paths[place])
    with pytest.raises(SourceError, match=rf"(?s)permissão negada.*{paths[place].name}.*feche-o"):
        advise(tmp_path, paths)


@pytest.mark.parametrize(
    ("option", "value", "error"),
    [
        ("rules", Path("nada.toml"), ConfigurationError),
        ("families", Path("nada.toml"), ConfigurationError),
        ("split_by", "VENDEDOR", UsageError),
        ("split_by", "cluster", None),
        ("split_by", "IDADE", None),
    ],
)
def test_a_dry_run_refuses_what_a_run_would(
    option: str, value: object, error: type[Exception] | None, tmp_path: Path
) -> None:
    base, products = write_bare(tmp_path, owners(), IDADE=range(40), cluster=1)
    settings = ModelSettings(
        output=tmp_path / "saida",
        base=base,
        products=products,
        dry_run=True,
        **{option: value},  # type: ignore[arg-type]
    )
    with pytest.raises(error) if error else nullcontext():
        run(settings)
    assert not (tmp_path / "saida").exists()


def test_nothing_to_recommend_is_told(tmp_path: Path) -> None:
    paths = write_bare(tmp_path, {f"X{i:03d}": ["A"] for i in range(40)}, IDADE=range(40))
    assert advise(tmp_path, paths).empty
    assert any("Não há nada a recomendar" in sentence for sentence in warnings(tmp_path))


def test_the_target_audience_is_told_in_words_as_well(tmp_path: Path) -> None:
    told = ["SIM", "não", "1.0", 0.5, 7, None, *["0"] * 34]
    found = read_base(write_bare(tmp_path, owners(), FL_PUBLICO_ALVO=told)[0], tmp_path / "trabalho")
    assert found.frame["FL_PUBLICO_ALVO"].head(5).tolist() == pytest.approx([1, 0, 1, nan, nan], nan_ok=True)
    assert found.notes == ["Coluna FL_PUBLICO_ALVO: 2 valores que não são 0 nem 1 ficaram vazios."]


def test_utf_16_without_its_mark_is_not_called_empty(tmp_path: Path) -> None:
    (tmp_path / "base.csv").write_bytes("CD_CLIENTE,IDADE\nX1,3\n".encode("utf-16-le"))
    with pytest.raises(SourceError, match="parece UTF-16 sem marca"):
        read_base(tmp_path / "base.csv", tmp_path / "trabalho")


def test_who_cannot_be_evaluated_is_told_and_everything_else_is_kept(tmp_path: Path) -> None:
    paths = write_bare(tmp_path, {f"X{i:03d}": ["AB"[i % 2]] for i in range(40)}, IDADE=range(40))
    advise(tmp_path, paths, evaluate=True)
    assert NOTHING_TO_EVALUATE in warnings(tmp_path)


def test_a_line_named_by_its_family_alone_is_a_line(tmp_path: Path) -> None:
    rows = [
        {"CD_CLIENTE": "X1", "DS_PROD": None, "PRODUTO": "A"},
        {"CD_CLIENTE": "X2", "DS_PROD": "B", "PRODUTO": None},
    ]
    pd.DataFrame([*rows, {"CD_CLIENTE": "X3"}]).to_csv(tmp_path / "produtos.csv", index=False)
    found = read_products(tmp_path / "produtos.csv", tmp_path / "trabalho", load_rules())
    assert found.frame["PRODUTO"].tolist() == found.frame["DS_PROD"].tolist() == ["A", "B"]
    assert found.rejections == {"produto vazio": 1}


def test_a_family_line_or_brand_of_the_file_is_one_however_it_is_written(tmp_path: Path) -> None:
    rows = {
        "CD_CLIENTE": ["X1", "X2", "X3"],
        "DS_PROD": ["A", "B", "C"],
        "PRODUTO": ["Folha básica", "FOLHA BASICA", None],
        "DS_LIN_REC": ["Linha 2", "LINHA 2", None],
        "MARCA_TOTVS": [None, "OPALINE.", "Opaline"],
    }
    pd.DataFrame(rows).to_csv(tmp_path / "produtos.csv", index=False)
    frame = read_products(tmp_path / "produtos.csv", tmp_path / "trabalho", load_rules()).frame
    assert frame["PRODUTO"].tolist() == ["FOLHA BASICA", "FOLHA BASICA", "C"]
    assert frame["DS_LIN_REC"].tolist()[:2] == ["LINHA 2", "LINHA 2"]
    assert frame["DS_LIN_REC"].isna().tolist() == [False, False, True]
    assert frame["MARCA_TOTVS"].tolist()[1:] == ["OPALINE."] * 2


def test_brands_written_as_numbers_are_text(tmp_path: Path) -> None:
    rows = {"CD_CLIENTE": ["X1", "X2"], "DS_PROD": ["A", "B"], "PRODUTO": [1, 2], "MARCA_TOTVS": [10, 20]}
    pd.DataFrame(rows).to_csv(tmp_path / "produtos.csv", index=False)
    frame = read_products(tmp_path / "produtos.csv", tmp_path / "trabalho", load_rules()).frame
    assert frame["MARCA_TOTVS"].tolist() == ["10", "20"]
    assert frame["PRODUTO"].tolist() == ["1", "2"]


def test_the_persons_own_base_keeps_every_column_that_it_brought(tmp_path: Path) -> None:
    columns = {"IDADE": range(40), "ANTIGUIDADE_MESES": range(40), "CLIENTE_DESDE": ["2020-01-01"] * 40}
    advise(tmp_path, write_bare(tmp_path, owners(), **columns))
    assert list(read(tmp_path / "saida", "base_analitica_meraki.csv")) == ["CD_CLIENTE", *columns]
    without = {name: columns[name] for name in ("IDADE", "CLIENTE_DESDE")}
    advise(tmp_path, write_bare(tmp_path, owners(), **without))
    assert list(read(tmp_path / "saida", "base_analitica_meraki.csv")) == ["CD_CLIENTE", *without]


def test_an_answer_outside_the_scale_is_unknown_and_told(tmp_path: Path) -> None:
    notes = {"NPS_MEDIO": [-1, 0, 10, 11], "NPS_ULTIMO": [None, 0, 10, 5]}
    pd.DataFrame({"CD_CLIENTE": list("ABCD"), **notes}).to_csv(tmp_path / "base.csv", index=False)
    base = read_base(tmp_path / "base.csv", tmp_path / "trabalho")
    assert base.frame["NPS_MEDIO"].fillna(99).tolist() == [99, 0, 10, 99]
    assert base.frame["NPS_ULTIMO"].fillna(99).tolist() == [99, 0, 10, 5]
    assert base.notes == ["Coluna NPS_MEDIO: 2 notas fora de 0 a 10 ficaram vazias."]


def test_words_for_nothing_are_no_customers_products_nor_levels(tmp_path: Path) -> None:
    base = pd.DataFrame({"CD_CLIENTE": ["A", "null", "#N/D", "Total Geral:"], "PORTE": ["Null", "X", "X", "X"]})
    base.to_csv(tmp_path / "base.csv", index=False)
    found = read_base(tmp_path / "base.csv", tmp_path / "trabalho")
    assert found.frame["CD_CLIENTE"].tolist() == ["A"]
    assert found.frame["PORTE"].isna().all()
    assert found.rejections == {"chave vazia": 3}
    pd.DataFrame({"CD_CLIENTE": ["A", "A"], "DS_PROD": ["NULL", "P"]}).to_csv(tmp_path / "p.csv", index=False)
    assert read_products(tmp_path / "p.csv", tmp_path / "trabalho2", load_rules()).rejections == {"produto vazio": 1}
