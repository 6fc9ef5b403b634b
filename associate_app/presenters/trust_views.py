"""What the sync page and the settings show of the tablet itself: frozen values, texts to be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """Something done here that HQ's data does not show yet: what, for whom, and since when."""

    id: str
    title: str
    meta: str
    is_sent: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits, the oldest first; `more` counts what is not listed."""

    items: tuple[WaitingItem, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what is so on this tablet; `is_well` is False where somebody should look at it."""

    label: str
    value: str
    is_well: bool = True


@dataclass(frozen=True, slots=True)
class CheckState:
    """How the full comparison with HQ stands; `can_begin` is False while one is under way."""

    sentence: str
    can_begin: bool


@dataclass(frozen=True, slots=True)
class ScanTest:
    """What a scanner read and what it means; `is_well` if it leads somewhere."""

    read: str
    meaning: str
    is_well: bool


@dataclass(frozen=True, slots=True)
class Report:
    """What HQ would be told of this tablet: exactly these words, and when they were gathered."""

    text: str
    at_ms: int
