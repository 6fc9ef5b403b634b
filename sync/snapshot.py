"""A prepared snapshot as bytes: what a server offers, and chunks of row lines, each sealed and checked alone.

A part is the recorded load of one scope: the very `rows` lines of a pull, compressed, in chunks sealed with
AES-256-GCM under a key of that part alone. A chunk's number and place are sealed with it, so that none can be
left out, repeated or taken from another part. Each is preceded by its length: a download that broke off goes
on at a chunk's border.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sync.errors import ProtocolError, SnapshotUnusable, Unreachable

KEY_BYTES: Final = 32

CHUNK_BYTES: Final = 4 * 1024 * 1024
"""Bytes of lines after which a chunk is closed: what a device keeps in memory and commits at once."""

MAX_CHUNK_BYTES: Final = 16 * 1024 * 1024
"""An opened chunk is never larger: the lines that close one are far shorter than the difference."""

MAX_PARTS: Final = 16
_MOST: Final = 2**53
_ID: Final = re.compile(r"[0-9a-f-]{1,64}")
_LENGTH: Final = 4  # bytes before a chunk that say how long it is
_LEVEL: Final = 6
_UNREADABLE: Final = "The server offered a prepared load that this app cannot read."
_DAMAGED: Final = "The prepared load is damaged. The tablet loads row by row instead."


@dataclass(frozen=True, slots=True)
class SnapshotPart:
    """One scope's load, ready to be downloaded: `key` in hex, `bytes` and `chunks` as sealed."""

    id: str
    key: str
    bytes: int
    chunks: int
    rows: int


@dataclass(frozen=True, slots=True)
class SnapshotOffer:
    """What a device may load at once, and the page token with which a pull goes on behind it."""

    parts: tuple[SnapshotPart, ...]
    token: Mapping[str, Any]

    @property
    def rows(self) -> int:
        """How many rows the parts hold together."""
        return sum(part.rows for part in self.parts)

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON."""
        return {"parts": [asdict(part) for part in self.parts], "token": dict(self.token)}

    @classmethod
    def of_wire(cls, wire: Any) -> SnapshotOffer:
        """The offer that was written so; ProtocolError for anything else."""
        try:
            parts = tuple(_part_of(part) for part in wire["parts"])
            token = dict(wire["token"])
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolError(_UNREADABLE) from error
        if not 0 < len(parts) <= MAX_PARTS:
            raise ProtocolError(_UNREADABLE)
        return cls(parts, token)


def _part_of(wire: Mapping[str, Any]) -> SnapshotPart:
    sizes = [wire[name] for name in ("bytes", "chunks", "rows")]
    key = bytes.fromhex(wire["key"])
    fits = all(type(size) is int and 0 <= size < _MOST for size in sizes)
    if len(key) != KEY_BYTES or not fits or not _ID.fullmatch(wire["id"]):
        raise ValueError("no part")
    return SnapshotPart(wire["id"], wire["key"], *sizes)


class ChunkSeal:
    """Seals and opens the chunks of one part."""

    def __init__(self, part_id: str, key: bytes) -> None:
        self._id = part_id
        self._cipher = AESGCM(key)
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self._decompressor = zstandard.ZstdDecompressor()

    def seal(self, number: int, lines: bytes, *, is_last: bool) -> bytes:
        """The chunk as it is stored and sent, its length first."""
        packed = self._compressor.compress(lines)
        sealed = self._cipher.encrypt(_nonce(number), packed, self._place(number, is_last))
        return len(sealed).to_bytes(_LENGTH, "big") + sealed

    def open(self, number: int, sealed: bytes, *, is_last: bool) -> bytes:
        """The lines of a chunk; SnapshotUnusable unless it is exactly the one that belongs there."""
        try:
            packed = self._cipher.decrypt(_nonce(number), sealed, self._place(number, is_last))
            # told and checked before a byte is unpacked: a few bytes must not become gigabytes
            if not 0 <= zstandard.frame_content_size(packed) <= MAX_CHUNK_BYTES:
                raise SnapshotUnusable(_DAMAGED, part=self._id, chunk=number)
            return self._decompressor.decompress(packed, max_output_size=MAX_CHUNK_BYTES)
        except (InvalidTag, zstandard.ZstdError) as error:
            raise SnapshotUnusable(_DAMAGED, part=self._id, chunk=number) from error

    def _place(self, number: int, is_last: bool) -> bytes:
        return f"{self._id}:{number}:{int(is_last)}".encode()


def _nonce(number: int) -> bytes:
    """Unique under its key, which seals each number once."""
    return number.to_bytes(12, "big")


def sealed_chunks(body: Iterable[bytes]) -> Iterator[bytes]:
    """The sealed chunks of a body that arrives in any pieces; Unreachable if it ends within one."""
    buffer = bytearray()
    for piece in body:
        buffer += piece
        while len(buffer) >= _LENGTH:
            end = _LENGTH + int.from_bytes(buffer[:_LENGTH], "big")
            if end > MAX_CHUNK_BYTES:
                raise SnapshotUnusable(_DAMAGED)
            if len(buffer) < end:
                break
            yield bytes(buffer[_LENGTH:end])
            del buffer[:end]
    if buffer:
        raise Unreachable("The load broke off. The next round goes on from there.")


def sealed_length(sealed: bytes) -> int:
    """How many bytes of the body the chunk takes."""
    return _LENGTH + len(sealed)
