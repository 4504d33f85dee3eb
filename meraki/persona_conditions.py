"""What a rule asks of a column, in the words people use, and as few of them as say the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from meraki.attributes import Kind
from meraki.columns import Column
from meraki.wording import column_label, number, segment_label, thing_had

DIGITS = range(2, 8)
"""Significant digits of a threshold, as few as will do."""
WHOLE_PART, HARDLY_ANYBODY = 3, 0.02
"""Words show three significant digits or the whole part; a threshold takes as many where with fewer more customers
than this share would change sides: of years, two digits tell nothing."""
NEAR_ZERO = 0.05
"""Of the customers with none so few may have some, up to so small a part of what others have, and a threshold still
tells none from some: one cent is none."""


@dataclass(frozen=True)
class Question:
    """A column that the rules may ask about: (n,) numbers, NaN where unknown; ``level`` for a 0/1 of a category."""

    column: str
    kind: Kind
    values: np.ndarray
    level: str = ""

    @property
    def has_unknown(self) -> bool:
        """Whether somebody's value is not known."""
        return bool(np.isnan(self.values).any())


@dataclass(frozen=True)
class Condition:
    """``value > threshold`` (above) or ``value <= threshold``; ``unknown`` says whether a null fulfils it.

    An infinite threshold asks only whether the value is known: scikit-learn splits so.
    """

    question: Question
    above: bool
    threshold: float
    unknown: bool

    def holds(self) -> np.ndarray:
        """(n,) which customers fulfil it."""
        values = self.question.values
        known = values > self.threshold if self.above else values <= self.threshold
        return np.where(np.isnan(values), self.unknown, known)

    def __str__(self) -> str:
        label = column_label(self.question.column)
        if self.question.kind is Kind.CATEGORY:
            level = self.question.level
            shown = segment_label(level) if self.question.column == Column.SEGMENT else level
            return f"{label} {'é' if self.above else 'não é'} {shown}"
        if np.isinf(self.threshold):
            return f"{label} não informado" if self.above else f"{label} informado"
        text = self._of_a_band(label) if self.question.kind is Kind.BAND else self._of_a_number(label)
        return f"{text} (ou não informado)" if self.unknown and self.question.has_unknown else text

    def _of_a_band(self, label: str) -> str:
        edge = int(np.floor(self.threshold)) + self.above
        return f"{label} da faixa {edge:02d} em diante" if self.above else f"{label} até a faixa {edge:02d}"

    def _of_a_number(self, label: str) -> str:
        thing = thing_had(self.question.column)
        if thing and self.threshold == 0 and not (self.question.values < 0).any():
            return f"{'com' if self.above else 'sem'} {thing}"
        return f"{label} {'acima de' if self.above else 'até'} {number(self.threshold, self.question.column)}"

    def told(self, *, against: bool = False) -> tuple[int, bool, float, bool]:
        """What it asks, to compare; with ``against`` what the other branch of the same question asks."""
        unknown = self.question.has_unknown and self.unknown != against
        return id(self.question), self.above != against, self.threshold, unknown


def merged(path: list[Condition]) -> list[Condition]:
    """Of several bounds on one side of one column only the tightest speaks."""
    kept: dict[tuple[int, bool], Condition] = {}
    for condition in path:
        key = (id(condition.question), condition.above)
        tighter = max if condition.above else min
        earlier = kept.get(key, condition)
        threshold = tighter(earlier.threshold, condition.threshold)
        kept[key] = Condition(condition.question, condition.above, threshold, earlier.unknown and condition.unknown)
    return list(kept.values())


def as_people_say(path: list[Condition]) -> list[Condition]:
    """``path`` with few digits, yet so many that no two bounds of a column read the same; empty where none suffice."""
    bounds = Counter(id(each.question) for each in path)
    for digits in DIGITS:
        told = [
            replace(each, threshold=_readable(each.question, each.threshold, digits, bounds[id(each.question)] == 1))
            for each in path
        ]
        if not any(_read_the_same(low, high) for low in told if low.above for high in told if not high.above):
            return told
    return []


def _read_the_same(low: Condition, high: Condition) -> bool:
    if low.question is not high.question or low.question.kind is not Kind.NUMBER:
        return False
    column = low.question.column
    return number(low.threshold, column) == number(high.threshold, column)


def _readable(question: Question, threshold: float, digits: int, alone: bool) -> float:
    """A threshold as people would say it: of few ``digits``, whole for counts; where the column has no other bound
    (``alone``) never R$ 0,02 for none."""
    informed = question.values[~np.isnan(question.values)]
    if np.isinf(threshold):
        return threshold
    if question.kind is Kind.NUMBER and alone and _tells_none_from_some(informed, threshold):
        return 0.0
    if question.kind is not Kind.NUMBER:
        return threshold
    whole = (informed == np.floor(informed)).all()
    return _rounded(question.column, informed, float(np.floor(threshold) if whole else threshold), digits)


def _rounded(column: str, informed: np.ndarray, threshold: float, digits: int) -> float:
    """``threshold`` to ``digits``, or to as many more that words show as keep nearly everybody on his side."""
    told = float(f"{threshold:.{digits}g}")
    for more in range(digits + 1, _digits_shown(column, threshold) + 1):
        low, high = sorted((told, threshold))
        if np.count_nonzero((informed > low) & (informed <= high)) <= HARDLY_ANYBODY * len(informed):
            break
        told = float(f"{threshold:.{more}g}")
    return told


def _digits_shown(column: str, threshold: float) -> int:
    """Significant digits that the words of a threshold show at most; those of a percentage, no more than the fewest."""
    if threshold == 0 or number(threshold, column).endswith("%"):
        return DIGITS.start
    return max(WHOLE_PART, int(np.floor(np.log10(abs(threshold)))) + 1)


def _tells_none_from_some(informed: np.ndarray, threshold: float) -> bool:
    overlooked = int(((informed > 0) & (informed <= threshold)).sum())
    if not overlooked or threshold <= 0:
        return threshold > 0
    small = threshold < NEAR_ZERO * float(np.median(informed[informed > threshold]))
    return small and overlooked < NEAR_ZERO * int((informed == 0).sum())


def in_words(paths: Sequence[Sequence[Condition]]) -> str:
    """Alternatives of conditions that hold together: ``A e B, ou C``."""
    told = dict.fromkeys(" e ".join(map(str, path)) for path in without_repetition(paths))
    return ", ou ".join(told)


def without_repetition(paths: Sequence[Sequence[Condition]]) -> list[list[Condition]]:
    """The same customers in fewer words: ``A, or not A and B`` are those of ``A, or B``."""
    told = [list(path) for path in paths]
    for path in told * len(told):  # what one path loses may make a part of another needless
        others = [other for other in told if other is not path]
        for condition in list(path):
            if len(path) > 1 and any(_needless(condition, path, other) for other in others):
                path.remove(condition)
    return told


def _needless(condition: Condition, path: Sequence[Condition], other: Sequence[Condition]) -> bool:
    """Whether who is kept out of ``path`` by ``condition`` alone is let in by ``other``."""
    theirs, ours = {each.told() for each in other}, {each.told() for each in path}
    return condition.told(against=True) in theirs and theirs - {condition.told(against=True)} <= ours
