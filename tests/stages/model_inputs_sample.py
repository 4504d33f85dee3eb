"""Small bases and products files with latent groups, and the run of stage 2 on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from meraki.settings import ModelSettings
from meraki.stages.model import run

PRODUCTS = tuple(f"{brand} {module}" for brand in ("ALFA", "BETA", "GAMA", "DELTA") for module in ("ERP", "RH", "BI"))
BANDS = ("Faixa 01 - Ate 7,5 M", "Faixa 03 - De 15 M ate 25 M", None)


def write_full(folder: Path, customers: int = 240, seed: int = 0) -> tuple[Path, Path]:
    """base.csv and produtos.csv with the columns of stage 1 that advice uses; three groups of customers.

    T0000 owns nothing; T0001 alone owns ``UNICO``; T0002 is an account of the vendor.
    """
    random = np.random.default_rng(seed)
    codes = np.array([f"T{number:04d}" for number in range(customers)])
    group = np.arange(customers) % 3
    base = pd.DataFrame(
        {
            "CD_CLIENTE": codes,
            "DS_SEGMENTO": np.where(codes == "T0002", "TOTVS", np.array(["VAREJO", "SAUDE", "SERVICOS"])[group]),
            "FAT_FAIXA": np.array(BANDS, dtype=object)[random.integers(0, 3, customers)],
            "UF": random.choice(["SP", "RJ"], customers),
            "MRR_12M": np.round(random.lognormal(4 + 2 * group, 0.3), 2),
            "NPS_MEDIO": np.where(random.random(customers) < 0.2, np.nan, random.integers(3, 11, customers)),
            "QTD_CHAMADOS": random.poisson(2 + 8 * group),
            "QTD_CHAMADOS_ABERTOS": random.poisson(0.5, customers),
            "DT_REFERENCIA": "2025-03-25",
        }
    )
    return _written(folder, base, _owned_lines(random, codes, group))


def _owned_lines(random: np.random.Generator, codes: np.ndarray, group: np.ndarray) -> pd.DataFrame:
    chance = np.full((3, len(PRODUCTS)), 0.08)
    for g in range(3):
        chance[g, 3 * g : 3 * g + 4] = 0.55
    pairs = random.random((len(codes), len(PRODUCTS))) < chance[group]
    pairs[0] = False
    row, column = pairs.nonzero()
    names = np.array(PRODUCTS)[column]
    lines = pd.DataFrame({"CD_CLIENTE": codes[row], "DS_PROD": names, "PRODUTO": names})
    lines.loc[len(lines)] = ["T0001", "UNICO", "UNICO"]
    brands = lines["PRODUTO"].str.split().str[0]
    return lines.assign(
        MARCA_TOTVS=brands,
        DS_LIN_REC="LINHA " + brands,
        FL_ATIVO=np.where(random.random(len(lines)) < 0.93, 1, 0),
        VL_TOTAL_CONTRATO=np.round(random.lognormal(7, 0.6, len(lines)), 2),
        DT_PRIMEIRO_CONTRATO="2020-01-01",
    )


def write_bare(folder: Path, owned: dict[str, list[str]], **attributes: object) -> tuple[Path, Path]:
    """What others might send: CD_CLIENTE and ``attributes``; CD_CLIENTE and DS_PROD."""
    base = pd.DataFrame({"CD_CLIENTE": list(owned), **attributes})
    lines = [(customer, product) for customer, products in owned.items() for product in products]
    return _written(folder, base, pd.DataFrame(lines, columns=["CD_CLIENTE", "DS_PROD"]))


def _written(folder: Path, base: pd.DataFrame, products: pd.DataFrame) -> tuple[Path, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "base.csv", folder / "produtos.csv"
    base.to_csv(paths[0], index=False)
    products.to_csv(paths[1], index=False)
    return paths


def advise(folder: Path, inputs: tuple[Path, Path], **options: object) -> pd.DataFrame:
    """Run stage 2 into ``folder``/saida; the table of recommendations."""
    output = folder / "saida"
    run(ModelSettings(output=output, base=inputs[0], products=inputs[1], quiet=True, **options))  # type: ignore[arg-type]
    return read(output, "recomendacoes_por_cliente.csv")


def read(output: Path, name: str) -> pd.DataFrame:
    """A CSV of the output folder, keys and names as text."""
    text = dict.fromkeys(("CD_CLIENTE", "PRODUTO", "DS_PROD", "PRODUTO_EVIDENCIA"), "str")
    return pd.read_csv(output / name, dtype=text, keep_default_na=False, na_values=[""])
