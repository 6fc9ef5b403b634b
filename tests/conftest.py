"""Fixtures that every part's tests may use: real databases, nothing faked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.postgresql import fresh_databases
from tests.uncounted import uncounted

ONE_WORKER = "tests/server/integrations/test_the_whole_record.py"
"""The whole record is loaded once, by whoever takes its first test."""

LONGEST_FIRST = (
    "tests/sync/test_state_machine.py",
    "tests/faults/",
    ONE_WORKER,
    "tests/server/test_openapi.py",
)
"""Where a minute and more is spent in one test: begun last, one of them would keep the others waiting."""


class Shares(LoadScopeScheduling):
    """Each test goes to whoever is free, but for those that share what one worker has made."""

    def _split_scope(self, nodeid: str) -> str:
        return ONE_WORKER if nodeid.startswith(ONE_WORKER) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shares:
    """Tests are shared out so; the marks for this that xdist 3.8 has are not seen beside pytest 9.2."""
    return Shares(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that take longest are begun first, so that no worker is left alone with one at the end."""

    def place(item: pytest.Item) -> int:
        found = [number for number, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start)]
        return found[0] if found else len(LONGEST_FIRST)

    items.sort(key=place)


_PREPARED: set[tuple[str, str, object]] = set()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Iterator[None]:
    """What fixtures prepare is counted as covered the first time, not the hundreds of times after it."""
    name = (fixturedef.baseid, fixturedef.argname, str(getattr(request, "param", "")))
    if name in _PREPARED:
        with uncounted():
            return (yield)
    _PREPARED.add(name)
    return (yield)


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
