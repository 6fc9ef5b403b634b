"""What a disk may hold after power was lost: everything synced, and any part of what was not.

Stricter than any file system in use. Of writes that were not synced each sector may have reached the disk or
not, in any order, whatever its neighbours did. Names (created, renamed, removed) reach it in order, as
a journal keeps them, but only a sync of their folder makes sure of them; a sync of a file does not.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from tests.faults.disk_trace import Action, Create, Rename, Saved, Sync, Truncate, Unlink, Write

SECTOR: Final = 512

Luck = Literal["nothing", "everything", "some"]
"""How much of what was not synced has reached the disk."""


@dataclass(slots=True)
class _File:
    """A file's content on the disk, and what was handed to the system since its last sync."""

    synced: bytes = b""
    waiting: list[Write | Truncate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Image:
    """The files of the folder after a power loss, and what had been called saved by then."""

    files: dict[str, bytes]
    saved: tuple[str, ...]


class Disk:
    """Follows actions and can lose power after each."""

    def __init__(self, folder: Path) -> None:
        paths = [path for path in folder.iterdir() if path.is_file() and not path.name.endswith("-shm")]
        self._files = {path.name: _File(path.read_bytes()) for path in paths}
        self._durable_names = dict(self._files)
        self._waiting_names: list[dict[str, _File]] = []
        self._saved: list[str] = []

    def do(self, action: Action) -> None:
        """The action was taken while there was power."""
        match action:
            case Saved(text):
                self._saved.append(text)
            case Create(name):
                self._files[name] = _File()
                self._waiting_names.append(dict(self._files))
            case Rename(name, target):
                self._files[target] = self._files.pop(name)
                self._waiting_names.append(dict(self._files))
            case Unlink(name):
                del self._files[name]
                self._waiting_names.append(dict(self._files))
            case Sync(""):
                self._durable_names, self._waiting_names = dict(self._files), []
            case Sync(name):
                file = self._files[name]
                file.synced, file.waiting = _after(file, file.waiting), []
            case Write(name) | Truncate(name):
                self._files[name].waiting.append(action)

    def lose_power(self, luck: Luck, dice: random.Random) -> Image:
        """One of the images that may be left."""
        possible = [self._durable_names, *self._waiting_names]
        names = {"nothing": possible[0], "everything": possible[-1], "some": dice.choice(possible)}[luck]
        return Image({name: _content(file, luck, dice) for name, file in names.items()}, tuple(self._saved))


def _content(file: _File, luck: Luck, dice: random.Random) -> bytes:
    if luck == "nothing":
        return file.synced
    if luck == "everything":
        return _after(file, file.waiting)
    share = dice.choice((0.1, 0.5, 0.9))
    return _after(file, [part for change in file.waiting for part in _lucky(change, share, dice)])


def _lucky(change: Write | Truncate, share: float, dice: random.Random) -> Iterator[Write | Truncate]:
    if isinstance(change, Truncate):
        if dice.random() < share:
            yield change
        return
    start, end = change.offset, change.offset + len(change.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        if dice.random() < share:
            yield Write(change.name, start, change.data[start - change.offset : stop - change.offset])
        start = stop


def _after(file: _File, changes: Sequence[Write | Truncate]) -> bytes:
    content = bytearray(file.synced)
    for change in changes:
        if isinstance(change, Truncate):
            content = content[: change.size].ljust(change.size, b"\0")
        else:
            content.extend(bytes(max(0, change.offset - len(content))))
            content[change.offset : change.offset + len(change.data)] = change.data
    return bytes(content)
