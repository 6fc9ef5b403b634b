"""A client of Kinto, run as a process of its own with Kinto's address, a file to fill and the database."""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from collections.abc import Iterable
from typing import Any

import orjson
import psutil
import psycopg
import requests

COLLECTION = "/buckets/shop/collections/lines"
CHANGES = 1_000
BATCH = 100


class Client:
    """Pages of records into a SQLite file; the last change is remembered."""

    def __init__(self, address: str, path: str) -> None:
        self._address = address
        self._session = requests.Session()
        self._session.auth = ("associate", "made up")
        self._store = sqlite3.connect(path, isolation_level=None)
        self._store.execute("PRAGMA journal_mode = WAL")
        self._store.execute("CREATE TABLE lines (id TEXT PRIMARY KEY, changed INTEGER, data TEXT)")
        self._since = 0
        self.wire_bytes = 0

    def pull(self) -> int:
        """How many records came."""
        address: str | None = f"{self._address}{COLLECTION}/records?_sort=last_modified&_since={self._since}"
        count = 0
        while address:
            answer = self._session.get(address, timeout=120)
            answer.raise_for_status()
            self.wire_bytes += len(answer.content)
            records = orjson.loads(answer.content)["data"]
            self._keep(records)
            count += len(records)
            address = answer.headers.get("Next-Page")
        return count

    def _keep(self, records: list[dict[str, Any]]) -> None:
        self._store.execute("BEGIN")
        self._store.executemany(
            "INSERT OR REPLACE INTO lines VALUES (?, ?, ?)",
            ((r["id"], r["last_modified"], orjson.dumps(r)) for r in records),
        )
        self._store.execute("COMMIT")
        if records:
            self._since = records[-1]["last_modified"]

    def push(self, bodies: Iterable[dict[str, Any]]) -> None:
        """The records are on the server."""
        asked = [
            {"method": "POST", "path": f"/v1{COLLECTION}/records", "body": {"data": body}} for body in bodies
        ]
        for start in range(0, len(asked), BATCH):
            answer = self._session.post(
                f"{self._address}/batch", json={"requests": asked[start : start + BATCH]}, timeout=120
            )
            answer.raise_for_status()


def main() -> None:
    """Prints what it took."""
    address, path, database = sys.argv[1:]
    client, process = Client(address, path), psutil.Process()
    before, most = process.memory_info().rss, 0
    began = time.perf_counter()
    documents = client.pull()
    first = time.perf_counter() - began
    wire = client.wire_bytes
    with psycopg.connect(database) as connection:
        connection.execute(
            "UPDATE objects SET data = jsonb_set(data, '{quantity}', '2'), last_modified = NULL WHERE id IN"
            " (SELECT id FROM objects WHERE parent_id = %s LIMIT %s)",
            (COLLECTION, CHANGES),
        )
    began = time.perf_counter()
    changed = client.pull()
    changed_s = time.perf_counter() - began
    most = process.memory_info().rss - before
    began = time.perf_counter()
    client.push({"quantity": 1, "text": f"recorded on a tablet {n}"} for n in range(CHANGES))
    said = {
        "documents": documents, "first_s": first, "wire_bytes": wire, "changed_s": changed_s,
        "changed": changed, "push_s": time.perf_counter() - began, "pushed": CHANGES, "client_mb": most / 1e6,
    }  # fmt: skip
    print(json.dumps(said))


if __name__ == "__main__":
    main()
