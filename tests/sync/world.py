"""A small world to replicate: customers with lines in stores' books or pinned to a device, goods for all,
staff by store.

Nothing of retail's own tables: replication must hold for any. Two kinds of pairs are always written in one
transaction with one number, so that half a checkpoint shows: a good and its store's staff; a customer and
her line number 0.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from shared.errors import InvalidOperation, UnknownVersion
from sync.device.replica import ReplicaTable
from sync.errors import Unreachable
from sync.protocol import GLOBAL_SCOPE, Answer, Collection, Grouping, PullRequest
from sync.source import changelog, scopes
from sync.source.feed import Pull
from sync.source.intake import APPLIED, Decision, Intake
from sync.source.schema import install

GROUPINGS = (
    Grouping(
        "customer", table="book", group_column="customer_id", scope_column="store_id", scope_prefix="s:"
    ),
    Grouping(
        "customer", table="pinned", group_column="customer_id", scope_column="device_id", scope_prefix="d:"
    ),
)
COLLECTIONS = (
    Collection("goods", key=("id",), columns=("id", "version")),
    Collection(
        "staff", key=("id",), columns=("id", "store_id", "version"),
        scope_column="store_id", scope_prefix="s:",
    ),
    Collection("customers", key=("id",), columns=("id", "version"), grouping="customer", group_column="id"),
    Collection(
        "lines", key=("purchase_id", "line_no"), columns=("purchase_id", "line_no", "customer_id", "version"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "notes", key=("id",), columns=("id", "operation_id", "customer_id", "body"),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "operation_verdicts", key=("id",),
        columns=("id", "device_id", "sequence", "verdict", "code", "reason"),
        scope_column="device_id", scope_prefix="d:",
    ),
)  # fmt: skip

TABLES = (
    ReplicaTable("goods", {"id": "INTEGER", "version": "INTEGER"}, ("id",)),
    ReplicaTable("staff", {"id": "TEXT", "store_id": "TEXT", "version": "INTEGER"}, ("id",)),
    ReplicaTable(
        "customers", {"id": "INTEGER", "version": "INTEGER"}, ("id",), group_columns={"customer": "id"}
    ),
    ReplicaTable(
        "lines", dict.fromkeys(("purchase_id", "line_no", "customer_id", "version"), "INTEGER"),
        ("purchase_id", "line_no"), indexes=("CREATE INDEX lines_by_customer ON lines (customer_id)",),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "notes", {"id": "INTEGER", "operation_id": "TEXT", "customer_id": "INTEGER", "body": "TEXT"}, ("id",),
        group_columns={"customer": "customer_id"},
    ),
)  # fmt: skip

SCHEMA = (
    "CREATE TABLE goods (id BIGINT PRIMARY KEY, version INTEGER NOT NULL)",
    "CREATE TABLE staff (id TEXT PRIMARY KEY, store_id TEXT NOT NULL, version INTEGER NOT NULL)",
    "CREATE TABLE customers (id BIGINT PRIMARY KEY, version INTEGER NOT NULL)",
    """CREATE TABLE book (store_id TEXT NOT NULL, customer_id BIGINT NOT NULL,
        PRIMARY KEY (store_id, customer_id))""",
    """CREATE TABLE pinned (device_id TEXT NOT NULL, customer_id BIGINT NOT NULL,
        PRIMARY KEY (device_id, customer_id))""",
    """CREATE TABLE lines (purchase_id BIGINT NOT NULL, line_no INTEGER NOT NULL, customer_id BIGINT NOT NULL,
        version INTEGER NOT NULL, PRIMARY KEY (purchase_id, line_no))""",
    """CREATE TABLE notes (id {serial}, operation_id TEXT NOT NULL, customer_id BIGINT NOT NULL,
        body TEXT NOT NULL)""",
    """CREATE TABLE operation_verdicts (
        id TEXT PRIMARY KEY, device_id TEXT NOT NULL, sequence BIGINT NOT NULL, kind TEXT NOT NULL,
        content_hash TEXT NOT NULL, verdict TEXT NOT NULL, code TEXT, reason TEXT,
        received_ms BIGINT NOT NULL, UNIQUE (device_id, sequence))""",
)
STORES = ("1", "2")


def open_engine(url: str, *, synchronous: str = "OFF") -> Engine:
    """An engine whose transactions begin as the server's do."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def set_pragmas(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "busy_timeout=15000"):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def begin(connection: Any) -> None:
            reads = connection.get_execution_options().get("reads", False)
            connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def build(
    engine: Engine,
    collections: Sequence[Collection] = COLLECTIONS,
    schema: Sequence[str] = SCHEMA,
) -> None:
    """The world's tables, the change log, and a first few rows."""
    is_sqlite = engine.dialect.name == "sqlite"
    serial = (
        "INTEGER PRIMARY KEY AUTOINCREMENT"
        if is_sqlite
        else "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    )
    with engine.begin() as connection:
        for statement in schema:
            connection.exec_driver_sql(statement.format(serial=serial))
        install(connection, collections, GROUPINGS)
    with engine.begin() as connection:
        for number in range(3):
            run(connection, "INSERT INTO goods VALUES (:n, 0)", n=number)
        for store in STORES:
            run(connection, "INSERT INTO staff VALUES (:id, :store, 0)", id=f"a{store}", store=store)
        for number in range(4):
            run(connection, "INSERT INTO customers VALUES (:n, 0)", n=number)
            run(connection, "INSERT INTO lines VALUES (:n, 0, :n, 0)", n=number)
        run(connection, "INSERT INTO book VALUES ('1', 0), ('1', 1), ('2', 1), ('2', 2)")


def run(connection: Connection, sql: str, **values: Any) -> Any:
    """Runs one statement."""
    return connection.execute(_read(sql), values)


_read = lru_cache(maxsize=256)(text)
"""Reading a statement for its parameters costs more than running it here."""


def held_by(connection: Connection, store: str, device: str) -> dict[str, set[tuple[Any, ...]]]:
    """What a device of that store must hold: written down without any of the code under test."""
    book = (
        f"(SELECT customer_id FROM book WHERE store_id = '{store}'"
        f" UNION SELECT customer_id FROM pinned WHERE device_id = '{device}')"
    )
    wanted = {
        "goods": "1 = 1",
        "staff": f"store_id = '{store}'",
        "customers": f"id IN {book}",
        "lines": f"customer_id IN {book}",
        "notes": f"customer_id IN {book}",
        "operation_verdicts": f"device_id = '{device}'",
    }
    return {
        c.name: {
            tuple(r)
            for r in run(connection, f"SELECT {', '.join(c.columns)} FROM {c.name} WHERE {wanted[c.name]}")
        }
        for c in COLLECTIONS
    }


def shown_by(connection: Any) -> dict[str, set[tuple[Any, ...]]]:
    """What a device shows."""
    return {
        c.name: set(map(tuple, connection.execute(f"SELECT {', '.join(c.columns)} FROM {c.name}").fetchall()))
        for c in COLLECTIONS
    }


class NoteTaking:
    """The world's one operation: a note on a customer; its effect has no key that would forgive."""

    def __init__(self, writer: Any, store: str) -> None:
        self._writer = writer
        self._store = store

    def check(self, wire: Mapping[str, Any]) -> Mapping[str, Any]:
        """As the retail side does it."""
        if wire.get("kind") == "from the future":
            raise UnknownVersion("Update the server.")
        if not isinstance(wire.get("body"), str) or not isinstance(wire.get("customer_id"), int):
            raise InvalidOperation("A note needs a body.", body="missing")
        return wire

    def apply(self, operations: Sequence[Mapping[str, Any]]) -> list[Decision]:
        """Notes are taken for customers in the store's book."""
        return [self._apply(operation) for operation in operations]

    def _apply(self, operation: Mapping[str, Any]) -> Decision:
        if operation["body"] == "poison":
            raise RuntimeError("the server has a fault of its own")
        values = {"id": operation["id"], "customer": operation["customer_id"], "body": operation["body"]}
        held = "SELECT 1 FROM book WHERE store_id = :store AND customer_id = :customer"
        if (
            self._writer.execute(text(held), {"store": self._store, "customer": values["customer"]}).first()
            is None
        ):
            return Decision("rejected", "customer_not_here", "This customer is not in your store's book.")
        self._writer.execute(
            text("INSERT INTO notes (operation_id, customer_id, body) VALUES (:id, :customer, :body)"), values
        )
        return APPLIED


@dataclass
class Source:
    """The server's side over a real database, without HTTP."""

    engine: Engine
    page_rows: int = 3
    intake: type[Intake] = Intake
    pull_type: type[Pull] = Pull
    collections: Sequence[Collection] = COLLECTIONS
    applier: type[NoteTaking] = NoteTaking
    troubles: list[Exception] = field(default_factory=list)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot."""
        options = (
            {"reads": True}
            if self.engine.dialect.name == "sqlite"
            else {"isolation_level": "REPEATABLE READ"}
        )
        with self.engine.connect().execution_options(**options) as connection:
            yield connection

    def scopes(self, store: str, device: str) -> tuple[str, ...]:
        """What the credential allows."""
        return GLOBAL_SCOPE, f"s:{store}", f"d:{device}"

    def stamp(self) -> int:
        """Everything committed has its number."""
        with self.engine.begin() as connection:
            return changelog.stamp(connection, self.collections, GROUPINGS)

    def begin_pull(self, store: str, device: str, request: PullRequest) -> None:
        """What happens before the snapshot is opened."""
        self.stamp()
        if request.cursor is None and request.page is None:
            with self.engine.begin() as connection:
                scopes.activate(connection, self.scopes(store, device))

    @contextmanager
    def pull(self, store: str, device: str, request: PullRequest) -> Iterator[Iterator[bytes]]:
        """The lines of a pull, each with its end, read from one snapshot."""
        with self.reading() as connection:
            pulled = self.pull_type(
                connection, request, scopes=self.scopes(store, device), collections=self.collections,
                groupings=GROUPINGS, now_ms=0, page_rows=self.page_rows,
            )  # fmt: skip
            lines = pulled.lines()
            try:
                yield lines
            finally:
                lines.close()

    def push(self, store: str, device: str, wires: Sequence[Any], *, dies: bool = False) -> list[Answer]:
        """Every operation decided; Unreachable, and nothing of it stored, if the server dies meanwhile."""
        with self.engine.begin() as connection:
            intake = self.intake(
                connection, self.applier(connection, store), device_id=device, now_ms=0,
                on_trouble=self.troubles.append,
            )  # fmt: skip
            answers = intake.take(wires)
            if dies:
                raise Unreachable("The server died before it had committed.")
            return answers


def open_device(path: Path) -> sqlite3.Connection:
    """A device's file, opened as the app opens its own, without the encryption."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=15)
    for pragma in ("journal_mode=WAL", "synchronous=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
