"""What the reports read: exactly what was written, and a sentence when it is not what it should be."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from meraki.columns import Column, OutputFile
from meraki.errors import SourceError
from meraki.reports.outputs import DOCUMENTS, FRAMES, load
from tests.sample_outputs import write_sample


def test_a_complete_folder_gives_every_part(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=40, clusters=3)
    outputs = load(tmp_path)
    assert [field.name for field in dataclasses.fields(outputs) if getattr(outputs, field.name) is None] == []
    assert set(FRAMES) | set(DOCUMENTS) | {"directory"} == {field.name for field in dataclasses.fields(outputs)}


def test_an_empty_folder_gives_nothing_and_no_error(tmp_path: Path) -> None:
    outputs = load(tmp_path)
    assert all(getattr(outputs, field) is None for field in (*FRAMES, *DOCUMENTS))


def test_a_file_with_no_row_counts_as_missing(tmp_path: Path) -> None:
    (tmp_path / OutputFile.CHANGES).write_text("TIPO_MUDANCA,CD_CLIENTE\n", encoding="utf-8")
    (tmp_path / OutputFile.PERSONAS).write_text("", encoding="utf-8")
    (tmp_path / OutputFile.EVALUATION).write_text("{}", encoding="utf-8")
    outputs = load(tmp_path)
    assert (outputs.changes, outputs.personas, outputs.evaluation) == (None, None, None)


def test_keys_stay_text_and_only_an_empty_cell_is_null(tmp_path: Path) -> None:
    (tmp_path / OutputFile.BASE).write_text("CD_CLIENTE,UF,CIDADE,MRR_12M\n00123,NA,null,\n99001,,NaN,5\n", "utf-8")
    base = load(tmp_path).base
    assert base is not None
    assert base[Column.CUSTOMER].tolist() == ["00123", "99001"]
    assert base[Column.STATE].tolist()[0] == "NA"
    assert base[Column.CITY].tolist() == ["null", "NaN"]
    assert base[Column.STATE].isna().tolist() == [False, True]
    assert base[Column.MRR].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (OutputFile.BASE, "CLIENTE\nT1\n", "CD_CLIENTE"),
        (OutputFile.BASE, "CD_CLIENTE,MRR_12M\nT1,5\nT2,muito\n", "'muito'"),
        (OutputFile.BASE, "CD_CLIENTE,MRR_12M\nT1,5\nT2,muito\n", "linha 3, coluna MRR_12M"),
        (OutputFile.BASE, 'CD_CLIENTE\n"T1\n', "não é um CSV"),
        (OutputFile.CLUSTERS, "CD_CLIENTE,cluster\nT1,1\nT2,\n", "linha 3, coluna cluster"),
        (OutputFile.CLUSTER_DECISION, "K,SILHUETA,FL_ESCOLHIDO\n,0.5,1\n", "linha 2, coluna K"),
        (OutputFile.EVALUATION, '{"a": ', "linha 1"),
        (OutputFile.EVALUATION, "[1]", "objeto JSON"),
    ],
)
def test_a_malformed_file_says_which_and_what_to_do(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        load(tmp_path)
    assert name in str(error.value)
    assert said in str(error.value)
    assert "O que fazer" in str(error.value)


def test_bytes_that_are_not_utf8_are_named(tmp_path: Path) -> None:
    (tmp_path / OutputFile.BASE).write_bytes("CD_CLIENTE,CIDADE\nT1,São\n".encode("latin-1"))
    with pytest.raises(SourceError, match="UTF-8"):
        load(tmp_path)


def test_the_sample_agrees_with_itself(tmp_path: Path) -> None:
    write_sample(tmp_path, customers=80, clusters=5, single=True, hostile=True)
    outputs = load(tmp_path)
    base, products, advice = outputs.base, outputs.products, outputs.recommendations
    assert base is not None and products is not None and advice is not None
    owned = products[products[Column.ACTIVE] == 1].groupby(Column.CUSTOMER)[Column.PRODUCT].agg(set)
    assert all(row.PRODUTO not in owned.get(row.CD_CLIENTE, set()) for row in advice.itertuples())
    sums = products.groupby(Column.CUSTOMER)[Column.CONTRACT_VALUE].sum()
    expected = base.set_index(Column.CUSTOMER)[Column.CONTRACT_VALUE]
    pd.testing.assert_series_equal(sums, expected.reindex(sums.index), check_names=False)
    assert all(f" {int(row.QTD_COM_EVIDENCIA)} que usam" in row.MOTIVO for row in advice.dropna().itertuples())
