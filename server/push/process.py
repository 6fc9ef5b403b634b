"""The push process itself: it listens on a port, watches the database, and stops in good order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from sqlalchemy import Engine, create_engine

from server.config import Config
from server.database import engine_options, prepare_sqlite
from server.errors import ServerError
from server.push import answers
from server.push.asked import Asked
from server.push.callers import Callers, look_up
from server.push.limits import Visits
from server.push.line import Line
from server.push.listening import TICK_SECONDS, Listening
from server.push.tallies import METRICS_TYPE, Tallies
from server.replication.collections import COLLECTIONS, GROUPINGS
from server.replication.service import READING, scopes_of, withdrawn
from server.replication.upkeep import tidy
from server.replication.waking import MANY_LISTEN, TooManyListeners
from shared.clock import to_millis
from sync.source.wakeup import Watcher

WAKE_PATH: Final = "/api/v1/sync/wake"
HEALTH_PATH: Final = "/api/v1/health"
METRICS_PATH: Final = "/metrics"

HEAD_SECONDS: Final = 10.0
"""Whoever has not said by then what she wants is let go."""

BLIND_SECONDS: Final = 5.0
"""A process that has not seen the database for so long is not healthy."""

REPORT_SECONDS: Final = 60.0
BACKLOG: Final = 4096

_DATABASE_PATIENCE = {
    "connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 5, "keepalives_count": 2,
    "tcp_user_timeout": 15_000,
}  # fmt: skip
"""A database that is gone without a word must not be waited for while tablets miss news."""

log = structlog.get_logger()


def open_database(url: str) -> Engine:
    """An engine for one watcher and one thread that looks tokens up."""
    if url.startswith("sqlite"):
        engine = create_engine(url, **engine_options(url))
        prepare_sqlite(engine)
        return engine
    return create_engine(url, **engine_options(url), connect_args=_DATABASE_PATIENCE)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where the process listens, for how many tablets, and within how many seconds it parts with them."""

    host: str
    port: int
    most: int
    drain_seconds: float


class PushProcess:
    """Serves until it is told to stop. `ready` hears the port, which is another one if any was asked for."""

    def __init__(self, config: Config, settings: Settings, ready: Callable[[int], None]) -> None:
        self._config = config
        self.settings = settings
        self._ready = ready
        self.tallies = Tallies()
        self._visits = Visits()
        self._new: dict[Line, float] = {}
        self._answering: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._hurried = asyncio.Event()

    async def run(self) -> None:
        """Tablets are told of news until somebody stops the process."""
        loop = asyncio.get_running_loop()
        engine = open_database(self._config.database_url)
        self._callers = Callers(lambda tokens: look_up(engine, tokens, self._now_ms()))
        self.listening = Listening(loop, self.tallies)
        self.watcher = watcher = self._watching(engine)
        server = await loop.create_server(
            lambda: Line(self), self.settings.host, self.settings.port, backlog=BACKLOG
        )
        watcher.start()
        self._ready(server.sockets[0].getsockname()[1])
        try:
            await self._tend()
        finally:
            server.close()
            await self._part()
            await asyncio.to_thread(watcher.stop)
            self._callers.stop()
            engine.dispose()

    def stop(self) -> None:
        """Nobody is let in any more, and tablets are parted with; at once if it is said a second time."""
        if self._stopping.is_set():
            self._hurried.set()
        self._stopping.set()

    def came(self, line: Line) -> None:
        """Somebody has called, and has so long to say what for."""
        self._new[line] = asyncio.get_running_loop().time() + HEAD_SECONDS

    def went(self, line: Line) -> None:
        """Nobody is there any more."""
        self._new.pop(line, None)
        self.listening.discard(line)

    def asks(self, line: Line, asked: Asked) -> None:
        """The request is answered, or refused."""
        task = asyncio.get_running_loop().create_task(self._answer(line, asked))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, line: Line, asked: Asked) -> None:
        try:
            answer = await self._welcome(line, asked)
        except ServerError as error:
            self.tallies.refused[error.code] += 1
            answer = answers.refusal(error)
        except Exception as error:
            log.exception("caller_not_known", exc_info=error)
            self.tallies.refused["busy"] += 1
            answer = answers.refusal_by_http(503, **{"Retry-After": "1"})
        self._new.pop(line, None)
        if answer is not None and line.is_open:
            line.answer(answer)

    async def _welcome(self, line: Line, asked: Asked) -> bytes | None:
        """The whole answer, or None if the line is a channel now."""
        if asked.path not in (WAKE_PATH, HEALTH_PATH, METRICS_PATH):
            return answers.refusal_by_http(404)
        if asked.method != "GET":
            return answers.refusal_by_http(405, Allow="GET")
        if asked.path == HEALTH_PATH:
            return self._health()
        if asked.path == METRICS_PATH:
            return answers.whole(200, self.tallies.to_metrics(self._gauges()), METRICS_TYPE)
        await self._open(line, asked)
        return None

    async def _open(self, line: Line, asked: Asked) -> None:
        """The line is the tablet's channel; whatever `ServerError` says why it is not."""
        device = await self._callers.of_token(asked.token)
        now = asyncio.get_running_loop().time()
        self._visits.note(device.id, now)
        if self._stopping.is_set() or not self.listening.has_room(device.id, self.settings.most):
            raise TooManyListeners(MANY_LISTEN)
        if line.is_open:
            # known to the watcher before it is answered: the round that the answer sets off sees the rest
            line.owner, line.scopes = device.id, scopes_of(device)
            self.listening.add(line)
            line.open(is_chunked=asked.is_chunked)
            self.tallies.opened += 1

    async def _tend(self) -> None:
        """Beats are given and what is over is let go, until it is time to stop."""
        loop = asyncio.get_running_loop()
        report_at = loop.time() + REPORT_SECONDS
        while not self._stopping.is_set():
            self.listening.beat()
            now = loop.time()
            for line in [line for line, until in self._new.items() if until <= now]:
                del self._new[line]
                line.abort()
            if now >= report_at:
                report_at = now + REPORT_SECONDS
                self._visits.forget(now)
                log.info("push_state", **self._gauges(), **self.tallies.in_words())
            await _either(self._stopping, TICK_SECONDS)

    async def _part(self) -> None:
        """Every line is closed: spread over some seconds, since each tablet comes back at once."""
        ticks = max(1, round(self.settings.drain_seconds / TICK_SECONDS))
        share = -(-len(self.listening) // ticks)
        while self.listening.part_with(share) and not self._hurried.is_set():
            await _either(self._hurried, TICK_SECONDS)
        self.listening.part_with(len(self.listening))
        for line in list(self._new):
            line.abort()
        await asyncio.sleep(0)  # what was said goes out

    def _watching(self, engine: Engine) -> Watcher:
        home: Path = self._config.home
        return Watcher(
            engine, COLLECTIONS, GROUPINGS, self.listening, reading=READING[engine.dialect.name],
            on_trouble=lambda error: log.error("watching_failed", exc_info=error),
            shut_out=withdrawn, each_hour=lambda: tidy(engine, home, self._now_ms()),
        )  # fmt: skip

    def _now_ms(self) -> int:
        return to_millis(self._config.clock.now())

    def _gauges(self) -> dict[str, float]:
        blind = asyncio.get_running_loop().time() - self.listening.looked
        return {
            "listeners": len(self.listening), "most": self.settings.most,
            "seconds_since_look": round(blind, 3),
        }  # fmt: skip

    def _health(self) -> bytes:
        gauges = self._gauges()
        if gauges["seconds_since_look"] > BLIND_SECONDS:
            return answers.refusal_by_http(503, **{"Retry-After": "1"})
        return answers.as_json({"status": "ok", "at_ms": self._now_ms(), **gauges})


async def _either(event: asyncio.Event, seconds: float) -> None:
    """The event has happened, or so many seconds have passed."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
