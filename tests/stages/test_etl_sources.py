"""Stage 1 on files as they come: missing, in parts, twice, spelt their own way."""

from __future__ import annotations

import gzip
import json
import os
import sys
from pathlib import Path

import pandas as pd
import pytest

from meraki.columns import Column, OutputFile
from meraki.errors import SourceError
from meraki.settings import EtlSettings
from meraki.stages.etl import run
from tests.stages.etl_run import TEXT, Run, again, copied


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_names_that_are_not_utf8_are_read_and_shown_with_their_bytes(done: Run, tmp_path: Path):
    def rename(folder: Path) -> None:
        (folder / "mrr.csv").rename(folder / os.fsdecode(b"mrr_extra\xe7\xe3o.csv"))
        (folder / os.fsdecode(b"not\xe3o.csv")).write_text("a;b\n1;2\n")

    source = copied(done, tmp_path / os.fsdecode(b"extra\xe7\xe3o"), rename)
    found = again(done, tmp_path / "saída", source=source)
    assert (found.output / OutputFile.BASE).read_bytes() == (done.output / OutputFile.BASE).read_bytes()
    told = json.loads((found.output / OutputFile.MANIFEST).read_text(encoding="utf-8"))["etapas"]["etl"]
    assert r"mrr_extra\xe7\xe3o.csv" in [item["arquivo"] for item in told["entradas"]]
    assert any(r"not\xe3o.csv" in sentence for sentence in told["avisos"])


def test_missing_optional_files_leave_columns_unknown(done: Run, tmp_path: Path):
    def drop(folder: Path) -> None:
        for pattern in ("telemetria_*", "tickets*", "mrr*", "contratacoes*", "historico*", "nps_*", "clientes_desde*"):
            for path in folder.glob(pattern):
                path.unlink()

    base = again(done, tmp_path / "saída", source=copied(done, tmp_path / "fonte", drop)).base
    unknown = [Column.EVENTS, Column.TICKETS, Column.MRR, Column.HIRES, Column.PROPOSALS, Column.NPS_ANSWERS]
    assert base[[*unknown, Column.CUSTOMER_SINCE, Column.NPS_MEAN]].isna().all().all()
    assert base[Column.CONTRACTS].notna().all()


def test_a_column_that_no_file_has_leaves_its_measure_unknown(done: Run, tmp_path: Path):
    def rename(folder: Path) -> None:
        path = folder / "historico.csv"
        path.write_bytes(path.read_bytes().replace(b";VL_TOTAL;", b";VL_OUTRO;", 1))

    found = again(done, tmp_path / "saída", source=copied(done, tmp_path / "fonte", rename))
    assert found.base[Column.PROPOSALS_VALUE].isna().all()
    assert found.base[Column.PROPOSALS].notna().all()
    assert any("historico: sem as colunas VL_TOTAL" in sentence for sentence in found.quality["avisos"])


def test_values_that_no_file_tells_are_unknown_in_base_and_products(done: Run, tmp_path: Path):
    def rename(folder: Path) -> None:
        path = folder / "dados_clientes.csv"
        path.write_bytes(path.read_bytes().replace(b";VL_TOTAL_CONTRATO;", b";VALOR;", 1))

    found = again(done, tmp_path / "saída", source=copied(done, tmp_path / "fonte", rename))
    products = pd.read_csv(found.output / OutputFile.PRODUCTS, dtype=TEXT)
    for table in (found.base, products):
        assert table[Column.CONTRACT_VALUE].isna().all()
        assert table[Column.CONTRACTS].notna().all()


@pytest.mark.parametrize("name", ["dados_clientes_old.csv", "dados_clientes (1).csv"])
def test_a_second_extract_of_a_table_is_told_once(done: Run, tmp_path: Path, name: str):
    def extract_again(folder: Path) -> None:
        lines = (folder / "dados_clientes.csv").read_bytes().splitlines(keepends=True)
        (folder / name).write_bytes(b"".join(lines[:-1]))

    told = again(done, tmp_path / "saída", source=copied(done, tmp_path / "fonte", extract_again)).quality["avisos"]
    (said,) = [sentence for sentence in told if "contam em dobro" in sentence]
    assert said.startswith("dados_clientes: ")
    assert name in said
    assert "dados_clientes.csv" in said


def test_brands_count_where_the_line_names_no_product(tmp_path: Path):
    rows = ["T1;X;A;ATIVO", "T1;;A;ATIVO", "T1;;B;ATIVO", "T1;;C;CANCELADO", "T2;;B;ATIVO", "T3;X;A;CANCELADO"]
    (tmp_path / "fonte").mkdir()
    text = "\n".join(["CD_CLIENTE;DS_PROD;MARCA_TOTVS;SITUACAO_CONTRATO", *rows])
    (tmp_path / "fonte" / "dados_clientes.csv").write_text(text)
    run(EtlSettings(source=str(tmp_path / "fonte"), output=tmp_path / "saída"))
    base = pd.read_csv(tmp_path / "saída" / OutputFile.BASE)
    assert base[Column.BRANDS].tolist() == [2, 1, 0]
    assert base[Column.PRODUCTS].tolist() == [1, 0, 0]


def test_a_part_without_a_column_that_other_parts_have_is_named(tmp_path: Path):
    source = tmp_path / "fonte"
    source.mkdir()
    (source / "dados_clientes_1.csv").write_text(
        "CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO;VL_TOTAL_CONTRATO\nT1;X;ATIVO;5\n"
    )
    (source / "dados_clientes_2.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT2;X;ATIVO\n")
    (source / "dados_clientes_3.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\n")
    run(EtlSettings(source=str(source), output=tmp_path / "saída"))
    told = json.loads((tmp_path / "saída" / OutputFile.QUALITY_JSON).read_text(encoding="utf-8"))["avisos"]
    (said,) = [sentence for sentence in told if "colunas que outros arquivos da tabela têm" in sentence]
    assert said.startswith(
        "dados_clientes: em dados_clientes_2.csv faltam colunas que outros arquivos da tabela têm: VL_TOTAL_CONTRATO;"
    )


@pytest.mark.parametrize(("typo", "told"), [("2205-01-01", (1, ["2205-01-01"], 0)), ("1900-01-01", (0, [], 1))])
def test_a_typo_in_a_date_moves_no_recency_and_is_in_the_ledger(
    done: Run, tmp_path: Path, typo: str, told: tuple[int, list[str], int]
):
    def mistype(folder: Path) -> None:
        path = folder / "dados_clientes.csv"
        head, line, rest = path.read_bytes().split(b"\n", 2)
        path.write_bytes(b"\n".join([head, line.rstrip()[:-10] + typo.encode(), rest]))

    found = again(done, tmp_path / "saída", source=copied(done, tmp_path / "fonte", mistype))
    assert found.base[Column.REFERENCE_DATE].unique().tolist() == ["2025-03-25"]
    assert found.base[Column.LAST_CONTRACT].max() <= "2025-03-25"
    before, column = (
        run.quality["tabelas"]["dados_clientes"]["colunas"]["DT_ASSINATURA_CONTRATO"] for run in (done, found)
    )
    assert (column["invalidos"], column["exemplos"], column["nulos"] - before["nulos"]) == told
    assert found.base[Column.FIRST_CONTRACT].min() > "1970"


def test_a_creation_far_ahead_does_not_cost_the_update_of_its_ticket(done: Run, tmp_path: Path):
    def mistype(folder: Path) -> None:
        rows = pd.read_csv(folder / "tickets.csv", sep=";", dtype=str, encoding="utf-8-sig")
        rows.loc[0, "DT_CRIACAO"], rows.loc[1, "DT_ATUALIZACAO"] = "9999-12-31", "1980-01-01"
        rows.to_csv(folder / "tickets.csv", sep=";", index=False)

    found = again(done, tmp_path / "saída", source=copied(done, tmp_path / "fonte", mistype))
    columns = found.quality["tabelas"]["tickets"]["colunas"]
    assert [columns[name]["exemplos"] for name in ("DT_CRIACAO", "DT_ATUALIZACAO")] == [["9999-12-31"], ["1980-01-01"]]
    assert found.base[Column.TICKET_DAYS].min() >= 0


@pytest.mark.parametrize("file", ["tickets.csv", "nps_transacional_suporte.csv"])
@pytest.mark.parametrize("spelt", ["0{}", "{}.0", "{:,}"])
def test_answers_find_their_ticket_however_either_file_spells_it(done: Run, tmp_path: Path, file: str, spelt: str):
    def respell(folder: Path) -> None:
        rows = pd.read_csv(folder / file, sep=";", dtype=str, encoding="utf-8-sig")
        column = "BK_TICKET" if "BK_TICKET" in rows else "ticket"
        numbers = rows[column].map(lambda number: spelt.format(int(number)))
        rows.assign(**{column: numbers}).to_csv(folder / file, sep=";", index=False)

    found = again(done, tmp_path / "saída", source=copied(done, tmp_path / "fonte", respell))
    assert (found.output / OutputFile.BASE).read_bytes() == (done.output / OutputFile.BASE).read_bytes()


def test_answers_whose_ticket_is_nowhere_are_told(done: Run, tmp_path: Path):
    def renumber(folder: Path) -> None:
        path = folder / "nps_transacional_suporte.csv"
        head, line, rest = path.read_bytes().split(b"\n", 2)
        path.write_bytes(b"\n".join([head, b"9" + line, rest]))

    told = again(done, tmp_path / "saída", source=copied(done, tmp_path / "fonte", renumber)).quality["avisos"]
    said = "nps_transacional_suporte: 1 resposta é de um chamado que não está em tickets e fica sem data."
    assert set(told) - set(done.quality["avisos"]) == {said}


def test_a_file_and_its_gz_that_differ_are_both_accounted_for(tmp_path: Path):
    source = tmp_path / "fonte"
    source.mkdir()
    (source / "dados_clientes.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\nT00001;X;ATIVO\n")
    (source / "mrr.csv").write_text("CLIENTE;MRR_12M\nT00001;1\n;5\n")
    (source / "mrr.csv.gz").write_bytes(gzip.compress(b"CLIENTE;MRR_12M\nT00001;2\n;6\n;7\n"))
    run(EtlSettings(source=str(source), output=tmp_path / "saída"))
    quality = json.loads((tmp_path / "saída" / OutputFile.QUALITY_JSON).read_text(encoding="utf-8"))
    told = [(part["arquivo"], part["linhas_rejeitadas"]) for part in quality["tabelas"]["mrr"]["arquivos"]]
    assert told == [("mrr.csv", 1), ("mrr.csv.gz", 2)]


@pytest.mark.parametrize("rows", ["", ";X;ATIVO\n"])
def test_customers_without_a_usable_row_are_no_base(rows: str, tmp_path: Path):
    (tmp_path / "fonte").mkdir()
    (tmp_path / "fonte" / "dados_clientes.csv").write_text("CD_CLIENTE;DS_PROD;SITUACAO_CONTRATO\n" + rows)
    for force in (False, True):
        with pytest.raises(SourceError, match="nenhuma linha utilizável") as caught:
            run(EtlSettings(source=str(tmp_path / "fonte"), output=tmp_path / "saída", force=force))
        assert caught.value.exit_code == 4
    assert not (tmp_path / "saída" / OutputFile.BASE).exists()
