"""Who listens: the open channels by tablet, by scope, and by when they last heard anything.

Everything but what the watcher calls happens on the loop's thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, KeysView
from typing import Final, Protocol

from server.push.tallies import Tallies
from sync.protocol import BEAT_SECONDS

PATIENCE_SECONDS: Final = 2.5 * BEAT_SECONDS
"""A tablet that has taken nothing for so long is gone; it thinks the same of a channel that says nothing."""

TICK_SECONDS: Final = 0.25
AT_ONCE: Final = 500
"""So many are told before others that wait for the loop have their turn."""


class Listener(Protocol):
    """One open channel."""

    @property
    def owner(self) -> str:
        """The tablet."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """What it listens for."""

    def beat(self) -> bool:
        """It has been told that the line is up; False if it has not taken in what was said before."""

    def news(self) -> bool:
        """It has been told that there is news, or will be once it has taken in the rest: then False."""

    def end(self) -> None:
        """It is over, in good order."""

    def abort(self) -> None:
        """It is over at once, whatever was still to be said."""


class Listening:
    """All open channels of the process; the watcher's `Listeners`.

    Told on the watcher's thread, they hand over to the loop: a slow tablet holds up neither.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, tallies: Tallies) -> None:
        self._loop = loop
        self._tallies = tallies
        self._by_owner: dict[str, Listener] = {}
        self._by_scope: dict[str, set[Listener]] = {}
        self._heard: dict[Listener, float] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self.looked = loop.time()

    @property
    def open(self) -> KeysView[Listener]:
        """Every open channel, the one that is due for a beat first."""
        return self._heard.keys()

    def __len__(self) -> int:
        return len(self._heard)

    def has_room(self, owner: str, most: int) -> bool:
        """True if one more fits, or takes the place of its own tablet's older one."""
        return owner in self._by_owner or len(self._heard) < most

    def add(self, listener: Listener) -> None:
        """It is told from now on; an older channel of the same tablet is over."""
        older = self._by_owner.get(listener.owner)
        if older is not None:
            self.discard(older)
            older.end()
        self._by_owner[listener.owner] = listener
        for scope in listener.scopes:
            self._by_scope.setdefault(scope, set()).add(listener)
        self._heard[listener] = self._loop.time()

    def discard(self, listener: Listener) -> None:
        """It is told no more."""
        if self._heard.pop(listener, None) is None:
            return
        if self._by_owner.get(listener.owner) is listener:
            del self._by_owner[listener.owner]
        for scope in listener.scopes:
            others = self._by_scope[scope]
            others.discard(listener)
            if not others:
                del self._by_scope[scope]

    def beat(self) -> None:
        """Whoever has heard nothing for a beat's time hears that the line is up; who takes nothing goes."""
        now = self._loop.time()
        due = []
        for listener, heard in self._heard.items():  # longest ago first
            if now - heard < BEAT_SECONDS:
                break
            due.append((listener, heard))
        for listener, heard in due:
            if listener.beat():
                self._tallies.beats += 1
                self._has_heard(listener, now)
            elif now - heard >= PATIENCE_SECONDS:
                self._tallies.too_slow += 1
                self.discard(listener)
                listener.abort()

    def part_with(self, count: int) -> int:
        """So many channels are over, in good order; how many are left."""
        for listener in list(self._heard)[:count]:
            self.discard(listener)
            listener.end()
        return len(self._heard)

    def scopes(self) -> frozenset[str]:
        """Everything that somebody listens for. On the watcher's thread: one step of the interpreter."""
        return frozenset(self._by_scope)

    def end(self, owners: frozenset[str]) -> None:
        """The channels of these owners are over. On the watcher's thread."""
        if owners:
            self._loop.call_soon_threadsafe(self._shut_out, owners)

    def tell(self, changed: frozenset[str]) -> None:
        """There is news in these scopes. On the watcher's thread."""
        self._loop.call_soon_threadsafe(self._tell, changed)

    def stop(self) -> None:
        """Whoever stops the process parts with the channels in its own time."""

    def _shut_out(self, owners: Collection[str]) -> None:
        for owner in owners:
            listener = self._by_owner.get(owner)
            if listener is not None:
                self._tallies.shut_out += 1
                self.discard(listener)
                listener.end()

    def _tell(self, changed: frozenset[str]) -> None:
        self.looked = self._loop.time()
        self._tallies.looks += 1
        wanted: set[Listener] = set().union(*(self._by_scope.get(scope, ()) for scope in changed))
        if wanted:
            task = self._loop.create_task(self._tell_each(wanted))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _tell_each(self, wanted: Iterable[Listener]) -> None:
        for number, listener in enumerate(wanted):
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
            if listener not in self._heard:
                continue  # it has gone while others were told
            self._tallies.news += 1
            if listener.news():
                self._has_heard(listener, self._loop.time())

    def _has_heard(self, listener: Listener, now: float) -> None:
        """It is the last one that is due for a beat."""
        del self._heard[listener]
        self._heard[listener] = now
