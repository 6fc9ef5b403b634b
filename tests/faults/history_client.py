"""A client of a recorded history: a process with a replica of its own that works, syncs, looks and may die.

It speaks to the source on real PostgreSQL; a file in its folder cuts its line. Everything it does is written
to its log only after it has happened, so a killed client goes on behind what its log says.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import psycopg
from sqlalchemy.exc import SQLAlchemyError

from shared.clock import FixedClock
from shared.ids import uuid7
from sync.device.engine import SyncEngine
from sync.device.outbox import Outbox
from sync.device.replica import Replica
from sync.errors import SyncError, Unreachable
from sync.protocol import Answer, PullRequest
from tests.sync.line import FaultyLine
from tests.sync.world import TABLES, Source, open_device, open_engine

STORE = "1"


@dataclass(frozen=True)
class Orders:
    """What a client is told when it starts; `source_type` and `engine_type` are where faults are planted."""

    url: str
    folder: Path
    name: str
    steps: int
    seed: int
    source_type: type[Source] = Source
    engine_type: type[SyncEngine] = SyncEngine

    @property
    def log(self) -> Path:
        """Where it writes what it did and saw."""
        return self.folder / f"{self.name}.jsonl"

    @property
    def cut(self) -> Path:
        """While this file is there, nothing comes through."""
        return self.folder / f"{self.name}.cut"


@dataclass
class CutLine(FaultyLine):
    """A line that is cut by a file, also in the middle of an answer."""

    cut: Path = Path()

    def _look(self) -> None:
        if self.cut.exists():
            raise Unreachable("The line is cut.")

    @contextmanager
    def pull(self, request: PullRequest) -> Iterator[Iterator[bytes]]:
        """The lines that come through; a server whose connection was killed is unreachable, as over HTTP."""
        self._look()
        with _as_unreachable(), super().pull(request) as lines:
            yield lines

    def _arriving(self, body: bytes) -> Iterator[bytes]:
        for piece in super()._arriving(body):
            self._look()
            yield piece

    def push(self, operations: Sequence[Mapping[str, Any]], **named: Any) -> list[Answer]:
        """The answers, unless the line was cut meanwhile."""
        self._look()
        with _as_unreachable():
            answers = super().push(operations, **named)
        self._look()
        return answers


@contextmanager
def _as_unreachable() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, psycopg.Error) as error:
        raise Unreachable("The server has lost its database.") from error


class Client:
    """One life of a client, from its start to its end or its death."""

    def __init__(self, orders: Orders, log: TextIO | None = None) -> None:
        self._orders = orders
        self._log = log
        self.connection = open_device(orders.folder / f"{orders.name}.db")
        replica = Replica(self.connection, TABLES, schema_version=1)
        replica.prepare()
        self.replica = replica
        self.outbox = Outbox(self.connection)
        self.source = orders.source_type(open_engine(orders.url), page_rows=3)
        line = CutLine(self.source, STORE, orders.name, cut=orders.cut)
        clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.engine = orders.engine_type(
            replica, self.outbox, line, clock, "1.0", on_progress=lambda _: self.look()
        )

    def live(self, done: int) -> None:
        """The steps that are left are taken."""
        chance = random.Random(f"{self._orders.seed} {self._orders.name} {done}")
        for _ in range(done, self._orders.steps):
            if chance.random() < 0.4:
                self._note()
            else:
                self.sync()
            self.look()

    def sync(self) -> None:
        """One round, as far as the line goes."""
        with suppress(SyncError):
            self.engine.round()

    def _note(self) -> None:
        def build(sequence: int) -> dict[str, Any]:
            number = int(self._orders.name[1:]) << 32 | sequence
            made = uuid7(1, lambda size: number.to_bytes(size, "big"))
            return {"id": made, "sequence": sequence, "kind": "note", "customer_id": 0, "body": "a note"}

        wire = self.outbox.record(build)
        self._write({"kind": "saved", "operation": wire["id"]})

    def look(self) -> None:
        """What is shown now is in the log, also in the middle of a round."""
        show, cursor = self.connection.execute, self.replica.cursor()
        if cursor is None or self._log is None:
            return
        notes = [key for (key,) in show("SELECT operation_id FROM notes UNION SELECT id FROM outbox")]
        shown = {
            "goods": show("SELECT version FROM goods WHERE id = 0").fetchone()[0],
            "staff": show("SELECT version FROM staff").fetchone()[0],
            "customers": dict(show("SELECT id, version FROM customers").fetchall()),
            "lines": dict(show("SELECT purchase_id, version FROM lines WHERE line_no = 0").fetchall()),
            "notes": notes,
        }
        self._write({"kind": "saw", "stamp": cursor.stamp, "shown": shown})

    def _write(self, event: dict[str, Any]) -> None:
        if self._log is not None:
            print(json.dumps(event), file=self._log, flush=True)

    def close(self) -> None:
        """Its file and its connections are closed."""
        self.connection.close()
        self.source.engine.dispose()


def live(orders: Orders) -> None:
    """A client's process: it goes on behind what its log says."""
    done = orders.log.read_text().count('"saw"') if orders.log.exists() else 0
    with orders.log.open("a") as log:
        client = Client(orders, log)
        client.live(done)
        client.close()
