"""What replication asks of a database connection: sqlite3 and sqlcipher3 both give it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol


class Rows(Protocol):
    """The answer to a statement."""

    rowcount: int

    def __iter__(self) -> Iterator[Any]:
        """The rows as they are read."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""


class Storage(Protocol):
    """A DB-API connection opened with `isolation_level=None`; whoever shares it among threads locks it."""

    in_transaction: bool

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Rows:
        """Runs one statement."""

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Rows:
        """Runs one statement once for each row of parameters."""


@contextmanager
def transaction(connection: Storage) -> Iterator[None]:
    """Everything inside is stored at the end, or nothing of it.

    It begins IMMEDIATE: a transaction that starts by reading must not fail half-way because somebody
    else wrote in between.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
