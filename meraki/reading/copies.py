"""A file that arrived twice: left in place or under another name, unpacked beside its archive, on a second sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import PurePosixPath

from meraki.reading.table_contract import TableContract
from meraki.reading.tables import FilePart
from meraki.sources import RawPath, SourceFile
from meraki.sources.remote import RemoteFile

_BLOCK = 1 << 20
_ENDINGS = re.compile(r"(\.(csv|txt|tsv|xlsx|xlsm|zip|gz))+$")
_COPY_MARK = re.compile(r"^(c[oó]pia de|copy of)\s+|\s*(\(\d+\)|[-_ ]+(c[oó]pia|copy)\b.*)$")


@dataclass(frozen=True)
class IgnoredFile:
    """A file, sheet or member whose rows are not read, and why."""

    name: str
    reason: str


Found = tuple[TableContract, FilePart]


def originals_first(name: str) -> tuple[int, list[tuple[int, int | str]], str]:
    """Sorts names: ``telemetria_2`` before ``telemetria_10``, and a file before its copies.

    Those are in sub-folders, or have a longer name: ``mrr.csv``, ``mrr (1).csv``, ``backup/mrr.csv``.
    """
    path = PurePosixPath(name)
    return len(path.parts), _natural(str(path.with_suffix("")) if path.name else name), name


def alike_by_name(names: list[str]) -> list[list[str]]:
    """Names that may be one file and its copies: of one stem but for folder, ending, ``(1)`` and ``- Cópia``.

    Parts that are numbered (``telemetria_1``, or all of them ``mrr (1)``, ``mrr (2)``) are none of each other.
    """
    stems = {name: _ENDINGS.sub("", PurePosixPath(name).name.casefold()) for name in names}
    present = set(stems.values())
    groups: dict[str, list[str]] = {}
    for name in sorted(names, key=originals_first):
        original = _COPY_MARK.sub("", stems[name])
        groups.setdefault(original if original in present else stems[name], []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def _natural(name: str) -> list[tuple[int, int | str]]:
    digits = "".join(letter if letter.isdigit() else " " + letter + " " for letter in name.casefold()).split()
    return [(0, int(piece)) if piece.isdecimal() else (1, piece) for piece in digits]


class Copies:
    """The names and parts seen so far, and whether the next one is one of them again."""

    def __init__(self) -> None:
        self._seen: dict[object, list[FilePart]] = {}
        self._names: set[str] = set()

    def apart(self, file: SourceFile) -> SourceFile:
        """``file``, under a name that none before it has: rows are counted, and copies kept, by that name.

        A zip may hold a name twice, and a bucket two keys that differ only in slashes.
        """
        path, number = PurePosixPath(file.name), 1
        name = file.name
        while name in self._names:
            number += 1
            name = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        self._names.add(name)
        return replace(file, name=name)

    def told(self, found: Found) -> Found | IgnoredFile:
        """``found`` itself, or why it is left aside; bytes are read only of parts that are alike in size and rows."""
        contract, part = found
        alike = self._seen.setdefault((contract.name, *_outline(part)), [])
        original = next((earlier for earlier in alike if _same_bytes(earlier.path, part.path)), None)
        if original:
            return IgnoredFile(part.label, f"cópia idêntica de {original.label}, que já foi lido")
        alike.append(part)
        return found


def _outline(part: FilePart) -> tuple[object, ...]:
    """What is known of a part without reading it again; a canonical copy has neither titles nor misfits of its own."""
    return part.header, part.canonical, part.rows_read, tuple(sorted(part.rejections.items())), _size(part.path)


def _size(path: RawPath) -> int:
    return path.size if isinstance(path, RemoteFile) else path.stat().st_size


def _same_bytes(first: RawPath, second: RawPath) -> bool:
    return all(one == other for one, other in zip_longest(_blocks(first), _blocks(second)))


def _blocks(path: RawPath) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block
