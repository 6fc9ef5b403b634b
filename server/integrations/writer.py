"""Rows written in bulk, so that writing them twice changes nothing.

A row that differs from the one with its key is brought up to date, one whose key is new goes in, an equal one
is not touched: looked for first and never "inserted or updated", because on SQLite the mere attempt to insert
wakes triggers. SQLite takes prepared statements, PostgreSQL a COPY into a passing table and two statements
from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Engine, text

from server.customers import merges
from server.customers.models import Customer
from server.database import Base
from server.integrations.journal import empty_journal
from server.privacy.tombstones import all_erased

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
    def customer(self) -> str | None:
        """The column that says whose the row is, if it is a customer's."""
        if self.model is Customer:
            return "id"
        return "customer_id" if "customer_id" in self.columns else None

    @property
    def names(self) -> str:
        """The columns as SQL."""
        return ", ".join(f'"{column}"' for column in self.columns)

    def update(self, given: dict[str, str], differs: str, source: str = "") -> str | None:
        """The statement that changes rows which differ; None if there is nothing but a key.

        `given` is how each column's new value is written, `differs` how nullable values are compared.
        """
        rest = [column for column in self.columns if column not in self.keys]
        if not rest:
            return None
        values = ", ".join(f'"{column}" = {given[column]}' for column in rest)
        differing = " OR ".join(f'there."{column}" {differs} {given[column]}' for column in rest)
        guard = f" AND ({self.only_where})" if self.only_where else ""
        return (
            f'UPDATE "{self.table}" AS there SET {values}{source}'
            f" WHERE {self._same_key(given)} AND ({differing}){guard}"
        )

    def insert(self, given: dict[str, str], source: str = "", *, checked: bool = False) -> str:
        """The statement that adds rows whose key is new; `checked`: all of them are known to be."""
        values = ", ".join(given[column] for column in self.columns)
        statement = f'INSERT INTO "{self.table}" ({self.names}) SELECT {values}{source}'
        if checked:
            return statement
        known = f'SELECT 1 FROM "{self.table}" AS there WHERE {self._same_key(given)}'
        return f"{statement} WHERE NOT EXISTS ({known})"

    def _same_key(self, given: dict[str, str]) -> str:
        return " AND ".join(f'there."{key}" = {given[key]}' for key in self.keys)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows were given, were new, and were brought up to date."""

    given: int = 0
    added: int = 0
    changed: int = 0

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(self.given + other.given, self.added + other.added, self.changed + other.changed)

    @property
    def unchanged(self) -> int:
        """How many rows were already there as given."""
        return self.given - self.added - self.changed


def write(connection: Connection, target: Target, rows: Rows) -> Outcome:
    """The rows are in the table, each once; those of customers who were erased stay out.

    What is a merged customer's is that of the one she goes on as.
    """
    given = _allowed(connection, target, rows)
    if not given:
        return Outcome()
    held = _held(connection, target, given)
    differing = [row for row in given if tuple(row) not in held] if held else given
    if not differing:
        return Outcome(len(given))
    bring = _copy if connection.dialect.name == "postgresql" else _execute
    added, changed = bring(connection, target, differing, fresh=held is not None and not held)
    return Outcome(len(given), added, changed)


def _allowed(connection: Connection, target: Target, rows: Rows) -> list[Sequence[Any]]:
    given = rows if isinstance(rows, list) else list(rows)
    if target.customer is None:
        return given
    place = target.columns.index(target.customer)
    now = merges.all_redirects(connection)  # before the erased are asked: the order in which tables are held
    erased = all_erased(connection)
    kept = [row for row in given if row[place] not in erased] if erased else given
    return _of_whom_they_go_on_as(target, kept, now) if now else kept


def _of_whom_they_go_on_as(
    target: Target, given: list[Sequence[Any]], now: dict[int, int]
) -> list[Sequence[Any]]:
    """The rows with their customers of today; what a merged one says of herself stays out."""
    place = target.columns.index(str(target.customer))
    if target.customer in target.keys and len(target.columns) > len(target.keys):
        return [row for row in given if row[place] not in now]
    renamed = [(*row[:place], now.get(row[place], row[place]), *row[place + 1 :]) for row in given]
    keys = [target.columns.index(key) for key in target.keys]
    return list({tuple(row[key] for key in keys): row for row in renamed}.values())


def _execute(
    connection: Connection, target: Target, given: list[Sequence[Any]], *, fresh: bool
) -> tuple[int, int]:
    """How many rows were added and changed; `fresh` rows are known to be new."""
    numbered = {column: f"?{place}" for place, column in enumerate(target.columns, start=1)}
    if fresh:
        return connection.exec_driver_sql(target.insert(numbered, checked=True), given).rowcount, 0
    update = target.update(numbered, "IS NOT")
    changed = connection.exec_driver_sql(update, given).rowcount if update else 0
    return connection.exec_driver_sql(target.insert(numbered), given).rowcount, changed


def _held(connection: Connection, target: Target, given: list[Sequence[Any]]) -> set[Any] | None:
    """The rows of the table between the smallest and the largest key given; None if that cannot be asked.

    Reading a stretch and comparing here is several times faster than looking for each row. Only whole
    numbers can be asked so: everybody orders them alike.
    """
    key = target.keys[0]
    numbers = [row[target.columns.index(key)] for row in given]
    if not isinstance(numbers[0], int):
        return None
    between = f'SELECT {target.names} FROM "{target.table}" WHERE "{key}" BETWEEN :low AND :high'
    return set(map(tuple, connection.execute(text(between), {"low": min(numbers), "high": max(numbers)})))


def _copy(
    connection: Connection, target: Target, given: list[Sequence[Any]], *, fresh: bool
) -> tuple[int, int]:
    """As `_execute`, by way of a passing table."""
    connection.execute(text(f"DROP TABLE IF EXISTS {STAGING}"))
    connection.execute(
        text(
            f"CREATE TEMPORARY TABLE {STAGING} ON COMMIT DROP AS"
            f' SELECT {target.names} FROM "{target.table}" WITH NO DATA'
        )
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {STAGING} ({target.names}) FROM STDIN") as copy:
        for row in given:
            copy.write_row(row)
    connection.execute(text(f"ANALYZE {STAGING}"))
    columns = {column: f'new."{column}"' for column in target.columns}
    source = f" FROM {STAGING} AS new"
    update = None if fresh else target.update(columns, "IS DISTINCT FROM", source)
    changed = connection.execute(text(update)).rowcount if update else 0
    # somebody else's row of the same key may come in between: then it stands, and the next run compares
    insert = target.insert(columns, source, checked=fresh) + " ON CONFLICT DO NOTHING"
    return connection.execute(text(insert)).rowcount, changed


def write_all(engine: Engine, target: Target, rows: Rows) -> Outcome:
    """All rows are in, a chunk a transaction, and the change journal is empty again."""
    outcome = Outcome()
    for chunk in chunks(rows, CHUNK_ROWS):
        with engine.begin() as connection:
            outcome += write(connection, target, chunk)
        empty_journal(engine)
    return outcome


def chunks(rows: Rows, size: int) -> Iterator[list[Sequence[Any]]]:
    """The rows in lists of at most `size`."""
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk
