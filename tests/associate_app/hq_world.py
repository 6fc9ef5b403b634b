"""A real server on loopback with a small store, and tablets that talk to it."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
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
from shared.clock import DAY_MS, Clock, to_millis
from tests.server.world import NOW, cheap_hash, counted_bytes, make_config

NOW_MS = to_millis(NOW)
CHEAP = Stretch(time_cost=1, memory_kib=8, lanes=1)
PIN = "2468"
PROMOTION = "01980000-0000-7000-8000-000000000001"
MIA = "01980000-0000-7000-8000-0000000000a1"
LEO = "01980000-0000-7000-8000-0000000000a2"

ROWS: dict[str, list[dict[str, Any]]] = {
    "stores": [
        {"id": "367", "name": "Linden Square", "region": "East", "time_zone": "America/New_York"},
        {"id": "406", "name": "Otter Bend", "region": "West", "time_zone": "America/Denver"},
    ],
    "associates": [
        {"id": MIA, "store_id": "367", "number": "101", "name": "Mia Sato", "role": "associate", "pin_hash": cheap_hash(PIN)},
        {"id": LEO, "store_id": "367", "number": "102", "name": "Leo Brand", "role": "manager", "pin_hash": cheap_hash("1357")},
    ],
    "products": [
        {"id": 10, "sku": "10", "name": "Whole milk, 1 gal", "department": "Dairy", "category": "FLUID MILK PRODUCTS",
         "brand": "Private", "size": "1 gal", "price_minor": 349, "recommendable": 1},
        {"id": 11, "sku": "11", "name": "Gala apples", "department": "Produce", "category": "APPLES",
         "brand": "National", "size": None, "price_minor": 199, "recommendable": 1},
        {"id": 12, "sku": "12", "name": "Gasoline", "department": "Fuel", "category": None,
         "brand": "Private", "size": None, "price_minor": None, "recommendable": 0},
    ],
    "customers": [
        {"id": 1, "given_name": "Olivia", "family_name": "Bennett", "phone": "+1 555-0134", "email": "olivia@example.com",
         "loyalty_number": "6001000001", "tier": "Gold", "home_store_id": "367", "since": "2016-04-01", "preferred_channel": "email"},
        {"id": 2, "given_name": "Zoë", "family_name": "O'Brien-Łukasz", "phone": None, "email": None,
         "loyalty_number": None, "tier": "Member", "home_store_id": "367", "since": None, "preferred_channel": None},
        {"id": 3, "given_name": "Xaver", "family_name": "Elsewhere", "phone": None, "email": None,
         "loyalty_number": None, "tier": "Member", "home_store_id": "406", "since": None, "preferred_channel": None},
    ],
    "client_book": [
        {"store_id": "367", "customer_id": 1}, {"store_id": "367", "customer_id": 2}, {"store_id": "406", "customer_id": 3},
    ],
    "consents": [
        {"customer_id": 1, "purpose": "personalization", "channel": "any", "granted": 1, "at_ms": NOW_MS - 400 * DAY_MS,
         "wording": "yes", "source": "tests"},
    ],
    "purchases": [
        {"id": 100 + n, "customer_id": 1, "store_id": "367", "channel": "store", "at_ms": NOW_MS - age * DAY_MS,
         "total_minor": 548, "line_count": 2}
        for n, age in enumerate((9, 30, 60, 100, 150, 200))
    ],
    "purchase_lines": [
        {"purchase_id": 100 + n, "line_no": line, "customer_id": 1, "product_id": 10 + line, "quantity": 1,
         "amount_minor": (349, 199)[line], "discount_minor": 0}
        for n in range(6) for line in range(2)
    ],
    "stock": [{"store_id": "367", "product_id": 10, "quantity": 4, "at_ms": NOW_MS - 3_600_000}],
    "promotions": [
        {"id": PROMOTION, "code": "GOLD20", "name": "Gold week", "text": "Cannot be combined.", "benefit_kind": "percent",
         "benefit_value": 20, "department": "Dairy", "starts_local": "2026-11-20T09:00", "ends_local": "2026-11-30T20:00",
         "audience": '{"all": [{"attribute": "tier", "operator": "in", "value": ["Gold"]}]}', "total_limit": 500,
         "customer_limit": 1, "priority": 5, "status": "published", "version": 1, "created_by": "tests",
         "created_ms": NOW_MS, "updated_ms": NOW_MS},
    ],
    "promotion_stores": [{"promotion_id": PROMOTION, "store_id": "367"}],
}  # fmt: skip
"""What the small world holds, by table; the tests of presenters put the same rows into a replica."""


class Headquarters:
    """The server: its application, its address, and ways to cut it off."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.app: Flask = create_app(make_config(f"sqlite:///{folder / 'hq.db'}", folder, clock))
        with self.app.app_context():
            upgrade(self.app)
        self._draw = counted_bytes()
        self._server: BaseWSGIServer | None = None
        self._port = 0
        self.fill()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def fill(self) -> None:
        """The rows of the small world are in the database."""
        with self.session() as session:
            for table, rows in ROWS.items():
                for row in rows:
                    names = ", ".join(row)
                    marks = ", ".join(f":{name}" for name in row)
                    session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)

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

    def execute(self, sql: str) -> None:
        """Plain SQL, past every service."""
        with self.session() as session:
            session.execute(text(sql))

    def up(self) -> None:
        """The server answers, always at the same address."""
        if self._server is None:
            self._server = make_server("127.0.0.1", self._port, self.app, threaded=True)
            self._server.daemon_threads = True  # type: ignore[attr-defined]
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

    def wait(self, condition: Callable[[], Any], seconds: float = 20.0) -> None:
        """The condition holds; whatever is posted meanwhile runs."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "the condition did not come true in time"
            with suppress(queue.Empty):
                self.calls.get(timeout=0.01)()


def make_tablet(folder: Path, clock: Clock, screen: Screen, draw: Callable[[int], bytes]) -> Tablet:
    """A tablet in that folder whose PINs cost the test nothing."""
    return Tablet(folder, clock=clock, random_bytes=draw, post=screen.post, cost=CHEAP)
