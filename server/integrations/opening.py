"""The database that a command works on, brought to the present shape first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Engine, event

from server import create_app
from server.config import Config, driver_url
from server.database import db
from server.migrations import upgrade

CACHE_KIB: Final = 131_072
"""Indexes are filled in no order of theirs: pages that stay in memory need not be written and read again."""


@contextmanager
def opened_database(config: Config, url: str | None = None) -> Iterator[Engine]:
    """The configured database, or the one at `url`, with every table and trigger of this version."""
    app = create_app(replace(config, database_url=driver_url(url)) if url else config)
    upgrade(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()
            event.listen(db.engine, "connect", _widen_cache)
        try:
            yield db.engine
        finally:
            db.engine.dispose()


def _widen_cache(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
