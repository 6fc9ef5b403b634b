"""Recorded histories: what each client did and saw, in the order in which it did, and what is wrong with it.

Pure: a history is a list of events, wherever it comes from. A `saved` event is written after the device has
stored an operation, a `saw` event after it has read what it shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Event:
    """`saved`: an operation's id. `saw`: the checkpoint (epoch, stamp) and what was shown with it.

    `shown` holds `goods` and `staff` (the two halves of one write), `customers` and `lines` by id (two
    halves each), and `notes`: the operations whose effect or whose mention is in sight.
    """

    client: str
    kind: Literal["saved", "saw"]
    operation: str = ""
    stamp: int = 0
    shown: Mapping[str, Any] | None = None


def anomalies(history: Iterable[Event]) -> list[str]:
    """What no correct system would have shown; the events of one client are in its own order."""
    found: list[str] = []
    clients: dict[str, _Client] = {}
    for event in history:
        client = clients.setdefault(event.client, _Client(event.client))
        if event.kind == "saved":
            client.saved.add(event.operation)
        else:
            found += client.look(event)
    found += _disagreements(clients.values())
    return found


class _Client:
    """One client's history as far as it was read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.saved: set[str] = set()
        self.seen: set[tuple[int, int]] = set()
        self._stamp = self._goods = -1
        self._notes: set[str] = set()

    def look(self, event: Event) -> list[str]:
        shown = event.shown or {}
        notes = set(shown["notes"])
        wrong = {
            "read your writes: something saved is out of sight": self.saved - notes,
            "monotonic reads: a note was seen and is gone": self._notes - notes,
            "monotonic reads: an older checkpoint is shown": event.stamp < self._stamp,
            "monotonic reads: an older version is shown": shown["goods"] < self._goods,
            "atomic: half of a write to everyone is shown": shown["goods"] != shown["staff"],
            "atomic: half of a write to a customer is shown": shown["customers"] != shown["lines"],
        }
        self._stamp, self._goods, self._notes = event.stamp, shown["goods"], notes
        self.seen.add((event.stamp, shown["goods"]))
        return [f"{self.name}: {name}" for name, is_so in wrong.items() if is_so]


def _disagreements(clients: Iterable[_Client]) -> list[str]:
    """A later checkpoint of one client never shows less than an earlier one of another."""
    seen = sorted((stamp, goods) for client in clients for stamp, goods in client.seen)
    found, before = [], -1
    for stamp, group in groupby(seen, key=itemgetter(0)):
        versions = [goods for _, goods in group]
        if min(versions) < before:
            found.append(
                f"real time: checkpoint {stamp} shows version {min(versions)}, an earlier one {before}"
            )
        before = max(before, *versions)
    return found
