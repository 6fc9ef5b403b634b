"""Thousands of tablets that only hold their wake-up channels: what each heard last, and when."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.push_server import token_of

OPENING_AT_ONCE = 500
OPENS_SECONDS = 30.0
NEWS = b'{"type":"news"}'
BEAT = b'{"type":"beat"}'


@dataclass
class Crowd:
    """All lines to one port, in this process's loop."""

    port: int
    lines: list[_Line] = field(default_factory=list)
    lost: int = 0
    on_news: Callable[[int], None] | None = None
    """What the tablet of that number does when it hears the news."""

    async def open(self, count: int) -> float:
        """So many tablets have had their first beat; how many seconds that took."""
        began = time.monotonic()
        gate = asyncio.Semaphore(OPENING_AT_ONCE)

        async def one(number: int) -> _Line:
            async with gate:
                loop = asyncio.get_running_loop()
                _, line = await loop.create_connection(lambda: _Line(self, number), "127.0.0.1", self.port)
                await asyncio.wait_for(line.is_open.wait(), OPENS_SECONDS)
                return line

        self.lines = await asyncio.gather(*(one(number) for number in range(count)))
        return time.monotonic() - began

    def forget(self) -> None:
        """Nobody has heard of anything yet."""
        for line in self.lines:
            line.news_at = line.beats = 0

    @property
    def missing(self) -> int:
        """How many have not heard the news."""
        return sum(1 for line in self.lines if not line.news_at)

    @property
    def last_heard(self) -> float:
        """When the last of those that heard it heard the news."""
        return max(line.news_at for line in self.lines)

    async def everybody_hears(self, seconds: float) -> None:
        """Everybody has heard the news, or that much time has passed."""
        until = time.monotonic() + seconds
        while self.missing and time.monotonic() < until:
            await asyncio.sleep(0.02)

    def close(self) -> None:
        """Nobody listens any more."""
        for line in self.lines:
            line.transport.abort()
        self.lines = []


class _Line(asyncio.Protocol):
    __slots__ = ("_crowd", "_number", "beats", "is_open", "news_at", "transport")

    def __init__(self, crowd: Crowd, number: int) -> None:
        self._crowd = crowd
        self._number = number
        self.is_open = asyncio.Event()
        self.news_at: float = 0
        self.beats = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - create_connection makes no other
        self.transport = transport
        transport.write(
            f"GET /api/v1/sync/wake HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {token_of(self._number)}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        if BEAT in data:
            self.beats += 1
            self.is_open.set()
        if NEWS in data and not self.news_at:
            self.news_at = time.monotonic()
            if self._crowd.on_news:
                self._crowd.on_news(self._number)

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        if self in self._crowd.lines:
            self._crowd.lost += 1
