"""Row 3: ten clients on real PostgreSQL, killed and cut off while they work; what each saw is recorded.

Clients are processes of their own. Meanwhile one writer for everyone and one for customers write both halves
of their pairs in one transaction, some of them long, and backends of the server are terminated.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from sync.device.digest import repairs
from sync.device.engine import SyncEngine
from tests.faults.history import Event, anomalies
from tests.faults.history_client import STORE, Client, Orders, live
from tests.faults.proof import Outcome, Proof
from tests.postgresql import fresh_databases
from tests.sync.schedules.planted import WithoutStaging
from tests.sync.world import Source, build, held_by, open_engine, run, shown_by

CLIENTS = 10
ROUNDS_TO_REST = 3

_TROUBLES = ("kill", "cut", "heal", "heal", "heal", "backend")

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.faults.history_client"])


class PlainSequence(Source):
    """The control: numbers given before commit are a cursor. What commits late below one is never seen."""

    def stamp(self) -> int:
        with self.engine.begin() as connection:
            run(connection, "SELECT pg_advisory_xact_lock(77)")
            run(connection, "DELETE FROM sync_journal WHERE id <= (SELECT last FROM passed)")
            run(connection, "UPDATE passed SET last = GREATEST(last, (SELECT MAX(id) FROM sync_journal))")
        return super().stamp()


class HastyEngine(SyncEngine):
    """The other control: each page is shown as it comes."""

    application_type = WithoutStaging


def run_history(events: int, seed: int, **planted: Any) -> Outcome:
    """At least so many events are recorded, and the history has no anomaly."""
    with fresh_databases() as make, tempfile.TemporaryDirectory(prefix="history-") as folder:
        engine = open_engine(make())
        build(engine)
        with engine.begin() as connection:
            run(connection, "CREATE TABLE passed AS SELECT CAST(0 AS BIGINT) AS last")
        url = engine.url.render_as_string(hide_password=False)
        steps = -(-events // CLIENTS)
        orders = [
            Orders(url, Path(folder), f"d{number}", steps, seed, **planted)
            for number in range(1, CLIENTS + 1)
        ]
        try:
            troubles = _live_through(orders, engine, random.Random(seed))
            found = [*anomalies(_recorded(orders)), *_at_rest(orders, engine)]
        finally:
            engine.dispose()
        seen = sum(each.log.read_text().count("\n") for each in orders)
    return Outcome(seen, tuple(found), {"clients": CLIENTS, **{k: float(v) for k, v in troubles.items()}})


def _live_through(orders: Sequence[Orders], engine: Engine, chance: random.Random) -> Counter[str]:
    """Every client has taken its steps, whatever happened to it meanwhile."""
    troubles = Counter[str]()
    with _writing(engine):
        running = {each: _started(each) for each in orders}
        while running:
            time.sleep(0.05 + chance.random() * 0.15)
            one = chance.choice(list(running))
            trouble = chance.choice(_TROUBLES)
            _trouble(trouble, one, running[one], engine)
            troubles[trouble] += 1
            for each, process in list(running.items()):
                if not process.is_alive():
                    process.join()
                    del running[each]
                    if process.exitcode:  # killed: it begins again behind its log
                        running[each] = _started(each)
    for each in orders:
        each.cut.unlink(missing_ok=True)
    return troubles


def _started(orders: Orders) -> Any:
    process = _PROCESSES.Process(target=live, args=(orders,), daemon=True)
    process.start()
    return process


def _trouble(name: str, orders: Orders, process: Any, engine: Engine) -> None:
    if name == "kill":
        process.kill()
    elif name == "cut":
        orders.cut.touch()
    elif name == "heal":
        orders.cut.unlink(missing_ok=True)
    else:
        someone = (
            "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE"
            " datname = current_database() AND pid <> pg_backend_pid()"
            " ORDER BY random() LIMIT 1) AS one"
        )
        with suppress(SQLAlchemyError), engine.begin() as connection:  # its own may have been the last one's
            run(connection, someone)


@contextmanager
def _writing(engine: Engine) -> Iterator[None]:
    """Two writers write all the time."""
    stopping = threading.Event()
    everyone = ("UPDATE goods SET version = version + 1", "UPDATE staff SET version = version + 1")
    customers = (
        "UPDATE customers SET version = version + 1 WHERE id = 1",
        "UPDATE lines SET version = version + 1 WHERE purchase_id = 1",
    )
    threads = [
        threading.Thread(target=_write_on, args=(engine, pair, stopping)) for pair in (everyone, customers)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def _write_on(engine: Engine, pair: tuple[str, str], stopping: threading.Event) -> None:
    chance = random.Random(pair[0])
    while not stopping.wait(0.03):
        with suppress(SQLAlchemyError), engine.begin() as connection:  # its backend may be terminated, too
            run(connection, pair[0])
            run(connection, "SELECT pg_sleep(:wait)", wait=chance.random() * 0.02)
            run(connection, pair[1])


def _recorded(orders: Sequence[Orders]) -> Iterator[Event]:
    for each in orders:
        for line in each.log.read_text().splitlines():
            with suppress(json.JSONDecodeError):  # killed in the middle of a line
                yield Event(each.name, **json.loads(line))


def _at_rest(orders: Sequence[Orders], engine: Engine) -> Iterator[str]:
    """What is wrong once everybody has synchronised in peace."""
    engine.dispose()  # the last trouble may have ended a connection that waits in its pool
    clients = [Client(replace(each, steps=0)) for each in orders]
    for _ in range(ROUNDS_TO_REST):
        for client in clients:
            client.sync()
    with Source(engine).reading() as connection:
        effects = Counter(run(connection, "SELECT operation_id FROM notes").scalars())
        for each, client in zip(orders, clients, strict=True):
            if shown_by(client.connection) != held_by(connection, STORE, each.name):
                yield f"{each.name}: shows something else than it must"
            if repairs(client.replica).slices or repairs(client.replica).unhealed:
                yield f"{each.name}: a digest had to repair what was lost"
            if client.outbox.counts().pending:
                yield f"{each.name}: an operation is stuck"
            client.close()
    yield from (f"{each.operation}: saved and lost" for each in _recorded(orders)
                if each.kind == "saved" and each.operation not in effects)  # fmt: skip
    yield from (f"{operation}: {count} effects" for operation, count in effects.items() if count > 1)


def control(seed: int) -> Outcome:
    """Both planted faults show: pages shown as they come, and numbers given before commit."""
    hasty = run_history(300, seed, engine_type=HastyEngine)
    plain = run_history(300, seed, source_type=PlainSequence)
    both = (*hasty.failures[:1], *plain.failures[:1]) if hasty.failures and plain.failures else ()
    return Outcome(hasty.cases + plain.cases, both)


PROOFS = (
    Proof(
        "histories", 3, "ten clients, killed and cut off, never see half, older, or less than their own work",
        short=300, long=20_000, run=run_history, control=control,
    ),
)  # fmt: skip
