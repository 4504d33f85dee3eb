"""The usage log, tens of millions of rows, brought down part by part to the little that is measured of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

import narwhals as nw
import polars as pl

from meraki.cleaning import expressions, telemetry
from meraki.cleaning.expressions import ROWS
from meraki.columns import Column
from meraki.engines import cast_of, collect
from meraki.reading.contracts import TELEMETRY
from meraki.reading.plain import Keys, NotPlainError, plain_rows, with_dates
from meraki.reading.table_contract import TableContract
from meraki.reading.tables import INVALID_SUFFIX, FilePart, TypedTable
from meraki.sources import RawPath

BATCH = 1_500_000
"""Events in memory at once while they are counted."""
PORTION = 2_000_000
"""Events whose durations are in memory at once, where that takes no more than :data:`READINGS`."""
READINGS = 16
"""How often all durations are read, at most: reading them once for each so many events would grow with the square."""
NUMBER = "NUMERO"


@dataclass(frozen=True)
class Usage:
    """What a log comes down to.

    Attributes:
        table: the log as it was read.
        events, places: :func:`telemetry.events` and :func:`telemetry.places` of all parts.
        durations: key and duration of every event that has one; on disk, or with Spark where it keeps it.
        numbers: key and NUMERO where ``durations`` hold numbers for keys, else None.
    """

    table: TypedTable
    events: pl.DataFrame
    places: pl.DataFrame
    durations: nw.LazyFrame
    numbers: pl.DataFrame | None = None

    def days_seen(self) -> pl.DataFrame:
        """DIA and LINHAS: how many events each day has, repeated where several groups tell of it."""
        known = self.events.filter(pl.col(telemetry.DAY).is_not_null())
        return known.select(pl.col(telemetry.DAY).alias("DIA"), ROWS)

    def by_customer(self, latest: date | None) -> pl.DataFrame:
        """:func:`telemetry.usage`, days left out that :func:`expressions.believed` does not take."""
        events = expressions.believed(nw.from_native(self.events.lazy()), (telemetry.DAY,), latest)
        return collect(telemetry.usage(events, nw.from_native(self.places.lazy())))

    def typical_durations(self, usage: pl.DataFrame) -> pl.DataFrame:
        """:func:`telemetry.typical_duration` of the customers of :meth:`by_customer`."""
        if self.numbers is None:  # an engine that spreads the work by itself
            return collect(telemetry.typical_duration(self.durations))
        number = nw.col(Column.CUSTOMER)
        portions = _portions(usage.join(self.numbers, on=Column.CUSTOMER))
        queries = [self.durations.filter(number >= first, number <= last) for first, last in portions]
        schema = {Column.CUSTOMER: pl.UInt32, Column.EVENT_DURATION: pl.Float64}
        found = [collect(telemetry.typical_duration(query)) for query in queries]
        medians = pl.concat([pl.DataFrame(schema=schema), *found]).rename({Column.CUSTOMER: NUMBER})
        return self.numbers.join(medians, on=NUMBER).drop(NUMBER)


def _portions(usage: pl.DataFrame) -> Iterator[tuple[int, int]]:
    """First and last number of groups of about as many events: an exact median needs its values in memory."""
    size = max(PORTION, int(usage[Column.EVENTS].sum()) // READINGS)
    portion = pl.col(Column.EVENTS).cum_sum() // size
    bounds = usage.sort(NUMBER).group_by(portion).agg(first=pl.col(NUMBER).min(), last=pl.col(NUMBER).max())
    return bounds.select("first", "last").iter_rows()


class UsageDigest:
    """Digests of a log, made with Polars in one pass over each part.

    Those of plain parts begin in the background as soon as the part is known, while the next are checked.
    """

    def __init__(self, folder: Path, engine: str) -> None:
        self._folder = folder
        self._eager = engine == "polars"
        self._cast = cast_of(engine)
        self._worker = ThreadPoolExecutor(1)
        self._tally = _Tally(folder / "duracoes")
        self._keys = Keys(TELEMETRY)
        self._begun: dict[RawPath, Future[None]] = {}

    def __enter__(self) -> UsageDigest:
        return self

    def __exit__(self, *error: object) -> None:
        self._worker.shutdown(cancel_futures=True)

    def begin(self, contract: TableContract, part: FilePart) -> None:
        """Digest a part now, when it is of the log and nothing has to be known of the others."""
        if self._eager and contract is TELEMETRY and part.plain:
            self._begun[part.path] = self._worker.submit(self._add, contract, part)

    def _add(self, contract: TableContract, part: FilePart) -> None:
        try:
            self._tally.add(plain_rows(contract, part), self._keys.given)
        except pl.exceptions.ComputeError:  # A code in letters after many whole numbers is still plain.
            self._tally.add(plain_rows(contract, part, codes_as_text=True), self._keys.given)

    def usage(self, table: TypedTable) -> Usage:
        """The digest of all parts of the log; when one only seemed plain, all are read by their cells' evidence."""
        digest = self._by_part if table.by_part else _at_once
        try:
            return digest(table)
        except (NotPlainError, pl.exceptions.ComputeError):
            for job in self._begun.values():
                job.cancel()
            self._begun, self._tally = {}, _Tally(self._folder / "duracoes_de_novo")
            return digest(self._cast(table.contract, [replace(part, clean=False) for part in table.parts]))

    def _by_part(self, table: TypedTable) -> Usage:
        for part, rows in zip(table.parts, table.by_part, strict=True):
            job = self._begun.get(part.path) or self._worker.submit(self._tally.add, rows)
            job.result()
        return self._tally.usage(table)


class _Tally:
    """What has been counted of a log so far, in memory that does not grow with its rows; durations go to disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._events: list[pl.DataFrame] = []
        self._places: list[pl.DataFrame] = []
        self._durations: list[Path] = []
        self._batches = 0

    def add(self, rows: nw.LazyFrame, keyed: Callable[[pl.DataFrame], pl.DataFrame] = lambda batch: batch) -> None:
        """Count the rows of one part, a batch at a time; ``keyed`` gives keys to a batch of cells.

        Raises:
            NotPlainError, ComputeError: see :mod:`meraki.reading.plain`; nothing of the part has been counted then.
        """
        numbered = _numbered(rows)
        none = pl.DataFrame(schema=numbered.collect_schema())  # A part may have no rows at all.
        batches = chain([none], numbered.collect_batches(chunk_size=BATCH, maintain_order=False))
        events, places, durations = map(list, zip(*(self._counted(keyed(batch)) for batch in batches), strict=True))
        dated = with_dates(TELEMETRY, _run(telemetry.added, events))
        self._events = [_run(telemetry.added, [*self._events, dated])]
        self._places = [_run(telemetry.places, [*self._places, *places])]
        self._durations += durations

    def _counted(self, batch: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, Path]:
        """Events, places and the file of durations of a batch."""
        self._batches += 1
        numbered = batch.lazy().with_columns(pl.col(Column.CUSTOMER).to_physical())
        durations = nw.to_native(telemetry.durations(nw.from_native(numbered))).collect()
        path = self._folder / f"{self._batches}.parquet"
        durations.write_parquet(path, compression="uncompressed", statistics=False, mkdir=True)
        return _run(telemetry.events, [_telling(batch)]), _run(telemetry.places, [batch]), path

    def usage(self, table: TypedTable) -> Usage:
        """Of all parts that were added."""
        events, places = self._events[0], self._places[0]
        keys = events.select(Column.CUSTOMER).unique()
        numbers = _as_text(keys).with_columns(keys[Column.CUSTOMER].to_physical().alias(NUMBER))
        durations = nw.from_native(pl.scan_parquet(self._durations))
        return Usage(table, _as_text(events), _as_text(places), durations, numbers)


def _telling(batch: pl.DataFrame) -> pl.DataFrame:
    """Without the columns that would only be searched for nulls and invalid cells, and have none."""
    flags = [name for name in map(_flag, telemetry.MEASURED) if name in batch.columns and not batch[name].any()]
    return batch.drop(flags, [name for name in telemetry.MEASURED if not batch[name].null_count()])


def _flag(name: str) -> str:
    return name + INVALID_SUFFIX


def _run(query: Callable[[nw.LazyFrame], nw.LazyFrame], frames: list[pl.DataFrame]) -> pl.DataFrame:
    """A query over frames of the same columns, one after the other."""
    return collect(query(nw.from_native(pl.concat(_alike(frames), how="diagonal").lazy())))


def _alike(frames: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """Codes that only some parts write as whole numbers are texts in all."""
    kinds = {column for frame in frames for column in frame.schema.items()}
    mixed = [name for name, kind in kinds if kind == pl.String and (name, pl.UInt32) in kinds]
    return [frame.with_columns(pl.col(mixed).cast(pl.String)) for frame in frames]


def _at_once(table: TypedTable) -> Usage:
    """The digest by an engine that spreads the parts by itself."""
    events = collect(telemetry.events(table.frame))
    broken = events.select(pl.any_horizontal(pl.selectors.ends_with(INVALID_SUFFIX)).any()).item()
    if broken and any(part.plain for part in table.parts):
        raise NotPlainError(table.name)
    return Usage(table, events, collect(telemetry.places(table.frame)), telemetry.durations(table.frame))


def _numbered(frame: nw.LazyFrame) -> pl.LazyFrame:
    """Keys as numbers, as :func:`plain_rows` has them: they are smaller and group sooner."""
    rows: pl.LazyFrame = nw.to_native(frame)
    return rows.with_columns(pl.col(Column.CUSTOMER).cast(pl.Categorical))


def _as_text(found: pl.DataFrame) -> pl.DataFrame:
    return found.with_columns(pl.col(pl.Categorical, pl.UInt32).cast(pl.String))
