"""A tablet or a server of whichever version is first on the path: run as a program, never imported.

`tablet ADDRESS TOKEN FILE TABLES` plays the steps that it reads as JSON from its input, then prints what it
shows. `serve FILE [deaf]` serves the small world on loopback, prints its port, and ends with its input; a
deaf server answers in its own version whatever it was asked in.

It uses only what every version has had.
"""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import fields
from pathlib import Path
from typing import Any

import requests
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from shared.clock import SystemClock
from shared.ids import uuid7
from sync.device.engine import SyncEngine
from sync.device.outbox import Outbox
from sync.device.replica import Replica
from sync.device.transport import HttpTransport
from sync.errors import MustReload, SyncError
from sync.protocol import PROTOCOL_VERSION, Cursor, PullRequest
from tests.sync.world import TABLES, Source, build, open_device, open_engine


def play_tablet(address: str, token: str, file: str, tables: str) -> None:
    """The steps are played; what is shown is printed."""
    known, connection = TABLES, open_device(Path(file)) if tables == "world" else None
    if connection is None:
        from sqlcipher3 import dbapi2

        from associate_app.store import schema

        known, connection = schema.REPLICA_TABLES, dbapi2.connect(file, isolation_level=None)
    replica = Replica(connection, known, schema_version=1)
    replica.prepare()
    outbox, session = Outbox(connection), requests.Session()
    engine = SyncEngine(replica, outbox, HttpTransport(address, token, session), SystemClock(), "0.1.0")
    errors = []
    for step in json.loads(sys.stdin.readline()):
        if step is None:
            try:
                engine.round()
            except SyncError as error:
                errors.append(error.code)
        else:
            outbox.record(lambda sequence, given=step: _wire(sequence, given))
    shown = {}
    for table in known:
        rows = connection.execute(f"SELECT {', '.join(table.columns)} FROM {table.name}")
        shown[table.name] = sorted(rows, key=repr)
    counts = outbox.counts()
    told = {"shown": shown, "pending": counts.pending, "attention": counts.attention, "errors": errors}
    print(json.dumps(told), flush=True)  # noqa: T201 - that is its answer
    session.close()
    connection.close()


def _wire(sequence: int, given: dict[str, Any]) -> dict[str, Any]:
    made = uuid7(1_700_000_000_000 + sequence, lambda size: sequence.to_bytes(size, "big"))
    return {"id": made, "sequence": sequence, **given}


def serve(file: str, *, is_deaf: bool) -> None:
    """The small world is served until the input ends."""
    engine = open_engine(f"sqlite:///{file}")
    if not Path(file).exists():
        build(engine)
    source = Source(engine)
    known = {field.name for field in fields(PullRequest)}

    def answer(body: dict[str, Any], path: str) -> Response:
        if path.endswith("/push"):
            said = source.push("1", "d1", body["operations"])
            return Response(json.dumps({"answers": [each.to_wire() for each in said]}))
        if path.endswith("/ack"):
            return Response(status=204)
        if not path.endswith("/pull"):
            return Response(json.dumps({"code": "not_found", "detail": "No such address."}), status=404)
        asked = {name: value for name, value in body.items() if name in known}
        if is_deaf:
            asked["protocol"] = PROTOCOL_VERSION
        request = PullRequest(**asked | {"cursor": asked["cursor"] and Cursor(**asked["cursor"])})
        try:
            source.begin_pull("1", "d1", request)
            with source.pull("1", "d1", request) as lines:
                return Response(b"".join(lines))
        except MustReload as error:
            return Response(json.dumps({"code": error.code, "detail": error.sentence}), status=410)

    @Request.application
    def application(request: Request) -> Response:
        return answer(request.get_json(silent=True) or {}, request.path)

    class Quiet(WSGIRequestHandler):
        """Says nothing."""

        def log(self, *_: object) -> None:
            """Nothing."""

    server = make_server("127.0.0.1", 0, application, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    print(server.server_port, flush=True)  # noqa: T201 - whoever started it reads that
    sys.stdin.read()
    server.shutdown()
    server.server_close()
    engine.dispose()


if __name__ == "__main__":
    role, *arguments = sys.argv[1:]
    if role == "tablet":
        play_tablet(*arguments)
    else:
        serve(arguments[0], is_deaf="deaf" in arguments)
