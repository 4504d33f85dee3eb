"""The allocator of Polars, told to use again what it has before it asks the system for more."""

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
