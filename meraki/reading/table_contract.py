"""The shape of a contract: what a raw table and its columns are called, and which header speaks for them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["key", "store_key", "code", "text", "number", "date"]
"""A ``code`` is text of which digits may be spelt in several ways."""
MAX_TITLE = 500
"""Characters of a title that are compared; a junk first line may have a million."""


@dataclass(frozen=True)
class ColumnContract:
    """One column: canonical name, kind, other spellings, prefixes of headers that are whole sentences.

    ``decimal`` is what the warehouse usually writes; it only settles a column that does not settle itself.
    """

    name: str
    kind: Kind = "text"
    aliases: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    required: bool = False
    decimal: Literal["comma", "point"] = "comma"
    month_first: bool = False

    def place(self, header: list[str], taken: set[int]) -> int | None:
        """Position of this column, whatever its accents, case, blanks and punctuation.

        The spelling named first wins, not the column that comes first: beside CD_CLIENTE, CLIENTE is a name.
        """
        titles = [normalise_header(title) for title in header]
        free = [position for position in range(len(titles)) if position not in taken]
        for spelling in (self.name, *self.aliases):
            wanted = normalise_header(spelling)
            for position in free:
                if titles[position] == wanted:
                    return position
        starts = tuple(normalise_header(prefix) for prefix in self.prefixes)
        return next((position for position in free if starts and titles[position].startswith(starts)), None)


@dataclass(frozen=True)
class TableContract:
    """One raw table. ``bulk`` marks the one with tens of millions of rows, written by a machine."""

    name: str
    file_pattern: str
    columns: tuple[ColumnContract, ...]
    bulk: bool = False

    def names_file(self, file_name: str) -> bool:
        """Whether a file's name speaks for this table."""
        return re.search(self.file_pattern, normalise_header(file_name)) is not None

    def match(self, header: list[str]) -> dict[str, int]:
        """Canonical column -> position in ``header``; of two columns with one title, the first."""
        found: dict[str, int] = {}
        for column in self.columns:
            position = column.place(header, set(found.values()))
            if position is not None:
                found[column.name] = position
        return found

    def accepts(self, header: list[str]) -> bool:
        """Whether every required column is there."""
        found = self.match(header)
        return all(column.name in found for column in self.columns if column.required)

    def column(self, name: str) -> ColumnContract:
        """The column of that canonical name."""
        return next(column for column in self.columns if column.name == name)


@lru_cache(maxsize=4096)
def normalise_header(text: str) -> str:
    """Letters and digits only, without accents, lower case: ``Cód. Cliente`` -> ``codcliente``."""
    plain = unicodedata.normalize("NFKD", text[:MAX_TITLE])
    return "".join(letter for letter in plain.casefold() if letter.isalnum() and not unicodedata.combining(letter))
