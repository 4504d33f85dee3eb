"""Choose the form of advice on an exam inside the run: every candidate, then averages of the best."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from typing import Any

import numpy as np

from meraki.recommendation.by_extent import ByExtent, tells_extents
from meraki.recommendation.common_factors import CommonFactors
from meraki.recommendation.customer_kernel import CustomerKernel
from meraki.recommendation.exams import Exam, by_date, hide_each, ndcg_at_5, standardised
from meraki.recommendation.forms import Associations, BaseRate, Crowd, Form, Scorer
from meraki.recommendation.neighbours import CustomerNeighbours, ItemNeighbours
from meraki.recommendation.next_product import NextProduct
from meraki.recommendation.ridge import Ridge
from meraki.recommendation.sparse_weights import SparseWeights
from meraki.recommendation.trees import Trees
from meraki.threads import in_threads

SMALL_PORTFOLIO, MIDDLE_PORTFOLIO = 60, 300
MAX_NEIGHBOUR_CUSTOMERS = 100_000
MAX_KERNEL_CUSTOMERS = 4_000
"""The time of a regression over customers grows with their cube, its memory with their square."""
MAX_ADDED = 4
"""Members that the average may take beside those that are level with the best."""
LEAST_KEPT, KEPT_CELLS = 6, 40_000_000
"""Candidates whose scores are kept for the average: six, and more while there are fewer scores than that."""
MIN_GAIN = 2e-4
"""Of NDCG@5, for one more member of the average."""
MIN_QUESTIONS = 30
WEIGHABLE = (Ridge, SparseWeights, CommonFactors, CustomerKernel, ItemNeighbours, CustomerNeighbours)
"""Kinds of forms that mean the same where a holding is a number: no chances, no odds of a basket. Trees on numbers were
no better, and take as long again."""
MAX_BY_EXTENT = 4
"""Of them, the best of each of so many kinds are tried on extents too."""
TOTAL = "total"


@dataclass(frozen=True)
class Choice:
    """The forms to average with their weights, and how that was decided.

    Attributes:
        members: forms with their weights in the average of standardised scores.
        table: a dict per candidate tried: forma, ndcg@5; the same in every run on the same data.
        protocol: of the exam, in Portuguese.
        seconds: wall seconds of each candidate by its label, and of the whole choice as ``total``.
    """

    members: tuple[tuple[Form, float], ...]
    table: tuple[dict[str, Any], ...]
    protocol: str
    seconds: Mapping[str, float]

    @property
    def label(self) -> str:
        return " + ".join(f"{weight:g} x {form.label}" if weight != 1 else form.label for form, weight in self.members)


@dataclass(frozen=True)
class Blend:
    """The fitted members of a choice."""

    members: tuple[tuple[Scorer, float], ...]

    def score(self, crowd: Crowd) -> np.ndarray:
        """(r, m) weighted mean of standardised scores; owned products far below all others."""
        total = sum(weight for _, weight in self.members)
        scores = np.zeros(crowd.holdings.shape, np.float32)
        for scorer, weight in self.members:
            scores += np.float32(weight / total) * standardised(scorer.score(crowd), crowd.holdings)
        return scores

    def links(self) -> np.ndarray | None:
        """The links of the heaviest member that has any."""
        ordered = sorted(self.members, key=lambda member: -member[1])
        return next((links for scorer, _ in ordered if (links := scorer.links()) is not None), None)


def candidates(n: int, m: int, dated: bool) -> list[Form]:
    """What is worth trying on n customers and m products; ``dated`` when the exam is by date."""
    forms: list[Form] = [BaseRate(1), BaseRate(12), Associations(5.0), Associations(30.0)]
    forms += [Ridge(penalty) for penalty in (20.0, 100.0, 300.0, 900.0)]
    forms += [Ridge(100.0, dropout=0.25, even=True)]
    forms += [Ridge(penalty, "profile") for penalty in (50.0, 200.0, 500.0)]
    if m <= SMALL_PORTFOLIO:
        return [*forms, NextProduct(3.0, 10.0), NextProduct(3.0, 40.0), Trees()]
    if n <= MAX_NEIGHBOUR_CUSTOMERS:
        forms += [ItemNeighbours(), CustomerNeighbours(100)]
    if n <= MAX_KERNEL_CUSTOMERS:
        forms += [CustomerKernel(0.5, 0.4), CustomerKernel(2.0, 0.7)]
    if m <= MIDDLE_PORTFOLIO:
        forms += [Ridge(100.0, dropout=0.25), Ridge(300.0, dropout=0.25, even=True), SparseWeights()]
        forms += [NextProduct(2.0, 30.0, iterations=30), NextProduct(6.0, 30.0, iterations=30)]
        forms += [CommonFactors(penalty) for penalty in (10.0, 20.0, 40.0) if dated]
    return forms


def choose(crowd: Crowd, seed: int) -> Choice:
    """Fit and examine every candidate, then average those level with the best, and greedily (Caruana et al. 2004).

    The exam is by date when dates allow, else each product of held-out customers is hidden in turn. With fewer than
    30 questions nothing can be told apart: associations it is. Where contracts tell how much customers have of each
    product, the best forms are tried on that too.
    """
    start = time.perf_counter()
    dated = by_date(crowd, seed)
    exam = dated or hide_each(crowd.undated(), seed)
    if len(exam.weights) < MIN_QUESTIONS:
        fallback = Associations(30.0)
        return Choice(
            ((fallback, 1.0),), (), "poucos clientes para comparar formas", {TOTAL: time.perf_counter() - start}
        )
    customers, products = crowd.holdings.shape
    forms = candidates(customers, products, dated is not None)
    tried = _Tried(exam, seed)
    tried.add(forms)
    if tells_extents(exam.sittings[0].learners):
        forms += [ByExtent(form) for form in _worth_weighing(forms, tried.gains, exam)]
        tried.add(forms[len(tried.gains) :])
    members, reached = _average(tried.kept, tried.gains, forms, exam)
    chosen = Choice(tuple(members), (), exam.protocol, {})
    table: list[dict[str, Any]] = [{"forma": form.label, "ndcg@5": _mean(tried.gains[form], exam)} for form in forms]
    table.append({"forma": chosen.label, "ndcg@5": reached})
    return replace(chosen, table=tuple(table), seconds={**tried.spent, TOTAL: time.perf_counter() - start})


def fit(choice: Choice, crowd: Crowd, seed: int) -> Blend:
    """Fit the chosen members on these customers."""
    fitted = in_threads(lambda member: (member[0].fit(crowd, seed), member[1]), choice.members)
    return Blend(tuple(fitted))


@dataclass(frozen=True)
class _Tried:
    """NDCG@5 of each form at each question, seconds by label, and the scores of those worth averaging."""

    exam: Exam
    seed: int
    gains: dict[Form, np.ndarray] = field(default_factory=dict)
    spent: dict[str, float] = field(default_factory=dict)
    kept: dict[Form, np.ndarray] = field(default_factory=dict)

    def add(self, forms: Sequence[Form]) -> None:
        """Examine these forms; the slowest are last in the list: begun first, they leave no processor idle."""
        order = list(reversed(forms))
        examined = in_threads(partial(_examined, self.exam, self.seed), order)
        for form, (scores, took) in zip(order, examined, strict=True):
            self.gains[form], self.spent[form.label], self.kept[form] = ndcg_at_5(scores, self.exam), took, scores
            _drop_worst(self.kept, {other: _mean(self.gains[other], self.exam) for other in self.kept})


def _examined(exam: Exam, seed: int, form: Form) -> tuple[np.ndarray, float]:
    """Standardised scores of the questions, and the seconds they took."""
    start = time.perf_counter()
    parts = [sitting.questions.scored_by(_standardised(form.fit(sitting.learners, seed))) for sitting in exam.sittings]
    return np.concatenate(parts), time.perf_counter() - start


def _standardised(scorer: Scorer) -> Callable[[Crowd], np.ndarray]:
    return lambda part: standardised(scorer.score(part), part.holdings)


def _drop_worst(kept: dict[Form, np.ndarray], values: dict[Form, float]) -> None:
    """Forget the scores of the worst forms beyond what memory is meant for; their place in the table stays."""
    cells = next(iter(kept.values())).size
    while len(kept) > max(LEAST_KEPT, KEPT_CELLS // max(1, cells)):
        del kept[min(kept, key=lambda form: values[form])]


def _average(
    kept: dict[Form, np.ndarray], gains: Mapping[Form, np.ndarray], forms: Sequence[Form], exam: Exam
) -> tuple[list[tuple[Form, float]], float]:
    """The forms level with the best, then with replacement the one that helps most, while it helps.

    Ties go to the earlier of ``forms``.

    Returns:
        The forms with their weights, heaviest first, and the NDCG@5 that their sum reaches.
    """
    tried = [form for form in forms if form in kept]
    counts = dict.fromkeys(_level(tried, gains, exam), 1.0)
    total = reduce(np.add, [kept[form] for form in counts])
    best = _mean(ndcg_at_5(total, exam), exam)
    for _ in range(MAX_ADDED):
        values = list(in_threads(partial(_mean_with, total, exam), [kept[form] for form in tried]))
        i = int(np.argmax(values))
        if values[i] < best + MIN_GAIN:
            break
        best, total = values[i], total + kept[tried[i]]
        counts[tried[i]] = counts.get(tried[i], 0.0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], forms.index(item[0]))), best


def _level(tried: Sequence[Form], gains: Mapping[Form, np.ndarray], exam: Exam) -> list[Form]:
    """The best, and of each other kind the best where it is not behind by a standard error of the difference.

    Where the exam cannot tell unlike forms apart, their average is safer than any (the one-standard-error rule of
    Breiman et al. 1984, here for what to average). Questions are taken as independent.
    """
    first, *_ = best = _best_of_kinds(tried, gains, exam)
    behind = {form: gains[first] - gains[form] for form in best}
    return [form for form, less in behind.items() if _mean(less, exam) <= _standard_error(less, exam)]


def _best_of_kinds(forms: Sequence[Form], gains: Mapping[Form, np.ndarray], exam: Exam) -> list[Form]:
    """The best of each kind, best first."""
    best: dict[str, Form] = {}
    for form in sorted(forms, key=lambda form: -_mean(gains[form], exam)):
        best.setdefault(_kind(form), form)
    return list(best.values())


def _worth_weighing(forms: Sequence[Form], gains: Mapping[Form, np.ndarray], exam: Exam) -> list[Form]:
    """The best of each kind that can be fitted on extents, but for the worst kinds."""
    return _best_of_kinds([form for form in forms if isinstance(form, WEIGHABLE)], gains, exam)[:MAX_BY_EXTENT]


def _kind(form: Form) -> str:
    """The label without its parameters."""
    return form.label.split(" (")[0]


def _standard_error(values: np.ndarray, exam: Exam) -> float:
    """Of the weighted mean."""
    shares = exam.weights / exam.weights.sum()
    return float(np.sqrt(np.sum((shares * (values - shares @ values)) ** 2)))


def _mean_with(total: np.ndarray, exam: Exam, scores: np.ndarray) -> float:
    return _mean(ndcg_at_5(total + scores, exam), exam)


def _mean(gains: np.ndarray, exam: Exam) -> float:
    return float(np.average(gains, weights=exam.weights))
