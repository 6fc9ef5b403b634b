"""How long HQ takes to count audiences of a million customers, on SQLite and PostgreSQL.

1,000,000 customers with 6,000,000 purchase lines are made in each database by a few statements, the same in
both; then rules that a marketer would write are counted as the builder counts them while she writes. Each
figure is the best of three. Beside it stand what a processor spent on it, and the same as a multiple of one
plain pass over all customers: these depend less on what else the machine does.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from json import dumps
from pathlib import Path
from typing import Any, Final

import psutil
from sqlalchemy import Engine, Insert, create_engine, func, insert, select, text
from sqlalchemy.orm import Session

import server
from benchmarks import audiences_chain as chain
from benchmarks.audiences_rules import AUDIENCES, RULES
from benchmarks.chain.moment import TODAY_MS
from benchmarks.databases import postgresql
from benchmarks.figures import Emit
from server.audiences.counting import Counting, make_room
from server.audiences.models import AudienceRecord
from server.config import driver_url
from server.customers import kept as customers_kept
from server.customers.selecting import EVERYBODY
from server.database import Base, prepare_sqlite
from server.purchases import kept as purchases_kept
from shared.clock import DAY_MS
from shared.customer import YEAR_MS

CUSTOMERS: Final = 1_000_000
QUICK: Final = 20_000
LIMITS: Final = {"sqlite": 2.0, "postgresql": 1.0}
_TRIES: Final = 3
_TICK: Final = 0.01
"""The system tells what a process worked in hundredths of a second."""


def run(emit: Emit) -> None:
    """Prints the figures of a million customers."""
    run_sized(emit, CUSTOMERS)


def run_quick(emit: Emit) -> None:
    """Shows that everything runs."""
    run_sized(emit, QUICK)


def run_sized(emit: Emit, customers: int) -> None:
    """Prints count_s, count_vs_pass and reach_s of each rule on both databases."""
    counts = []
    for opened in (_sqlite, _postgresql):
        with opened() as engine:
            _make(engine, customers, emit)
            counts.append(measure(engine, customers, emit))
    if counts[0] != counts[1]:
        raise SystemExit(f"the databases count differently: {counts}")


def measure(engine: Engine, customers: int, emit: Emit) -> dict[str, int]:
    """Prints the figures of one database that holds the chain; answers how many each rule selects."""
    kind = engine.dialect.name
    found = {}
    for name, rule in RULES.items():
        case = f"{name}; {customers:,} customers, {kind}"
        with Session(engine) as session:
            counter = _processor_of(session)
            _, passed = _best(partial(_pass, session), counter)
            counting = Counting(session, rule, None, TODAY_MS)
            found[name] = counting.count()
            took, spent = _best(counting.count, counter)
            emit("count_s", took, "s", f"{case}: {found[name]:,}", f"under {LIMITS[kind]} s")
            emit("count_cpu_s", spent, "s", case, f"under {LIMITS[kind]} s")
            emit(
                "count_vs_pass",
                spent / max(passed, _TICK),
                "ratio",
                case,
                f"a plain pass, {passed:.3f} s of a processor",
            )
            took, spent = _best(counting.reach, counter)
            emit("reach_s", took, "s", case, "with every reason and tier")
            emit("reach_cpu_s", spent, "s", case, "with every reason and tier")
    return found


def _best(work: Callable[[], Any], spent_s: Callable[[], float]) -> tuple[float, float]:
    """The least time that passed, and that a processor worked."""
    times = []
    for _ in range(_TRIES):
        began, worked = time.perf_counter(), spent_s()
        work()
        times.append((time.perf_counter() - began, spent_s() - worked))
    return min(took for took, _ in times), min(spent for _, spent in times)


def _processor_of(session: Session) -> Callable[[], float]:
    """Tells how long a processor has worked for whoever counts: PostgreSQL's process, or this one."""
    if session.get_bind().dialect.name == "sqlite":
        return time.process_time
    backend = psutil.Process(session.scalar(text("SELECT pg_backend_pid()")))
    return lambda: sum(backend.cpu_times()[:2])


def _pass(session: Session) -> int:
    make_room(session)
    query = select(func.count()).select_from(EVERYBODY).where(EVERYBODY.may_personalize == 1)
    return session.scalar(query) or 0


def _make(engine: Engine, customers: int, emit: Emit) -> None:
    """The chain is in the database, with what is kept of it."""
    for module in server.MODELS:
        __import__(module)
    Base.metadata.create_all(engine)
    began = time.perf_counter()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # nothing to look up
        chain.fill(connection, customers)
        for name, rule in AUDIENCES.items():
            connection.execute(_named(name, rule))
    filled = time.perf_counter()
    with engine.begin() as connection:
        customers_kept.rebuild(connection)
        purchases_kept.rebuild(connection)
        customers_kept.count_since(connection, TODAY_MS - YEAR_MS - DAY_MS)  # by last night's work
    case = f"{customers:,} customers, {engine.dialect.name}"
    emit("rebuild_s", time.perf_counter() - filled, "s", case, f"making them took {filled - began:.0f} s")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"))


def _named(name: str, rule: dict[str, Any]) -> Insert:
    return insert(AudienceRecord).values(
        id=name, name=name, kind="rule", rule=dumps(rule), created_by="", created_ms=0, updated_by="",
        updated_ms=0,
    )  # fmt: skip


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
