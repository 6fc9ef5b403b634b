"""Fixtures that every part's tests may use: real databases, nothing faked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgresql import fresh_databases


@pytest.fixture(scope="session")
def make_postgres_database() -> Iterator[Callable[[], str]]:
    """Makes a fresh PostgreSQL database at each call and gives its address; one server a test session."""
    with fresh_databases() as make:
        yield make


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
