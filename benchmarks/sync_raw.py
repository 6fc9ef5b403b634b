"""The raw limits of replication: the same lines with no promise kept, into files that are not encrypted.

`rows`: plain WSGI, zstd, a JSON array a line, `sqlite3` executemany. `file`: a SQLite file built beforehand,
sent compressed and renamed. `python -m benchmarks.sync_raw serve DATABASE_URL FOLDER PORT` serves both;
`… rows|file ADDRESS FOLDER` is a client in a process of its own.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
import psycopg
import requests
import zstandard

from benchmarks.sync_world import COLUMNS, TABLE

BATCH = 2_000
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM {TABLE} ORDER BY id"
_CREATE = f"CREATE TABLE {TABLE} ({', '.join(COLUMNS)}, PRIMARY KEY (id))"
_INSERT = f"INSERT INTO {TABLE} VALUES ({', '.join('?' * len(COLUMNS))})"


class Quiet(WSGIRequestHandler):
    """Says nothing."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def batches(database_url: str) -> Iterator[list[tuple[Any, ...]]]:
    """Every line, as the database's own driver gives it."""
    if database_url.startswith("sqlite"):
        connection = sqlite3.connect(f"file:{database_url.removeprefix('sqlite:///')}?mode=ro", uri=True)
        cursor = connection.execute(_SELECT)
        while rows := cursor.fetchmany(BATCH):
            yield rows
        connection.close()
        return
    with psycopg.connect(database_url) as server, server.cursor(name="lines") as cursor_there:
        cursor_there.execute(_SELECT.encode())
        while rows := cursor_there.fetchmany(BATCH):
            yield rows


def serve(database_url: str, folder: Path, port: int) -> None:
    """Both limits, one request at a time."""
    prebuilt = _prebuilt(database_url, folder)

    def application(asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "application/octet-stream")])
        if asked["PATH_INFO"] == "/file":
            return _pieces(prebuilt)
        return _compressed(database_url)

    with make_server("127.0.0.1", port, application, WSGIServer, Quiet) as server:
        server.serve_forever()


def _compressed(database_url: str) -> Iterator[bytes]:
    frame = zstandard.ZstdCompressor(level=3).compressobj()
    for rows in batches(database_url):
        yield frame.compress(b"\n".join(map(orjson.dumps, rows)) + b"\n")
    yield frame.flush()


def _prebuilt(database_url: str, folder: Path) -> Path:
    """A SQLite file with every line, compressed."""
    plain, packed = folder / "prebuilt.db", folder / "prebuilt.db.zst"
    connection = sqlite3.connect(plain)
    connection.execute(_CREATE)
    for rows in batches(database_url):
        connection.executemany(_INSERT, rows)
    connection.commit()
    connection.close()
    with plain.open("rb") as source, packed.open("wb") as target:
        zstandard.ZstdCompressor(level=3).copy_stream(source, target)
    return packed


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 18):
            yield piece


def load_rows(address: str, path: Path) -> int:
    """How many lines are in the file now; they came one by one."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(_CREATE)
    count, rest = 0, b""
    with requests.get(f"{address}/rows", stream=True, timeout=60) as response:
        reader = zstandard.ZstdDecompressor().stream_reader(cast(IO[bytes], response.raw))
        while chunk := reader.read(1 << 19):
            *lines, rest = (rest + chunk).split(b"\n")
            connection.execute("BEGIN")
            connection.executemany(_INSERT, map(orjson.loads, lines))
            connection.execute("COMMIT")
            count += len(lines)
    connection.close()
    return count


def load_file(address: str, path: Path) -> int:
    """How many lines are in the file now; it came whole."""
    unfinished = path.with_suffix(".part")
    with requests.get(f"{address}/file", stream=True, timeout=60) as response, unfinished.open("wb") as file:
        zstandard.ZstdDecompressor().copy_stream(cast(IO[bytes], response.raw), file)
    unfinished.rename(path)
    connection = sqlite3.connect(path)
    (count,) = connection.execute(f"SELECT COUNT(*) FROM {TABLE}").fetchone()
    connection.close()
    return int(count)


def main() -> None:
    """Serves, or loads once and prints what that took."""
    what, *rest = sys.argv[1:]
    if what == "serve":
        database_url, folder, port = rest
        serve(database_url, Path(folder), int(port))
        return
    address, folder = rest
    began = time.perf_counter()
    count = (load_rows if what == "rows" else load_file)(address, Path(folder) / f"{what}.db")
    print(json.dumps({"documents": count, "first_s": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
