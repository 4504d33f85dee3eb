"""The allocator of Polars, told how much memory to keep for itself."""

from __future__ import annotations

import os

from meraki.threads import processors

VARIABLE = "_RJEM_MALLOC_CONF"
"""Read by the jemalloc inside Polars when it is loaded; on Windows Polars has another one, and nobody looks."""
PATIENCE = 3000
"""Milliseconds for which freed memory waits to be used again."""


def reuse_memory() -> None:
    """An arena for each processor instead of four, and longer patience; what the user has set stays.

    For batches of millions of rows that come and go on all threads: stage 1 takes a twentieth less, with four tenths
    fewer page faults and no higher peak. To be called before Polars is imported.
    """
    os.environ.setdefault(VARIABLE, f"narenas:{processors()},dirty_decay_ms:{PATIENCE}")


def one_arena() -> None:
    """One arena instead of four; what the user has set stays.

    For tables that are read once: what reading has freed stays in each arena to the end of the process. Stage 2 at the
    real size peaks a twentieth lower, in the same time. To be called before Polars is imported.
    """
    os.environ.setdefault(VARIABLE, "narenas:1")
