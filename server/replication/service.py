"""What tablets are sent and how far they have come.

A tablet's scopes come from its credential. Operations are applied in `applying`: what they mean is known to
other domains, and those may ask here who has what.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from server.actors import Actor
from server.customers import pins
from server.devices import service as devices
from server.privacy import receipts
from server.replication.collections import COLLECTIONS, GLOBAL, GROUPINGS, device_scope, store_scope
from sync.protocol import Acknowledgement, PullRequest, Repairs
from sync.source import changelog, scopes
from sync.source.feed import Pull

READING: dict[str, dict[str, Any]] = {
    "sqlite": {"aisle_read_only": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
"""How a connection is told to read one snapshot and to write nothing, on each database."""

_REPAIRS = text("SELECT repaired_slices, repaired_rows, unhealed_slices FROM devices WHERE id = :id")


def scopes_of(device: Actor) -> tuple[str, str, str]:
    """Everything the tablet may hold."""
    return GLOBAL, store_scope(str(device.store_id)), device_scope(device.id)


def reading(engine: Engine) -> Connection:
    """A connection whose transaction reads one snapshot beside the writers."""
    return engine.connect().execution_options(**READING[engine.dialect.name])


def is_active(engine: Engine, device_id: str) -> bool:
    """True if the tablet may still be sent something; asked while a long answer is under way."""
    with reading(engine) as connection, Session(connection) as session:
        return devices.is_active(session, device_id)


def withdrawn(connection: Connection) -> frozenset[str]:
    """The tablets that may be sent nothing any more, not even that there is news."""
    with Session(connection) as session:
        return devices.withdrawn(session)


def open_pull(engine: Engine, device: Actor, request: PullRequest, now_ms: int) -> tuple[Connection, Pull]:
    """A pull ready to stream and the connection it reads from, which the caller closes.

    MustReload if what the tablet holds cannot be brought up to date.
    """
    end_pins(engine, now_ms)
    give_numbers(engine)
    mine = scopes_of(device)
    if request.cursor is None and request.page is None:
        with engine.begin() as connection:
            scopes.activate(connection, mine)
    connection = reading(engine)
    try:
        pull = Pull(
            connection, request, scopes=mine, collections=COLLECTIONS, groupings=GROUPINGS, now_ms=now_ms
        )
    except BaseException:
        connection.close()
        raise
    return connection, pull


def end_pins(engine: Engine, now_ms: int) -> None:
    """No pin outlives its time: whoever pulls from now on is not sent that customer."""
    with reading(engine) as connection:
        have_ended = pins.have_ended(connection, now_ms)
    if have_ended:
        with engine.begin() as connection:
            pins.expire(connection, now_ms)


def give_numbers(engine: Engine) -> None:
    """Everything committed so far has its number; writes nothing if it has already."""
    with reading(engine) as connection:
        is_done = changelog.is_stamped(connection)
    if not is_done:
        with engine.begin() as connection:
            changelog.stamp(connection, COLLECTIONS, GROUPINGS)


def acknowledge(session: Session, device: Actor, said: Acknowledgement, now_ms: int) -> Repairs:
    """It is known what the tablet shows now, and how much it still holds for us.

    Gives what its digests have found since it last said so; its totals begin again with a new copy.
    """
    known = session.execute(_REPAIRS, {"id": device.id}).one()
    session.execute(
        text(
            "UPDATE devices SET acknowledged_epoch = :epoch, acknowledged_stamp = :stamp,"
            " acknowledged_ms = :now, seen_ms = :now, pending_operations = :pending,"
            " app_version = :version, protocol = :protocol, repaired_slices = :slices,"
            " repaired_rows = :rows, unhealed_slices = :unhealed WHERE id = :id"
        ),
        {
            "epoch": said.epoch, "stamp": said.stamp, "now": now_ms, "pending": said.pending,
            "version": said.app_version, "protocol": said.protocol, "id": device.id,
            **asdict(said.repairs),
        },
    )  # fmt: skip
    receipts.note_acknowledgement(session, device.id, said, now_ms)
    told = said.repairs
    return Repairs(
        max(0, told.slices - known.repaired_slices),
        max(0, told.rows - known.repaired_rows),
        max(0, told.unhealed - known.unhealed_slices),
    )
