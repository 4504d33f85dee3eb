"""The slow way: rewrite a file that is not plain UTF-8 CSV, one record at a time, losing none.

What comes out is a UTF-8 CSV with minimal quotes and one column more: the line of the source. Records that
do not fit the header go to a CSV of their own with file, line, reason and raw text.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from meraki.reading.encoding import lines_of
from meraki.reading.structure import Record, Structure, records
from meraki.reading.tables import LINE
from meraki.sources import RawPath

SEPARATOR = ";"
REJECTED_HEADER = ("ARQUIVO", "LINHA", "MOTIVO", "TEXTO")


@dataclass(frozen=True)
class Copy:
    """A canonical copy and the account of its rows."""

    path: Path
    rows_read: int
    rejections: Counter[str]
    rejected_rows: Path | None


def copy_text(path: RawPath, structure: Structure, name: str, target: Path) -> Copy:
    """Rewrite a text file; ``name`` is what the ledger calls it."""
    found = records(lines_of(path, structure.encoding), structure.separator)
    return write_copy(islice(found, structure.above + 1, None), structure.header, name, target)


def write_copy(found: Iterable[Record], header: tuple[str, ...], name: str, target: Path) -> Copy:
    """Write records below ``header`` into ``target``; the misfits beside it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    rejected_path = target.with_suffix(".rejeitados.csv")
    rejections: Counter[str] = Counter()
    rows_read = 0
    with ExitStack() as stack:
        rows = csv.writer(_open(stack, target), delimiter=SEPARATOR, lineterminator="\n")
        rejected = csv.writer(_open(stack, rejected_path), lineterminator="\n")
        rows.writerow([*(f"c{position}" for position in range(len(header))), LINE])
        rejected.writerow(REJECTED_HEADER)
        for record in found:
            rows_read += 1
            fields = _fit(record.fields, len(header))
            problem = record.problem or _misfit(fields, len(header))
            if problem:
                rejections[problem] += 1
                rejected.writerow([name, record.line, problem, record.raw])
            else:
                rows.writerow([*fields, record.line])
    return Copy(target, rows_read, rejections, rejected_path if rejections else None)


def _open(stack: ExitStack, path: Path):  # type: ignore[no-untyped-def]
    return stack.enter_context(path.open("w", encoding="utf-8", newline=""))


def _fit(fields: list[str], width: int) -> list[str]:
    """A trailing separator makes one empty field too many; it is not data."""
    return fields[:width] if len(fields) == width + 1 and not fields[-1].strip() else fields


def _misfit(fields: list[str], width: int) -> str:
    if len(fields) == width:
        return ""
    return "campos de mais" if len(fields) > width else "campos de menos"
