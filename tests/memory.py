"""Where files of tests go that need be no real disk's."""

from __future__ import annotations

from pathlib import Path
from shutil import disk_usage
from typing import Final

_SHARED: Final = Path("/dev/shm")  # noqa: S108 - every folder made in it is a fresh one


def memory(*, gib: int = 2) -> Path | None:
    """A folder that is kept in memory; None, which is where others go, if there is none with so much room.

    A container has 64 MB of it, which a single database would fill.
    Nothing but speed is gained: who asks has said what would be lost with the power, and tests it elsewhere.
    """
    return _SHARED if _SHARED.is_dir() and disk_usage(_SHARED).free >= gib << 30 else None
