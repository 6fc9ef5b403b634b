"""A server on a real database, and people who have signed in to it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server import create_app
from server.database import db
from server.migrations import upgrade
from shared.clock import FixedClock
from tests.server.people import settle
from tests.server.world import NOW, Actors, Cast, make_config, stop_watching


def make_tables(url: str, home: Path) -> None:
    """The empty database at that address has the tables and triggers of this version."""
    app = create_app(make_config(url, home, FixedClock(NOW)))
    with app.app_context():
        upgrade(app)
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template")
    make_tables(f"sqlite:///{folder / 'aisle.db'}", folder)
    return folder / "aisle.db"


@pytest.fixture(scope="session")
def postgres_template(
    make_postgres_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """A PostgreSQL database with all tables and no rows, made once and copied for each test."""
    url = make_postgres_database()
    make_tables(url, tmp_path_factory.mktemp("template"))
    return url


@pytest.fixture
def sqlite_tables_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a SQLite database with all tables."""
    shutil.copy(sqlite_template, tmp_path / "server.db")
    return f"sqlite:///{tmp_path / 'server.db'}"


@pytest.fixture
def postgres_tables_url(postgres_template: str) -> str:
    """The address of a PostgreSQL database with all tables, made anew for each test."""
    template = psycopg.conninfo.conninfo_to_dict(postgres_template)["dbname"]
    name = f"{template}_copy"
    admin = psycopg.conninfo.make_conninfo(postgres_template, dbname="postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        # its files are copied: through the log of changes, as is usual, it takes twice as long
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return postgres_template.replace(f"/{template}", f"/{name}")


@pytest.fixture(params=["sqlite", "postgresql"])
def tables_url(request: pytest.FixtureRequest) -> str:
    """The address of a database with all tables; a test that asks for it runs once on each kind."""
    kind = "sqlite" if request.param == "sqlite" else "postgres"
    return str(request.getfixturevalue(f"{kind}_tables_url"))


@pytest.fixture
def clock() -> FixedClock:
    """The server's clock, which stands until the test moves it."""
    return FixedClock(NOW)


@pytest.fixture
def app(tables_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Flask]:
    """The application on an empty database."""
    application = create_app(make_config(tables_url, tmp_path, clock))
    yield application
    stop_watching(application)
    # a tablet's first contact has loads prepared beside the answering: nothing may go on in the next test
    if "aisle_preparer" in application.extensions:
        application.extensions["aisle_preparer"].wait(30)
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Asks the application over HTTP, without a socket."""
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session of the test's own; commit what requests are to see.

    No application context stays open: each request must get its own, as it does in the field.
    """
    with app.app_context():
        engine = db.engine
    with Session(engine, expire_on_commit=False) as own:
        yield own


@pytest.fixture
def actors(session: Session) -> Actors:
    """One signed-in actor of each kind, in two stores; every PIN and password is `PIN`."""
    made = Cast(session).everyone()
    session.commit()
    return made


@pytest.fixture
def people(actors: Actors, session: Session) -> Actors:
    """The actors, with customers in both stores' books."""
    settle(session)
    return actors
