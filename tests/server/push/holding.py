"""A push process in a thread of the test's own, and lines to it on which a test says what it likes."""

from __future__ import annotations

import asyncio
import json
import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from server.config import Config
from server.push.line import Line
from server.push.process import PushProcess, Settings
from tests.server.replication.conftest import eventually

PATIENCE_SECONDS = 10.0


@dataclass
class Held:
    """A push process that runs."""

    process: PushProcess
    loop: asyncio.AbstractEventLoop
    thread: threading.Thread
    port: int

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def only(self, owner: str) -> Line:
        """The one open channel of that tablet."""
        (found,) = [each for each in list(self.process.listening.open) if each.owner == owner]
        assert isinstance(found, Line)
        return found

    def stop(self) -> None:
        """It is told to stop, as by a signal."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.process.stop)

    def wait(self) -> None:
        """It has ended by itself."""
        self.thread.join(PATIENCE_SECONDS)
        assert not self.thread.is_alive()


@contextmanager
def holding(config: Config, *, most: int = 100, drain_seconds: float = 0.0) -> Iterator[Held]:
    """A push process over the configured database, for as long as the block lasts."""
    started: queue.Queue[tuple[PushProcess, asyncio.AbstractEventLoop, int]] = queue.Queue()

    async def run() -> None:
        loop = asyncio.get_running_loop()
        settings = Settings(host="127.0.0.1", port=0, most=most, drain_seconds=drain_seconds)
        process = PushProcess(config, settings, lambda port: started.put((process, loop, port)))
        await process.run()

    thread = threading.Thread(target=lambda: asyncio.run(run()), name="push process")
    thread.start()
    process, loop, port = started.get(timeout=PATIENCE_SECONDS)
    held = Held(process, loop, thread, port)
    try:
        eventually(lambda: process.watcher.seen is not None)  # whoever is there at its first look hears of it
        yield held
    finally:
        held.stop()
        held.wait()


class Caller:
    """One line, by which the test says what it likes and reads what comes."""

    def __init__(self, port: int, said: bytes = b"", *, takes: int | None = None) -> None:
        self.socket = socket.socket()
        if takes is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
        self.socket.settimeout(PATIENCE_SECONDS)
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(said)
        self._file = self.socket.makefile("rb")

    def head(self) -> tuple[int, dict[str, str]]:
        """Status and headers, names in small letters."""
        status = int(self._file.readline().split()[1])
        lines = iter(lambda: self._file.readline().decode().strip(), "")
        pairs = (line.partition(":") for line in lines)
        return status, {name.lower(): value.strip() for name, _, value in pairs}

    def answer(self) -> tuple[int, dict[str, str], Any]:
        """Status, headers and the JSON of a whole answer."""
        status, headers = self.head()
        return status, headers, json.loads(self._file.read() or "null")

    def piece(self) -> str:
        """The type of the next message of a chunked channel; empty at its end in good order."""
        size = int(self._file.readline() or b"0", 16)
        piece = self._file.read(size)
        self._file.readline()
        return str(json.loads(piece)["type"]) if piece else ""

    def rest(self) -> bytes:
        """Whatever comes until the line is closed."""
        return self._file.read()

    def is_hung_up(self) -> bool:
        """True once the line is down without another word, in order or not."""
        try:
            return self.rest() == b""
        except ConnectionError:
            return True

    def close(self) -> None:
        """Nobody is there any more."""
        self._file.close()
        self.socket.close()

    def __enter__(self) -> Caller:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def asking(path: str, token: str | None = None, *, method: str = "GET", version: str = "1.1") -> bytes:
    """The head of a request."""
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"{method} {path} HTTP/{version}\r\nHost: push\r\n{bearer}\r\n".encode()
