"""A SQLite database in memory without SQLAlchemy's work for each statement: many schedules in little time.

It runs the very statements of the code under test, `text(…)` with named values; other tests run them through
SQLAlchemy on both databases.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from types import SimpleNamespace
from typing import Any


@lru_cache
def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names, rename=True)


def _named(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Any:
    return _row_type(tuple(column[0] for column in cursor.description))(*row)


class Found:
    """The answer to a statement."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self.rowcount = cursor.rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    def first(self) -> Any:
        return self._cursor.fetchone()

    def one(self) -> Any:
        return self._cursor.fetchone()

    def scalar_one(self) -> Any:
        return self._cursor.fetchone()[0]


class PlainEngine:
    """One connection; reads and writes take turns."""

    dialect = SimpleNamespace(name="sqlite")

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.row_factory = _named

    @contextmanager
    def begin(self) -> Iterator[PlainEngine]:
        """A writing transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextmanager
    def connect(self) -> Iterator[PlainEngine]:
        """A look."""
        yield self

    def exec_driver_sql(self, sql: str) -> Found:
        """Runs one statement."""
        return Found(self._connection.execute(sql))

    def execute(self, statement: Any, values: Any = ()) -> Found:
        """Runs one statement, once for each of several sets of values."""
        sql = statement.text
        if isinstance(values, list):
            return Found(self._connection.executemany(sql, values))
        for name, value in dict(values).items():
            if isinstance(value, Sequence) and not isinstance(value, str):
                marks = {f"{name}_{number}": each for number, each in enumerate(value)}
                sql = sql.replace(f":{name}", "(" + ", ".join(f":{mark}" for mark in marks) + ")")
                values = {**values, **marks}
        return Found(self._connection.execute(sql, values))

    def dispose(self) -> None:
        """The database is gone."""
        self._connection.close()
