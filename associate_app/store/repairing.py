"""A damaged replica comes anew from HQ under the same enrolment and key; the outbox is carried over.

The damaged file is set aside first and goes last: a kill in between repeats what is left, and each operation
is taken over once. What the file itself does not give any more is in the copy that follows the outbox.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from associate_app.errors import ReplicaDamaged
from associate_app.platform.durable_file import remove_durably, write_durably
from associate_app.store.database import COPY, SIDE_FILES, ReplicaFile, tablet_errors
from associate_app.store.recorder import Recorder
from associate_app.store.sealing import NONCE_BYTES, Sealed, WrongKey, derive, seal, unseal
from sync.device.outbox import Outbox, OutboxEntry

ASIDE: Final = ".damaged"
MARK: Final = ".mark"
_PURPOSE: Final = "outbox copy"


class OutboxCopy:
    """What no server has, sealed under the replica's own key beside it."""

    def __init__(self, replica: Path, key: bytes, random_bytes: Callable[[int], bytes]) -> None:
        self._path = replica.with_name(replica.name + COPY)
        self._key = derive(_PURPOSE, key)
        self._random = random_bytes

    def keep(self, entries: Sequence[OutboxEntry]) -> None:
        """The copy holds these; none: there is no copy."""
        if not entries:
            remove_durably(self._path)
            return
        content = json.dumps([asdict(entry) for entry in entries]).encode()
        sealed = seal(self._key, content, _PURPOSE, self._random)
        write_durably(self._path, sealed.nonce + sealed.body)

    def entries(self) -> list[OutboxEntry]:
        """What it holds; nothing if there is none or it is damaged, too."""
        try:
            raw = self._path.read_bytes()
            content = unseal(self._key, Sealed(raw[:NONCE_BYTES], raw[NONCE_BYTES:]), _PURPOSE)
        except (OSError, WrongKey):
            return []
        return [OutboxEntry(**entry) for entry in json.loads(content)]


def mark(replica: Path) -> None:
    """The next opening repairs this replica: it was found torn while it was in use."""
    write_durably(replica.with_name(replica.name + MARK), b"")


def begin(replica: Path) -> None:
    """What was marked is set aside; a setting aside that was cut short is finished."""
    marked = replica.with_name(replica.name + MARK)
    if marked.exists() or (_aside(replica).exists() and not replica.exists()):
        set_aside(replica)
        marked.unlink(missing_ok=True)


def set_aside(replica: Path) -> None:
    """Another replica can be made in its place. The file goes before its log: together they are whole.

    Where one is aside already, this one was never worked with: nothing but the loaded rows is in it.
    """
    for ending in SIDE_FILES:
        file, aside = replica.with_name(replica.name + ending), Path(f"{_aside(replica)}{ending}")
        if not file.exists():
            continue
        if aside.exists():
            file.unlink()
        else:
            file.rename(aside)
    _sync(replica.parent)


def take_back(replica: Path, key: bytes, copy: OutboxCopy, into: Recorder, now_ms: int) -> bool:
    """What the one set aside or the copy holds of the outbox is in the new one; True if one was.

    Sequences go on from the present moment: whatever was given before was a smaller number.
    """
    aside = _aside(replica)
    if not aside.exists():
        return False
    into.adopt([*_entries(aside, key), *copy.entries()], after=now_ms)
    for ending in reversed(SIDE_FILES):
        Path(f"{aside}{ending}").unlink(missing_ok=True)
    return True


def _entries(aside: Path, key: bytes) -> list[OutboxEntry]:
    """What can still be read of its outbox."""
    try:
        connection: Any = ReplicaFile(aside, key).open_writer()
        try:
            with tablet_errors():
                return Outbox(connection).entries()
        finally:
            connection.close()
    except (ReplicaDamaged, ValueError):
        return []


def _aside(replica: Path) -> Path:
    return replica.with_name(f"{replica.stem}{ASIDE}{replica.suffix}")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
