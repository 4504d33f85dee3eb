"""The sentences about a run's tables, for one and for many."""

from __future__ import annotations

from types import SimpleNamespace

import polars as pl
import pytest

from meraki.columns import Column
from meraki.settings import EtlSettings
from meraki.stages.etl_warnings import _of_table, _segments


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (
            1,
            [
                "mrr: 1 linha rejeitada (chave vazia: 1); veja rejeitados/mrr.csv.",
                "mrr: 1 cliente sem cadastro em dados_clientes, em 1 linha, fora da base.",
                "mrr: 1 linha repete a chave de outra; cada chave conta uma vez.",
            ],
        ),
        (
            1200,
            [
                "mrr: 1.200 linhas rejeitadas (chave vazia: 1.200); veja rejeitados/mrr.csv.",
                "mrr: 1.200 clientes sem cadastro em dados_clientes, em 1.200 linhas, fora da base.",
                "mrr: 1.200 linhas repetem a chave de outra; cada chave conta uma vez.",
            ],
        ),
    ],
)
def test_one_is_singular_and_many_are_plural(count: int, said: list[str]) -> None:
    names = ("rows_rejected", "orphan_customers", "orphan_rows", "duplicates")
    account = SimpleNamespace(
        name="mrr", rejections={"chave vazia": count}, columns={}, files=(), **dict.fromkeys(names, count)
    )
    assert list(_of_table(account)) == said  # type: ignore[arg-type]


def test_files_that_may_be_one_are_named_for_their_rows_are_added_up() -> None:
    files = tuple(SimpleNamespace(part=SimpleNamespace(file=name)) for name in ("mrr.csv", "mrr (1).csv"))
    nothing = dict.fromkeys(("rows_rejected", "orphan_customers", "orphan_rows", "duplicates"), 0)
    account = SimpleNamespace(name="mrr", rejections={}, columns={}, files=files, **nothing)
    (said,) = _of_table(account)  # type: ignore[arg-type]
    assert said.startswith("mrr: mrr.csv, mrr (1).csv parecem o mesmo arquivo e não são idênticos")


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ((), ["Nenhum segmento em --target-segments: nenhum cliente fica no público-alvo."]),
        (("VAREJO", "SERVIÇOS"), ["Segmentos do público-alvo sem nenhum cliente: SERVIÇOS."]),
        (("VAREJO",), []),
    ],
)
def test_segments_that_leave_somebody_out_are_told(targets: tuple[str, ...], said: list[str]) -> None:
    base = pl.DataFrame({Column.SEGMENT: ["Varejo", None]})
    assert list(_segments(EtlSettings(target_segments=targets), base)) == said
