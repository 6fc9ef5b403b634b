"""Small files that survive a kill at any point, and a disk without room."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from associate_app.errors import CANNOT_SAVE, DiskTrouble

_SPARE_BYTES: Final = 4096


def write_durably(path: Path, data: bytes, *, keep_room: bool = False) -> None:
    """The file holds `data` and only its owner may read it; after a crash it holds the old or the new, whole.

    The order matters: the bytes must be on the disk before the name points at them, and the name before
    anybody is told. DiskTrouble if the disk does not take it. With `keep_room` the room for the next writing
    is taken now: that one then works even when the disk has filled up in between.
    """
    draft = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # not truncated first: the room that was kept must not be given back before it is used
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, 0o600)
            file.write(data)
            file.truncate()
            file.flush()
            os.fsync(descriptor)
        draft.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise DiskTrouble(CANNOT_SAVE) from error
    if keep_room:
        with suppress(OSError):
            draft.write_bytes(bytes(len(data) + _SPARE_BYTES))


def remove_durably(path: Path) -> None:
    """The file is gone, and its bytes were overwritten first; a file that is not there stays so."""
    path.with_name(path.name + ".new").unlink(missing_ok=True)
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
