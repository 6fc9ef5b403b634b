"""The raw limit of replication: the same rows by plain WSGI, zstd and executemany, with no promise kept.

`python -m benchmarks.sync_raw DATABASE STORE PORT` serves them; `load` takes them into a plain SQLite file.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
import requests
import zstandard

from server.replication.collections import COLLECTIONS, GROUPINGS, device_scope, store_scope
from sync.protocol import GLOBAL_SCOPE
from sync.source.dialect import Dialect
from sync.source.queries import Queries

BATCH = 2_000


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def rows(database: Path, store: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every row of the store's scope with its table, as SQLite gives them."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    scopes = (GLOBAL_SCOPE, store_scope(store), device_scope("nobody"))
    queries = Queries(Dialect(True, {}), scopes, COLLECTIONS, GROUPINGS, has_unstamped=False)
    for collection in COLLECTIONS:
        for row in connection.execute(*queries.rows(collection, None)):
            yield collection.name, row
    connection.close()


def serve(database: Path, store: str, port: int) -> None:
    """One line a row, compressed as it goes."""

    def application(_: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "application/x-ndjson")])
        frame = zstandard.ZstdCompressor(level=3).compressobj()
        lines: list[bytes] = []
        for name, row in rows(database, store):
            lines.append(orjson.dumps((name, *row)))
            if len(lines) == BATCH:
                yield frame.compress(b"\n".join(lines) + b"\n")
                lines.clear()
        yield frame.compress(b"\n".join(lines) + b"\n") + frame.flush()

    with make_server("127.0.0.1", port, application, WSGIServer, Quiet) as server:
        server.serve_forever()


def load(address: str, path: Path) -> int:
    """How many rows are in the file now."""
    connection = sqlite3.connect(path, isolation_level=None)
    inserts = {}
    for c in COLLECTIONS:
        connection.execute(
            f"CREATE TABLE {c.name} ({', '.join(c.columns)}, PRIMARY KEY ({', '.join(c.key)}))"
        )
        inserts[c.name] = f"INSERT INTO {c.name} VALUES ({', '.join('?' * len(c.columns))})"
    batch: list[list[object]] = []
    count, name = 0, ""

    def store() -> None:
        if batch:
            connection.execute("BEGIN")
            connection.executemany(inserts[name], batch)
            connection.execute("COMMIT")
            batch.clear()

    with requests.get(address, stream=True, timeout=60) as response:
        reader = zstandard.ZstdDecompressor().stream_reader(cast(IO[bytes], response.raw))
        rest = b""
        while chunk := reader.read(1 << 18):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                table, *row = orjson.loads(line)
                if table != name or len(batch) == BATCH:
                    store()
                    name = table
                batch.append(row)
                count += 1
    store()
    connection.close()
    return count


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
