"""Streams as they go over the wire: compressed, in whole pages, and ended when a tablet is withdrawn."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import Protocol

import zstandard
from sqlalchemy import Connection

from sync.source.feed import Pull

ZSTD_LEVEL = 3

SEND_BYTES = 64 * 1024
"""So much is sent between two looks at whether the tablet may still have it."""


class Compressor(Protocol):
    """Takes bytes in and gives compressed bytes out, in its own time."""

    def compress(self, data: bytes, /) -> bytes:
        """What is ready."""

    def flush(self, mode: int = ..., /) -> bytes:
        """What was held back."""


class _Plain:
    def compress(self, data: bytes, /) -> bytes:
        return data

    def flush(self, _: int = 0, /) -> bytes:
        return b""


def compression(accepted: str) -> tuple[str | None, Compressor, int]:
    """The best encoding accepted, its compressor, and how that is told to empty itself between pages."""
    offered = {part.split(";")[0].strip() for part in accepted.split(",")}
    if "zstd" in offered:
        frame = zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True).compressobj()
        return "zstd", frame, zstandard.COMPRESSOBJ_FLUSH_BLOCK
    if "gzip" in offered:
        return "gzip", zlib.compressobj(6, zlib.DEFLATED, 31), zlib.Z_SYNC_FLUSH
    return None, _Plain(), 0


class Places:
    """So many pulls at once: each holds a connection while it streams and now and then needs a second one.

    If streams alone could take the whole pool, each would wait for a second connection that none gives back.
    """

    def __init__(self, count: int) -> None:
        self._free = threading.BoundedSemaphore(count)

    def take(self, seconds: float) -> bool:
        """True if there was a place within that time; it must be given back."""
        return self._free.acquire(timeout=seconds)

    def give_back(self) -> None:
        """Somebody else may stream."""
        self._free.release()


class PullStream:
    """The body of a pull. Closing it ends the reading, whether or not it was begun."""

    def __init__(
        self,
        connection: Connection,
        pull: Pull,
        *,
        accepted: str,
        is_allowed: Callable[[], bool],
        places: Places | None = None,
    ) -> None:
        self.encoding, self._compressor, self._page_flush = compression(accepted)
        self._connection = connection
        self._lines: Generator[bytes, None, None] = pull.lines()
        self._is_allowed = is_allowed
        self._places = places

    def __iter__(self) -> Iterator[bytes]:
        for ready in self._ready():
            if not self._is_allowed():
                return  # withdrawn meanwhile: not one row more is sent, and nothing unfinished is shown
            yield ready

    def _ready(self) -> Iterator[bytes]:
        """What goes out at once: a page's end, and before it whatever would fill a buffer."""
        waiting = b""
        for line in self._lines:
            waiting += self._compressor.compress(line)
            is_page = line.startswith(b'{"type":"page"')
            if is_page:
                waiting += self._compressor.flush(self._page_flush)
            if is_page or len(waiting) >= SEND_BYTES:
                yield waiting
                waiting = b""
        yield waiting + self._compressor.flush()

    def close(self) -> None:
        """The snapshot is given up, and the place with it; doing it again changes nothing."""
        places, self._places = self._places, None
        try:
            self._lines.close()
            self._connection.close()
        finally:
            if places is not None:
                places.give_back()
