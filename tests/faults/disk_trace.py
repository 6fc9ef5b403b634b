"""What a process did to the files of one folder, read from what strace recorded with the data in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson


@dataclass(frozen=True, slots=True)
class Create:
    """A name stands for a new, empty file."""

    name: str


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes were handed to the system."""

    name: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    """The file ends there."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    """The system said that the file, or with an empty name the folder, is on the disk."""

    name: str


@dataclass(frozen=True, slots=True)
class Rename:
    """The file has another name, in place of whatever had it."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Unlink:
    """The name is gone."""

    name: str


@dataclass(frozen=True, slots=True)
class Saved:
    """The associate was told that this is saved."""

    text: str


Action = Create | Write | Truncate | Sync | Rename | Unlink | Saved

RECORDING: Final = (
    "-y", "-xx", "-s", "16777216",
    "-e", "trace=openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,sendto",
)  # fmt: skip
"""strace options that record what `actions` reads."""

_CALL: Final = re.compile(rb"^(\w+)\((.*)\) += (-?\d+)(?:<.*>)?$")
_HEX: Final = re.compile(rb'(?:(\d+)<((?:\\x..)*)>|"((?:\\x..)*)")')
_NUMBER: Final = re.compile(rb", (\d+)")


def actions(trace: Path, folder: Path) -> Iterator[Action]:
    """What was done, in order. Shared memory files are left out: power loss empties them."""
    reading = _Reading(str(folder))
    for line in trace.read_bytes().splitlines():
        call = _CALL.match(line)
        if call is not None and int(call[3]) >= 0:
            yield from reading.read(call[1].decode(), call[2], int(call[3]))


class _Reading:
    """Knows which file each descriptor writes to, and how far it has come."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._there = {path.name for path in Path(folder).iterdir()}
        self._reached: dict[int, int] = {}

    def read(self, call: str, arguments: bytes, result: int) -> Iterator[Action]:
        descriptors, texts = _parts(arguments)
        numbers = [int(number) for number in _NUMBER.findall(arguments)]
        if call == "sendto":
            yield from _said(texts[0])
        elif call == "openat":
            self._reached[result] = 0
            yield from self._opened(texts[0].decode(), arguments)
        elif call in ("rename", "unlink"):
            yield from self._named(call, [text.decode() for text in texts])
        else:
            descriptor, path = descriptors[0]
            name = self._own(path)
            if name is not None:
                yield from self._changed(call, name, descriptor, (texts or [b""])[0], numbers, result)

    def _opened(self, path: str, arguments: bytes) -> Iterator[Action]:
        name = self._own(path)
        if not name or (b"O_CREAT" not in arguments and b"O_TRUNC" not in arguments):
            return
        if name not in self._there:
            self._there.add(name)
            yield Create(name)
        elif b"O_TRUNC" in arguments:
            yield Truncate(name, 0)

    def _named(self, call: str, paths: list[str]) -> Iterator[Action]:
        name, target = self._own(paths[0]), self._own(paths[-1])
        if not name or not target:
            return
        self._there.discard(name)
        if call == "rename":
            self._there.add(target)
            yield Rename(name, target)
        else:
            yield Unlink(name)

    def _changed(
        self, call: str, name: str, descriptor: int, data: bytes, numbers: list[int], result: int
    ) -> Iterator[Action]:
        if call in ("fsync", "fdatasync"):
            yield Sync(name)
        elif call == "ftruncate":
            yield Truncate(name, numbers[-1])
        elif call == "pwrite64":
            yield Write(name, numbers[-1], data[:result])
        else:
            offset = self._reached.get(descriptor, 0)
            self._reached[descriptor] = offset + result
            yield Write(name, offset, data[:result])

    def _own(self, path: str) -> str | None:
        """The name in the folder; empty for the folder itself, None for anything else."""
        if path == self._folder:
            return ""
        inside = path.removeprefix(f"{self._folder}/")
        return None if inside == path or inside.endswith("-shm") else inside


def _parts(arguments: bytes) -> tuple[list[tuple[int, str]], list[bytes]]:
    descriptors: list[tuple[int, str]] = []
    texts: list[bytes] = []
    for number, path, text in _HEX.findall(arguments):
        if number:
            descriptors.append((int(number), _bytes(path).decode()))
        else:
            texts.append(_bytes(text))
    return descriptors, texts


def _bytes(text: bytes) -> bytes:
    return bytes.fromhex(text.replace(b"\\x", b"").decode())


def _said(text: bytes) -> Iterator[Action]:
    if text.startswith(b'{"saved"'):
        yield Saved(orjson.loads(text)["saved"])
