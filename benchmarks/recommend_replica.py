"""An encrypted replica that holds a few customers of a loaded database, as a tablet would hold them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Final

from associate_app.store.desk import Desk
from associate_app.store.opening import open_replica
from associate_app.store.schema import REPLICA_TABLES
from associate_app.store.slots import Associate, Enrolment
from shared.clock import FixedClock, from_millis
from sync.device.replica import Replica, ReplicaTable
from sync.device.storage import transaction

STORE: Final = "367"
ZONE: Final = "America/New_York"
_ENROLMENT: Final = Enrolment("http://127.0.0.1:9", "bench", STORE, "Store 367", ZONE)
_ASSOCIATE: Final = Associate("bench", "101", "Nobody", "associate")


@contextmanager
def desk_with(database: Connection, customer_ids: Sequence[int], now_ms: int, folder: Path) -> Iterator[Desk]:
    """An open desk whose replica has these customers, the whole catalogue and the model, at that moment."""
    opened = open_replica(
        folder, enrolment=_ENROLMENT, associate=_ASSOCIATE, key=secrets.token_bytes(32),
        clock=FixedClock(from_millis(now_ms)), random_bytes=secrets.token_bytes, on_recorded=lambda: None,
    )  # fmt: skip
    assert opened.replica is not None  # noqa: S101 - for the type checker
    try:
        _fill(opened.replica, database, customer_ids, now_ms)
        yield opened.desk
    finally:
        opened.close()


def _fill(replica: Replica, database: Connection, customer_ids: Sequence[int], now_ms: int) -> None:
    with transaction(replica.connection):
        for table in REPLICA_TABLES:
            names = ", ".join(f'"{name}"' for name in table.columns)
            rows = database.execute(f"SELECT {names} FROM {table.name} {_where(table, customer_ids)}")
            marks = ", ".join("?" for _ in table.columns)
            replica.connection.executemany(
                f"INSERT OR REPLACE INTO {table.name} ({names}) VALUES ({marks})", rows.fetchall()
            )
        replica.set_meta("cursor", {"epoch": "bench", "stamp": 1})
        replica.set_meta("checkpoint_ms", now_ms)


def _where(table: ReplicaTable, customer_ids: Sequence[int]) -> str:
    owner = table.group_columns.get("customer")
    if owner is not None:
        return f"WHERE {owner} IN ({', '.join(map(str, customer_ids))})"
    return f"WHERE store_id = '{STORE}'" if table.name in ("stock", "model_stores") else ""
