"""Type on a page: A4 sheets, lines and paragraphs in the house's letters, cut or folded to their width."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import matplotlib
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from meraki.reports import formats
from meraki.reports.style import ACCENT, MUTED

MARGIN, TOP, BOTTOM = 18.0, 18.0, 20.0
WIDTH = 210.0 - 2 * MARGIN
"""Millimetres of text on a line."""
LEADING = 0.52
"""Millimetres of line per point of type."""
NAME_LINES = 3
"""Most lines of a name: no persona takes more in the narrowest place."""
FONT = "DejaVu"


class _Sheet(FPDF):
    """fpdf's page, with a footer."""

    left_foot = ""

    def footer(self) -> None:
        self.set_y(-13)
        self.set_font(FONT, size=7.5)
        self.set_text_color(MUTED)
        self.cell(WIDTH / 2, 5, self.left_foot)
        self.cell(WIDTH / 2, 5, f"{self.page_no()} / {{nb}}", align="R")


class Typesetter:
    """A document under way: type below what is there, a new page where it is asked for."""

    def __init__(self, title: str, created: str | None, foot: str) -> None:
        self._pdf = pdf = _Sheet(format="A4")
        fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            pdf.add_font(FONT, style, fonts / file)
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

    def height_of(self, text: str, width: float, size: float) -> float:
        """Millimetres that a paragraph takes."""
        self._pdf.set_font(FONT, size=size)
        line = size * LEADING
        lines = self._pdf.multi_cell(width, line, _clean(text), align="L", dry_run=True, output="LINES")
        return line * len(lines)  # type: ignore[arg-type]

    def fit(self, text: object, width: float, size: float, style: str = "") -> str:
        """``text`` on one line of ``width`` mm, cut with an ellipsis where it must be."""
        self._pdf.set_font(FONT, style, size)
        line = formats.shorten(text, 300)
        while line and self._pdf.get_string_width(line) > width:
            line = formats.shorten(line, min(len(line) - 1, int(len(line) * 0.97) + 1)) if len(line) > 1 else ""
        return line

    def folded(self, text: object, width: float, size: float, style: str = "", most: int = NAME_LINES) -> list[str]:
        """``text`` on up to ``most`` lines of ``width`` mm, the last cut with an ellipsis where it must be."""
        self._pdf.set_font(FONT, style, size)
        room, whole = width + 2 * self._pdf.c_margin, formats.shorten(text, 300)
        lines: list[str] = self._pdf.multi_cell(room, 1, whole, align="L", dry_run=True, output="LINES")  # type: ignore[assignment]
        return [*lines[: most - 1], self.fit(" ".join(lines[most - 1 :]), width, size, style)][: len(lines) or 1]

    def _line(self, text: str, size: float, style: str, colour: str, *, align: str = "L", width: float = WIDTH) -> None:
        shown = self.fit(text, width, size, style)
        self._pdf.set_text_color(colour)
        self._pdf.cell(width, size * LEADING, shown, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _paragraph(self, text: str, width: float, size: float, colour: str) -> None:
        self._pdf.set_font(FONT, size=size)
        self._pdf.set_text_color(colour)
        self._pdf.multi_cell(width, size * LEADING, _clean(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

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
