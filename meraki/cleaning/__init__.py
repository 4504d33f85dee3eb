"""From typed rows to one row per customer key, a module per subject.

Pure functions ``nw.LazyFrame -> nw.LazyFrame`` in Narwhals expressions that mean the same on a Polars and on a
PySpark lazy frame: no row order, no engine's own functions. The null key is kept as a group of its own, because
its ``LINHAS`` are the rows rejected for lack of a key.
"""
