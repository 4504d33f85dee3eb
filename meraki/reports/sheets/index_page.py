"""*Índice*: what is where, a link each."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from meraki.reports import formats
from meraki.reports.figures import KeyFigures
from meraki.reports.sheets.book import INDEX, Book
from meraki.reports.style import ACCENT, LINE
from meraki.reports.texts import PRIVACY


def start(book: Book, figures: KeyFigures) -> Worksheet:
    """The first page, still without its links: the pages after it are not known yet."""
    subtitle = f"A quem oferecer o quê, por quê e quanto pode valer · {formats.until(figures.reference_date)}"
    sheet = book.sheet(INDEX, "Meraki Match", subtitle)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 105)
    sheet.set_portrait()
    return sheet


def finish(book: Book, sheet: Worksheet) -> None:
    """A link and a line for each page of the book, then the privacy notice."""
    link = book.style(font_color=ACCENT, underline=1, bottom=1, bottom_color=LINE, font_size=11)
    line = book.style(bottom=1, bottom_color=LINE, text_wrap=True)
    for row, (name, about) in enumerate(book.pages, 3):
        sheet.set_row(row, 20 if len(about) < 115 else 32)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, name)
        sheet.write_string(row, 1, about, line)
    book.paragraph(sheet, 4 + len(book.pages), PRIVACY, 1, 130)
