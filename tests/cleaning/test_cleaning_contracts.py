"""Contract lines: none is a duplicate, only owned ones have value, and every status has its place."""

from meraki.cleaning.contracts import STATUS_RANK, UNKNOWN_STATUS, by_product, catalogue, sound, unnamed_brands
from meraki.columns import STATUS_PRECEDENCE
from meraki.reading.contracts import CUSTOMERS
from tests.cleaning.literal_tables import BAD, by_key, day, typed


def _line(status: str | None, value: float | None = 1.0, product: str | None = "CDU A", **more) -> dict:
    return {"CD_CLIENTE": "T1", "DS_PROD": product, "SITUACAO_CONTRATO": status, "VL_TOTAL_CONTRATO": value, **more}


def _by_product(*rows: dict) -> dict:
    return by_key(by_product(sound(typed(CUSTOMERS, *rows))), "CD_CLIENTE", "DS_PROD")


def test_equal_lines_are_all_counted_and_added():
    found = _by_product(_line("ATIVO", 10.5), _line("ATIVO", 10.5))["T1", "CDU A"]
    assert (found["QTD_CONTRATOS"], found["QTD_CONTRATOS_ATIVOS"], found["VL_TOTAL_CONTRATO"]) == (2, 2, 21.0)


def test_only_owned_statuses_have_value_small_negatives_included():
    statuses = ["ATIVO", "GRATUITO", "PENDENTE", "FATURAR", "CANCELADO", "TROCADO", "SUSPENSO", None]
    found = _by_product(*(_line(status, 2.0**power) for power, status in enumerate(statuses)), _line("ATIVO", -0.5))
    row = found["T1", "CDU A"]
    assert row["VL_TOTAL_CONTRATO"] == 1 + 2 + 4 + 8 - 0.5
    assert (row["QTD_CONTRATOS"], row["QTD_CONTRATOS_ATIVOS"], row["QTD_CONTRATOS_CANCELADOS"]) == (9, 5, 1)


def test_an_impossible_value_is_an_invalid_cell_and_adds_nothing():
    row = _by_product(_line("ATIVO", 1e15), _line("ATIVO", 3.0))["T1", "CDU A"]
    assert (row["VL_TOTAL_CONTRATO"], row["VL_TOTAL_CONTRATO__invalido"]) == (3.0, 1)


def test_status_that_speaks_for_the_product_follows_the_precedence():
    found = _by_product(_line("CANCELADO"), _line("Pendente"), _line("SUSPENSO"), _line(None, product="B"))
    assert STATUS_PRECEDENCE[found["T1", "CDU A"][STATUS_RANK]] == "PENDENTE"
    assert found["T1", "B"][STATUS_RANK] is None


def test_unknown_status_is_counted_and_not_owned():
    row = _by_product(_line("EM ANALISE", 9.0), _line(None))["T1", "CDU A"]
    assert (row[UNKNOWN_STATUS], row["QTD_CONTRATOS_ATIVOS"], row["VL_TOTAL_CONTRATO"]) == (1, 0, 0.0)


def test_null_keys_and_null_products_keep_their_rows():
    found = _by_product({"DS_PROD": "A"}, {"DS_PROD": "B"}, _line("ATIVO", product=None))
    assert sum(row["LINHAS"] for (key, _), row in found.items() if key is None) == 2
    assert found["T1", None]["LINHAS"] == 1


def test_first_and_last_signature_ignore_cells_that_did_not_parse():
    dates = [day("2020-05-01"), BAD, day("1999-01-01")]
    row = _by_product(*(_line("ATIVO", DT_ASSINATURA_CONTRATO=value) for value in dates))["T1", "CDU A"]
    assert (row["DT_PRIMEIRO_CONTRATO"], row["DT_ULTIMO_CONTRATO"]) == (day("1999-01-01"), day("2020-05-01"))
    assert row["DT_ASSINATURA_CONTRATO__invalido"] == 1


def test_catalogue_takes_what_most_lines_say_of_a_product():
    brands = ["PROTHEUS", "RM", "PROTHEUS", None]
    rows = [_line("ATIVO", MARCA_TOTVS=brand, DS_LIN_REC="L1") for brand in brands]
    found = by_key(catalogue(typed(CUSTOMERS, *rows)), "DS_PROD")
    assert found["CDU A"] == {"DS_PROD": "CDU A", "DS_LIN_REC": "L1", "MARCA_TOTVS": "PROTHEUS", "MODAL_COMERC": None}


def test_brands_of_owned_lines_without_a_product_are_found():
    brands = [("ATIVO", "A", None), ("ATIVO", "B", "CDU A"), ("CANCELADO", "C", None), ("ATIVO", None, None)]
    frame = typed(CUSTOMERS, *(_line(status, 1.0, product, MARCA_TOTVS=brand) for status, brand, product in brands))
    assert unnamed_brands(frame).collect().to_native().rows() == [("T1", "A")]
