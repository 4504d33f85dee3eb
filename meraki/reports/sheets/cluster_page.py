"""A page per cluster: the persona, the profile against the whole, what it uses, whom to call first."""

from __future__ import annotations

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from meraki.columns import Column
from meraki.reports import formats
from meraki.reports.dictionary import TEXT, entry, label
from meraki.reports.figures import products_used
from meraki.reports.opportunities import described
from meraki.reports.outputs import Outputs
from meraki.reports.sheets.book import NUMBER_FORMATS, Book, Field
from meraki.reports.style import BAD, GOOD, cluster_colour, ink_on, tint
from meraki.reports.texts import rules_accuracy

TOP_PRODUCTS = 15
TOP_OPPORTUNITIES = 25
_WIDTHS = (40, 14, 17, 13, 13, 13, 15, 18, 66)
_CHARACTERS = 190
_PROFILE = ("Indicador", "Média do cluster", "Média da base", "Mediana do cluster", "Mediana da base", "Diferença")
_PRODUCTS = (
    Field(Column.PRODUCT),
    Field(Column.QUANTITY, "Clientes que usam"),
    Field(Column.PENETRATION, "Uso no cluster"),
    Field(Column.BASE_PENETRATION),
    Field(Column.LIFT),
    Field(Column.RECOMMENDATIONS),
)
_OPPORTUNITIES = (
    Field(Column.PRODUCT),
    Field(Column.CUSTOMER),
    Field(Column.SEGMENT),
    Field(Column.STATE),
    Field(Column.SCORE),
    Field(Column.POTENTIAL),
    Field(Column.EXPECTED_VALUE),
    Field(Column.APPROACH, wrap=True),
    Field(Column.REASON, wrap=True),
)


def name_of(cluster: int) -> str:
    """The page's name; never the persona, which comes from data."""
    return f"Cluster {cluster}"


def add(book: Book, outputs: Outputs, cluster: int, deals: pd.DataFrame | None) -> None:
    """The page of one cluster; ``deals`` is the whole ranked list."""
    persona = _persona(outputs, cluster)
    title = f"{name_of(cluster)} · {persona[Column.PERSONA]}" if Column.PERSONA in persona else name_of(cluster)
    colour = cluster_colour(cluster)
    about = str(persona.get(Column.PERSONA, "Perfil, produtos e oportunidades do cluster"))
    sheet = book.sheet(name_of(cluster), title, str(persona.get(Column.PERSONA_LABEL, "")), about=about, colour=colour)
    bar = book.style(bold=True, font_size=16, bg_color=colour, font_color=ink_on(colour), indent=1)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
        sheet.write_blank(0, column, None, bar)
    sheet.write_string(0, 0, title, bar)
    row = _told(book, sheet, 4, persona)
    row = _profile(book, sheet, row + 1, outputs.profile, cluster)
    mine = None if deals is None else deals[deals[Column.CLUSTER] == cluster]
    row = _products(book, sheet, row + 1, _used(outputs, cluster), cluster)
    top = None if mine is None else described(mine.head(TOP_OPPORTUNITIES), outputs)
    _opportunities(book, sheet, row + 1, top)


def _persona(outputs: Outputs, cluster: int) -> dict[str, str]:
    if outputs.personas is None:
        return {}
    rows = outputs.personas[outputs.personas[Column.CLUSTER] == cluster].dropna(axis="columns")
    return {} if rows.empty else {str(key): value for key, value in rows.iloc[0].items()}


def _told(book: Book, sheet: Worksheet, row: int, persona: dict[str, str]) -> int:
    columns = (Column.PERSONA_TEXT, Column.PLAY, Column.TYPICAL_PRODUCTS, Column.PERSONA_RULES)
    for column in columns:
        if column in persona:
            text = f"{label(column)}: {persona[column]}"
            row = book.paragraph(sheet, row, text, len(_WIDTHS) - 1, _CHARACTERS)
    if Column.RULES_ACCURACY in persona:
        said = f"Acerto das regras: {rules_accuracy(float(persona[Column.RULES_ACCURACY]))}."
        row = book.paragraph(sheet, row, said, len(_WIDTHS) - 1, _CHARACTERS)
    return row


def _profile(book: Book, sheet: Worksheet, row: int, profile: pd.DataFrame | None, cluster: int) -> int:
    row = book.heading(
        sheet, row, "Perfil comparado com a base inteira (diferença em desvios-padrão; azul: acima, laranja: abaixo)"
    )
    if profile is None:
        return book.paragraph(sheet, row, "Sem perfil nesta pasta.", len(_WIDTHS) - 1, _CHARACTERS)
    table = beside_the_whole(profile, cluster)
    book.header(sheet, row, [Field("", name, TEXT if name == "Indicador" else "número") for name in _PROFILE])
    for offset, line in enumerate(table.to_dict("records"), row + 1):
        _profile_line(book, sheet, offset, line)
    if len(table):
        scale = {
            "type": "3_color_scale",
            "min_color": tint(BAD, 0.6),
            "mid_color": "#FFFFFF",
            "max_color": tint(GOOD, 0.6),
        }
        limits = {
            "min_type": "num",
            "min_value": -1.5,
            "mid_type": "num",
            "mid_value": 0,
            "max_type": "num",
            "max_value": 1.5,
        }
        sheet.conditional_format(row + 1, 5, row + len(table), 5, scale | limits)
    return row + 1 + len(table)


def beside_the_whole(profile: pd.DataFrame, cluster: int) -> pd.DataFrame:
    """A row per indicator: COLUNA, the cluster's and the whole's MEDIA and MEDIANA, DIFERENCA; most telling first."""
    keyed = profile.set_index([Column.CLUSTER, Column.PROFILE_COLUMN])
    if cluster not in keyed.index.get_level_values(0):
        return pd.DataFrame()
    mine, whole = (
        keyed.loc[cluster],
        keyed.loc[0] if 0 in keyed.index.get_level_values(0) else keyed.loc[cluster] * None,
    )
    table = pd.DataFrame(
        {
            "MEDIA": mine[Column.MEAN],
            "MEDIA_BASE": whole[Column.MEAN],
            "MEDIANA": mine[Column.MEDIAN],
            "MEDIANA_BASE": whole[Column.MEDIAN],
            Column.DIFFERENCE: mine[Column.DIFFERENCE],
        }
    ).reset_index()
    table["TAMANHO"] = -table[Column.DIFFERENCE].abs()
    return table.sort_values(["TAMANHO", Column.PROFILE_COLUMN], na_position="last").drop(columns="TAMANHO")


def _profile_line(book: Book, sheet: Worksheet, row: int, line: dict[str, object]) -> None:
    column = str(line[Column.PROFILE_COLUMN])
    kind = entry(column).kind
    sheet.write_string(row, 0, label(column), book.cell_style(TEXT, indent=1))
    look = book.cell_style("número" if kind not in NUMBER_FORMATS or kind in ("quantidade", "sim/não") else kind)
    for position, key in enumerate(("MEDIA", "MEDIA_BASE", "MEDIANA", "MEDIANA_BASE", Column.DIFFERENCE), 1):
        value, cell = line[key], look if key != Column.DIFFERENCE else book.cell_style("", num_format="+0.0;-0.0;0.0")
        if formats.is_missing(value):
            sheet.write_blank(row, position, None, cell)
        else:
            shown = float(str(value))
            sheet.write_number(row, position, 0.0 if abs(shown) < 0.05 and key == Column.DIFFERENCE else shown, cell)


def _used(outputs: Outputs, cluster: int) -> pd.DataFrame | None:
    return None if outputs.cluster_products is None else products_used(outputs, cluster).head(TOP_PRODUCTS)


def _products(book: Book, sheet: Worksheet, row: int, products: pd.DataFrame | None, cluster: int) -> int:
    if products is None or products.empty:
        row = book.heading(sheet, row, "Produtos mais usados no cluster")
        nothing = "Sem produtos nesta pasta." if products is None else "Nenhum cliente do cluster tem produto em uso."
        return book.paragraph(sheet, row, nothing, len(_WIDTHS) - 1, _CHARACTERS)
    heading = "O produto mais usado no cluster", "Os {} produtos mais usados no cluster"
    row = book.heading(sheet, row, formats.firsts(len(products), *heading))
    fields = [field for field in _PRODUCTS if field.column in products]
    end = book.table(sheet, row, fields, products)
    bar = {"type": "data_bar", "bar_solid": True, "bar_color": tint(cluster_colour(cluster), 0.45)}
    sheet.conditional_format(
        row + 1, 2, end - 1, 2, bar | {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
    )
    return end


def _opportunities(book: Book, sheet: Worksheet, row: int, mine: pd.DataFrame | None) -> None:
    if mine is None or mine.empty:
        row = book.heading(sheet, row, "Oportunidades de maior valor esperado")
        nothing = "Nenhum cliente deste cluster está no público-alvo com recomendação."
        book.paragraph(sheet, row, nothing, len(_WIDTHS) - 1, _CHARACTERS)
        return
    heading = "A oportunidade de maior valor esperado", "As {} oportunidades de maior valor esperado"
    row = book.heading(sheet, row, formats.firsts(len(mine), *heading))
    book.table(sheet, row, _OPPORTUNITIES, mine)
    for offset, reason in enumerate(mine[Column.REASON].fillna("").astype(str)):
        sheet.set_row(row + 1 + offset, 13.0 * max(1, -(-len(reason) // 78)))
