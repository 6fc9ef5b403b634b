"""How the database came to its present shape, step by step, and the way to bring one there."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from server.database import Base, db

if TYPE_CHECKING:
    from flask import Flask

DIRECTORY = str(Path(__file__).parent)


def upgrade(app: Flask) -> None:
    """The application's database has every table and trigger of this version."""
    with app.app_context():
        Base.metadata.create_all(db.engine)
        if find_spec("sync.source.schema") is not None:
            from sync.source.schema import install

            from server.replication.collections import COLLECTIONS, GROUPINGS

            with db.engine.begin() as connection:
                install(connection, COLLECTIONS, GROUPINGS)
