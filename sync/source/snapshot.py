"""Prepared first loads: one scope's rows recorded in one read transaction, sealed, and whole or not there.

What is recorded are the lines of a pull, so a snapshot and what changed since are what a row stream would
have brought. Parts are made for scopes that many devices share; what a device holds alone is behind the page
token that comes with them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson
from sqlalchemy import Connection, text

from sync.protocol import GLOBAL_SCOPE, Collection, Grouping, PullRequest
from sync.snapshot import CHUNK_BYTES, ChunkSeal
from sync.source.changelog import LogState
from sync.source.cursor import LOADED, Progress
from sync.source.fanout import groupings_of
from sync.source.feed import Pull
from sync.source.scopes import Membership

_ROWS = b'{"type":"rows"'


class CollectionsOutOfOrder(ValueError):
    """A collection that is prepared stands behind one that is not: no page token could go on behind it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a written part holds: everything up to `stamp` in its epoch."""

    epoch: str
    stamp: int
    bytes: int
    chunks: int
    rows: int


def may_hold(scope: str, collection: Collection, groupings: Sequence[Grouping]) -> bool:
    """True if such a scope can hold rows of the collection."""
    if collection.grouping is not None:
        return any(_names(scope, each.scope_prefix) for each in groupings_of(collection, groupings))
    if collection.scope_column is not None:
        return _names(scope, collection.scope_prefix)
    return scope == GLOBAL_SCOPE


def _names(scope: str, prefix: str) -> bool:
    return scope.startswith(prefix) and scope != GLOBAL_SCOPE and (bool(prefix) or ":" not in scope)


def prepared(
    collections: Sequence[Collection], groupings: Sequence[Grouping], scopes: Sequence[str]
) -> Sequence[Collection]:
    """The collections of which these scopes hold rows: the first ones, or CollectionsOutOfOrder."""
    held = [any(may_hold(scope, each, groupings) for scope in scopes) for each in collections]
    first_left = held.index(False) if False in held else len(held)
    if True in held[first_left:]:
        raise CollectionsOutOfOrder(
            f"{collections[first_left].name} is held by single devices only: move it behind all collections"
            " that devices share, where the collections are listed."
        )
    return collections[:first_left]


def token_behind(
    collections: Sequence[Collection], covered: Sequence[Collection], *, base: int, epoch: str, shape: str
) -> dict[str, Any]:
    """The page token of a device that holds the covered collections, the oldest part of them as of `base`."""
    reached = len(covered)
    progress = Progress(base, load=LOADED if reached == len(collections) else (reached, None))
    return progress.to_token(epoch, shape)


def holds_groups(connection: Connection, scope: str, groupings: Sequence[Grouping]) -> bool:
    """True if the scope has groups of its own, whose rows no shared part brings."""
    asked = []
    values = {}
    for number, each in enumerate(groupings):
        if _names(scope, each.scope_prefix):
            asked.append(f"EXISTS (SELECT 1 FROM {each.table} WHERE {each.scope_column} = :own_{number})")
            values[f"own_{number}"] = scope[len(each.scope_prefix) :]
    return bool(asked) and bool(connection.execute(text(f"SELECT {' OR '.join(asked)}"), values).scalar())


def holds_rows(
    connection: Connection,
    scopes: Sequence[str],
    collections: Sequence[Collection],
    groupings: Sequence[Grouping],
    *,
    least: int,
) -> bool:
    """True if the scopes hold at least so many rows; no more than that are looked at in any collection."""
    membership = Membership(scopes, groupings)
    found = 0
    for collection in collections:
        held = membership.holds(collection, "t")
        counting = (
            f"SELECT COUNT(*) FROM (SELECT 1 FROM {collection.name} AS t WHERE {held} LIMIT :least) AS r"
        )
        found += connection.execute(text(counting), membership.values | {"least": least}).scalar() or 0
        if found >= least:
            return True
    return False


def changes_since(connection: Connection, scope: str, stamp: int) -> int:
    """How many entries of the log a device that holds the scope as of `stamp` is behind."""
    counting = text("SELECT COUNT(*) FROM sync_changes WHERE scope = :scope AND stamp > :stamp")
    return connection.execute(counting, {"scope": scope, "stamp": stamp}).scalar() or 0


def reaches_back(connection: Connection, scope: str, log: LogState, *, epoch: str, stamp: int) -> bool:
    """True if the log still tells everything that changed in the scope since then."""
    since = text("SELECT active_since FROM sync_scopes WHERE scope = :scope")
    active = connection.execute(since, {"scope": scope}).scalar()
    return epoch == log.epoch and active is not None and max(active, log.oldest) <= stamp <= log.stamp


def write_part(
    connection: Connection,
    path: Path,
    seal: ChunkSeal,
    *,
    scope: str,
    collections: Sequence[Collection],
    groupings: Sequence[Grouping],
    on_progress: Callable[[int], None] = lambda _: None,
    chunk_bytes: int = CHUNK_BYTES,
) -> Recorded:
    """The file holds every row of the scope as the connection's snapshot has it; it is there only when whole.

    The scope is active, and everything committed before the snapshot began has its number.
    `on_progress` is told how many bytes are written.
    """
    mine = [each for each in collections if may_hold(scope, each, groupings)]
    pull = Pull(connection, PullRequest(), scopes=(scope,), collections=mine, groupings=groupings, now_ms=0)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            written = _Recording(pull, seal, file, on_progress, chunk_bytes).write()
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        _sync_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise
    return written


class _Recording:
    """Writes the rows of one load, chunk by chunk; holds no more than two chunks of them."""

    def __init__(
        self,
        pull: Pull,
        seal: ChunkSeal,
        file: IO[bytes],
        on_progress: Callable[[int], None],
        chunk_bytes: int,
    ) -> None:
        self._pull = pull
        self._seal = seal
        self._file = file
        self._on_progress = on_progress
        self._chunk_bytes = chunk_bytes
        self._checkpoint: dict[str, Any] = {}
        self._rows = 0
        self._bytes = 0

    def write(self) -> Recorded:
        """Everything is in the file."""
        number = 0
        waiting = b""
        for chunk in self._chunks():
            if waiting:
                self._put(number, waiting, is_last=False)
                number += 1
            waiting = chunk
        self._put(number, waiting, is_last=True)
        told = self._checkpoint
        return Recorded(told["epoch"], told["stamp"], self._bytes, number + 1, self._rows)

    def _chunks(self) -> Iterator[bytes]:
        """Whole lines, each chunk readable without those before it."""
        gathered: list[bytes] = []
        length = 0
        for line in self._pull.lines():
            if not line.startswith(_ROWS):
                self._note(line)
                continue
            gathered.append(line)
            length += len(line)
            if length >= self._chunk_bytes:
                yield b"".join(gathered)
                gathered, length = [], 0
                self._pull.tell_columns_again()
        yield b"".join(gathered)

    def _note(self, line: bytes) -> None:
        message = orjson.loads(line)
        if message["type"] == "checkpoint":
            self._checkpoint = message
        elif message["type"] == "complete":
            self._rows = sum(message["counts"].values())

    def _put(self, number: int, lines: bytes, *, is_last: bool) -> None:
        self._bytes += self._file.write(self._seal.seal(number, lines, is_last=is_last))
        self._on_progress(self._bytes)


def _sync_folder(folder: Path) -> None:
    """The file's name survives a power cut as its content does."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
