"""How long the page on a trial takes over ten million exposures and purchases, on SQLite and PostgreSQL.

A promotion with a holdout that 5,000,000 customers of 400 stores met, and 5,000,000 purchases of theirs, are
made in each database by a few statements; the sums are counted from them once (`rebuild_s`). Then what the
page reads is read (`results_s`), what the list of trials reads (`list_s`), and a thousand purchases more come
in and are counted (`catch_up_s`): that is what somebody waits for who looks while tablets send.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.orm import Session

import server
from benchmarks.audiences_chain import STORES, chance
from benchmarks.chain.moment import TODAY_MS
from benchmarks.databases import postgresql
from benchmarks.figures import Emit
from server.config import driver_url
from server.database import Base, prepare_sqlite
from server.insights import kept, measuring, service
from shared.clock import DAY_MS

EXPOSED: Final = 5_000_000
QUICK: Final = 20_000
LIMIT_S: Final = 2.0
MORE: Final = 1_000
TRIAL: Final = "soup"
_TRIES: Final = 3
_BATCH: Final = 500_000


def run(emit: Emit) -> None:
    """Prints the figures of ten million rows."""
    run_sized(emit, EXPOSED)


def run_quick(emit: Emit) -> None:
    """Shows that everything runs."""
    run_sized(emit, QUICK)


def run_sized(emit: Emit, customers: int) -> None:
    """Prints rebuild_s, results_s, list_s and catch_up_s of both databases; they must say the same."""
    said = []
    for opened in (_sqlite, _postgresql):
        with opened() as engine:
            said.append(measure(engine, customers, emit))
    if said[0] != said[1]:
        raise SystemExit(f"the databases say different things: {said}")


def measure(engine: Engine, customers: int, emit: Emit) -> str:
    """Prints the figures of one database; answers the verdict that its page gives."""
    kind = engine.dialect.name
    made = time.perf_counter()
    _make(engine, customers)
    case = f"{customers:,} exposures, {customers:,} purchases, {kind}"
    filled = time.perf_counter()
    with engine.begin() as connection:
        measuring.begin(connection)
        measuring.rebuild(connection)
    emit("rebuild_s", time.perf_counter() - filled, "s", case, f"making them took {filled - made:.0f} s")
    with engine.begin() as connection:
        kept.install(connection)
    _analyze(engine)
    with Session(engine) as session, session.begin():
        service.catch_up(session, TODAY_MS)
    emit(
        "results_s",
        _best(lambda s: service.results(s, TRIAL, TODAY_MS), engine),
        "s",
        case,
        f"under {LIMIT_S} s",
    )
    emit(
        "readings_s", _best(lambda s: service.readings_of(s, TRIAL), engine), "s", case, f"under {LIMIT_S} s"
    )
    emit("list_s", _best(lambda s: service.briefs(s, TODAY_MS), engine), "s", case, f"under {LIMIT_S} s")
    with engine.begin() as connection:
        _buy_more(connection, customers)
    began = time.perf_counter()
    with Session(engine) as session, session.begin():
        service.catch_up(session, TODAY_MS)
    emit("catch_up_s", time.perf_counter() - began, "s", f"{MORE:,} purchases more; {case}", "no limit")
    with Session(engine) as session:
        return service.results(session, TRIAL, TODAY_MS).verdict.sentence


def _best(work: Callable[[Session], Any], engine: Engine) -> float:
    times = []
    for _ in range(_TRIES):
        began = time.perf_counter()
        with Session(engine) as session:
            work(session)
        times.append(time.perf_counter() - began)
    return min(times)


def _make(engine: Engine, customers: int) -> None:
    for module in server.MODELS:
        __import__(module)
    Base.metadata.create_all(engine)
    for first in range(0, customers, _BATCH):
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL session_replication_role = replica"))  # nothing to look up
            if first == 0:
                _shops(connection)
                with Session(connection) as session:
                    service.catch_up(session, TODAY_MS)  # the ends by which trials count
            _people(connection, first, min(_BATCH, customers - first))
    _analyze(engine)


def _analyze(engine: Engine) -> None:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))


def _shops(connection: Connection) -> None:
    rows = [
        {"id": str(n), "name": f"Store {n}", "region": ("East", "North", "South", "West")[n % 4]}
        for n in range(STORES)
    ]
    store = "INSERT INTO stores (id, name, region, time_zone) VALUES (:id, :name, :region, 'America/Chicago')"
    connection.execute(text(store), rows)
    connection.execute(
        text(
            "INSERT INTO promotions (id, code, name, benefit_kind, benefit_value, starts_local, ends_local,"
            " status, created_by, created_ms, updated_ms, published_ms, holdout_percent)"
            " VALUES ('soup', 'SOUP', 'Soup', 'percent', 10, '2020-01-01T00:00', '2040-01-01T00:00',"
            " 'published', 'x', 0, 0, 1, 50)"
        )
    )
    connection.execute(
        text("INSERT INTO promotion_stores (promotion_id, store_id) SELECT 'soup', id FROM stores")
    )


def _people(connection: Connection, first: int, size: int) -> None:
    """So many customers, each of whom met her arm within sixty days and bought once within thirty of it."""
    numbers = (
        f"WITH RECURSIVE s (n) AS (SELECT CAST({first} AS BIGINT) UNION ALL SELECT n + 1 FROM s"
        f" WHERE n < {first + size - 1})"
    )
    tier = chance("n", 1, 20)
    met = f"({TODAY_MS - 60 * DAY_MS} + {chance('n', 2, 60)} * {DAY_MS} + {chance('n', 3, 86_000)} * 1000)"
    spent = f"(500 + {chance('n', 4, 9_500)} + CASE WHEN n % 2 = 1 THEN 120 ELSE 0 END)"
    bought = f"({met} + ({chance('n', 5, 60)} - 30) * {DAY_MS})"
    store = f"CAST({chance('n', 6, STORES)} AS TEXT)"
    variant = "CASE WHEN n % 2 = 1 THEN 'offered' ELSE 'held_out' END"
    _run(
        connection,
        "INSERT INTO customers (id, given_name, family_name, tier, attributes)"
        f" {numbers} SELECT n, 'A', 'B', CASE WHEN {tier} < 12 THEN 'Member' WHEN {tier} < 17 THEN 'Silver'"
        f" WHEN {tier} < 19 THEN 'Gold' ELSE 'VIP' END, '{{}}' FROM s",
    )
    _run(
        connection,
        "INSERT INTO exposures (id, trial_id, customer_id, variant, surface, store_id, associate_id, at_ms,"
        f" received_ms) {numbers} SELECT 'e' || CAST(n AS TEXT), 'soup', n,"
        f" {variant}, 'offers', {store}, 'ana', {met}, {met} FROM s",
    )
    _run(
        connection,
        "INSERT INTO purchases (id, customer_id, store_id, channel, at_ms, total_minor, line_count)"
        f" {numbers} SELECT n, n, {store}, 'store', {bought}, {spent}, 1 FROM s",
    )


def _buy_more(connection: Connection, customers: int) -> None:
    """A thousand customers buy once more, now."""
    step = max(1, customers // MORE)
    _run(
        connection,
        "INSERT INTO purchases (id, customer_id, store_id, channel, at_ms, total_minor, line_count)"
        f" SELECT id + {customers}, id, '1', 'store', {TODAY_MS - 1}, 2500, 1 FROM customers"
        f" WHERE id % {step} = 0 AND id < {step * MORE}",
    )


def _run(connection: Connection, statement: str) -> None:
    connection.execute(text(statement.replace(":", r"\:")))


@contextmanager
def _sqlite() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="aisle-bench-") as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'chain.db'}")
        prepare_sqlite(engine)
        yield engine
        engine.dispose()


@contextmanager
def _postgresql() -> Iterator[Engine]:
    with postgresql() as make:
        engine = create_engine(driver_url(make()))
        yield engine
        engine.dispose()
