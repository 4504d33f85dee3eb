"""The rules of meraki/attributes.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from meraki.attributes import Kind, band_numbers, reference_date, select, with_tenure
from meraki.columns import Column
from meraki.errors import UsageError


def _base(rows: int = 40) -> pd.DataFrame:
    place = np.arange(rows)
    return pd.DataFrame(
        {
            Column.CUSTOMER: [f"T{i:05d}" for i in place],
            Column.SEGMENT: np.where(place % 3, "VAREJO", "SERVICOS"),
            Column.REVENUE_BAND: np.where(place % 2, "Faixa 03 - De 15 M ate 25 M", "Faixa 11 - Acima de 850 M"),
            Column.MRR: place * 10.0,
            Column.PRODUCTS: place % 7,
            "QTD_VISITAS": place % 5,
            "MOSTYPE": place % 4,
            "Gender": np.where(place % 2, "F", "M"),
            Column.LAST_CONTRACT: "2025-01-01",
            "PAIS": "105",
        }
    )


def _kinds(selection: object) -> dict[str, Kind]:
    return {attribute.name: attribute.kind for attribute in selection.attributes}  # type: ignore[attr-defined]


def test_columns_join_by_what_they_hold() -> None:
    assert _kinds(select(_base())) == {
        Column.SEGMENT: Kind.CATEGORY,
        Column.REVENUE_BAND: Kind.BAND,
        Column.MRR: Kind.NUMBER,
        Column.PRODUCTS: Kind.NUMBER,
        "QTD_VISITAS": Kind.NUMBER,
        "MOSTYPE": Kind.NUMBER,
        "Gender": Kind.CATEGORY,
    }


def test_each_column_left_out_has_its_reason() -> None:
    left_out = select(_base(), exclude=["Gender"], withheld=[Column.PRODUCTS]).left_out
    assert left_out == {
        Column.CUSTOMER: "é a chave do cliente",
        Column.PRODUCTS: "revela quantos produtos o cliente tem",
        "Gender": "excluída nas configurações",
        Column.LAST_CONTRACT: "é uma data",
        "PAIS": "tem o mesmo valor em quase todos os clientes",
    }


def test_included_columns_are_the_only_ones_and_may_be_withheld_ones() -> None:
    assert set(_kinds(select(_base(), include=[Column.PRODUCTS], withheld=[Column.PRODUCTS]))) == {Column.PRODUCTS}


@pytest.mark.parametrize("flag", ["include", "exclude"])
def test_unknown_column_is_named_with_the_nearest_one(flag: str) -> None:
    with pytest.raises(UsageError, match=r"(?s)A coluna QTD_VISITA não existe.*você quis dizer QTD_VISITAS"):
        select(_base(), **{flag: ["QTD_VISITA"]})


def test_column_both_included_and_excluded_is_an_error() -> None:
    with pytest.raises(UsageError, match="incluída e excluída"):
        select(_base(), include=[Column.MRR], exclude=[Column.MRR])


def test_including_a_date_says_why_it_cannot() -> None:
    with pytest.raises(UsageError, match="é uma data"):
        select(_base(), include=[Column.LAST_CONTRACT])


def test_names_cities_and_codes_are_left_out() -> None:
    rows = 300
    base = pd.DataFrame(
        {
            Column.CUSTOMER: [f"C{i}" for i in range(rows)],
            Column.CITY: [f"CIDADE {i}" for i in range(rows)],
            "ID_CADASTRO": range(rows),
            "VAZIA": np.nan,
            "INCOME": range(rows),
        }
    )
    selection = select(base)
    assert [attribute.name for attribute in selection.attributes] == ["INCOME"]
    assert selection.left_out[Column.CITY] == "é nome de alguém ou de uma cidade"
    assert selection.left_out["ID_CADASTRO"] == "é um código"
    assert selection.left_out["VAZIA"] == "está toda vazia"


def test_a_name_describes_nobody_however_few_there_are() -> None:
    base = pd.DataFrame({Column.CITY: ["SP", "RIO"] * 50, "NM_GERENTE": ["ANA", "RUI"] * 50, "RENDA": range(100)})
    assert [attribute.name for attribute in select(base).attributes] == ["RENDA"]
    assert [attribute.name for attribute in select(base, include=[Column.CITY]).attributes] == [Column.CITY]


def test_known_columns_share_the_block_of_their_subject() -> None:
    blocks = {attribute.name: attribute.block for attribute in select(_base()).attributes}
    assert blocks[Column.MRR] == blocks[Column.REVENUE_BAND] == "porte"
    assert blocks["MOSTYPE"] == "MOSTYPE"


def test_tenure_runs_to_the_reference_date_and_falls_back_to_the_first_contract() -> None:
    base = pd.DataFrame(
        {
            Column.CUSTOMER: ["A", "B", "C", "D"],
            Column.CUSTOMER_SINCE: ["2024-03-31", None, None, "2026-01-01"],
            Column.FIRST_CONTRACT: ["2024-06-30", "2015-03-31", None, None],
            Column.REFERENCE_DATE: "2025-03-31",
        }
    )
    months = with_tenure(base)[Column.TENURE_MONTHS]
    assert months.iloc[:2].round(6).tolist() == [
        pytest.approx(365 / (365.25 / 12)),
        pytest.approx(3653 / (365.25 / 12)),
    ]
    assert np.isnan(months.iloc[2])
    assert months.iloc[3] == 0  # a date after the reference is no negative tenure
    assert Column.TENURE_MONTHS not in base.columns


def test_without_reference_date_the_latest_date_of_the_base_is_it() -> None:
    base = pd.DataFrame({Column.CUSTOMER_SINCE: ["2020-01-01", "2021-05-05"], "DT_ULTIMA_COMPRA": ["2023-02-02", None]})
    assert reference_date(base) == pd.Timestamp("2023-02-02")


def test_an_empty_reference_date_is_none() -> None:
    base = pd.DataFrame({"DT_REFERENCIA": [None, None], "DT_ULTIMA_COMPRA": ["2021-05-05", "2023-02-02"]})
    assert reference_date(base) == pd.Timestamp("2023-02-02")


@pytest.mark.parametrize("typo", ["9999-12-31", "2205-01-01"])
def test_a_date_that_cannot_be_is_not_the_reference(typo: str) -> None:
    texts = pd.Series(["2020-01-01", "2021-05-05", typo])
    for dates in (texts, pd.to_datetime(texts, format="ISO8601")):
        assert reference_date(pd.DataFrame({"DT_ULTIMA_COMPRA": dates})) == pd.Timestamp("2021-05-05")


def test_a_lonely_date_months_ahead_is_not_the_reference() -> None:
    days = pd.date_range("2022-01-01", "2025-03-25").astype(str)
    base = pd.DataFrame({Column.LAST_CONTRACT: [*days, "2026-03-25"]})
    assert reference_date(base) == pd.Timestamp("2025-03-25")


@pytest.mark.parametrize("name", ["DT_VENCIMENTO", "DT_FIM_CONTRATO", "DT_TÉRMINO", "dt_validade", "DT_VIGENCIA"])
def test_the_day_something_ends_is_not_the_reference(name: str) -> None:
    base = pd.DataFrame({Column.CUSTOMER_SINCE: ["2020-01-01", "2021-05-05"], name: ["2027-01-01", "2027-02-02"]})
    assert reference_date(base) == pd.Timestamp("2021-05-05")
    assert pd.isna(reference_date(base[[name]]))


def test_base_without_dates_has_no_tenure() -> None:
    base = pd.DataFrame({Column.CUSTOMER: ["A"], Column.MRR: [1.0]})
    assert with_tenure(base) is base
    assert pd.isna(reference_date(base))


def test_bands_are_ordered_by_their_number() -> None:
    bands = pd.Series(["Faixa 00 - Ate 4,5 M", "11 - Acima de 850 M", None])
    assert band_numbers(bands).tolist()[:2] == [0.0, 11.0]
    assert np.isnan(band_numbers(bands)[2])


def test_what_nearly_all_have_says_nothing_unless_asked_for() -> None:
    base = pd.DataFrame({Column.CUSTOMER: range(1000), "QTD_A": [1] * 11 + [0] * 989, "QTD_B": [1] * 9 + [0] * 991})
    assert set(_kinds(select(base))) == {"QTD_A"}
    assert set(_kinds(select(base, include=["QTD_B"]))) == {"QTD_B"}
