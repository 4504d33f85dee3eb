"""A workbook read as its XML says it, not as a library shows it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Page:
    """A sheet: its name, XML root and the text of each text cell by reference."""

    name: str
    root: ElementTree.Element
    texts: dict[str, str]

    def count(self, tag: str) -> int:
        """How many elements ``tag`` there are, at any depth."""
        return sum(1 for _ in self.root.iter(_NS + tag))


def pages(path: Path) -> dict[str, Page]:
    """Every sheet by name, in the order of the book."""
    with zipfile.ZipFile(path) as book:
        strings = _strings(book)
        targets = _targets(book)
        sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(_NS + "sheet")
        return {
            sheet.attrib["name"]: _page(book, sheet.attrib["name"], targets[sheet.attrib[_REL]], strings)
            for sheet in sheets
        }


def _targets(book: zipfile.ZipFile) -> dict[str, str]:
    root = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    return {relation.attrib["Id"]: relation.attrib["Target"] for relation in root}


def _strings(book: zipfile.ZipFile) -> list[str]:
    root = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(part.text or "" for part in item.iter(_NS + "t")) for item in root.iter(_NS + "si")]


def _page(book: zipfile.ZipFile, name: str, target: str, strings: list[str]) -> Page:
    root = ElementTree.fromstring(book.read(f"xl/{target}"))
    texts = {}
    for cell in root.iter(_NS + "c"):
        value = cell.find(_NS + "v")
        if cell.attrib.get("t") == "s" and value is not None and value.text:
            texts[cell.attrib["r"]] = strings[int(value.text)]
    return Page(name, root, texts)


def links_out(path: Path) -> list[str]:
    """What the book points to outside itself."""
    with zipfile.ZipFile(path) as book:
        relations = [book.read(name).decode() for name in book.namelist() if name.endswith(".rels")]
    return [target for text in relations for target in re.findall(r'Target="([^"]+)" TargetMode="External"', text)]
