"""The server's database in a schedule: begun anew for each, backed up and restored within it.

One engine serves all schedules, so that statements are compiled once; what a schedule begins with is made
once and copied.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine

from sync.source.changelog import change_epoch
from tests.memory import memory
from tests.sync.schedules.newer import NEWER_COLLECTIONS, NEWER_SCHEMA
from tests.sync.world import build, open_engine, run


def fast_folder() -> Path:
    """A new folder, in memory if there is some, and gone when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="schedules-", dir=memory()))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class Server(Protocol):
    """A database that can be put back to what it was under a name."""

    engine: Engine
    folder: Path

    def keep(self, name: str) -> None:
        """What there is now can be had again under that name."""

    def put_back(self, name: str) -> None:
        """Everything is as it was when it was kept; a transaction that was open is lost."""

    def begin_long(self, number: int) -> None:
        """Somebody has written two goods of one number and not committed yet, where writers need not wait."""

    def end_long(self) -> None:
        """The transaction that was open, if any, is committed."""

    def close(self) -> None:
        """Its connections are closed."""


def furnish(server: Server) -> None:
    """The world with its first rows is there, kept as `new`."""
    build(server.engine, NEWER_COLLECTIONS, NEWER_SCHEMA)
    with server.engine.begin() as connection:
        run(connection, "INSERT INTO book VALUES ('1', 2), ('1', 3), ('2', 0)")
        run(connection, "INSERT INTO tasks VALUES ('t1', '1', 0, '0'), ('t2', '2', 0, '0')")
        run(connection, "INSERT INTO badges SELECT id, id, 0 FROM customers")
    server.keep("new")


def restore(server: Server, name: str) -> None:
    """The database has gone back in time, as after a disaster, and says so by another epoch."""
    server.put_back(name)
    with server.engine.begin() as connection:
        change_epoch(connection)


class SqliteServer:
    """A file and copies of it."""

    def __init__(self) -> None:
        self.folder = fast_folder()
        self._path = self.folder / "server.db"
        self.engine = open_engine(f"sqlite:///{self._path}")
        furnish(self)

    def keep(self, name: str) -> None:
        """As a backup does it: a whole file written in one read transaction."""
        (self.folder / name).unlink(missing_ok=True)
        with self.engine.connect() as connection:
            connection.rollback()
            raw: Any = connection.connection.driver_connection
            raw.execute(f"VACUUM INTO '{self.folder / name}'")

    def put_back(self, name: str) -> None:
        """The file is another one."""
        self.engine.dispose()
        for file in self.folder.glob("server.db*"):
            file.unlink()
        shutil.copy(self.folder / name, self._path)

    def begin_long(self, number: int) -> None:
        """SQLite has one writer at a time: nothing happens."""

    def end_long(self) -> None:
        """Nothing was open."""

    def close(self) -> None:
        """Its connections are closed."""
        self.engine.dispose()


_KEEPING = """CREATE OR REPLACE FUNCTION {call} RETURNS void LANGUAGE plpgsql AS $$
DECLARE each text; BEGIN SET LOCAL session_replication_role = replica;
FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP {body} END LOOP; END $$"""


class PostgresServer:
    """A database and, in schemas of their own, copies of its tables."""

    def __init__(self, url: str) -> None:
        self.folder = fast_folder()
        self.engine = open_engine(url)
        self._long: Connection | None = None
        copying = "EXECUTE format('CREATE TABLE %I.%I AS TABLE public.%I', name, each, each);"
        # identities go back too: numbers given after the backup are given a second time
        going_back = (
            "EXECUTE format('DELETE FROM public.%I', each);"
            " EXECUTE format('INSERT INTO public.%I OVERRIDING SYSTEM VALUE SELECT * FROM %I.%I',"
            " each, name, each);"
        )
        with self.engine.begin() as connection:
            for call, body in (("keep_as(name text)", copying), ("put_back(name text)", going_back)):
                connection.exec_driver_sql(_KEEPING.format(call=call, body=body).replace("%", "%%"))
        furnish(self)

    def keep(self, name: str) -> None:
        """Copied in one transaction."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
            connection.exec_driver_sql(f"CREATE SCHEMA {name}")
            connection.exec_driver_sql(f"SELECT keep_as('{name}')")

    def begin_long(self, number: int) -> None:
        """On a connection of its own, without touching what others write."""
        self.end_long()
        self._long = self.engine.connect()
        for each in (100 + 2 * number, 101 + 2 * number):
            run(self._long, "INSERT INTO goods VALUES (:id, 0) ON CONFLICT DO NOTHING", id=each)

    def end_long(self) -> None:
        """Late, under numbers of the journal that others have passed long ago."""
        if self._long is not None:
            self._long.commit()
            self._long.close()
            self._long = None

    def put_back(self, name: str) -> None:
        """Copied back in one transaction, past the triggers."""
        if self._long is not None:
            self._long.close()
            self._long = None
        with self.engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT put_back('{name}')")
            next_note = "SELECT COALESCE(max(id), 0) + 1 FROM notes"
            connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('notes', 'id'), ({next_note}))")

    def close(self) -> None:
        """Its connections are closed."""
        self.engine.dispose()


@cache
def sqlite_server() -> SqliteServer:
    """The one that all schedules of this process share."""
    return SqliteServer()


@cache
def postgres_server(url: str) -> PostgresServer:
    """The one that all schedules at that address share."""
    return PostgresServer(url)
