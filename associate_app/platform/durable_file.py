"""Small files that survive a kill at any point."""

from __future__ import annotations

import os
from pathlib import Path


def write_durably(path: Path, data: bytes) -> None:
    """The file holds `data` and only its owner may read it; after a crash it holds the old or the new, whole.

    The order matters: the bytes must be on the disk before the name points at them, and the name before
    anybody is told.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(data)
        file.flush()
        os.fsync(descriptor)
    draft.replace(path)
    _sync_folder(path.parent)


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
