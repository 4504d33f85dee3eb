"""The printed page: A4 in the house's type and colours, with headings, running text, tables, tiles and charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from meraki.reports.style import ACCENT, ACCENT_LIGHT, INK, LINE, MUTED, PANEL, WHITE, ink_on
from meraki.reports.typesetting import FONT, LEADING, MARGIN, NAME_LINES, WIDTH, Typesetter

TEXT_SIZE, SMALL = 9.5, 8.0
_ROW, _BAR_ROW = 6.6, 5.6
_ROW_STEP, _TITLE_STEP = 3.6, 5.2
"""Millimetres that a second line adds to a row, and to the title of a card."""
_LEAST_SCALE = 0.8


@dataclass(frozen=True)
class Cell:
    """A column of a table: its header, width in mm, whether its values stand to the right, and most lines of one."""

    header: str
    width: float
    right: bool = False
    lines: int = 1


class Paper(Typesetter):
    """A document under way; every method writes below what is there and turns the page where it must."""

    def cover(self, title: str, subtitle: str, note: str) -> None:
        """The band across the top of the first page."""
        pdf = self._pdf
        pdf.set_fill_color(ACCENT)
        pdf.rect(0, 0, pdf.w, 46, style="F")
        for y, size, style, colour, text in (
            (11, 8.5, "B", ACCENT_LIGHT, "MERAKI MATCH"),
            (17, 23, "B", WHITE, title),
            (30, 10.5, "", WHITE, subtitle),
        ):
            pdf.set_xy(MARGIN, y)
            self._line(text, size, style, colour)
        pdf.set_xy(MARGIN, 11)
        self._line(note, 8.5, "", ACCENT_LIGHT, align="R")
        pdf.set_y(54)

    def heading(self, text: str, following: float = 35) -> None:
        """A section's heading, in the outline too, together with the ``following`` mm that belong to it."""
        self.keep(14 + following)
        self._pdf.start_section(text)
        self._line(text, 15, "B", ACCENT)
        self.space(1)
        self._rule(ACCENT, 0.5)
        self.space(3)

    def subheading(self, text: str, following: float = 20) -> None:
        """A heading within a section."""
        self.keep(9 + following)
        self.space(1.5)
        self._line(text, 11, "B", INK)
        self.space(2)

    def text(self, text: str, size: float = TEXT_SIZE, colour: str = INK) -> None:
        """A paragraph."""
        self._paragraph(text, WIDTH, size, colour)
        self.space(1.6)

    def bullets(self, sentences: Sequence[str], size: float = TEXT_SIZE) -> None:
        """A list, each sentence with a mark before it."""
        for sentence in sentences:
            self.keep(self.height_of(sentence, WIDTH - 5, size))
            y = self._pdf.y
            self._dot(MARGIN + 1.2, y + size * LEADING / 2)
            self._pdf.set_xy(MARGIN + 5, y)
            self._paragraph(sentence, WIDTH - 5, size, INK)
            self.space(1.4)

    def tiles(self, figures: Sequence[tuple[str, str, str]]) -> None:
        """Key figures side by side: (what, how much, a word on it)."""
        gap, height, y = 4.0, 25.0, self._pdf.y
        width = (WIDTH - gap * (len(figures) - 1)) / len(figures)
        self._pdf.set_fill_color(PANEL)
        for place, (what, how_much, note) in enumerate(figures):
            x = MARGIN + place * (width + gap)
            self._pdf.rect(x, y, width, height, style="F")
            for offset, size, style, colour, said in (
                (3.2, 8, "", MUTED, what),
                (8.6, 15, "B", ACCENT, how_much),
                (17.4, 7.5, "", MUTED, note),
            ):
                self._pdf.set_xy(x + 3, y + offset)
                self._line(said, size, style, colour, width=width - 5)
        self._pdf.set_y(y + height + 6)

    def table(self, cells: Sequence[Cell], rows: Sequence[Sequence[str]], marks: Sequence[str] = ()) -> None:
        """Header and rows, the header again on a new page; ``marks`` are colours of a square before each row."""
        self.keep(3 * _ROW)
        self._header(cells)
        for place, row in enumerate(rows):
            if self.left < self._row_height(cells, row):
                self.page()
                self._header(cells)
            self._row(cells, row, marks[place] if marks else "")
        self.space(3)

    def chart(self, png: Path, alt: str) -> None:
        """A picture as wide as the text, somewhat smaller where that saves a page turn; ``alt`` is for who cannot see.

        The page turns when less than four fifths of its height are left.
        """
        with Image.open(png) as picture:
            shape = picture.height / picture.width
        if self.left < _LEAST_SCALE * WIDTH * shape:
            self.page()
        height = min(WIDTH * shape, self.left)
        width = height / shape
        self._pdf.image(str(png), x=MARGIN + (WIDTH - width) / 2, w=width, h=height, alt_text=alt, title=alt)
        self.space(3)

    def bars(self, rows: Sequence[tuple[str, float, str, str]], label: float = 58, lines: int = 1) -> None:
        """Shares (0-1) as bars: (name, share, what is written behind it, colour); a name on ``lines`` at most."""
        full = WIDTH - label - 34
        for name, share, said, colour in rows:
            height = self.bars_height([name], label, lines)
            self.keep(height + 1)
            y = self._pdf.y
            for place, line in enumerate(self.folded(name, label - 2, 8.5, most=lines)):
                self._pdf.set_xy(MARGIN, y + place * _ROW_STEP)
                self._line(line, 8.5, "", INK, width=label - 2)
            for fill, part in ((PANEL, 1.0), (colour, share)):
                self._pdf.set_fill_color(fill)
                self._pdf.rect(MARGIN + label, y + 0.5, max(full * part, 0.01), 3.4, style="F")
            self._pdf.set_xy(MARGIN + label + full + 2, y)
            self._line(said, 8.5, "", MUTED, width=32)
            self._pdf.set_y(y + height)

    def bars_height(self, names: Sequence[str], label: float = 58, lines: int = NAME_LINES) -> float:
        """Millimetres that :meth:`bars` of these names take."""
        folded = (self.folded(name, label - 2, 8.5, most=lines) for name in names)
        return sum(_BAR_ROW + _ROW_STEP * (len(said) - 1) for said in folded)

    def card(self, colour: str, number: str, title: str, note: str, parts: Sequence[tuple[str, str]]) -> None:
        """A block that stays together: a coloured badge, a title, a note to its right, and (lead, text) parts."""
        inner, aside = WIDTH - 13, 30
        lines = self.folded(title, inner - aside, 11, "B")
        self.keep(self.card_height(parts) + _TITLE_STEP * (len(lines) - 1))
        pdf, top, page = self._pdf, self._pdf.y, self._pdf.page
        self._badge(colour, number, top)
        pdf.set_xy(MARGIN + 13 + inner - aside, top)
        self._line(note, 8.5, "", MUTED, align="R", width=aside)
        for place, line in enumerate(lines):
            pdf.set_xy(MARGIN + 13, top + place * _TITLE_STEP)
            self._line(line, 11, "B", INK, width=inner - aside)
        pdf.set_y(top + 6.2 + _TITLE_STEP * (len(lines) - 1))
        for lead, text in parts:
            pdf.set_x(MARGIN + 13)
            self._paragraph(f"{lead} {text}" if lead else text, inner, 8.5, INK if lead else MUTED)
            self.space(0.8)
        if pdf.page == page:
            pdf.set_fill_color(colour)
            pdf.rect(MARGIN + 3.6, top + 9, 0.8, max(pdf.y - top - 10, 0.1), style="F")
        self.space(4)

    def card_height(self, parts: Sequence[tuple[str, str]]) -> float:
        """Millimetres that :meth:`card` takes with a title of one line."""
        texts = (f"{lead} {text}" for lead, text in parts)
        return 8 + sum(self.height_of(text, WIDTH - 13, 8.5) + 0.8 for text in texts)

    def _header(self, cells: Sequence[Cell]) -> None:
        self._pdf.set_fill_color(ACCENT)
        self._pdf.rect(MARGIN, self._pdf.y, WIDTH, _ROW, style="F")
        self._write(cells, [cell.header for cell in cells], "B", WHITE, 7.5)

    def _row_height(self, cells: Sequence[Cell], row: Sequence[str]) -> float:
        return _ROW + _ROW_STEP * (
            max(len(self._folded_in(*pair, "", SMALL)) for pair in zip(cells, row, strict=True)) - 1
        )

    def _row(self, cells: Sequence[Cell], row: Sequence[str], mark: str) -> None:
        y, height = self._pdf.y, self._row_height(cells, row)
        self._write(cells, row, "", INK, SMALL, height)
        self._pdf.set_draw_color(LINE)
        self._pdf.set_line_width(0.2)
        self._pdf.line(MARGIN, y + height, MARGIN + WIDTH, y + height)
        if mark:
            self._pdf.set_fill_color(mark)
            self._pdf.rect(MARGIN, y + 1.2, 1.6, height - 2.4, style="F")

    def _folded_in(self, cell: Cell, text: str, style: str, size: float) -> list[str]:
        return self.folded(text, cell.width - 4.5, size, style, cell.lines)

    def _write(
        self, cells: Sequence[Cell], texts: Sequence[str], style: str, colour: str, size: float, height: float = _ROW
    ) -> None:
        y, x = self._pdf.y, MARGIN
        self._pdf.set_text_color(colour)
        for cell, text in zip(cells, texts, strict=True):
            lines = self._folded_in(cell, text, style, size)
            above = (height - _ROW_STEP * len(lines)) / 2
            for place, line in enumerate(lines):
                self._pdf.set_xy(x + 2.5, y + above + _ROW_STEP * place)
                self._pdf.cell(cell.width - 4, _ROW_STEP, line, align="R" if cell.right else "L")
            x += cell.width
        self._pdf.set_xy(MARGIN, y + height)

    def _badge(self, colour: str, number: str, top: float) -> None:
        self._pdf.set_fill_color(colour)
        self._pdf.ellipse(MARGIN, top - 1, 8, 8, style="F")
        self._pdf.set_font(FONT, "B", 10)
        self._pdf.set_text_color(ink_on(colour))
        self._pdf.set_xy(MARGIN, top - 1)
        self._pdf.cell(8, 8, number, align="C")
