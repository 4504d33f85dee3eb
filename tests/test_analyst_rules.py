"""The file of the analyst's rules."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from meraki.analyst_rules import load_rules
from meraki.columns import Column
from meraki.errors import ConfigurationError
from meraki.recommendation.rules import Exclusion, parse_rules


def test_the_rules_of_the_project_are_read() -> None:
    assert load_rules().vendor_segments


def test_a_file_that_cannot_be_read_is_told_in_portuguese(tmp_path: Path) -> None:
    (tmp_path / "regras.toml").write_bytes("# exclusão".encode("cp1252"))
    cases = {tmp_path: "é uma pasta", tmp_path / "nada.toml": "o caminho não existe", tmp_path / "regras.toml": "UTF-8"}
    for path, reason in cases.items():
        with pytest.raises(ConfigurationError) as caught:
            load_rules(path)
        assert reason in caught.value.what
        assert "codec" not in str(caught.value)
        assert "Errno" not in str(caught.value)


def _portfolio_and_base() -> tuple[pd.DataFrame, pd.DataFrame]:
    products = pd.DataFrame(index=pd.Index(["FOLHA [CLOUD]", "FOLHA C"], name=Column.PRODUCT))
    return products, pd.DataFrame({Column.CUSTOMER: ["T1"], Column.STATE: ["SP"]})


def test_a_bracket_in_a_product_is_no_wildcard() -> None:
    products, _ = _portfolio_and_base()
    (rule,) = parse_rules({"nunca_recomendar": [{"produto": "folha [cloud]"}]}, "regras").exclusions
    assert rule.products(products).tolist() == [True, False]


def test_a_family_bars_its_commercial_forms() -> None:
    products = pd.DataFrame({"PRODUTO": ["FOLHA", "FOLHA", "FISCAL"]}, index=["CDU FOLHA", "SMS FOLHA", "CDU FISCAL"])
    for pattern, about in (("folha", [True, True, False]), ("CDU *", [True, False, True])):
        assert Exclusion(product=pattern).products(products).tolist() == about


def test_a_rule_that_is_about_nothing_is_told() -> None:
    entries = [{"produto": "FOLHA*"}, {"produto": "FOLHAS", "uf": "SP"}, {"linha": "X", "uf": "SÃO PAULO"}]
    entries += [{"cliente": "T99999"}]  # its code is for no log
    rules = parse_rules({"nunca_recomendar": entries}, "regras")
    assert rules.without_effect(*_portfolio_and_base()) == [
        'A regra 2 não atinge nenhum produto e fica sem efeito: produto = "FOLHAS", uf = "SP".',
        'A regra 3 não atinge nenhum produto nem nenhum cliente e fica sem efeito: linha = "X", uf = "SÃO PAULO".',
        'A regra 4 não atinge nenhum cliente e fica sem efeito: cliente = "...".',
    ]
