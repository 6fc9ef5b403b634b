"""The open channels of a process that gives each of them a thread, as a web server does."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence


class Subscription:
    """One open channel: rung when something changed in its scopes, over once it has no business any more."""

    def __init__(self, owner: str, scopes: Sequence[str]) -> None:
        self.owner = owner
        self.scopes = frozenset(scopes)
        self.is_over = False
        self._rung = threading.Event()

    def ring(self) -> None:
        """Whoever waits is told."""
        self._rung.set()

    def end(self) -> None:
        """It is over, and whoever waits is woken to see it."""
        self.is_over = True
        self._rung.set()

    def wait(self, timeout: float) -> bool:
        """True if there was news since the last time, False after the timeout."""
        rung = self._rung.wait(timeout)
        self._rung.clear()
        return rung


class Subscriptions:
    """Those that are open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: set[Subscription] = set()
        self._is_stopped = False

    def subscribe(self, owner: str, scopes: Sequence[str], *, most: int) -> Subscription | None:
        """A subscription, to be given back; None if `most` others are open.

        An owner has one: an older one of hers is over, since each costs the server a thread.
        """
        made = Subscription(owner, scopes)
        with self._lock:
            older = [each for each in self._open if each.owner == owner]
            self._open.difference_update(older)
            fits = len(self._open) < most
            made.is_over = self._is_stopped
            if fits:
                self._open.add(made)
        _end(older)
        return made if fits else None

    def give_back(self, subscription: Subscription) -> None:
        """It is rung no more."""
        with self._lock:
            self._open.discard(subscription)

    def scopes(self) -> frozenset[str]:
        """Everything that somebody listens for."""
        return frozenset[str]().union(*(each.scopes for each in self._current()))

    def end(self, owners: frozenset[str]) -> None:
        """The channels of these owners are over."""
        _end(each for each in self._current() if each.owner in owners)

    def tell(self, changed: frozenset[str]) -> None:
        """Every channel that one of these scopes concerns is rung."""
        for each in self._current():
            if each.scopes & changed:
                each.ring()

    def stop(self) -> None:
        """Every channel is over, and whichever is opened from now on."""
        with self._lock:
            self._is_stopped = True
        _end(self._current())

    def _current(self) -> list[Subscription]:
        with self._lock:
            return list(self._open)


def _end(subscriptions: Iterable[Subscription]) -> None:
    for each in subscriptions:
        each.end()
