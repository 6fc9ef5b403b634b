"""The guard against too much, over all channels: one question for lists, sequences, offers and campaigns.

What somebody did for a customer is a touch, whatever it was about: a message, a call, a word in the store.
After one that interrupted her there is silence for some days, and in some days there are only so many of any
kind. A promise is kept all the same: she asked for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from shared.clock import DAY_MS

Way = Literal["message", "email", "phone", "store"]
WAYS: Final[tuple[Way, ...]] = ("message", "email", "phone", "store")
STORE: Final[Way] = "store"

Reason = Literal["open", "promised", "contacted_lately", "told_enough"]

ASKED_FOR: Final = frozenset({"follow_up", "put_aside", "prepare", "missing"})
"""Actions that she asked for herself, or that only ask her: nobody has had too much of those."""

MET: Final = frozenset({"done", "unwanted"})
"""Outcomes after which she has met something; what was put off she has not."""


class Happened(Protocol):
    """What is read of an outcome."""

    @property
    def action(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def at_ms(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Touch:
    """She was met with something, on a way, at a moment."""

    way: Way
    at_ms: int
    was_asked_for: bool = False


@dataclass(frozen=True, slots=True)
class Fatigue:
    """How much is too much: silence after a contact, and how many touches in how many days (0: any)."""

    quiet_days: int = 0
    most_touches: int = 0
    touch_days: int = 0


NO_FATIGUE: Final = Fatigue()


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether she may be met with something more, why, and from when on if not."""

    allowed: bool
    reason: Reason
    until_ms: int | None = None


OPEN: Final = Answer(allowed=True, reason="open")


def touches_of(outcomes: Iterable[Happened]) -> tuple[Touch, ...]:
    """What her outcomes say that she has met, in the order given."""
    return tuple(
        Touch(way_of(each.channel), each.at_ms, each.action in ASKED_FOR)
        for each in outcomes
        if each.outcome in MET
    )


def way_of(channel: str | None) -> Way:
    """The way of a channel; none was used where she stood in the store."""
    return next((way for way in WAYS if way == channel), STORE)


def guard(
    way: Way, touches: Iterable[Touch], fatigue: Fatigue, now_ms: int, *, promised: bool = False
) -> Answer:
    """Whether she may be met with something more on that way now.

    Several touches of one way on one day (UTC) are one: an associate who says three things says them in one
    visit.
    """
    if promised:
        return Answer(allowed=True, reason="promised")
    known = tuple(each for each in touches if each.at_ms <= now_ms)
    return _quiet(way, known, fatigue, now_ms) or _enough(known, fatigue, now_ms) or OPEN


def last_contact_ms(touches: Iterable[Touch]) -> int | None:
    """When she was last contacted outside of a store, on whichever way and about whatever."""
    return max((each.at_ms for each in touches if each.way != STORE), default=None)


def _quiet(way: Way, touches: Iterable[Touch], fatigue: Fatigue, now_ms: int) -> Answer | None:
    """She is not contacted again too soon; what is said in the store interrupts nobody."""
    last = last_contact_ms(touches)
    if way == STORE or last is None:
        return None
    until_ms = last + fatigue.quiet_days * DAY_MS
    return Answer(allowed=False, reason="contacted_lately", until_ms=until_ms) if now_ms < until_ms else None


def _enough(touches: Iterable[Touch], fatigue: Fatigue, now_ms: int) -> Answer | None:
    if not fatigue.most_touches:
        return None
    span_ms = fatigue.touch_days * DAY_MS
    days: dict[tuple[Way, int], int] = {}
    for each in touches:
        if each.at_ms > now_ms - span_ms and not each.was_asked_for:
            key = (each.way, each.at_ms // DAY_MS)
            days[key] = max(each.at_ms, days.get(key, 0))
    if len(days) < fatigue.most_touches:
        return None
    ending = sorted(days.values())[len(days) - fatigue.most_touches]
    return Answer(allowed=False, reason="told_enough", until_ms=ending + span_ms)
