"""Flag > environment > file > default, and every slip told with its remedy."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from meraki.errors import ConfigurationError, MerakiError, UsageError
from meraki.resolution import resolve
from meraki.settings import CommonSettings, EtlSettings, ModelSettings, VisualSettings

ROOT = Path(__file__).resolve().parents[1]


def settings_from(
    text: str = "",
    flags: dict[str, Any] | None = None,
    environment: dict[str, str] | None = None,
    kind: type[CommonSettings] = ModelSettings,
    *,
    folder: Path,
) -> Any:
    config = folder / "meraki.toml"
    config.write_text(text, encoding="utf-8")
    return resolve(kind, flags or {}, environment or {}, config)


def test_each_origin_speaks_louder_than_the_next(tmp_path: Path) -> None:
    text, environment, flags = "[geral]\nseed = 3", {"MERAKI_SEED": "2"}, {"seed": "1"}
    assert settings_from(text, flags, environment, folder=tmp_path).seed == 1
    assert settings_from(text, {}, environment, folder=tmp_path).seed == 2
    assert settings_from(text, folder=tmp_path).seed == 3
    assert settings_from(folder=tmp_path).seed == 42


def test_an_empty_variable_is_not_given(tmp_path: Path) -> None:
    assert settings_from("[geral]\nseed = 3", environment={"MERAKI_SEED": ""}, folder=tmp_path).seed == 3


def test_values_become_their_types(tmp_path: Path) -> None:
    flags = {"reference_date": "2024-05-31", "target_segments": "VAREJO, SAUDE,", "pseudonymize": "sim", "cache": "c"}
    settings = settings_from(flags=flags, kind=EtlSettings, folder=tmp_path)
    assert settings.reference_date == date(2024, 5, 31)
    assert settings.target_segments == ("VAREJO", "SAUDE")
    assert (settings.pseudonymize, settings.cache) == (True, Path("c"))


def test_a_missing_default_file_is_fine_and_a_missing_named_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve(CommonSettings, {}, {}).seed == 42
    with pytest.raises(ConfigurationError, match="o caminho não existe"):
        resolve(CommonSettings, {}, {}, tmp_path / "outro.toml")


def test_the_default_file_is_the_one_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("meraki.toml").write_text("[geral]\nseed = 9\noutput = 'saída'", encoding="utf-8")
    assert resolve(CommonSettings, {}, {}) == CommonSettings(seed=9, output=Path("saída"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [("dados", "{folder}/dados"), ("/abs/dados", "/abs/dados"), ("s3://balde/prefixo/", "s3://balde/prefixo/")],
)
def test_a_relative_path_in_the_file_is_relative_to_the_file(tmp_path: Path, value: str, expected: str) -> None:
    settings = settings_from(f'[etl]\nsource = "{value}"\ncache = "c"', kind=EtlSettings, folder=tmp_path)
    assert settings.source == expected.format(folder=tmp_path)
    assert settings.cache == tmp_path / "c"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[geral]\nseeed = 1", "você quis dizer seed?"),
        ("[gerall]\nseed = 1", "você quis dizer geral?"),
        ("[clusters]\nkmin = 1", "você quis dizer k_min?"),
        ("[geral]\nzzz = 1", "use uma destas: dry_run, force, output"),
        ("seed = 1", "ponha-a em [geral]."),
        ("[modelo]\ntop_n = 3", "Configuração desconhecida: chave top_n em [modelo]"),
    ],
)
def test_a_typo_in_the_file_names_what_was_meant(tmp_path: Path, text: str, hint: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        settings_from(text, folder=tmp_path)
    assert hint in str(told.value)
    assert "meraki.toml" in str(told.value)


def test_a_typo_in_the_environment_names_what_was_meant(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="você quis dizer MERAKI_K_MIN"):
        settings_from(environment={"MERAKI_KMIN": "4"}, folder=tmp_path)


def test_recommendations_and_bars_of_a_chart_are_two_variables(tmp_path: Path) -> None:
    environment = {"MERAKI_TOP_N": "50", "MERAKI_GRAFICOS_TOP_N": "12"}
    found = [
        settings_from(environment=environment, kind=kind, folder=tmp_path) for kind in (ModelSettings, VisualSettings)
    ]
    assert [settings.top_n for settings in found] == [50, 12]


def test_variables_of_others_are_left_alone(tmp_path: Path) -> None:
    others = {"MERAKI_PSEUDONYM_KEY": "x", "MERAKI_TOKEN_DO_CRM": "x", "SEED": "x"}
    assert settings_from(environment=others, folder=tmp_path) == ModelSettings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", "abc"),
        ("seed", "1.5"),
        ("seed", "1_000"),
        ("seed", "-1"),
        ("seed", "4294967296"),
        ("seed", "4294967295"),
        ("k_min", "0"),
        ("k_max", "51"),
        ("top_n", "51"),
        ("diversity", "nan"),
        ("diversity", "inf"),
        ("diversity", "0,5"),
        ("diversity", "1.1"),
        ("product_level", "familia"),
        ("evaluate", "talvez"),
        ("output", ""),
        ("output", "s3://balde/resultados/"),
    ],
)
def test_an_impossible_value_is_told_by_where_it_was_given(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"--{name.replace('_', '-')}") as flag:
        settings_from(flags={name: value}, folder=tmp_path)
    assert repr(value) in str(flag.value)
    if value:
        with pytest.raises(ConfigurationError, match=f"MERAKI_{name.upper()}"):
            settings_from(environment={f"MERAKI_{name.upper()}": value}, folder=tmp_path)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (ModelSettings, '[geral]\nseed = "1"\noutput = 3'),
        (ModelSettings, "[geral]\nseed = 1.0"),
        (ModelSettings, "[geral]\nseed = true"),
        (ModelSettings, "[recomendacao]\ndiversity = true"),
        (ModelSettings, "[recomendacao]\nproduct_level = 1"),
        (ModelSettings, "[clusters]\ninclude_columns = [1]"),
        (ModelSettings, "[clusters]\ninclude_columns = 1"),
        (ModelSettings, "[clusters]\ninclude_columns = {a = 1}"),
        (EtlSettings, '[etl]\nreference_date = "31/05/2024"'),
        (EtlSettings, "[etl]\nreference_date = 2024-05-31T10:00:00"),
    ],
)
def test_a_value_of_the_wrong_type_in_the_file_is_told(tmp_path: Path, kind: type[CommonSettings], text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"(?s)Valor inválido.*meraki\.toml.*informe"):
        settings_from(text, kind=kind, folder=tmp_path)


@pytest.mark.parametrize("name", ["source", "cache"])
def test_a_windows_path_of_which_toml_made_other_characters_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match="aspas simples") as told:
        settings_from(f'[etl]\n{name} = "C:\\temp\\novos"', kind=EtlSettings, folder=tmp_path)
    assert f"[etl] {name}" in told.value.where


@pytest.mark.parametrize("name", ["source", "output", "families"])
def test_a_quote_in_a_path_on_windows_is_told_with_what_made_it(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--source "D:\\dados\\" --quiet`` is one word to a program on Windows."""
    config = tmp_path / "meraki.toml"
    config.write_text("", encoding="utf-8")
    with pytest.raises(UsageError) as told, monkeypatch.context() as patch:
        patch.setattr(os, "name", "nt")
        resolve(EtlSettings, {name: 'D:\\dados" --quiet'}, {}, config)
    assert "barra invertida do fim" in told.value.action


def test_a_date_of_toml_is_a_date(tmp_path: Path) -> None:
    settings = settings_from("[etl]\nreference_date = 2024-05-31", kind=EtlSettings, folder=tmp_path)
    assert settings.reference_date == date(2024, 5, 31)


@pytest.mark.parametrize(
    ("text", "where"),
    [("[geral\nseed = 1", "linha 1"), ("[geral]\nseed = x y", "linha 2"), ("[geral]\nseed =", "fim do arquivo")],
)
def test_a_file_that_is_not_toml_is_told_with_its_line(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(ConfigurationError, match=where):
        settings_from(text, folder=tmp_path)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "meraki.toml").write_bytes("# configuração".encode("cp1252"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        resolve(CommonSettings, {}, {}, tmp_path / "meraki.toml")


def test_a_file_saved_by_notepad_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "meraki.toml").write_bytes(b"\xef\xbb\xbf[geral]\r\nseed = 5\r\n")
    assert resolve(CommonSettings, {}, {}, tmp_path / "meraki.toml").seed == 5


@pytest.mark.parametrize(
    "flags",
    [
        {"quiet": True, "verbose": True},
        {"k_min": "8", "k_max": "4"},
        {"k_min": "13"},
        {"include_columns": "UF,MRR_12M", "exclude_columns": "MRR_12M"},
    ],
)
def test_options_that_contradict_each_other_are_refused(tmp_path: Path, flags: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        settings_from(flags=flags, folder=tmp_path)


def test_every_error_has_an_exit_code_of_its_family(tmp_path: Path) -> None:
    with pytest.raises(MerakiError) as usage:
        settings_from(flags={"seed": "x"}, folder=tmp_path)
    with pytest.raises(MerakiError) as configuration:
        settings_from("[x]", folder=tmp_path)
    assert (usage.value.exit_code, configuration.value.exit_code) == (2, 3)
