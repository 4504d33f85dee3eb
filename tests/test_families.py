"""Families: one product whatever the commercial form, never an empty name, never a second change."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meraki.errors import ConfigurationError
from meraki.families import FamilyRules, families_of, family_name, load_rules

RULES = load_rules()


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("CDU FOLHA DE PAGAMENTO", "FOLHA DE PAGAMENTO"),
        ("SMS FOLHA DE PAGAMENTO", "FOLHA DE PAGAMENTO"),
        ("CDU CORP FOLHA", "FOLHA"),
        ("SMS FULL FOLHA", "FOLHA"),
        ("ADESAO FOLHA", "FOLHA"),
        ("ADESÃO DE FOLHA", "FOLHA"),
        ("SETUP DO PORTAL", "PORTAL"),
        ("MNT FOLHA", "FOLHA"),
        ("ADESAO CDU FOLHA", "FOLHA"),
        ("CDU ADESAO FOLHA", "FOLHA"),
        ("SMS - FOLHA", "FOLHA"),
        ("CDU/SMS FOLHA", "FOLHA"),
        ("SMS-FOLHA", "FOLHA"),
        ("cdu Folha", "Folha"),
        ("FOLHA - CDU", "FOLHA"),
        ("FOLHA (SMS)", "FOLHA"),
        ("CDU FOLHA - SMS FULL", "FOLHA"),
        ("CDU\u00a0\u00a0FOLHA   PLUS ", "FOLHA PLUS"),
    ],
)
def test_commercial_forms_are_one_family(name, family):
    assert family_name(name, RULES) == family


@pytest.mark.parametrize("name", ["CDUX PLUS", "SMSTOTAL", "SETUPS", "FOLHA", "GESTAO DE SMS", "Café com Leite"])
def test_a_word_that_only_looks_like_a_form_is_kept(name):
    assert family_name(name, RULES) == name


@pytest.mark.parametrize(
    ("name", "family"),
    [("CDU", "CDU"), ("SMS CDU", "CDU"), ("CDU CORP", "CDU CORP"), ("ADESAO DE", "ADESAO DE"), ("CDU 2.0", "CDU 2.0")],
)
def test_a_name_never_becomes_empty_or_a_bare_number(name, family):
    assert family_name(name, RULES) == family


WORDS = st.sampled_from(
    ["CDU", "SMS", "FULL", "CORP", "ADESAO", "ADESÃO", "DE", "-", "(SMS)", "FOLHA", "ß", "ﬁ", "\u00a0", "1"]
)


@given(st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=20))
def test_families_are_idempotent_and_never_empty(name):
    family = family_name(name, RULES)
    assert family_name(family, RULES) == family
    assert bool(family) == bool(name.split())
    assert family == " ".join(family.split())


def test_each_distinct_name_has_its_family_and_null_has_none():
    names = ["CDU A1", None, "SMS A1", "CDU A1"]
    assert families_of(names, RULES) == {"CDU A1": "A1", "SMS A1": "A1"}


def test_names_that_differ_in_capitals_or_accents_are_one_family():
    """Else who owns one spelling would be offered the other."""
    names = ["SMS Gestão Fiscal", "CDU GESTAO FISCAL", "Folha", "FOLHA", "Ponto"]
    families = families_of(names, FamilyRules(("CDU", "SMS"), synonyms=(("PONTO", "Marcação"), ("X", "Folha"))))
    assert families["SMS Gestão Fiscal"] == families["CDU GESTAO FISCAL"] == "GESTAO FISCAL"
    assert families["Folha"] == families["FOLHA"] == "Folha"
    assert families_of(families.values(), FamilyRules()) == {name: name for name in families.values()}


def test_exceptions_and_synonyms_are_obeyed():
    rules = FamilyRules(
        prefixes=("CDU", "SMS"), exceptions=("SMS MARKETING",), synonyms=(("FOLHA PGTO", "FOLHA DE PAGAMENTO"),)
    )
    assert family_name("SMS MARKETING 10K", rules) == "SMS MARKETING 10K"
    assert family_name("CDU Folha Pgto", rules) == "FOLHA DE PAGAMENTO"


def test_rules_without_lists_change_only_blanks():
    assert family_name("CDU  FOLHA", FamilyRules()) == "CDU FOLHA"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('prefixos = ["CDU"\nsufixos = []', "linha 2"),
        ('prefixos = ["CDU"]\n\nprefixo = ["X"]', "linha 3"),
        ('\nsufixos = "CDU"', "linha 2"),
        ("prefixos = [1]", "linha 1"),
        ('prefixos = ["CDU"]\n[equivalencias]\n"FOLHA" = "CDU PAGAMENTO"', "linha 3"),
        ('equivalencias = ["A"]', "linha 1"),
    ],
)
def test_broken_rules_say_the_line(tmp_path, text, says):
    path = tmp_path / "familias.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=re.escape(says)) as caught:
        load_rules(path)
    assert str(path) in str(caught.value)


def test_missing_rules_file_is_a_configuration_error(tmp_path):
    with pytest.raises(ConfigurationError, match="não existe"):
        load_rules(Path(tmp_path / "nada.toml"))
