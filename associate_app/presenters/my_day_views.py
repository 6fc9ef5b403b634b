"""What "My day" shows: sections in the order of what matters now, each with its entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shared.operations import NOBODY

Kind = Literal["moment", "appointment", "follow_up", "task", "prepare", "put_aside", "sequence"]
Tone = Literal["late", "now", "plain", "done"]


@dataclass(frozen=True, slots=True)
class DayEntry:
    """One thing of the day; `lead` is its time of day, `when` says until when, or how late it is.

    `subject` names for good what an outcome is about; `seen` is the state that the associate sees,
    `deed` what a step of a sequence asks for.
    """

    key: str
    kind: Kind
    subject: str
    title: str
    who: str = ""
    detail: str = ""
    when: str = ""
    lead: str = ""
    icon: str = ""
    tone: Tone = "plain"
    verb: str = ""
    seen: str = ""
    channel: str | None = None
    deed: str = ""
    customer_id: int = NOBODY
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class DaySection:
    """Entries of one kind, with what is said where there are none."""

    key: str
    title: str
    entries: tuple[DayEntry, ...]


@dataclass(frozen=True, slots=True)
class MyDay:
    """The day without whom to contact; `done` is what was done today, newest first."""

    date: str
    summary: str
    sections: tuple[DaySection, ...]
    done: tuple[DayEntry, ...]
    cared_for: frozenset[int]
    """Customers who stand here with a reason to contact them already."""
