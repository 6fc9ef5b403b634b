"""A real server on loopback and tablets that speak to it over HTTP."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from flask import Flask
from sqlalchemy import Engine

from server.database import db
from server.replication import preparing
from server.replication.collections import COLLECTIONS
from shared.clock import SystemClock
from sync.device.engine import SyncEngine
from sync.device.outbox import Outbox
from sync.device.replica import Replica, ReplicaTable
from sync.device.transport import HttpTransport
from sync.source.snapshot import Recorded
from tests.server.replication.loads import Prepare
from tests.server.serving import serving
from tests.server.world import NOW_MS, Actors, SignedIn, counted_bytes

TABLES = tuple(
    ReplicaTable(
        c.name,
        dict.fromkeys(c.columns, ""),
        c.key,
        group_columns={c.grouping: c.group_column} if c.grouping and c.group_column else {},
    )
    for c in COLLECTIONS
)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the server listens."""
    with serving(app) as found:
        yield found


class HttpTablet:
    """A tablet of one store with a replica of its own."""

    def __init__(self, address: str, who: SignedIn, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=15)
        self.replica = Replica(self.connection, TABLES, schema_version=1)
        self.replica.prepare()
        self.outbox = Outbox(self.connection)
        self.session = requests.Session()
        self.line = HttpTransport(address, who.token, self.session)
        self.engine = SyncEngine(self.replica, self.outbox, self.line, SystemClock(), "0.4.0")

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What it shows."""
        return self.connection.execute(sql).fetchall()

    def close(self) -> None:
        """Nothing stays open."""
        self.session.close()
        self.connection.close()


@pytest.fixture
def make_tablet(address: str, tmp_path: Path) -> Iterator[Callable[[SignedIn], HttpTablet]]:
    """Makes tablets."""
    made: list[HttpTablet] = []

    def make(who: SignedIn) -> HttpTablet:
        made.append(HttpTablet(address, who, tmp_path / f"tablet{len(made)}.db"))
        return made[-1]

    yield make
    for tablet in made:
        tablet.close()


@pytest.fixture
def tablet(make_tablet: Callable[[SignedIn], HttpTablet], people: Actors) -> HttpTablet:
    """The tablet of store 367."""
    return make_tablet(people.device)


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> float:
    """How long it took until the condition held."""
    began = time.monotonic()
    pause = threading.Event()
    while not condition():
        assert time.monotonic() - began < seconds, "it never happened"
        pause.wait(0.01)
    return time.monotonic() - began


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The server's folder, as `make_config` names it."""
    return tmp_path


@pytest.fixture
def prepare(engine: Engine, home: Path, people: Actors) -> Prepare:
    """Prepares both parts of store 367, as of now."""
    draw = counted_bytes("snapshots")

    def now(*, at_ms: int = NOW_MS) -> list[Recorded | None]:
        return [
            preparing.prepare(engine, home, scope, now_ms=lambda: at_ms, random_bytes=draw)
            for scope in ("*", "s:367")
        ]

    assert people
    return now
