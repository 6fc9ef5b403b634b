"""A tablet that holds the chain: enrolled, with an associate's PIN, and its replica full, made once and kept.

The rows go straight into the app's own encrypted tables, and a load is shown the way every load is: by the
code of `sync.device.apply`, with all indexes, search tables and triggers. What sync costs is no part of it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from associate_app.platform.keystore import FileKeystore
from associate_app.store.database import ReplicaFile
from associate_app.store.opening import replica_path
from associate_app.store.schema import REPLICA_TABLES, SCHEMA_VERSION
from associate_app.store.slots import Associate, Enrolment
from associate_app.store.vault import Vault
from benchmarks.chain import catalogue, dealings, people, store, visits
from benchmarks.chain.associate import ASSOCIATE_ID, ASSOCIATE_NAME, ASSOCIATE_NUMBER, PIN
from benchmarks.chain.catalogue import STORE
from benchmarks.chain.moment import TIME_ZONE, TODAY_MS, ChainClock
from benchmarks.chain.rows import Rows
from benchmarks.chain.store import STORE_NAME
from shared.clock import DAY_MS
from sync.device.apply import PullApplication, start_load
from sync.device.replica import SHADOW, Replica
from sync.device.storage import Storage, transaction
from sync.protocol import PROTOCOL_VERSION

FORM: Final = 1
"""Raised when other rows are made: what was kept of before is no use then."""

_BATCH: Final = 50_000
_ENROLMENT: Final = Enrolment("http://127.0.0.1:9", "chain-tablet", STORE, STORE_NAME, TIME_ZONE)
_ASSOCIATE: Final = Associate(ASSOCIATE_ID, ASSOCIATE_NUMBER, ASSOCIATE_NAME, "associate")


def tablet_folder(size: int, kept: Path = Path("build/chain")) -> Path:
    """A folder of a tablet with that many customers; made if it is not there, saying how far it is."""
    kept = kept.absolute()
    made = kept / f"{size}-{_fingerprint()}"
    if not made.exists():
        for former in kept.glob(f"{size}-*"):
            shutil.rmtree(former)
        under_way = kept / f"making-{size}"
        shutil.rmtree(under_way, ignore_errors=True)
        under_way.mkdir(parents=True)
        make(under_way, size)
        under_way.rename(made)
    return made


def make(folder: Path, size: int) -> None:
    """The folder is that of a tablet with so many customers, whose line is down."""
    vault = Vault(
        folder / "vault.json", FileKeystore(folder / "device.key"), ChainClock(), secrets.token_bytes
    )
    share = secrets.token_bytes(32)
    vault.enrol(_ENROLMENT, "no server knows this token", share)
    key = vault.open_enrolment(share)
    vault.write_slot(_ASSOCIATE, PIN, data_key=key, share=share, expires_ms=TODAY_MS + 36_500 * DAY_MS)
    vault.change(lambda content: replace(content, contact_ms=TODAY_MS, unsent=0))
    connection: Any = ReplicaFile(replica_path(folder, _ENROLMENT), key).open_writer()
    # nobody reads it yet and a broken one is made anew: neither log nor sync is needed
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000"):
        connection.execute(f"PRAGMA {pragma}")
    _fill(connection, size)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.close()


def all_tables(size: int) -> Iterator[Rows]:
    """The whole chain."""
    products = catalogue.products()
    yield from store.tables(products)
    yield from catalogue.tables(products)
    yield from people.tables(size)
    yield from visits.tables(size, products)
    yield from dealings.tables(size)


def _fill(connection: Storage, size: int) -> None:
    replica = Replica(connection, REPLICA_TABLES, schema_version=SCHEMA_VERSION)
    replica.prepare()
    with transaction(connection):
        start_load(replica, expected=0)
        replica.set_meta("page", "made here")
    for table in all_tables(size):
        _insert(connection, table)
    print("  showing the load: indexes, search tables", flush=True)
    _show(replica)


def _insert(connection: Storage, table: Rows) -> None:
    marks = ", ".join("?" * len(table.columns))
    # without the OR REPLACE of a load that may be sent twice: nothing comes twice here
    statement = f'INSERT INTO "{SHADOW}{table.table}" ({", ".join(table.columns)}) VALUES ({marks})'
    done = 0
    while batch := list(islice(table.rows, _BATCH)):
        with transaction(connection):
            connection.executemany(statement, batch)
        done += len(batch)
        if done % (10 * _BATCH) == 0 or done == table.total:
            print(f"  {table.table}: {done:,} of {table.total:,}", flush=True)


def _show(replica: Replica) -> None:
    """The rows stand where they are read, by the messages with which a server ends a load."""
    pull = PullApplication(replica, now_ms=TODAY_MS, question="chain")
    checkpoint = {
        "type": "checkpoint", "protocol": PROTOCOL_VERSION, "load": True, "resumed": True, "answers": "chain",
        "epoch": "chain", "stamp": 1, "shape": "chain", "at_ms": TODAY_MS,
    }  # fmt: skip
    begin = json.dumps(checkpoint, separators=(",", ":")).encode()
    pull.take(begin)
    check = zlib.crc32(b"\n", zlib.crc32(begin))
    pull.take(json.dumps({"type": "complete", "check": check, "counts": {}}, separators=(",", ":")).encode())
    pull.finish()


def _fingerprint() -> str:
    """Changes with the tables: a kept tablet is never migrated, but made anew."""
    told = [str(FORM), str(SCHEMA_VERSION)]
    for table in REPLICA_TABLES:
        told += [table.creation(), *table.indexes, *table.on_load]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:10]
