"""Prepared snapshots of the small world, in a folder, with chunks so small that every part has several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from sync.protocol import GLOBAL_SCOPE
from sync.snapshot import ChunkSeal, SnapshotOffer, SnapshotPart
from sync.source import changelog, scopes
from sync.source.snapshot import holds_groups, prepared, reaches_back, token_behind, write_part
from tests.sync.world import GROUPINGS, Source


@dataclass
class Preparer:
    """Keeps the newest part of each scope, as a server would."""

    source: Source
    folder: Path
    chunk_bytes: int = 60
    on_progress: Callable[[int], None] = abs
    parts: dict[str, tuple[SnapshotPart, str, int]] = field(default_factory=dict)

    def prepare(self, store: str) -> None:
        """The parts of that store's devices are as the database is now."""
        shared = (GLOBAL_SCOPE, f"s:{store}")
        with self.source.engine.begin() as connection:
            scopes.activate(connection, shared)
        self.source.stamp()
        for scope in shared:
            self._write(scope)

    def _write(self, scope: str) -> None:
        name = sha256(f"{scope} {len(list(self.folder.iterdir()))}".encode()).hexdigest()[:32]
        key = sha256(name.encode()).digest()
        with self.source.reading() as connection:
            made = write_part(
                connection, self.folder / name, ChunkSeal(name, key), scope=scope,
                collections=self.source.collections, groupings=GROUPINGS, chunk_bytes=self.chunk_bytes,
                on_progress=self.on_progress,
            )  # fmt: skip
        part = SnapshotPart(name, key.hex(), made.bytes, made.chunks, made.rows)
        self.parts[scope] = (part, made.epoch, made.stamp)

    def offer(self, store: str, device: str) -> SnapshotOffer | None:
        """What a device of that store may load at once."""
        mine = self.source.scopes(store, device)
        with self.source.engine.begin() as connection:
            scopes.activate(connection, mine)
        with self.source.reading() as connection:
            log = changelog.state_of(connection)
            kept = [self.parts.get(scope) for scope in mine[:2]]
            usable = [
                each
                for each, scope in zip(kept, mine, strict=False)
                if each and reaches_back(connection, scope, log, epoch=each[1], stamp=each[2])
            ]
            if len(usable) < len(kept) or holds_groups(connection, mine[2], GROUPINGS):
                return None
        token = token_behind(
            self.source.collections, prepared(self.source.collections, GROUPINGS, mine[:2]),
            base=min(stamp for _, _, stamp in usable), epoch=log.epoch,
            shape=scopes.shape_of(mine, self.source.collections),
        )  # fmt: skip
        return SnapshotOffer(tuple(part for part, _, _ in usable), token)

    def bytes_of(self, part_id: str) -> bytes:
        """A part's bytes."""
        return (self.folder / part_id).read_bytes()
