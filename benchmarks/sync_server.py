"""Our real server with the benchmark's lines as one collection more.

`python -m benchmarks.sync_server seed COUNT | serve PORT | prepare`, with AISLE_HOME and AISLE_DATABASE_URL
as for `aisle` itself.
"""

from __future__ import annotations

import sys

from benchmarks.sync_world import seed, with_lines
from server.config import Config
from server.replication import collections


def replicate_lines() -> None:
    """Every module of the server that is loaded, or will be, replicates the lines too."""
    theirs = collections.COLLECTIONS
    ours = with_lines(theirs)
    for module in list(sys.modules.values()):
        if getattr(module, "COLLECTIONS", None) is theirs:
            module.COLLECTIONS = ours  # type: ignore[attr-defined]


def fill(count: int) -> None:
    """The database has all tables and that many lines, and the change log knows of them."""
    from server import create_app
    from server.database import db
    from server.migrations import upgrade

    app = create_app()
    with app.app_context():
        from alembic import command

        command.upgrade(app.extensions["migrate"].migrate.get_config(), "head")
        with db.engine.begin() as connection:
            seed(connection, count)
        upgrade(app)


def serve(port: int) -> None:
    """The server runs until it is told to stop."""
    from server.serving import Server

    Server(Config.from_environment(), "127.0.0.1", port).run()


def prepare() -> None:
    """The first load of the store is prepared."""
    from server.cli import main as aisle

    aisle(["sync", "prepare", "--store", collections.store_scope("367")[2:]])


def main() -> None:
    """Does what is asked for."""
    replicate_lines()
    what, *rest = sys.argv[1:]
    if what == "seed":
        fill(int(rest[0]))
    elif what == "serve":
        serve(int(rest[0]))
    else:
        prepare()


if __name__ == "__main__":
    main()
