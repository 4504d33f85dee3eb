"""Two or three rules that tell who belongs to a cluster, with how well they do on customers they never saw.

A shallow decision tree per cluster (at most four leaves, so at most three that say "yes"), learned on two thirds of the
customers. Thresholds are rounded to what people read, and the rounded rules are what is measured on the other third.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

from meraki.attributes import LARGEST, Attribute, Kind, band_numbers
from meraki.features import pooled_levels
from meraki.persona_conditions import Condition, Question, as_people_say, in_words, merged

MAX_LEAVES, MAX_DEPTH = 4, 3
MIN_LEAF = 5
SAMPLE_ROWS = 20_000
HELD_OUT = 3
"""Each third member of a cluster is held out."""
MIN_MEMBERS = 6
"""Of fewer members none is held out, and the accuracy is unknown."""
EVERYBODY = "todos os clientes"
NO_RULE = "nenhuma regra simples distingue este cluster"


@dataclass(frozen=True)
class Rules:
    """The rules of one cluster in words, and their balanced accuracy on customers held out (NaN: not measured).

    Balanced: the mean of the share of members that the rules name and the share of others that they do not; 0.5 is
    what chance reaches, whatever the size of the cluster.
    """

    text: str
    accuracy: float


def membership_rules(base: pd.DataFrame, attributes: Sequence[Attribute], labels: np.ndarray, seed: int) -> list[Rules]:
    """The rules of each cluster 1..k from the columns as people know them.

    Args:
        base: a row per customer; above 20,000 customers a sample of them is used.
        attributes: columns the rules may ask about.
        labels: (n,) 1..k.
        seed: of the sample and of ties in the trees.
    """
    k = int(labels.max())
    if k == 1:
        return [Rules(EVERYBODY, np.nan)]
    rows = _sample(len(base), seed)
    part, labels = base.iloc[rows], labels[rows]
    questions = [question for attribute in attributes for question in _questions(part[attribute.name], attribute)]
    if not questions:
        return [Rules(NO_RULE, np.nan)] * k
    table = np.column_stack([question.values for question in questions])
    return [_rules(table, questions, labels == cluster, seed) for cluster in range(1, k + 1)]


def _sample(rows: int, seed: int) -> np.ndarray:
    if rows <= SAMPLE_ROWS:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, SAMPLE_ROWS, replace=False))


def _questions(values: pd.Series, attribute: Attribute) -> list[Question]:
    if attribute.kind is Kind.CATEGORY:
        levels = pooled_levels(values)
        return [
            Question(attribute.name, Kind.CATEGORY, (levels == level).to_numpy(dtype=float), level)
            for level in sorted(levels.unique())
        ]
    numbers = band_numbers(values) if attribute.kind is Kind.BAND else values
    found = numbers.to_numpy(dtype=float, na_value=np.nan)
    known = np.where(np.isfinite(found), found, np.nan)
    return [Question(attribute.name, attribute.kind, np.clip(known, -LARGEST, LARGEST))]


def _rules(table: np.ndarray, questions: Sequence[Question], members: np.ndarray, seed: int) -> Rules:
    held_out = _held_out(members)
    seen = ~held_out
    tree = DecisionTreeClassifier(
        max_depth=MAX_DEPTH,
        max_leaf_nodes=MAX_LEAVES,
        min_samples_leaf=min(MIN_LEAF, max(1, int(members.sum()) // 2)),
        class_weight="balanced",
        random_state=seed,
    ).fit(table[seen], members[seen])
    paths = _paths_to_members(tree, questions)
    if not paths:
        return Rules(NO_RULE, np.nan)
    named = np.any([np.all([condition.holds() for condition in path], axis=0) for path in paths], axis=0)
    accuracy = _balanced_accuracy(named[held_out], members[held_out]) if held_out.any() else np.nan
    return Rules(in_words(paths), accuracy)


def _held_out(members: np.ndarray) -> np.ndarray:
    """Every third member and every third of the others, unless the members are few."""
    held_out = np.zeros(len(members), dtype=bool)
    if members.sum() >= MIN_MEMBERS:
        for group in (members, ~members):
            held_out[np.flatnonzero(group)[HELD_OUT - 1 :: HELD_OUT]] = True
    return held_out


def _balanced_accuracy(named: np.ndarray, members: np.ndarray) -> float:
    shares = [float((named == members)[group].mean()) for group in (members, ~members) if group.any()]
    return round(float(np.mean(shares)), 6)


def _paths_to_members(tree: DecisionTreeClassifier, questions: Sequence[Question]) -> list[list[Condition]]:
    """The conditions on the way to each node whose leaves all say "member", the purest node first."""
    nodes = tree.tree_
    found: list[tuple[float, list[Condition]]] = []

    def share(node: int) -> float:
        return float(nodes.value[node][0][-1] / nodes.value[node][0].sum())

    def all_members(node: int) -> bool:
        left, right = nodes.children_left[node], nodes.children_right[node]
        return share(node) > 0.5 if left < 0 else all_members(left) and all_members(right)

    def walk(node: int, path: list[Condition]) -> None:
        if path and all_members(node):
            found.append((share(node), merged(path)))
            return
        if nodes.children_left[node] < 0:
            return
        question = questions[nodes.feature[node]]
        threshold = float(nodes.threshold[node])
        left_too = bool(nodes.missing_go_to_left[node])
        walk(nodes.children_left[node], [*path, Condition(question, False, threshold, left_too)])
        walk(nodes.children_right[node], [*path, Condition(question, True, threshold, not left_too)])

    walk(0, [])
    purest_first = [path for _, path in sorted(found, key=lambda item: -item[0])]
    return [told for told in map(as_people_say, purest_first) if told]
