"""From the contracted name (DS_PROD) to the family (PRODUTO) a salesperson would name.

A licence ``CDU X`` and its maintenance ``SMS X`` are one product: a recommender on raw names
offers the maintenance of a licence the customer has, and looks clever. The rules live in an
editable file, ``data/familias_produto.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from meraki.errors import ConfigurationError
from meraki.toml_files import read_toml

DEFAULT_RULES = Path(__file__).resolve().parent.parent / "data" / "familias_produto.toml"
_LISTS = ("prefixos", "sufixos", "ligacoes", "excecoes")
_TABLE = "equivalencias"
_AROUND = " .,;:-–—"
_SEPARATORS = r"[\s\-–—/:+.,_|]"
_ACTION = "corrija o arquivo de famílias ou aponte outro com --families."


@dataclass(frozen=True)
class FamilyRules:
    """Commercial forms to strip and names to merge; texts are compared folded (see :func:`fold`)."""

    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    connectives: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()

    @cached_property
    def prefix_pattern(self) -> re.Pattern[str]:
        """One prefix at the start, with the punctuation and connectives that follow it."""
        connectives = rf"(?:{_any_of(self.connectives)}(?!\w){_SEPARATORS}*)?"
        return re.compile(rf"{_any_of(self.prefixes)}(?!\w){_SEPARATORS}*{connectives}")

    @cached_property
    def suffix_pattern(self) -> re.Pattern[str]:
        """One suffix at the end, bare or in brackets, with the punctuation before it."""
        return re.compile(rf"{_SEPARATORS}*(?<!\w)[(\[]?{_any_of(self.suffixes)}[)\]]?$")

    @cached_property
    def synonym_of(self) -> dict[str, str]:
        """Folded name -> family."""
        return {fold(name): family for name, family in self.synonyms}


def _any_of(words: tuple[str, ...]) -> str:
    """Alternatives, the longest first, with any run of separators between words; none matches nothing."""
    ordered = sorted({fold(word) for word in words}, key=lambda word: (-len(word), word))
    inner = "|".join(rf"{_SEPARATORS}+".join(map(re.escape, word.split())) for word in ordered)
    return f"(?:{inner})" if inner else r"(?!)"


def fold(text: str) -> str:
    """Upper case without accents, of the same length, so that positions still point into ``text``."""
    return text.upper() if text.isascii() else "".join(map(_fold_character, text))


def _fold_character(character: str) -> str:
    folded = unicodedata.normalize("NFKD", character)[0].upper()
    return folded if len(folded) == 1 else character


def families_of(names: Iterable[str | None], rules: FamilyRules) -> dict[str, str]:
    """Product name -> family, of each distinct name; null has none.

    Families that differ in capitals, accents or the punctuation around them alone are one, written as the rules do,
    else as the first in order. Applying it to its own result changes nothing, and no name becomes empty.
    """
    families = {name: family_name(name, rules) for name in names if name is not None}
    spelling = one_spelling(families.values(), [family for _, family in rules.synonyms])
    return {name: spelling[family] for name, family in families.items()}


def one_spelling(names: Iterable[str], preferred: Iterable[str] = ()) -> dict[str, str]:
    """Name -> how it is written by all: as ``preferred`` has it, else as the first in order of those that differ in
    capitals, accents or the punctuation around them alone."""
    distinct = sorted(set(names))
    spelling = {_key(name): name for name in preferred}
    for name in distinct:
        spelling.setdefault(_key(name), name)
    return {name: spelling[_key(name)] for name in distinct}


def _key(name: str) -> str:
    folded = fold(name)
    return folded.strip(_AROUND) or folded


def family_name(name: str, rules: FamilyRules) -> str:
    """The family of one product name."""
    current = " ".join(unicodedata.normalize("NFC", name).split())
    while (shorter := _strip_once(current, rules)) != current:
        current = shorter
    return rules.synonym_of.get(fold(current), current)


def _strip_once(name: str, rules: FamilyRules) -> str:
    folded = fold(name)
    if any(folded.startswith(fold(kept)) for kept in rules.exceptions):
        return name
    prefix = rules.prefix_pattern.match(folded)
    if prefix and _is_a_name(name[prefix.end() :]):
        return name[prefix.end() :].strip()
    suffix = rules.suffix_pattern.search(folded)
    if suffix and _is_a_name(name[: suffix.start()]) and not _ends_in_connective(folded[: suffix.start()], rules):
        return name[: suffix.start()].strip()
    return name


def _is_a_name(text: str) -> bool:
    """Numbers and punctuation alone tell nobody what the product is."""
    return any(character.isalpha() for character in text)


def _ends_in_connective(folded: str, rules: FamilyRules) -> bool:
    return folded.rsplit(maxsplit=1)[-1] in {fold(word) for word in rules.connectives}


def load_rules(path: Path | None = None) -> FamilyRules:
    """Read the rules file; None means the project's own.

    Raises:
        ConfigurationError: the file is missing, is not TOML, or a key is unknown or of the wrong type.
    """
    path = path or DEFAULT_RULES
    content, text = read_toml(path, "as regras de família", "--families")
    for key, value in content.items():
        _check(key, value, f"{path}, linha {_line_of(key, text)}")
    prefixes, suffixes, connectives, exceptions = (tuple(content.get(key, ())) for key in _LISTS)
    rules = FamilyRules(prefixes, suffixes, connectives, exceptions, tuple(content.get(_TABLE, {}).items()))
    _check_synonyms(rules, path, text)
    return rules


def _line_of(key: str, text: str) -> int:
    lines = text.splitlines()
    starts = re.compile(rf'\s*[\["]?{re.escape(key)}["\]]?\s*(?:=|$)')
    found = (number for number, line in enumerate(lines, start=1) if starts.match(line))
    return next(found, 1)


def _check(key: str, value: Any, where: str) -> None:
    known = (*_LISTS, _TABLE)
    if key not in known:
        raise ConfigurationError(
            f"Chave desconhecida nas regras de família: {key}.",
            where=where,
            action=f"use uma destas: {', '.join(known)}.",
        )
    texts = list(value.values()) if isinstance(value, dict) else value
    right = isinstance(value, dict) == (key == _TABLE) and isinstance(texts, list)
    if not right or not all(isinstance(text, str) and text.strip() for text in texts):
        expected = "uma tabela de nome = família" if key == _TABLE else "uma lista de textos"
        raise ConfigurationError(f"{key} = {value!r} não é {expected}.", where=where, action=_ACTION)


def _check_synonyms(rules: FamilyRules, path: Path, text: str) -> None:
    """A family that is itself renamed would make the result depend on how often the rules run."""
    for name, family in rules.synonyms:
        final = family_name(family, rules)
        if final != family:
            raise ConfigurationError(
                f'A família "{family}" de "{name}" seria transformada de novo em "{final}".',
                where=f"{path}, linha {_line_of(name, text)}",
                action=f'escreva "{name}" = "{final}".',
            )
