"""A disk of a few hundred kilobytes that only the calling process sees, to be filled to the last byte.

A tmpfs in a mount namespace of the process's own: it needs no administrator where user namespaces are
allowed, nothing else can see it, and it is gone with the process.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path
from typing import Final

BALLAST: Final = "ballast"

_NEW_MOUNTS: Final = 0x00020000
_NEW_USERS: Final = 0x10000000
_RECURSIVE_PRIVATE: Final = 0x4000 | 0x40000

_libc = ctypes.CDLL(None, use_errno=True)


def mount_small_disk(folder: Path, kib: int) -> None:
    """What is in `folder` lies on a disk of that size, seen by this process alone."""
    _own_mounts()
    held = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    _must(_libc.mount(b"none", b"/", None, _RECURSIVE_PRIVATE, None), "making the mounts private")
    options = f"size={kib}k,mode=700".encode()
    _must(_libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, options), "mounting a small tmpfs")
    for name, content in held.items():
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)


def _own_mounts() -> None:
    if _libc.unshare(_NEW_MOUNTS) == 0:
        return
    user, group = os.getuid(), os.getgid()
    _must(_libc.unshare(_NEW_USERS | _NEW_MOUNTS), "taking mounts of its own (user namespaces)")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")


def _must(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what} is not allowed here: {os.strerror(number)}")


def fill_but(folder: Path, kib: int) -> None:
    """The disk has so much room left, to the block."""
    disk = os.statvfs(folder)
    room = disk.f_bavail * disk.f_frsize
    (folder / BALLAST).write_bytes(bytes(max(0, room - kib * 1024)))


def make_room(folder: Path) -> None:
    """Somebody freed some space."""
    (folder / BALLAST).unlink(missing_ok=True)


def copy_out(folder: Path, target: Path) -> None:
    """What is on the disk lies in `target` too, on a disk that stays."""
    shutil.copytree(folder, target, ignore=shutil.ignore_patterns(BALLAST))
