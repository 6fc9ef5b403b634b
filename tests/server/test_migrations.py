"""The database comes to the models' shape by migrations, and a newer one is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect, text
from sqlalchemy.orm import Session

from server import create_app
from server.catalogue import service as catalogue
from server.database import Base, db
from server.errors import DatabaseIsNewer
from server.migrations import belongs_to_us, upgrade
from shared.clock import FixedClock
from tests.server.world import NOW, make_config


def test_migrations_from_nothing_make_what_the_models_say(database_url: str, tmp_path: Path) -> None:
    app = create_app(make_config(database_url, tmp_path, FixedClock(NOW)))
    upgrade(app)
    with app.app_context():
        with db.engine.connect() as connection:
            options = {
                "compare_type": True,
                # alembic takes an empty default on SQLite for none; PostgreSQL compares all of them
                "compare_server_default": connection.dialect.name == "postgresql",
                "include_object": belongs_to_us,
            }
            context = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(context, Base.metadata) == []
            assert checks_of(connection) == checks_of_models()
        db.engine.dispose()


def checks_of(connection: Connection) -> set[str]:
    found = inspect(connection)
    tables = [name for name in found.get_table_names() if not name.startswith(("sync_", "alembic_"))]
    return {str(check["name"]) for table in tables for check in found.get_check_constraints(table)}


def checks_of_models() -> set[str]:
    """Autogenerate does not compare CHECKs, so their names are compared here."""
    return {
        f"ck_{table.name}_{item.name}".replace(f"ck_{table.name}_ck_{table.name}", f"ck_{table.name}")
        for table in Base.metadata.tables.values()
        for item in table.constraints
        if isinstance(item, CheckConstraint)
    }


def test_upgrading_again_changes_nothing_and_keeps_every_row(tables_url: str, tmp_path: Path) -> None:
    app = create_app(make_config(tables_url, tmp_path, FixedClock(NOW)))
    with app.app_context():
        with Session(db.engine) as session:
            catalogue.add_store(session, catalogue.StoreView("367", "Store 367", "North", "UTC"))
            session.commit()
            epoch = session.execute(text("SELECT epoch FROM sync_state")).scalar()
        upgrade(app)
        with Session(db.engine) as session:
            assert catalogue.store(session, "367").name == "Store 367"
            assert session.execute(text("SELECT epoch FROM sync_state")).scalar() == epoch
        db.engine.dispose()


def test_a_database_from_a_newer_version_is_refused_and_not_touched(tables_url: str, tmp_path: Path) -> None:
    app = create_app(make_config(tables_url, tmp_path, FixedClock(NOW)))
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
            connection.execute(text("DELETE FROM sync_state"))
        with pytest.raises(DatabaseIsNewer, match="Update Aisle One"):
            upgrade(app)
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM sync_state")).scalar() == 0
        db.engine.dispose()


def test_the_first_step_can_be_taken_back(tables_url: str, tmp_path: Path) -> None:
    app = create_app(make_config(tables_url, tmp_path, FixedClock(NOW)))
    with app.app_context():
        command.downgrade(app.extensions["migrate"].migrate.get_config(), "base")
        left = {name for name in inspect(db.engine).get_table_names() if not name.startswith("sync_")}
        assert left == {"alembic_version"}
        db.engine.dispose()
