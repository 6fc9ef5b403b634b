"""A tablet whose loop keeps it up to date by itself, as the app's does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sync.device.loop import LoopStatus, SyncLoop
from tests.server.people import BREAD
from tests.server.replication.conftest import HttpTablet, eventually
from tests.server.world import Actors


class Looped:
    """A tablet whose loop keeps it up to date."""

    def __init__(self, address: str, people: Actors, path: Path) -> None:
        self.tablet = HttpTablet(address, people.device, path)
        self.heard: list[LoopStatus] = []
        self.loop = SyncLoop(self.tablet.engine, self.tablet.line, self.heard.append, jitter=lambda: 0.0)
        self.loop.start()
        eventually(lambda: self.heard[-1:] != [] and self.heard[-1].state == "synced")

    def shows(self, price_minor: int) -> bool:
        """True if the bread costs that on it."""
        return self.tablet.rows(f"SELECT price_minor FROM products WHERE id = {BREAD}") == [(price_minor,)]

    def close(self) -> None:
        """It is switched off."""
        self.loop.stop()
        self.tablet.close()


@contextmanager
def looped(address: str, people: Actors, path: Path) -> Iterator[Looped]:
    """A tablet for as long as the block lasts."""
    made = Looped(address, people, path)
    try:
        yield made
    finally:
        made.close()
