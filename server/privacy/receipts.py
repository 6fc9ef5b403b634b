"""Which tablets have followed an erasure: open until each one that may hold the customer says so.

A tablet's receipt is its acknowledgement of a checkpoint that contains the erasure: it acknowledges only once
its own files are clean. A tablet that has destroyed its keys needs to do nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.database import Base
from server.replication.collections import device_scope, store_scope
from sync.protocol import SELF_CHECKING, Acknowledgement
from sync.source import changelog
from sync.source.dialect import Dialect

GROUPING = "customer"


@dataclass(frozen=True, slots=True)
class OpenReceipt:
    """A tablet that has not followed yet."""

    customer_id: int
    erased_ms: int
    device_id: str
    device_name: str
    store_id: str
    status: str
    seen_ms: int | None


@dataclass(frozen=True, slots=True)
class ErasureStatus:
    """How an erasure stands: how many tablets had to follow, how many have."""

    customer_id: int
    erased_ms: int
    asked: int
    received: int

    @property
    def is_closed(self) -> bool:
        """True once nobody can hold her any more."""
        return self.asked == self.received


def ask(session: Session, customer_id: int) -> None:
    """Every tablet that may hold the customer owes a receipt; called while her rows are still there.

    Those are the tablets that ever began to load, of every store that knew her: by its book, by what it sold
    her or wrote about her, or because she left its book within the log's memory; and those she was pinned to.
    """
    known = " UNION ".join(
        f"SELECT store_id FROM {table.name} WHERE customer_id = :customer"
        for table in Base.metadata.tables.values()
        if {"customer_id", "store_id"} <= set(table.c.keys())
    )
    scopes = f"('{store_scope('')}' || d.store_id, '{device_scope('')}' || d.id)"
    left = " UNION ALL ".join(
        f"SELECT 1 FROM {log} AS l WHERE l.collection = :grouping AND l.key = :key AND l.{scope} IN {scopes}"
        for log, scope in (("sync_changes", "scope"), ("sync_journal", "owner"))
    )
    session.execute(
        text(
            "INSERT INTO erasure_receipts (customer_id, device_id) SELECT CAST(:customer AS BIGINT), d.id"
            " FROM devices AS d WHERE d.wiped_ms IS NULL"
            " AND (d.acknowledged_ms IS NOT NULL OR EXISTS (SELECT 1 FROM sync_scopes AS s"
            f" WHERE s.scope = '{device_scope('')}' || d.id))"
            f" AND (d.store_id IN ({known}) OR EXISTS ({left}) OR EXISTS (SELECT 1 FROM pinned_customers AS p"
            " WHERE p.customer_id = :customer AND p.device_id = d.id))"
            " ON CONFLICT DO NOTHING"
        ),
        {
            "customer": customer_id, "grouping": GROUPING,
            "key": Dialect.of(session.connection()).key_text((customer_id,)),
        },
    )  # fmt: skip


def unnumbered(session: Session) -> list[tuple[int, str]]:
    """The receipts, by customer and tablet, that do not say yet which change they wait for."""
    asked = text("SELECT customer_id, device_id FROM erasure_receipts WHERE stamp IS NULL")
    return [(row.customer_id, row.device_id) for row in session.execute(asked)]


def number(session: Session, asked: Iterable[tuple[int, str]]) -> None:
    """These receipts say which change they wait for.

    They were read before everything committed got its number: the newest number need not contain an erasure
    that was committed after that.
    """
    state = changelog.state_of(session.connection())
    found = [
        {"epoch": state.epoch, "stamp": state.stamp, "customer": customer_id, "device": device_id}
        for customer_id, device_id in asked
    ]
    if found:
        session.execute(
            text(
                "UPDATE erasure_receipts SET epoch = :epoch, stamp = :stamp"
                " WHERE customer_id = :customer AND device_id = :device AND stamp IS NULL"
            ),
            found,
        )


def note_acknowledgement(session: Session, device_id: str, said: Acknowledgement, now_ms: int) -> None:
    """What the tablet shows now is a receipt for every erasure in it.

    Apps before SELF_CHECKING acknowledge without having cleaned their files: theirs is none. In another epoch
    than the erasure's the tablet has loaded everything anew since then.
    """
    if said.protocol < SELF_CHECKING:
        return
    session.execute(
        text(
            "UPDATE erasure_receipts SET proof = 'acknowledged', received_ms = :now"
            " WHERE device_id = :device AND proof IS NULL AND stamp IS NOT NULL"
            " AND (stamp <= :stamp AND epoch = :epoch OR epoch <> :epoch)"
            " AND :epoch = (SELECT s.epoch FROM sync_state AS s)"
        ),
        {"now": now_ms, "device": device_id, "epoch": said.epoch, "stamp": said.stamp},
    )


def note_destroyed_keys(session: Session) -> None:
    """Tablets that have destroyed their keys owe nothing any more."""
    session.execute(
        text(
            "UPDATE erasure_receipts SET proof = 'key_destroyed', received_ms ="
            " (SELECT d.wiped_ms FROM devices AS d WHERE d.id = erasure_receipts.device_id)"
            " WHERE proof IS NULL"
            " AND device_id IN (SELECT d.id FROM devices AS d WHERE d.wiped_ms IS NOT NULL)"
        )
    )


def vouch(session: Session, device_id: str, now_ms: int) -> int:
    """A person answers for a tablet that can say nothing more; how many erasures that was the receipt for."""
    done = session.execute(
        text(
            "UPDATE erasure_receipts SET proof = 'vouched', received_ms = :now"
            " WHERE device_id = :device AND proof IS NULL RETURNING customer_id"
        ),
        {"now": now_ms, "device": device_id},
    )
    return len(done.all())


def statuses(session: Session) -> list[ErasureStatus]:
    """How every erasure stands, the latest first."""
    counted = text(
        "SELECT e.id, e.at_ms, COUNT(r.device_id), COUNT(r.proof) FROM erased_customers AS e"
        " LEFT JOIN erasure_receipts AS r ON r.customer_id = e.id GROUP BY e.id, e.at_ms"
        " ORDER BY e.at_ms DESC, e.id"
    )
    return [ErasureStatus(*row) for row in session.execute(counted)]


def still_open(session: Session) -> list[OpenReceipt]:
    """Every tablet that has not followed yet, by erasure."""
    waiting = text(
        "SELECT e.id, e.at_ms, d.id, d.name, d.store_id, d.status, d.seen_ms FROM erasure_receipts AS r"
        " JOIN erased_customers AS e ON e.id = r.customer_id JOIN devices AS d ON d.id = r.device_id"
        " WHERE r.proof IS NULL ORDER BY e.at_ms DESC, e.id, d.store_id, d.name"
    )
    return [OpenReceipt(*row) for row in session.execute(waiting)]
