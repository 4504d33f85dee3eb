"""Work on all processors whose results do not depend on how many there are."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from threadpoolctl import ThreadpoolController

T = TypeVar("T")
R = TypeVar("R")


def in_threads(function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """``map`` over threads whose BLAS and OpenMP use one thread each.

    Sums inside a call then never depend on the number of processors: byte-equal results on 1 and on 2. The limit is set
    in each worker too, because OpenMP keeps it per thread.
    """
    with one_thread_each(), ThreadPoolExecutor(processors(), initializer=one_thread_each) as pool:
        yield from pool.map(function, items)


def one_thread_each() -> Any:
    """Limit BLAS and OpenMP to one thread from here on; as a context, until its end."""
    return _libraries().limit(limits=1)


@functools.cache
def _libraries() -> ThreadpoolController:
    """Looked up once, for that takes longer than many a call: whoever calls has imported what it computes with."""
    return ThreadpoolController()


def processors() -> int:
    """Processors this process may use: those the system gives it, at most OMP_NUM_THREADS where that is set."""
    counted = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return min(counted, int(wanted)) if wanted.isdigit() and int(wanted) > 0 else counted
