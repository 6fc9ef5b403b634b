"""What screens show of the next best action: for one customer, and for the whole store today."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One thing worth doing now; `deed` is what one tap on `verb` does, `body` is the guide's own text."""

    kind: str
    subject: str
    deed: str
    title: str
    reason: str
    icon: str
    verb: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to say next; `occasion` is the event that her screen turns towards, if one is near."""

    rows: tuple[ActionRow, ...] = ()
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A customer to contact today, why, on which channel and where she is reached on it."""

    customer_id: int
    name: str
    initials: str
    hue: float
    tier: str
    kind: str
    subject: str
    title: str
    reason: str
    icon: str
    channel: str
    reached_at: str
    verb: str


@dataclass(frozen=True, slots=True)
class TodayView:
    """Who to contact today; `left_out` says how many are not on the list and why."""

    rows: tuple[ContactRow, ...]
    summary: str
    left_out: str
