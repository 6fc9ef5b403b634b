"""Runs the steps of a migration in one transaction, on both databases."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection

from server.database import Base, db
from server.migrations import belongs_to_us


def run(connection: Connection) -> None:
    """Every step is done, or none."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_object=belongs_to_us,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_on_sqlite(connection: Connection) -> None:
    """As `run`, with foreign keys checked at the end instead of on the way.

    A batch step rebuilds a table by dropping it, which would take along every row that refers to it. The
    switch works outside of transactions only, so it goes to the driver's connection directly.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        run(connection)
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"the migration left {len(broken)} rows without what they refer to")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


with db.engine.connect() as opened:
    (run_on_sqlite if opened.dialect.name == "sqlite" else run)(opened)
