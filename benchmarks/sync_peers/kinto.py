"""Kinto on PostgreSQL: seeded by SQL, read page by page into a plain SQLite file, pushed to in batches."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import psycopg
import requests

from benchmarks.sync_peers import Figures
from benchmarks.sync_peers.environment import kinto_bin
from benchmarks.sync_peers.processes import Command, said_by

COLLECTION = "/buckets/shop/collections/lines"
AUTHORISATION = ("associate", "made up")
FIRST_MOMENT = datetime(2026, 1, 1)  # noqa: DTZ001 - Kinto keeps moments without a zone
_SETTINGS = """[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = {database}
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = {database}
kinto.cache_backend = kinto.core.cache.memory
kinto.userid_hmac_secret = made up
multiauth.policies = basicauth
kinto.bucket_create_principals = system.Authenticated
kinto.paginate_by = 10000
kinto.storage_max_fetch_size = 10000
kinto.batch_max_requests = 100

[server:main]
use = egg:waitress
listen = 127.0.0.1:{port}
"""


def measure(lines: Path, folder: Path, database: str, port: int) -> Figures:
    """One pass over a file of documents, in an empty database."""
    folder.mkdir(parents=True)
    with _serving(folder, database, port) as (address, server):
        for path in ("/buckets/shop", COLLECTION):
            requests.put(address + path, auth=AUTHORISATION, timeout=30).raise_for_status()
        _seed(database, lines)
        before = server.memory_info().rss
        program = [sys.executable, "-m", "benchmarks.sync_peers.kinto_client"]
        said = said_by([*program, address, folder / "client.db", database], folder=Path.cwd())
        return Figures(**said, server_mb=(server.memory_info().rss - before) / 1e6)


@contextmanager
def _serving(folder: Path, database: str, port: int) -> Iterator[tuple[str, psutil.Process]]:
    settings, commands = folder / "kinto.ini", kinto_bin()
    settings.write_text(_SETTINGS.format(database=database, port=port))
    migrate: Command = [commands / "kinto", "migrate", "--ini", settings]
    subprocess.run(migrate, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    log = (folder / "server.log").open("wb")
    process = subprocess.Popen([commands / "pserve", settings], stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}/v1"
        _wait_for(address)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            requests.get(f"{address}/__heartbeat__", timeout=2)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("Kinto did not start")


def _seed(database: str, lines: Path) -> None:
    """The documents are there, a millisecond apart, as Kinto itself would have dated them."""
    with psycopg.connect(database) as connection, lines.open() as file:
        connection.execute("SET session_replication_role = replica")  # its trigger would take minutes
        copying = "COPY objects (id, parent_id, resource_name, last_modified, data, deleted) FROM STDIN"
        with connection.cursor().copy(copying) as copy:
            for number, line in enumerate(file):
                values: dict[str, Any] = json.loads(line)
                key, moment = f"line-{values.pop('id')}", FIRST_MOMENT + timedelta(milliseconds=number)
                copy.write_row((key, COLLECTION, "record", moment, json.dumps(values), False))
        connection.execute(
            "INSERT INTO timestamps VALUES (%s, 'record', now()) ON CONFLICT DO NOTHING", (COLLECTION,)
        )
        connection.execute("ANALYZE")  # which a database left alone would do by itself within a minute
