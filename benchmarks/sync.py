"""Replication of a store's scope into an encrypted replica, over real HTTP, beside the raw limit.

Uses a copy of the demo's data if AISLE_HOME (or `.var`) holds them, otherwise 100,000 purchase lines made
up with a fixed seed. Ours and the raw limit take turns, twice; the better pass of each counts.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import requests
from sqlcipher3 import dbapi2

from associate_app.store.schema import REPLICA_TABLES, SCHEMA_VERSION
from benchmarks import sync_raw
from shared.clock import SystemClock
from shared.ids import uuid7
from sync.device.engine import SyncEngine
from sync.device.outbox import Outbox
from sync.device.replica import Replica
from sync.device.transport import HttpTransport
from tools.stage import STORE, Stage, free_port

PASSES = 2
CHANGES = 1_000
OPERATIONS = 1_000
Emit = Callable[[str, float, str, str, str], None]


def run(emit: Emit) -> None:
    """Prints the figures of a first load, of changes and of operations."""
    with tempfile.TemporaryDirectory(prefix="aisle-bench-") as name:
        folder = Path(name)
        stage = Stage(folder / "hq", free_port())
        stage.home.mkdir()
        source = prepare(stage)
        with stage.serving(folder / "server.log"), raw_server(stage) as raw:
            measure(emit, stage, raw, folder, source)


def measure(emit: Emit, stage: Stage, raw: str, folder: Path, source: str) -> None:
    """Everything, in turns."""
    best: dict[str, float] = {"ours": 1e9, "raw": 1e9}
    count = growth = 0.0
    for number in range(PASSES):
        began = time.perf_counter()
        raw_count = sync_raw.load(raw, folder / f"raw{number}.db")
        best["raw"] = min(best["raw"], time.perf_counter() - began)
        with Client(stage, folder / f"tablet{number}.db") as tablet:
            before = memory_mb()
            began = time.perf_counter()
            count = tablet.engine.round().rows
            best["ours"] = min(best["ours"], time.perf_counter() - began)
            growth = max(growth, memory_mb() - before)
    case = f"store {STORE}, {int(count)} rows, {source}, sqlite, SQLCipher"
    ours, limit = count / best["ours"], raw_count / best["raw"]
    emit("rows_per_s", ours, "rows/s", case, "raw limit")
    emit("raw_limit_rows_per_s", limit, "rows/s", f"{raw_count} rows, not encrypted, nothing promised", "-")
    emit("rows_vs_raw_limit", ours / limit, "ratio", case, "raw limit, target 0.5")
    emit("client_memory_growth_mb", growth, "MB", case, "60 MB")
    with Client(stage, folder / "last.db") as tablet:
        emit("wire_mb_per_100k", tablet.wire_bytes() / count / 10, "MB", case, "6 MB")
        tablet.engine.round()
        emit("changed_1000_s", tablet.changes(stage.home / "aisle.db"), "s", case, "0.15 s")
        emit("push_operations_per_s", tablet.operations(), "operations/s", case, "3000")


class Client:
    """An enrolled tablet with its encrypted replica."""

    def __init__(self, stage: Stage, path: Path) -> None:
        self._session = requests.Session()
        enrolled = self._session.post(
            f"{stage.address}/api/v1/devices/enrol", timeout=30,
            json={"code": stage.enrolment_code(), "device_name": "Benchmark", "app_version": "0"},
        ).json()  # fmt: skip
        self._address, self._token = stage.address, enrolled["device_token"]
        self.connection = dbapi2.connect(str(path), isolation_level=None)
        for pragma in (
            f"key = \"x'{os.urandom(32).hex()}'\"", "cipher_memory_security = OFF", "journal_mode = WAL",
            "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY", "recursive_triggers = ON",
        ):  # fmt: skip
            self.connection.execute(f"PRAGMA {pragma}")
        self.replica = Replica(self.connection, REPLICA_TABLES, schema_version=SCHEMA_VERSION)
        self.replica.prepare()
        self.outbox = Outbox(self.connection)
        self.line = HttpTransport(stage.address, self._token, self._session)
        self.engine = SyncEngine(self.replica, self.outbox, self.line, SystemClock(), "0")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        self._session.close()

    def wire_bytes(self) -> int:
        """The size of a first load on the wire."""
        asked = self._session.post(
            f"{self._address}/api/v1/sync/pull", json={"protocol": 1}, stream=True, timeout=60,
            headers={"Authorization": f"Bearer {self._token}", "Accept-Encoding": "zstd"},
        )  # fmt: skip
        with asked:
            return sum(len(chunk) for chunk in asked.raw.stream(1 << 16, decode_content=False))

    def changes(self, database: Path) -> float:
        """Seconds from the commit of a thousand changed lines until they are shown."""
        with sqlite3.connect(database, isolation_level=None, timeout=30) as server:
            server.execute(
                "UPDATE purchase_lines SET discount_minor = discount_minor + 1"
                " WHERE (purchase_id, line_no) IN (SELECT l.purchase_id, l.line_no"
                " FROM purchase_lines AS l JOIN client_book AS b"
                " ON b.customer_id = l.customer_id WHERE b.store_id = ? LIMIT ?)",
                (STORE, CHANGES),
            )
        server.close()
        began = time.perf_counter()
        if self.engine.round().rows != CHANGES:
            raise SystemExit("the changed rows did not all arrive")
        return time.perf_counter() - began

    def operations(self) -> float:
        """Operations a second from the outbox to the server's verdicts."""
        (customer,) = self.connection.execute("SELECT MIN(id) FROM customers").fetchone()
        (associate,) = self.connection.execute("SELECT MIN(id) FROM associates").fetchone()
        for number in range(OPERATIONS):
            self.outbox.record(partial(_note, number=number, customer=customer, associate=associate))
        began = time.perf_counter()
        answers = [
            answer
            for start in range(0, OPERATIONS, 500)
            for answer in self.line.push(self.outbox.queued()[start : start + 500])
        ]
        spent = time.perf_counter() - began
        if {answer.verdict for answer in answers} != {"applied"}:
            raise SystemExit(f"not every operation was applied: {answers[0]}")
        return OPERATIONS / spent


def memory_mb() -> float:
    """What this process holds."""
    return float(psutil.Process().memory_info().rss) / 1e6


@contextmanager
def raw_server(stage: Stage) -> Iterator[str]:
    """The raw limit's server, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.sync_raw", str(stage.home / "aisle.db"), STORE, str(port)]
    process = subprocess.Popen(command)
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Somebody listens there."""
    import socket

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit("the raw limit's server did not start")


def prepare(stage: Stage) -> str:
    """The database is there; says which data it holds."""
    loaded = Path(os.environ.get("AISLE_HOME", ".var")) / "aisle.db"
    target = stage.home / "aisle.db"
    if loaded.exists():
        origin, copy = (
            sqlite3.connect(f"{loaded.absolute().as_uri()}?mode=ro", uri=True),
            sqlite3.connect(target),
        )
        origin.backup(copy)
        origin.close()
        copy.close()
        stage.aisle("db", "upgrade", quiet=True)
        if held(target):
            return "completejourney"
        target.unlink()
    stage.aisle("db", "upgrade", quiet=True)
    make_up(target)
    return "made-up lines"


def held(database: Path) -> int:
    """How many customers the store looks after."""
    connection = sqlite3.connect(database)
    (count,) = connection.execute("SELECT COUNT(*) FROM client_book WHERE store_id = ?", (STORE,)).fetchone()
    connection.close()
    return int(count)


def _note(sequence: int, *, number: int, customer: int, associate: str) -> dict[str, Any]:
    """One operation, as the tablet records it."""
    return {
        "id": uuid7(1_790_000_000_000 + number, os.urandom), "sequence": sequence,
        "kind": "note_added", "version": 1, "customer_id": customer,
        "associate_id": associate, "at_ms": 1_790_000_000_000,
        "arguments": {"text": f"Note {number}"},
    }  # fmt: skip


def make_up(database: Path) -> None:
    """A store with 200 customers and 100,000 purchase lines, the same in every run."""
    chance = random.Random(367)  # noqa: S311 - repeatable data, not a secret
    customers, purchases, lines = range(1, 201), range(1, 10_001), range(1, 11)

    def some_lines() -> Iterator[tuple[Any, ...]]:
        for purchase in purchases:
            for line in lines:
                paid = chance.randrange(50, 2000)
                yield purchase, line, purchase % 200 + 1, chance.randrange(1, 90_000), 1, paid, 0

    server = sqlite3.connect(database)
    insert = server.executemany
    server.execute("INSERT INTO stores VALUES (?, 'Store 367', 'North', 'America/New_York')", (STORE,))
    server.execute(
        "INSERT INTO associates (id, store_id, number, name, pin_hash) VALUES ('ann', ?, '1001', 'Ann', '')",
        (STORE,),
    )
    insert(
        "INSERT INTO customers (id, given_name, family_name) VALUES (?, 'Ann', ?)",
        ((c, f"Nr {c}") for c in customers),
    )
    insert("INSERT INTO client_book (store_id, customer_id) VALUES (?, ?)", ((STORE, c) for c in customers))
    insert(
        "INSERT INTO purchases (id, customer_id, store_id, at_ms, total_minor, line_count)"
        " VALUES (?, ?, ?, ?, 900, 10)",
        ((p, p % 200 + 1, STORE, 1_780_000_000_000 + p) for p in purchases),
    )
    insert(
        "INSERT INTO purchase_lines (purchase_id, line_no, customer_id, product_id, quantity, amount_minor,"
        " discount_minor) VALUES (?, ?, ?, ?, ?, ?, ?)",
        some_lines(),
    )
    server.commit()
    server.close()
