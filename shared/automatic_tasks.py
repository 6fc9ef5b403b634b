"""What there is to do for customers without anybody having asked for it: found, never stored.

Every tablet finds the same in the same rows, and each has an id that follows from what it is: so two
tablets agree, and what one associate ended is gone on the others as soon as her word has come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid5

from shared.appointments import STANDING
from shared.clock import DAY_MS
from shared.next_action.actions import LATER, LATER_DAYS
from shared.next_action.facts import Outcome
from shared.sequences import STEP, DueStep

PROMISE: Final = "follow_up"
PUT_ASIDE: Final = "put_aside"
APPOINTMENT: Final = "appointment"
RULES: Final = (PROMISE, PUT_ASIDE, APPOINTMENT, STEP)
"""Actions under which what became of a task is kept, in the order of tasks of one day."""

_IDS: Final = UUID("0198f7a0-0000-7000-8000-7a5c00000000")


@dataclass(frozen=True, slots=True)
class Promised:
    """Something promised to a customer for a day (ISO)."""

    id: str
    customer_id: int
    text: str
    due_on: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """An appointment with a customer, as it stands."""

    id: str
    customer_id: int
    starts_local: str
    about: str
    state: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Things put aside for a customer until a day (ISO) is over."""

    id: str
    customer_id: int
    until_on: str
    text: str


@dataclass(frozen=True, slots=True)
class AutomaticTask:
    """Something to do for a customer until a day; `subject` is what an outcome names."""

    id: str
    rule: str
    subject: str
    customer_id: int
    due_on: str
    text: str


def task_id(rule: str, customer_id: int, subject: str) -> str:
    """The id of what that rule finds about that subject of hers: the same wherever it is found."""
    return str(uuid5(_IDS, f"{rule} {customer_id} {subject}"))


def automatic_tasks(
    *,
    promises: Iterable[Promised],
    appointments: Iterable[Agreed],
    put_asides: Iterable[Waiting],
    steps: Iterable[DueStep],
    outcomes: Iterable[tuple[int, Outcome]],
    today: date,
    now_ms: int,
    ahead_days: int = 0,
) -> list[AutomaticTask]:
    """What is to be done by today, the longest overdue first.

    `outcomes` are words on customers, by their numbers; promises come `ahead_days` early.
    """
    until, tomorrow = (today + timedelta(days=ahead_days)).isoformat(), today + timedelta(days=1)
    over = _ended(outcomes, now_ms)
    found = [
        *_promised(promises, until),
        *_waiting(put_asides, today.isoformat(), tomorrow.isoformat()),
        *_agreed(appointments, tomorrow.isoformat()),
        *_due(steps),
    ]
    left = (each for each in found if (each.customer_id, each.rule, each.subject) not in over)
    return sorted(left, key=lambda each: (each.due_on, RULES.index(each.rule), each.id))


def _task(rule: str, subject: str, customer_id: int, due_on: str, text: str) -> AutomaticTask:
    return AutomaticTask(task_id(rule, customer_id, subject), rule, subject, customer_id, due_on, text)


def _promised(promises: Iterable[Promised], until: str) -> Iterator[AutomaticTask]:
    for each in promises:
        if each.due_on <= until:
            yield _task(PROMISE, each.id, each.customer_id, each.due_on, each.text)


def _agreed(appointments: Iterable[Agreed], tomorrow: str) -> Iterator[AutomaticTask]:
    """One that was moved is another reason to get ready: its time is part of what names it."""
    for each in appointments:
        if each.state in STANDING and each.starts_local[:10] == tomorrow:
            subject = f"{each.id}/{each.starts_local}"
            yield _task(APPOINTMENT, subject, each.customer_id, tomorrow, each.about)


def _waiting(put_asides: Iterable[Waiting], today: str, tomorrow: str) -> Iterator[AutomaticTask]:
    """What waits until today or tomorrow; a longer day is another reason to tell her."""
    for each in put_asides:
        if today <= each.until_on <= tomorrow:
            subject = f"{each.id}/{each.until_on}"
            yield _task(PUT_ASIDE, subject, each.customer_id, each.until_on, each.text)


def _due(steps: Iterable[DueStep]) -> Iterator[AutomaticTask]:
    for each in steps:
        yield _task(STEP, each.subject, each.customer_id, each.due_on.isoformat(), each.step.title)


def _ended(outcomes: Iterable[tuple[int, Outcome]], now_ms: int) -> set[tuple[int, str, str]]:
    """What is done, not wanted, or put off a moment ago, by the latest word on it."""
    last: dict[tuple[int, str, str], Outcome] = {}
    for customer_id, each in outcomes:
        key = (customer_id, each.action, each.subject)
        if key not in last or last[key].at_ms <= each.at_ms:
            last[key] = each
    return {
        key
        for key, each in last.items()
        if each.outcome != LATER or now_ms - each.at_ms < LATER_DAYS * DAY_MS
    }
