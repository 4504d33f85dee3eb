"""Exams for forms of advice: what to learn from, whom to advise, and what should have been found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from meraki.recommendation.forms import BLOCK_CELLS, Crowd

HELD_OUT_SHARE = 0.2
MAX_FOLDS = 5
MOST_HIDDEN, LEAST_HIDDEN = 16, 4
HIDDEN_CELLS = 4_800
"""Of a customer, as many products are hidden in turn as scores of all products stay below this."""
ENOUGH_TO_CHOOSE = 2_500
MAX_LEARNERS = 8_000
MAX_CELLS = 4_000_000
"""Questions x products of one exam: what is scored for every candidate."""
LATEST_SHARE = 0.15
MIN_DATED_CUSTOMERS = 100
OUT_OF_REACH = np.float32(-1e30)
NOT_A_CANDIDATE = OUT_OF_REACH / 10


@dataclass(frozen=True)
class Sitting:
    """Learn from ``learners``; advise ``questions``: baskets with their attributes, what they own is no candidate."""

    learners: Crowd
    questions: Crowd


@dataclass(frozen=True)
class Exam:
    """One sitting or more, and what should have been found.

    Attributes:
        sittings: their questions are numbered through, r in all.
        answers: (a, 2) question and product that should rank high; sorted by question.
        weights: (r,) so that each customer counts once.
        protocol: Portuguese sentence.
    """

    sittings: tuple[Sitting, ...]
    answers: np.ndarray
    weights: np.ndarray
    protocol: str


def held_out(
    crowd: Crowd, seed: int, fold: int = 0, cells: float = MAX_CELLS, share: float = HELD_OUT_SHARE
) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the customers to learn from and of those held out; both sampled where there are many.

    Folds of one seed hold out different customers, as long as there are any left: ``share`` of all, while their scores
    stay within ``cells``.
    """
    n = len(crowd.sizes)
    out = _held_out_size(crowd, cells, share)
    order = np.roll(np.random.default_rng(seed).permutation(n), -fold * out)
    return np.sort(order[out : out + MAX_LEARNERS]), np.sort(order[:out])


def folds(crowd: Crowd, enough: int, cells: float = MAX_CELLS, share: float = HELD_OUT_SHARE) -> range:
    """Folds of :func:`held_out` that hold out ``enough`` customers together, at most five."""
    out = _held_out_size(crowd, cells, share)
    return range(min(MAX_FOLDS, len(crowd.sizes) // out, -(-enough // out)) if out else 0)


def _held_out_size(crowd: Crowd, cells: float = MAX_CELLS, share: float = HELD_OUT_SHARE) -> int:
    n = len(crowd.sizes)
    return min(max(1, round(share * n)), max(50, int(cells // cells_of_one(crowd))), n - 1) if n > 1 else 0


def cells_of_one(crowd: Crowd) -> float:
    """Scores that the questions of one held-out customer take."""
    return crowd.holdings.shape[1] * max(1.0, float(np.minimum(most_hidden(crowd), crowd.sizes).mean()))


def most_hidden(crowd: Crowd) -> int:
    """Products of one customer that are hidden in turn, where their scores are kept."""
    return min(MOST_HIDDEN, max(LEAST_HIDDEN, HIDDEN_CELLS // crowd.holdings.shape[1]))


def hide_each(crowd: Crowd, seed: int) -> Exam:
    """Held-out customers with two products or more; each of their products (4 to 16) hidden in turn.

    As many folds as ask enough customers, while their scores fit in memory: one fold of few would choose by chance.
    """
    affordable = max(1, int(MAX_CELLS // (cells_of_one(crowd) * max(1, _held_out_size(crowd)))))
    parts = [_hidden_fold(crowd, seed, fold) for fold in folds(crowd, ENOUGH_TO_CHOOSE)[:affordable] or range(1)]
    firsts = np.cumsum([0, *(len(weights) for _, _, weights in parts)])
    return Exam(
        tuple(sitting for sitting, _, _ in parts),
        np.vstack([answers + np.array([first, 0]) for (_, answers, _), first in zip(parts, firsts, strict=False)]),
        np.concatenate([weights for _, _, weights in parts]),
        "clientes fora do ajuste, cada produto escondido por vez",
    )


def _hidden_fold(crowd: Crowd, seed: int, fold: int) -> tuple[Sitting, np.ndarray, np.ndarray]:
    learners, asked = held_out(crowd, seed, fold)
    able = crowd.rows(asked[crowd.sizes[asked] >= 2])
    questions, answers, _, weights = hidden_in_turn(able, seed, most_hidden(able))
    return Sitting(crowd.rows(learners), questions), answers, weights


def hidden_in_turn(asked: Crowd, seed: int, most: int) -> tuple[Crowd, np.ndarray, np.ndarray, np.ndarray]:
    """At most ``most`` products of each customer, drawn at random, each hidden once.

    Returns:
        A question for each hidden product, the (question, product) pairs, the customer of each, and its weight: those
        of one customer add up to 1.
    """
    rng = np.random.default_rng(seed)
    customer, product = asked.holdings.nonzero()
    draw = rng.random(len(customer))
    order = np.lexsort((draw, customer))
    starts = np.concatenate([[0], np.cumsum(asked.sizes)[:-1]])
    place = np.empty(len(order), dtype=int)
    place[order] = np.arange(len(order)) - starts[customer[order]]
    kept = place < most
    customer, product = customer[kept], product[kept]
    shown = asked.rows(customer)
    questions = shown.owning(without(shown.holdings, product))
    answers = np.column_stack([np.arange(len(product)), product]).reshape(-1, 2)
    weights = 1 / np.minimum(asked.sizes, most)[customer]
    return questions, answers, customer, weights


def without(holdings: csr_matrix, products: np.ndarray) -> csr_matrix:
    """``holdings`` (r, m) with the r-th product taken from row r."""
    r, m = holdings.shape
    gone = csr_matrix((np.ones(r, np.float32), (np.arange(r), products)), shape=(r, m))
    left = csr_matrix(holdings - gone)
    left.eliminate_zeros()
    left.sort_indices()
    return left


def hide_one(crowd: Crowd, share: float, seed: int) -> tuple[csr_matrix, np.ndarray, np.ndarray]:
    """LOO-20: the holdings with one product hidden of a random ``share`` of the customers who own two or more.

    Returns:
        The holdings left, the positions of those customers, and the product hidden of each.
    """
    rng = np.random.default_rng(seed)
    able = np.flatnonzero(crowd.sizes >= 2)
    chosen = np.sort(rng.choice(able, round(share * len(able)), replace=False))
    indptr, indices = crowd.holdings.indptr, crowd.holdings.indices
    hidden = np.array([rng.choice(indices[indptr[u] : indptr[u + 1]]) for u in chosen], dtype=int)
    gone = csr_matrix((np.ones(len(chosen), np.float32), (chosen, hidden)), shape=crowd.holdings.shape)
    left = csr_matrix(crowd.holdings - gone)
    left.eliminate_zeros()
    left.sort_indices()
    return left, chosen, hidden


def by_date(crowd: Crowd, seed: int) -> Exam | None:
    """Learn from what was owned before a day; find what was first contracted from that day on.

    The day leaves the latest 15 % of the dated adoptions to find. None where dates are missing for more than half
    of the holdings, or fewer than 100 customers own something before and take up something after.
    """
    contracts = crowd.contracts
    if contracts is None or not contracts.first.nnz or contracts.first.nnz < 0.5 * crowd.holdings.nnz:
        return None
    adopted = contracts.first
    cut = float(np.quantile(adopted.data, 1 - LATEST_SHARE, method="higher"))  # a day of a holding, not one between two
    late = adopted.copy()
    late.data = (adopted.data >= cut).astype(np.float32)
    late.eliminate_zeros()
    early = csr_matrix(crowd.holdings - late.astype(np.float32))
    early.eliminate_zeros()
    early.sort_indices()
    able = np.flatnonzero((np.diff(early.indptr) > 0) & (np.diff(late.indptr) > 0))
    if len(able) < MIN_DATED_CUSTOMERS:
        return None
    known = Crowd(early, crowd.features, contracts.of(early).before(cut).undated())
    return _dated_exam(known, csr_matrix(late), able, cut, seed)


def _dated_exam(early: Crowd, late: csr_matrix, able: np.ndarray, cut: float, seed: int) -> Exam:
    rng = np.random.default_rng(seed)
    n, m = early.holdings.shape
    asked = np.sort(rng.permutation(able)[: max(100, MAX_CELLS // m)])
    learners = np.sort(rng.permutation(n)[: 2 * MAX_LEARNERS])
    question, product = late[asked].nonzero()
    answers = np.column_stack([question, product])
    day = np.datetime64(int(cut), "D")
    protocol = f"por data: aprende com o que havia antes de {day}, procura o que foi contratado depois"
    return Exam((Sitting(early.rows(learners), early.rows(asked)),), answers, np.ones(len(asked)), protocol)


def standardised(scores: np.ndarray, owned: csr_matrix) -> np.ndarray:
    """Scores of the products not owned, mean 0 and deviation 1 in each row; owned ones out of reach."""
    values = np.array(scores, dtype=np.float32)
    mine = owned.nonzero()
    free = np.maximum(values.shape[1] - np.diff(owned.indptr), 1).astype(np.float32)[:, None]
    values[mine] = 0
    values -= values.sum(axis=1, keepdims=True) / free
    values[mine] = 0
    deviation = np.sqrt(np.einsum("ij,ij->i", values, values)[:, None] / free)
    values /= np.where(deviation > 1e-12, deviation, 1)
    values[mine] = OUT_OF_REACH
    return values


def ranks(scores: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """1-based rank of each (row, product) pair; ties by the product's place, which is its name's order."""
    rows, products = pairs[:, 0], pairs[:, 1]
    result = np.empty(len(pairs), dtype=int)
    block = max(1, BLOCK_CELLS // scores.shape[1])
    for start in range(0, len(pairs), block):
        part = slice(start, start + block)
        result[part] = _ranks_in_rows(scores[rows[part]], products[part])
    return result


def _ranks_in_rows(values: np.ndarray, products: np.ndarray) -> np.ndarray:
    own = values[np.arange(len(values)), products][:, None]
    ahead = np.count_nonzero(values > own, axis=1)
    level = np.flatnonzero(np.count_nonzero(values == own, axis=1) > 1)
    before = np.arange(values.shape[1]) < products[level, None]
    ahead[level] += np.count_nonzero((values[level] == own[level]) & before, axis=1)
    return ahead + 1


def best(scores: np.ndarray, top_n: int) -> tuple[np.ndarray, np.ndarray]:
    """(row, product) of the ``top_n`` highest candidates of each row, best first.

    A total order: ties go to the earlier product, which is the earlier name. Rows with fewer candidates give fewer.
    """
    k = min(top_n, scores.shape[1])
    limit = np.partition(scores, -k, axis=1)[:, [-k]]
    chosen = scores >= limit
    crowded = np.flatnonzero(chosen.sum(axis=1) > k)
    if len(crowded):
        above = scores[crowded] > limit[crowded]
        tied = chosen[crowded] & ~above
        room = k - above.sum(axis=1, keepdims=True)
        chosen[crowded] = above | (tied & (np.cumsum(tied, axis=1) <= room))
    chosen &= scores > NOT_A_CANDIDATE
    row, product = np.nonzero(chosen)
    order = np.lexsort((product, -scores[row, product], row))
    return row[order], product[order]


def ndcg_at_5(scores: np.ndarray, exam: Exam) -> np.ndarray:
    """NDCG@5 of each question (Järvelin & Kekäläinen 2002), binary relevance."""
    return ndcg_of(ranks(scores, exam.answers), exam.answers[:, 0], len(exam.weights))


def ndcg_of(found: np.ndarray, question: np.ndarray, questions: int) -> np.ndarray:
    """NDCG@5 from the ranks of the answers and the question of each."""
    gains = np.where(found <= 5, 1 / np.log2(1 + found), 0)
    total = np.bincount(question, gains, questions)
    ideal = np.cumsum(1 / np.log2(1 + np.arange(1, 6)))
    wanted = np.bincount(question, minlength=questions)
    return total / ideal[np.clip(wanted, 1, 5) - 1]
