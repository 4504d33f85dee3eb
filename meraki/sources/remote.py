"""A file left where it is: read in pieces over the network, never stored."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

START = 1 << 16
"""Bytes fetched once and kept: whoever looks at a file's first lines asks for no more."""
PIECE = 1 << 23
AHEAD = 8
"""Pieces on their way while one is being read: one connection to S3 is slower than reading."""


@dataclass(frozen=True, eq=False)
class RemoteFile:
    """What reading asks of a path, of bytes elsewhere.

    Attributes:
        size: bytes of the file.
        fetch: the bytes from one position up to another; it tries again by itself, and raises MerakiError.
    """

    size: int
    fetch: Callable[[int, int], bytes]

    @cached_property
    def _start(self) -> bytes:
        return self.fetch(0, min(START, self.size)) if self.size else b""

    def exists(self) -> bool:
        """Always: it was listed."""
        return True

    def open(
        self, mode: str = "rb", encoding: str | None = None, errors: str | None = None, newline: str | None = None
    ) -> Any:
        """As :meth:`pathlib.Path.open`, for reading: bytes, or text where ``encoding`` is given."""
        file = io.BufferedReader(_Stream(self._pieces()), PIECE)
        return io.TextIOWrapper(file, encoding, errors, newline) if encoding else file

    def _pieces(self) -> Iterator[bytes]:
        yield self._start
        with ThreadPoolExecutor(AHEAD) as pool:
            coming: deque[Future[bytes]] = deque()
            for begin in range(len(self._start), self.size, PIECE):
                coming.append(pool.submit(self.fetch, begin, min(begin + PIECE, self.size)))
                if len(coming) > AHEAD:
                    yield coming.popleft().result()
            while coming:
                yield coming.popleft().result()


class _Stream(io.RawIOBase):
    """Pieces as one file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count
