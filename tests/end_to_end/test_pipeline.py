"""The whole job on generated data: what comes out equals what the generator knows to be true."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from meraki.columns import Column, OutputFile
from meraki.synthetic import generate
from tests.end_to_end.scripts import MODEL, VISUAL, run_pipeline, run_script
from tests.end_to_end.truths import differing_columns
from tests.stages.etl_run import TEXT, Run


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("execução com espaço")
    truth = generate(
        folder / "dados", customers=600, telemetry_rows=10_000, tickets=6_000, seed=7, truth=folder / "verdade"
    )
    run_pipeline(folder / "dados", folder / "saída")
    return Run(folder / "dados", folder / "saída", truth)


def test_every_promised_file_is_there(finished: Run) -> None:
    names = [value for key, value in vars(OutputFile).items() if key.isupper()]
    only_when_asked = {OutputFile.EVALUATION, OutputFile.EXCEL_CSV, OutputFile.PSEUDONYM_MAP}
    missing = {name for name in names if not (finished.output / name).exists()}
    assert missing <= only_when_asked


def test_base_equals_the_generators_truth(finished: Run) -> None:
    base = pd.read_csv(finished.output / OutputFile.BASE, dtype=TEXT)
    shared = [column for column in finished.truth.customers.columns if column in base.columns]
    assert len(shared) >= 25
    assert differing_columns(base, finished.truth.customers[shared], [Column.CUSTOMER]) == []


def test_products_equal_the_generators_truth(finished: Run) -> None:
    products = pd.read_csv(finished.output / OutputFile.PRODUCTS, dtype=TEXT)
    assert differing_columns(products, finished.truth.products, [Column.CUSTOMER, Column.PRODUCT_NAME]) == []


def test_every_row_of_every_file_is_accounted_for(finished: Run) -> None:
    tables = json.loads((finished.output / OutputFile.QUALITY_JSON).read_text(encoding="utf-8"))["tabelas"]
    for name, truth in finished.truth.tables.items():
        table = tables[name]
        assert (table["linhas_lidas"], table["linhas_rejeitadas"]) == (truth.rows, truth.empty_keys), name
        for part in [table, *table["arquivos"]]:
            assert part["linhas_lidas"] == part["linhas_usadas"] + part["linhas_rejeitadas"], name


def test_the_advice_recovers_the_planted_pairs_far_above_popularity(finished: Run) -> None:
    held_out = finished.truth.next_products
    advice = pd.read_csv(finished.output / OutputFile.RECOMMENDATIONS, dtype=TEXT)
    ours = set(zip(advice[Column.CUSTOMER], advice[Column.PRODUCT], strict=True))
    popular = _most_popular_not_owned(finished)
    pairs = list(zip(held_out[Column.CUSTOMER], held_out[Column.PRODUCT], strict=True))
    hit_ours = np.mean([pair in ours for pair in pairs])
    hit_popular = np.mean([pair in popular for pair in pairs])
    print(f"planted pairs in the top 3: ours {hit_ours:.3f}, popularity {hit_popular:.3f}, n {len(pairs)}")
    assert hit_ours > 2 * hit_popular
    assert hit_ours > 0.3


def _most_popular_not_owned(finished: Run, top: int = 3) -> set[tuple[str, str]]:
    products = pd.read_csv(finished.output / OutputFile.PRODUCTS, dtype=TEXT).query(f"{Column.ACTIVE} == 1")
    order = products.groupby(Column.PRODUCT)[Column.CUSTOMER].nunique().sort_values(ascending=False).index
    owned = products.groupby(Column.CUSTOMER)[Column.PRODUCT].agg(set)
    return {
        (customer, product)
        for customer, has in owned.items()
        for product in [name for name in order if name not in has][:top]
    }


@pytest.mark.parametrize("share", [0.05, 0.6])
def test_any_cell_but_the_keys_may_be_unknown(finished: Run, share: float, tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    for name, keys in ((OutputFile.BASE, [Column.CUSTOMER]), (OutputFile.PRODUCTS, [Column.CUSTOMER, Column.ACTIVE])):
        table = pd.read_csv(finished.output / name, dtype="str")
        facts = table.columns.difference(keys)
        table[facts] = table[facts].mask(random.random((len(table), len(facts))) < share)
        table.to_csv(tmp_path / name, index=False)
    files = ("--base", tmp_path / OutputFile.BASE, "--products", tmp_path / OutputFile.PRODUCTS)
    run_script(MODEL, *files, "--output", tmp_path / "saída", "--evaluate", cwd=tmp_path)
    run_script(VISUAL, "--output", tmp_path / "saída", cwd=tmp_path)
    advice = pd.read_csv(tmp_path / "saída" / OutputFile.RECOMMENDATIONS, dtype=TEXT)
    assert advice[Column.SCORE].between(0, 1).all()
    assert advice[Column.CUSTOMER].nunique() > 500
