"""Rows written in bulk, so that writing them twice changes nothing.

A row whose key is new goes in; one that differs is brought up to date; an equal one is not touched, and so
wakes no trigger. SQLite takes prepared statements row by row, PostgreSQL a COPY into a passing table and one
statement from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Engine, text

from server.database import Base
from server.integrations.journal import empty_journal

Rows = Iterable[Sequence[Any]]
CHUNK_ROWS: Final = 50_000
STAGING: Final = "import_staging"


@dataclass(frozen=True, slots=True)
class Target:
    """Columns of a table that an import fills.

    `only_where` limits which existing rows it may change ("there" is the row in the table): what somebody
    has said since then is never taken back by an import.
    """

    model: type[Base]
    columns: tuple[str, ...]
    only_where: str = ""

    @property
    def table(self) -> str:
        """The table's name."""
        return str(self.model.__tablename__)

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return tuple(column.name for column in Base.metadata.tables[self.table].primary_key.columns)

    @property
    def names(self) -> str:
        """The columns as SQL."""
        return ", ".join(f'"{c}"' for c in self.columns)

    def upsert(self, source: str, differs: str) -> str:
        """The statement that writes `source`; `differs` is how this database compares nullable values."""
        rest = [c for c in self.columns if c not in self.keys]
        keys = ", ".join(f'"{key}"' for key in self.keys)
        head = f'INSERT INTO "{self.table}" AS there ({self.names}) {source} ON CONFLICT ({keys}) DO '
        if not rest:
            return head + "NOTHING"
        changed = " OR ".join(f'there."{c}" {differs} excluded."{c}"' for c in rest)
        guard = f"({changed})" + (f" AND ({self.only_where})" if self.only_where else "")
        values = ", ".join(f'"{c}" = excluded."{c}"' for c in rest)
        return f"{head}UPDATE SET {values} WHERE {guard}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows were given, were new, and were brought up to date."""

    given: int = 0
    added: int = 0
    changed: int = 0

    @property
    def unchanged(self) -> int:
        """How many rows were already there as given."""
        return self.given - self.added - self.changed


def write(connection: Connection, target: Target, rows: Rows) -> int:
    """The rows are in the table; returns how many it took to add or change."""
    if connection.dialect.name == "postgresql":
        return _copy(connection, target, rows)
    marks = ", ".join("?" * len(target.columns))
    given = [tuple(row) for row in rows]
    if not given:
        return 0
    statement = target.upsert(f"VALUES ({marks})", "IS NOT")
    return max(0, connection.exec_driver_sql(statement, given).rowcount)


def _copy(connection: Connection, target: Target, rows: Rows) -> int:
    connection.execute(text(f"DROP TABLE IF EXISTS {STAGING}"))
    connection.execute(
        text(
            f"CREATE TEMPORARY TABLE {STAGING} ON COMMIT DROP AS"
            f' SELECT {target.names} FROM "{target.table}" WITH NO DATA'
        )
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {STAGING} ({target.names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    order = ", ".join(f'"{key}"' for key in target.keys)
    source = f"SELECT {target.names} FROM {STAGING} ORDER BY {order}"
    return max(0, connection.execute(text(target.upsert(source, "IS DISTINCT FROM"))).rowcount)


def count(connection: Connection, table: str) -> int:
    """How many rows a table has."""
    return int(connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one())


def write_all(engine: Engine, target: Target, rows: Rows) -> Outcome:
    """All rows are in, a chunk a transaction, and the change journal is empty again."""
    given = touched = 0
    with engine.connect() as connection:
        before = count(connection, target.table)
    for chunk in chunks(rows, CHUNK_ROWS):
        with engine.begin() as connection:
            touched += write(connection, target, chunk)
        empty_journal(engine)
        given += len(chunk)
    with engine.connect() as connection:
        added = count(connection, target.table) - before
    return Outcome(given, added, touched - added)


def chunks(rows: Rows, size: int) -> Iterator[list[Sequence[Any]]]:
    """The rows in lists of at most `size`."""
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk
