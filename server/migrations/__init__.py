"""How the database came to its present shape, step by step, and the way to bring one there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from server.customers import kept as customers_kept
from server.database import db
from server.errors import DatabaseIsNewer
from server.insights import kept as insights_kept
from server.purchases import kept as purchases_kept
from server.replication.collections import COLLECTIONS, GROUPINGS
from sync.source.schema import install

if TYPE_CHECKING:
    from flask import Flask

DIRECTORY = str(Path(__file__).parent)


def upgrade(app: Flask) -> None:
    """The application's database has every table and trigger of this version.

    Triggers are made anew each time: they follow the columns that travel. DatabaseIsNewer if a newer
    version has been here; nothing is touched then.
    """
    with app.app_context():
        config: AlembicConfig = app.extensions["migrate"].migrate.get_config()
        check_not_newer(config)
        command.upgrade(config, "head")
        with db.engine.begin() as connection:
            install(connection, COLLECTIONS, GROUPINGS)
            customers_kept.install(connection)
            purchases_kept.install(connection)
            insights_kept.install(connection)


@contextmanager
def opened(app: Flask) -> Iterator[None]:
    """The application's context, for a command; DatabaseIsNewer if a newer version made the database."""
    with app.app_context():
        check_not_newer(app.extensions["migrate"].migrate.get_config())
        yield


def check_not_newer(config: AlembicConfig) -> None:
    """Nothing happens if this version knows the way the database has come; DatabaseIsNewer otherwise."""
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with db.engine.connect().execution_options(aisle_read_only=True) as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    if set(heads) - known:
        raise DatabaseIsNewer(
            "A newer version of Aisle One has made this database. Update Aisle One, then start it again;"
            " nothing was changed."
        )


def belongs_to_us(_item: Any, name: str | None, _kind: str, _reflected: bool, _other: Any) -> bool:
    """True for what the models describe; tables and indexes of the change log are made by `sync`."""
    return not (name or "").startswith("sync_")
