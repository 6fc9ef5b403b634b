"""What the sheet shows on which two records are made one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordCard:
    """One of the two records: who it says she is, and what hangs on it."""

    id: int
    name: str
    initials: str
    hue: float
    line: str


@dataclass(frozen=True, slots=True)
class KeptLine:
    """What will be said of her; `note` tells where it comes from, if not from the kept record alone."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class OnePerson:
    """Two records side by side, and what will be kept of them."""

    kept: RecordCard
    other: RecordCard
    lines: tuple[KeptLine, ...]
