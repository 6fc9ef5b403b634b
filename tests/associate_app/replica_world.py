"""An open desk on a real encrypted replica that holds the small world, without a server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from associate_app.store.desk import Desk
from associate_app.store.opening import OpenReplica, open_replica
from associate_app.store.schema import REPLICA_TABLES
from associate_app.store.slots import Associate, Enrolment
from shared.clock import FixedClock, to_millis
from sync.device.outbox import Outbox
from sync.device.storage import Storage, transaction
from sync.protocol import Answer
from tests.associate_app.small_world import MIA, NOW_MS, ROWS
from tests.server.world import NOW, counted_bytes

KEY = bytes(range(32))
ENROLMENT = Enrolment("http://127.0.0.1:9", "d1", "367", "Linden Square", "America/New_York")
ASSOCIATE = Associate(MIA, "101", "Mia Sato", "associate")
LOCAL = frozenset({1, 2})
"""The customers of store 367's book: the only ones a tablet may hold."""


@dataclass
class ReplicaWorld:
    """The open replica, and ways to change it as the sync engine would."""

    folder: Path
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    recorded: list[bool] = field(default_factory=list)
    _open: OpenReplica | None = None

    @property
    def desk(self) -> Desk:
        assert self._open is not None
        return self._open.desk

    @property
    def connection(self) -> Storage:
        """The sync engine's own connection."""
        assert self._open is not None
        assert self._open.replica is not None
        return self._open.replica.connection

    def open(self, on_step: Callable[[int, int], None] = lambda _done, _of: None) -> Desk:
        self._open = open_replica(
            self.folder,
            enrolment=ENROLMENT,
            associate=ASSOCIATE,
            key=KEY,
            clock=self.clock,
            random_bytes=counted_bytes(),
            on_recorded=lambda: self.recorded.append(True),
            on_step=on_step,
        )
        return self._open.desk

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def load(self) -> None:
        """The small world is a whole checkpoint."""
        with transaction(self.connection):
            for table in REPLICA_TABLES:
                for row in ROWS.get(table.name, []):
                    owner = table.group_columns.get("customer")
                    if owner is None or row[owner] in LOCAL:
                        self.put(table.name, {name: row.get(name) for name in table.columns})
        self.be_ready()

    def be_ready(self, stamp: int = 1) -> None:
        """The replica has reached a checkpoint."""
        assert self._open is not None
        replica = self._open.replica
        assert replica is not None
        with transaction(self.connection):
            replica.set_meta("cursor", {"epoch": "e", "stamp": stamp})
            replica.set_meta("checkpoint_ms", NOW_MS)

    def put(self, table: str, row: dict[str, Any]) -> None:
        """The row is in the replica, in place of any with its key."""
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" for _ in row)
        self.connection.execute(
            f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})", tuple(row.values())
        )

    def do(self, sql: str, *parameters: Any) -> None:
        """Changes the replica as a checkpoint would."""
        self.connection.execute(sql, parameters)

    def change(self, table: str, key: Any, **values: Any) -> None:
        """Some columns of a row have new values."""
        names = ", ".join(f"{name} = ?" for name in values)
        self.do(f"UPDATE {table} SET {names} WHERE id = ?", *values.values(), key)

    def buy(self, number: int, age_ms: int, lines: list[tuple[int, int, int]], **more: Any) -> None:
        """Customer 1 bought lines of (product, quantity, amount) so long before now."""
        purchase = {
            "id": number, "customer_id": 1, "store_id": "367", "channel": "store", "at_ms": NOW_MS - age_ms,
            "total_minor": sum(line[2] for line in lines), "line_count": len(lines),
        } | more  # fmt: skip
        self.put("purchases", purchase)
        for place, (product, quantity, amount) in enumerate(lines):
            self.put(
                "purchase_lines",
                {
                    "purchase_id": number, "line_no": place, "customer_id": purchase["customer_id"],
                    "product_id": product, "quantity": quantity, "amount_minor": amount, "discount_minor": 0,
                },
            )  # fmt: skip

    def refuse(self, code: str = "customer_not_here", reason: str = "She is not in your book.") -> None:
        """HQ refuses everything that is pending."""
        outbox = Outbox(self.connection)
        outbox.note_answers([Answer(wire["id"], "rejected", code, reason) for wire in outbox.queued()])

    def pending(self) -> list[dict[str, Any]]:
        """The operations that wait, in their wire form."""
        return Outbox(self.connection).overlay()

    def at(self, age_ms: int = 0) -> int:
        return to_millis(self.clock.now()) - age_ms
