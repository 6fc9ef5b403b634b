"""A tablet that loads a prepared snapshot over a line that is watched, and what the server holds for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from shared.ids import uuid7
from sync.protocol import PullRequest
from tests.sync.line import FaultyLine
from tests.sync.tablet import Tablet
from tests.sync.world import held_by

on_both = pytest.mark.parametrize("engine", ["sqlite", "postgres"], indirect=True)


@dataclass
class WatchedLine(FaultyLine):
    """Counts what is asked of it; `alter` changes the bytes of a part on their way."""

    pulls: int = 0
    loads_by_rows: int = 0
    downloads: int = 0
    alter: Callable[[bytes], bytes] = bytes

    @contextmanager
    def pull(self, request: PullRequest) -> Iterator[Iterator[bytes]]:
        self.pulls += 1
        self.loads_by_rows += request.cursor is None and request.page is None
        with super().pull(request) as lines:
            yield lines

    @contextmanager
    def snapshot_bytes(self, part_id: str, start: int) -> Iterator[Iterator[bytes]]:
        self.downloads += 1
        with super().snapshot_bytes(part_id, start) as body:
            yield iter([self.alter(b"".join(body))])


def line_of(tablet: Tablet) -> WatchedLine:
    assert isinstance(tablet.line, WatchedLine)
    return tablet.line


def held(tablet: Tablet) -> dict[str, set[tuple[Any, ...]]]:
    with line_of(tablet).source.reading() as connection:
        return held_by(connection, "1", "d1")


def note(sequence: int) -> dict[str, Any]:
    return {
        "id": uuid7(sequence, bytes), "sequence": sequence, "kind": "note", "customer_id": 1, "body": "kept",
        "at_ms": 5,
    }  # fmt: skip
