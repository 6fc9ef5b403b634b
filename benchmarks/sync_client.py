"""One tablet in a process of its own: loads, is told of changes, pushes, and says what that took.

`python -m benchmarks.sync_client ADDRESS TOKEN FOLDER DATABASE_URL rows|snapshot [CHANGES]`
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import requests
from requests.adapters import HTTPAdapter
from sqlalchemy import create_engine, text

from associate_app.store.database import ReplicaFile
from associate_app.store.schema import REPLICA_TABLES, SCHEMA_VERSION
from benchmarks.sync_world import LINES_TABLE
from shared.clock import SystemClock
from shared.ids import uuid7
from sync.device.engine import SyncEngine
from sync.device.outbox import Outbox
from sync.device.replica import Replica
from sync.device.transport import HttpTransport

OPERATIONS = 1_000
BATCH = 500
_NOW_MS = 1_790_000_000_000


class Counting(HTTPAdapter):
    """Counts the bytes of bodies as they come over the wire, and the prepared parts asked for."""

    body_bytes = 0
    parts = 0

    def build_response(self, req: requests.PreparedRequest, resp: Any) -> requests.Response:
        """The response, whose body is counted as it is read."""
        self.parts += "/snapshots/" in (req.url or "")
        read: Callable[..., bytes] = resp.read1

        def counted(*amount: Any, **how: Any) -> bytes:
            piece = read(*amount, **how)
            self.body_bytes += len(piece)
            return piece

        resp.read1 = counted
        return super().build_response(req, resp)


class RowsOnly(HttpTransport):
    """Asks for no prepared load."""

    def snapshot_offer(self) -> None:
        """There is none."""


class Tablet:
    """An enrolled tablet with the app's own tables, and the lines, in an encrypted file."""

    def __init__(self, address: str, token: str, folder: Path, *, by_rows: bool) -> None:
        session = requests.Session()
        self.wire = Counting()
        session.mount("http://", self.wire)
        self.connection: Any = ReplicaFile(folder / "replica.db", secrets.token_bytes(32)).open_writer()
        replica = Replica(self.connection, (*REPLICA_TABLES, LINES_TABLE), schema_version=SCHEMA_VERSION)
        replica.prepare()
        self.outbox = Outbox(self.connection)
        self.line = (RowsOnly if by_rows else HttpTransport)(address, token, session)
        self.engine = SyncEngine(replica, self.outbox, self.line, SystemClock(), "0")

    def count(self, where: str = "1 = 1") -> int:
        """How many lines it shows."""
        (found,) = self.connection.execute(f"SELECT COUNT(*) FROM lines WHERE {where}").fetchone()
        return int(found)

    def record(self, count: int) -> None:
        """So many notes wait for the server."""
        (customer,) = self.connection.execute("SELECT MIN(id) FROM customers").fetchone()
        (associate,) = self.connection.execute("SELECT MIN(id) FROM associates").fetchone()
        for number in range(count):
            self.outbox.record(partial(_note, number=number, customer=customer, associate=associate))

    def push(self) -> None:
        """Every waiting operation has the server's word, and the outbox knows it."""
        while waiting := self.outbox.queued():
            answers = self.line.push(waiting[:BATCH])
            if {answer.verdict for answer in answers} != {"applied"}:
                raise SystemExit(f"not every operation was applied: {answers[0]}")
            self.outbox.note_answers(answers)


def _note(sequence: int, *, number: int, customer: int, associate: str) -> dict[str, Any]:
    """One operation, as the tablet records it."""
    return {
        "id": uuid7(_NOW_MS + number, os.urandom), "sequence": sequence,
        "kind": "note_added", "version": 1, "customer_id": customer,
        "associate_id": associate, "at_ms": _NOW_MS, "arguments": {"text": f"Note {number}"},
    }  # fmt: skip


def change(database_url: str, count: int) -> None:
    """So many lines are changed by somebody else's program, in one transaction."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA busy_timeout = 15000")
        connection.execute(
            text("UPDATE lines SET quantity = quantity + 1 WHERE id IN (SELECT id FROM lines LIMIT :n)"),
            {"n": count},
        )
    engine.dispose()


def timed(work: Callable[[], object]) -> float:
    """Seconds it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def most_mb() -> float:
    """The most memory that this process has held so far.

    What getrusage says would begin with the most that its parent had held.
    """
    status = Path("/proc/self/status").read_text()
    (peak,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak) * 1024 / 1e6


def main() -> None:
    """Prints what it took."""
    address, token, folder, database_url, how, *more = sys.argv[1:]
    changes = int(more[0]) if more else 1_000
    tablet = Tablet(address, token, Path(folder), by_rows=how == "rows")
    before = psutil.Process().memory_info().rss / 1e6
    first_s = timed(tablet.engine.round)
    documents, wire_bytes = tablet.count(), tablet.wire.body_bytes
    if (how == "snapshot") != (tablet.wire.parts > 0):
        raise SystemExit(f"this was no first load by {how}")
    change(database_url, changes)
    began = time.perf_counter()
    changed = tablet.engine.round().rows
    changed_s = time.perf_counter() - began
    grown = most_mb() - before
    tablet.record(OPERATIONS)
    push_s = timed(tablet.push)
    print(json.dumps({
        "documents": documents, "first_s": first_s, "wire_bytes": wire_bytes, "changed_s": changed_s,
        "changed": changed, "push_s": push_s, "pushed": OPERATIONS, "client_mb": grown,
    }))  # fmt: skip
    tablet.connection.close()


if __name__ == "__main__":
    main()
