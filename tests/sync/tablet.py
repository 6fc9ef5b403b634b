"""One device of store 1, synchronised on demand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from shared.clock import FixedClock
from sync.device.engine import SyncEngine
from sync.device.outbox import Outbox
from sync.device.replica import Replica
from tests.sync.line import FaultyLine
from tests.sync.world import TABLES, Source, open_device


class Tablet:
    """The device's parts, put together."""

    def __init__(self, source: Source, path: Path, line: FaultyLine | None = None) -> None:
        self.connection = open_device(path)
        self.replica = Replica(self.connection, TABLES, schema_version=1)
        self.replica.prepare()
        self.outbox = Outbox(self.connection)
        self.line = line or FaultyLine(source, "1", "d1")
        clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.engine = SyncEngine(self.replica, self.outbox, self.line, clock, "1.0")
