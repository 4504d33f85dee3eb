"""The analyst's rules: what is never recommended, to whom."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from meraki.columns import Column
from meraki.errors import ConfigurationError

_KEYS = {
    "produto": "product",
    "linha": "line",
    "marca": "brand",
    "segmento": "segment",
    "uf": "state",
    "cliente": "customer",
    "motivo": "reason",
}
_ROOT = ("nunca_recomendar", "segmentos_do_fornecedor")


@dataclass(frozen=True)
class Exclusion:
    """One rule: all given patterns must match; ``*`` and ``?`` are wildcards, case does not matter."""

    product: str = "*"
    line: str = "*"
    brand: str = "*"
    segment: str = "*"
    state: str = "*"
    customer: str = "*"
    reason: str = ""

    def products(self, products: pd.DataFrame) -> np.ndarray:
        """Which of the portfolio's products (m) it is about: by their own name or their family's."""
        chosen = _matches(products.index.to_series(), self.product) | _matches(
            _column(products, Column.PRODUCT), self.product
        )
        for column, pattern in ((Column.REVENUE_LINE, self.line), (Column.BRAND, self.brand)):
            chosen &= _matches(_column(products, column), pattern)
        return chosen

    def customers(self, base: pd.DataFrame) -> np.ndarray:
        """Which rows of the base (n) it is about."""
        chosen = np.ones(len(base), dtype=bool)
        for column, pattern in (
            (Column.SEGMENT, self.segment),
            (Column.STATE, self.state),
            (Column.CUSTOMER, self.customer),
        ):
            chosen &= _matches(_column(base, column), pattern)
        return chosen

    def told(self) -> str:
        """The filters as the file has them, but for the code of a customer: the log keeps what is told."""
        given = {key: getattr(self, name) for key, name in _KEYS.items() if name != "reason"}
        if given["cliente"] != "*":
            given["cliente"] = "..."
        return ", ".join(f'{key} = "{pattern}"' for key, pattern in given.items() if pattern != "*")


@dataclass(frozen=True)
class AnalystRules:
    """What the rules file says; ``AnalystRules()`` excludes only the vendor's own accounts."""

    exclusions: tuple[Exclusion, ...] = ()
    vendor_segments: tuple[str, ...] = ("TOTVS",)

    def is_vendor(self, base: pd.DataFrame) -> np.ndarray:
        """Which rows of the base are the vendor's own accounts: nothing is recommended to them."""
        segments = _column(base, Column.SEGMENT)
        return np.logical_or.reduce(
            [_matches(segments, name) for name in self.vendor_segments] or [np.zeros(len(base), bool)]
        )

    def without_effect(self, products: pd.DataFrame, base: pd.DataFrame) -> list[str]:
        """A sentence for each rule that is about none of these products or none of these customers: a slip, mostly."""
        told = []
        for number, rule in enumerate(self.exclusions, 1):
            found = {"produto": rule.products(products).any(), "cliente": rule.customers(base).any()}
            none = " nem ".join(f"nenhum {what}" for what, some in found.items() if not some)
            if none:
                told.append(f"A regra {number} não atinge {none} e fica sem efeito: {rule.told()}.")
        return told


def parse_rules(content: dict[str, Any], origin: str) -> AnalystRules:
    """Rules from what a rules file holds; ``origin`` names it in the messages.

    Raises:
        ConfigurationError: unknown key, wrong type, or a rule that excludes everything for everybody.
    """
    _check_names(content, _ROOT, origin)
    entries = content.get("nunca_recomendar", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _wrong("nunca_recomendar não é uma lista de regras.", origin, "escreva [[nunca_recomendar]] por regra.")
    exclusions = tuple(_exclusion(entry, f"{origin}, regra {i}") for i, entry in enumerate(entries, 1))
    return AnalystRules(exclusions, _vendor_segments(content, origin))


def _vendor_segments(content: dict[str, Any], origin: str) -> tuple[str, ...]:
    segments = content.get("segmentos_do_fornecedor", list(AnalystRules().vendor_segments))
    if not isinstance(segments, list) or not all(isinstance(segment, str) for segment in segments):
        raise _wrong(f"segmentos_do_fornecedor não é uma lista de textos: {segments!r}.", origin)
    return tuple(segments)


def _exclusion(entry: dict[str, Any], where: str) -> Exclusion:
    _check_names(entry, tuple(_KEYS), where)
    for key, value in entry.items():
        if not isinstance(value, str) or not value.strip():
            raise _wrong(f"{key} precisa ser um texto, e é {value!r}.", where, 'escreva o valor entre aspas, como "*".')
    exclusion = Exclusion(**{_KEYS[key]: value.strip() for key, value in entry.items()})
    patterns = [getattr(exclusion, field.name) for field in fields(Exclusion) if field.name != "reason"]
    if all(pattern == "*" for pattern in patterns):
        raise _wrong("A regra exclui todos os produtos de todos os clientes.", where, "informe ao menos um filtro.")
    return exclusion


def _check_names(content: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in content:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"você quis dizer {close[0]}?" if close else f"use uma destas: {', '.join(known)}."
            raise _wrong(f"Chave desconhecida: {name}.", where, hint)


def _wrong(what: str, where: str, action: str = "corrija o arquivo ou aponte outro com --rules.") -> ConfigurationError:
    return ConfigurationError(what, where=where, action=action)


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name in frame.columns:
        return frame[name]
    if frame.index.name == name:
        return frame.index.to_series()
    return pd.Series([None] * len(frame), index=frame.index, dtype=object)


def _matches(values: pd.Series, pattern: str) -> np.ndarray:
    """``*`` matches nulls too; any other pattern needs a text."""
    if pattern == "*":
        return np.ones(len(values), dtype=bool)
    codes, levels = pd.factorize(values)
    hits = np.array([_fits(str(level), pattern) for level in levels] + [False])
    return hits[codes]


@lru_cache(maxsize=4096)
def _fits(text: str, pattern: str) -> bool:
    literal = pattern.replace("[", "[[]")  # a bracket is no wildcard here
    return fnmatchcase(text.casefold(), literal.casefold())
