"""How much the replica holds, and how much room is left beside it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from associate_app.store.database import SIDE_FILES
from associate_app.store.reading import Snapshot


@dataclass(frozen=True, slots=True)
class HeldRows:
    """Of how many customers, and how many of their purchases."""

    customers: int
    purchases: int


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of the replica's files, and bytes free on their disk."""

    file_bytes: int
    free_bytes: int


def held_rows(snapshot: Snapshot) -> HeldRows:
    """What this checkpoint holds; counted row by row, so ask once a checkpoint."""
    return HeldRows(_count(snapshot, "customers"), _count(snapshot, "purchases"))


def room(snapshot: Snapshot) -> Room:
    """What the replica takes and what is left."""
    file = _file(snapshot)
    paths = [file.with_name(file.name + ending) for ending in SIDE_FILES]
    return Room(
        file_bytes=sum(path.stat().st_size for path in paths if path.exists()),
        free_bytes=shutil.disk_usage(file.parent).free,
    )


def _file(snapshot: Snapshot) -> Path:
    return Path(next(file for _, name, file in snapshot.rows("PRAGMA database_list") if name == "main"))


def _count(snapshot: Snapshot, table: str) -> int:
    return int(snapshot.rows(f"SELECT count(*) FROM {table}")[0][0])
