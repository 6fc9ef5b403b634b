"""A real server on loopback with a small store, and tablets that talk to it."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, make_server

from associate_app.store.sealing import Stretch
from associate_app.wiring import Tablet
from server import create_app
from server.database import db
from server.devices import service as devices
from server.migrations import upgrade
from shared.clock import Clock, FixedClock
from tests.associate_app.small_world import NOW_MS, ROWS
from tests.server.world import NOW, counted_bytes, make_config, stop_watching

CHEAP = Stretch(time_cost=1, memory_kib=8, lanes=1)


@cache
def small_database() -> bytes:
    """A database file with all tables and the rows of the small world, made once a process."""
    with TemporaryDirectory() as name:
        path = Path(name) / "hq.db"
        app = create_app(make_config(f"sqlite:///{path}", path.parent, FixedClock(NOW)))
        with app.app_context():
            upgrade(app)
            with db.engine.begin() as connection:
                for table, rows in ROWS.items():
                    for row in rows:
                        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
                        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)
            db.engine.dispose()
        return path.read_bytes()


class Headquarters:
    """The server: its application, its address, and ways to cut it off."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        (folder / "hq.db").write_bytes(small_database())
        self.app: Flask = create_app(make_config(f"sqlite:///{folder / 'hq.db'}", folder, clock))
        self._draw = counted_bytes()
        self._server: BaseWSGIServer | None = None
        self._port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A committed database session."""
        with self.app.app_context():
            engine = db.engine
        with Session(engine) as session:
            yield session
            session.commit()

    def make_code(self, now_ms: int = NOW_MS) -> str:
        """A fresh enrolment code of store 367."""
        with self.session() as session:
            return devices.make_code(
                session, store_id="367", by="tests", now_ms=now_ms, random_bytes=self._draw
            )

    def rows(self, sql: str) -> list[Any]:
        """What the server's database says."""
        with self.session() as session:
            return [tuple(row) for row in session.execute(text(sql))]

    def put(self, table: str, row: dict[str, Any]) -> None:
        """The row is in the server's database, in place of any with its key."""
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        with self.session() as session:
            session.execute(text(f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})"), row)

    def execute(self, sql: str) -> None:
        """Plain SQL, past every service."""
        with self.session() as session:
            session.execute(text(sql))

    def up(self) -> None:
        """The server answers, always at the same address."""
        if self._server is None:
            self._server = make_server("127.0.0.1", self._port, self.app, threaded=True)
            self._server.daemon_threads = True
            self._port = self._server.server_port
            threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def down(self) -> None:
        """Nothing listens at the address any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def close(self) -> None:
        self.down()
        stop_watching(self.app)
        with self.app.app_context():
            db.engine.dispose()


class Screen:
    """Stands for the screen's thread: what is posted runs when the test looks."""

    def __init__(self) -> None:
        self.calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def post(self, call: Callable[[], None]) -> None:
        self.calls.put(call)

    def look(self) -> None:
        """Everything posted so far has run."""
        with suppress(queue.Empty):
            while True:
                self.calls.get_nowait()()

    def wait(self, condition: Callable[[], Any], seconds: float = 60.0) -> None:
        """The condition holds; whatever is posted meanwhile runs."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "the condition did not come true in time"
            with suppress(queue.Empty):
                self.calls.get(timeout=0.01)()


def make_tablet(folder: Path, clock: Clock, screen: Screen, draw: Callable[[int], bytes]) -> Tablet:
    """A tablet in that folder whose PINs cost the test nothing."""
    return Tablet(folder, clock=clock, random_bytes=draw, post=screen.post, cost=CHEAP)
