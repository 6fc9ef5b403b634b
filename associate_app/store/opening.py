"""Opening the replica for one associate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from associate_app.errors import DiskTrouble, ReplicaIsNewer
from associate_app.store.database import COPY, SIDE_FILES, ReplicaFile, tablet_errors
from associate_app.store.desk import Desk
from associate_app.store.line import Line
from associate_app.store.reading import ReplicaReader
from associate_app.store.recorder import Recorder
from associate_app.store.schema import REPLICA_TABLES, SCHEMA_VERSION
from associate_app.store.slots import Associate, Enrolment
from associate_app.store.vault_file import FORMER_VAULTS
from shared.clock import Clock
from sync.device.outbox import OutboxEntry
from sync.device.replica import Replica
from sync.device.storage import Storage
from sync.errors import ReplicaIsNewer as WrittenByNewer


@dataclass(frozen=True)
class OpenReplica:
    """The desk and, unless the disk takes no byte, the replica that the sync engine alone writes."""

    desk: Desk
    replica: Replica | None

    def close(self) -> None:
        """Every connection is closed; the last one folds the write-ahead log into the file."""
        self.desk.close()
        if self.replica is not None:
            _close(self.replica.connection)


def replica_path(folder: Path, enrolment: Enrolment) -> Path:
    """Where the replica of an enrolment lies: another enrolment has another key and another file."""
    return folder / f"replica-{enrolment.device_id}.db"


def remove_replicas(folder: Path) -> None:
    """No replica is left in the folder, nor a former vault; their keys must have been destroyed before."""
    for pattern in ("replica-*.db*", f"{FORMER_VAULTS}*"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def remove_replica(folder: Path, enrolment: Enrolment) -> None:
    """The replica of that enrolment is gone, with its side files."""
    path = replica_path(folder, enrolment)
    for ending in (*SIDE_FILES, COPY):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def open_replica(
    folder: Path,
    *,
    enrolment: Enrolment,
    associate: Associate,
    key: bytes,
    clock: Clock,
    random_bytes: Callable[[int], bytes],
    on_recorded: Callable[[], None],
    keep_copy: Callable[[Sequence[OutboxEntry]], None] = lambda _: None,
    on_step: Callable[[int, int], None] = lambda _done, _of: None,
) -> OpenReplica:
    """The replica is open; it is made if there is none.

    ReplicaIsNewer and ReplicaDamaged leave the file as it was. On a disk that cannot be written an existing
    replica opens for reading, and the desk says so.
    """
    file = ReplicaFile(replica_path(folder, enrolment), key)
    replica, recording, trouble = None, None, ""
    try:
        replica = _prepared(file, on_step)
        recording = file.open_writer()
    except DiskTrouble as error:
        if replica is not None:
            _close(replica.connection)
        if not file.exists:
            raise
        replica, trouble = None, error.sentence
    desk = Desk(
        reader=ReplicaReader(file.open_reader(() if replica else REPLICA_TABLES), enrolment.store_id),
        recorder=Recorder(recording, associate.id, clock, random_bytes, on_recorded, keep_copy),
        associate=associate,
        enrolment=enrolment,
        clock=clock,
        line=Line(),
        trouble=trouble,
    )
    return OpenReplica(desk, replica)


def _prepared(file: ReplicaFile, on_step: Callable[[int, int], None]) -> Replica:
    connection = file.open_writer()
    replica = Replica(connection, REPLICA_TABLES, schema_version=SCHEMA_VERSION)
    try:
        with tablet_errors():
            replica.prepare(on_step)
    except WrittenByNewer as error:
        _close(connection)
        raise ReplicaIsNewer(error.sentence) from error
    except BaseException:
        _close(connection)
        raise
    return replica


def _close(connection: Storage) -> None:
    closing: Any = connection
    closing.close()
