"""The printed page: A4 in the house's type and colours, with headings, running text, tables, tiles and charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import matplotlib
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from PIL import Image

from meraki.reports import formats
from meraki.reports.style import ACCENT, ACCENT_LIGHT, INK, LINE, MUTED, PANEL, WHITE, ink_on

MARGIN, TOP, BOTTOM = 18.0, 18.0, 20.0
WIDTH = 210.0 - 2 * MARGIN
"""Millimetres of text on a line."""
TEXT_SIZE, SMALL = 9.5, 8.0
_LEADING = 0.52
"""Millimetres of line per point of type."""
_FONT = "DejaVu"
_ROW, _BAR_ROW = 6.6, 5.6
_ROW_STEP, _TITLE_STEP = 3.6, 5.2
"""Millimetres that a second line adds to a row, and to the title of a card."""
NAME_LINES = 3
"""Most lines of a name: no persona takes more in the narrowest place."""
_LEAST_SCALE = 0.8


@dataclass(frozen=True)
class Cell:
    """A column of a table: its header, width in mm, whether its values stand to the right, and most lines of one."""

    header: str
    width: float
    right: bool = False
    lines: int = 1


class _Sheet(FPDF):
    """fpdf's page, with a footer."""

    left_foot = ""

    def footer(self) -> None:
        self.set_y(-13)
        self.set_font(_FONT, size=7.5)
        self.set_text_color(MUTED)
        self.cell(WIDTH / 2, 5, self.left_foot)
        self.cell(WIDTH / 2, 5, f"{self.page_no()} / {{nb}}", align="R")


class Paper:
    """A document under way; every method writes below what is there and turns the page where it must."""

    def __init__(self, title: str, created: str | None, foot: str) -> None:
        self._pdf = pdf = _Sheet(format="A4")
        fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            pdf.add_font(_FONT, style, fonts / file)
        pdf.set_creation_date(datetime.fromisoformat(created or "2000-01-01").replace(tzinfo=UTC))
        pdf.set_title(title)
        pdf.set_author("Meraki Match")
        pdf.set_lang("pt-BR")
        pdf.set_margins(MARGIN, TOP, MARGIN)
        pdf.set_auto_page_break(True, BOTTOM)
        pdf.left_foot = foot
        pdf.add_page()

    def save(self, path: Path) -> None:
        """Write the file; same content, same bytes."""
        self._pdf.output(str(path))

    @property
    def left(self) -> float:
        """Millimetres to the foot of the page."""
        return self._pdf.h - BOTTOM - self._pdf.y

    def page(self) -> None:
        """Go on at the top of a new page."""
        self._pdf.add_page()

    def keep(self, height: float) -> None:
        """Turn the page when fewer than ``height`` mm are left."""
        if self.left < height:
            self.page()

    def space(self, height: float) -> None:
        """Leave ``height`` mm empty."""
        self._pdf.set_y(self._pdf.y + height)

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
            self._dot(MARGIN + 1.2, y + size * _LEADING / 2)
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

    def height_of(self, text: str, width: float, size: float) -> float:
        """Millimetres that a paragraph takes."""
        self._pdf.set_font(_FONT, size=size)
        line = size * _LEADING
        lines = self._pdf.multi_cell(width, line, _clean(text), align="L", dry_run=True, output="LINES")
        return line * len(lines)  # type: ignore[arg-type]

    def fit(self, text: object, width: float, size: float, style: str = "") -> str:
        """``text`` on one line of ``width`` mm, cut with an ellipsis where it must be."""
        self._pdf.set_font(_FONT, style, size)
        line = formats.shorten(text, 300)
        while line and self._pdf.get_string_width(line) > width:
            line = formats.shorten(line, min(len(line) - 1, int(len(line) * 0.97) + 1)) if len(line) > 1 else ""
        return line

    def folded(self, text: object, width: float, size: float, style: str = "", most: int = NAME_LINES) -> list[str]:
        """``text`` on up to ``most`` lines of ``width`` mm, the last cut with an ellipsis where it must be."""
        self._pdf.set_font(_FONT, style, size)
        room, whole = width + 2 * self._pdf.c_margin, formats.shorten(text, 300)
        lines: list[str] = self._pdf.multi_cell(room, 1, whole, align="L", dry_run=True, output="LINES")  # type: ignore[assignment]
        return [*lines[: most - 1], self.fit(" ".join(lines[most - 1 :]), width, size, style)][: len(lines)]

    def _line(self, text: str, size: float, style: str, colour: str, *, align: str = "L", width: float = WIDTH) -> None:
        shown = self.fit(text, width, size, style)
        self._pdf.set_text_color(colour)
        self._pdf.cell(width, size * _LEADING, shown, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _paragraph(self, text: str, width: float, size: float, colour: str) -> None:
        self._pdf.set_font(_FONT, size=size)
        self._pdf.set_text_color(colour)
        self._pdf.multi_cell(width, size * _LEADING, _clean(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

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
        self._pdf.set_font(_FONT, "B", 10)
        self._pdf.set_text_color(ink_on(colour))
        self._pdf.set_xy(MARGIN, top - 1)
        self._pdf.cell(8, 8, number, align="C")

    def _dot(self, x: float, y: float) -> None:
        self._pdf.set_fill_color(ACCENT)
        self._pdf.ellipse(x, y - 0.75, 1.5, 1.5, style="F")

    def _rule(self, colour: str, thickness: float) -> None:
        self._pdf.set_draw_color(colour)
        self._pdf.set_line_width(thickness)
        self._pdf.line(MARGIN, self._pdf.y, MARGIN + WIDTH, self._pdf.y)


def _clean(text: str) -> str:
    """One paragraph without control characters, figures glued to their units."""
    return formats.unbreakable(formats.shorten(text, 2000))
