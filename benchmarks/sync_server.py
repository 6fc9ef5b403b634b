"""Our real server with the benchmark's lines as one collection more.

`python -m benchmarks.sync_server seed COUNT | serve PORT | prepare | enrol COUNT`, with AISLE_HOME and
AISLE_DATABASE_URL as for `aisle` itself.
"""

from __future__ import annotations

import sys

from benchmarks.sync_world import seed, with_lines
from server.config import Config
from server.replication import collections
from tools.stage import STORE


def replicate_lines() -> None:
    """Every module of the server that is loaded, or will be, replicates the lines too."""
    theirs = collections.COLLECTIONS
    ours = with_lines(theirs)
    for module in list(sys.modules.values()):
        if getattr(module, "COLLECTIONS", None) is theirs:
            vars(module)["COLLECTIONS"] = ours


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

    aisle(["sync", "prepare", "--store", STORE])


def enrol(count: int) -> None:
    """So many tablets more belong to the store; their tokens are printed."""
    from server import create_app
    from server.api import new_id, now_ms, runtime
    from server.database import db
    from server.devices import service as devices

    with create_app().app_context():
        session, draw = db.session(), runtime().config.random_bytes
        for _ in range(count):
            code = devices.make_code(
                session, store_id=STORE, by="a benchmark", now_ms=now_ms(), random_bytes=draw
            )
            made = devices.enrol(
                session, code=code, device_name="Benchmark", app_version="0", now_ms=now_ms(),
                new_id=new_id(), random_bytes=draw,
            )  # fmt: skip
            print(made.device_token)
        session.commit()


def main() -> None:
    """Does what is asked for."""
    replicate_lines()
    what, *rest = sys.argv[1:]
    if what == "seed":
        fill(int(rest[0]))
    elif what == "serve":
        serve(int(rest[0]))
    elif what == "enrol":
        enrol(int(rest[0]))
    else:
        prepare()


if __name__ == "__main__":
    main()
