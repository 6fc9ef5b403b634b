"""Sequences: an ordered chain of follow-ups for a customer, worked out from what is known, never stored.

A sequence begins with her latest purchase, if that is of the kind it waits for, and her next purchase ends
it: both sides see both, so that nothing about who is at which step need travel. What else ends it: her word
(an answer to a suggestion, "not wanted"), and a consent that is withdrawn. One step at a time, and none is
written while the guard over all channels asks for silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from shared.clock import DAY_MS
from shared.errors import InvalidInput
from shared.next_action.actions import LATER, LATER_DAYS, UNWANTED
from shared.next_action.contact import last_contact_ms
from shared.next_action.facts import Outcome

Start = Literal["first_purchase", "big_purchase", "bought", "silence"]

STARTS: Final[Mapping[str, str]] = {
    "first_purchase": "her first purchase",
    "big_purchase": "a purchase of at least so many dollars",
    "bought": "a purchase from that category or department",
    "silence": "her latest purchase, if she has been here at least so often",
}
"""What a purchase must be for a sequence to begin with it; `least` is the number, `about` the name."""

TASK: Final = "task"
MESSAGE: Final = "message"
DEEDS: Final = (TASK, MESSAGE)

STEP: Final = "sequence"
"""The action under which what became of a step is kept."""

STAYS_DAYS: Final = 7
"""How long a step waits for somebody to take it; then it is too late for it."""

MOST_STEPS, MOST_DAYS = 8, 400
LONGEST_NAME, LONGEST_TEXT = 80, 300


@dataclass(frozen=True, slots=True)
class Step:
    """What is suggested so many days after the purchase: something to do, or something to write."""

    after_days: int
    deed: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class FollowUpSequence:
    """A chain of steps and what it begins with."""

    id: str
    name: str
    starts_with: str
    about: str | None
    least: int | None
    steps: tuple[Step, ...]
    is_on: bool


@dataclass(frozen=True, slots=True)
class LatestPurchase:
    """Her latest purchase, by the store's calendar, and which number it has among all of hers."""

    day: date
    total_minor: int
    number: int
    names: frozenset[str] = frozenset()
    """Categories and departments of what was in it."""


@dataclass(frozen=True, slots=True)
class SequenceFacts:
    """One customer at one moment.

    `channel` is where she may be contacted, `word_on` the day on which she last said a word.
    """

    customer_id: int
    today: date
    now_ms: int
    latest: LatestPurchase | None
    may_personalize: bool
    channel: str | None
    outcomes: tuple[Outcome, ...] = ()
    word_on: date | None = None


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step that somebody should take; `subject` names it for good, `bought_on` is where it began."""

    customer_id: int
    subject: str
    sequence: str
    step: Step
    number: int
    steps: int
    bought_on: date
    due_on: date


def due_step(
    sequences: Iterable[FollowUpSequence], facts: SequenceFacts, *, quiet_days: int
) -> DueStep | None:
    """The one step that is due for her, of the first sequence that has one."""
    if not facts.may_personalize or facts.latest is None:
        return None
    for each in sequences:
        found = _due(each, facts, facts.latest, quiet_days) if each.is_on else None
        if found is not None:
            return found
    return None


def _due(
    sequence: FollowUpSequence, facts: SequenceFacts, latest: LatestPurchase, quiet_days: int
) -> DueStep | None:
    if not begins_with(sequence, latest) or _is_answered(sequence, facts, latest):
        return None
    age = (facts.today - latest.day).days
    reached = [number for number, step in enumerate(sequence.steps) if step.after_days <= age]
    if not reached:
        return None
    number = reached[-1]
    step = sequence.steps[number]
    due = DueStep(
        facts.customer_id, subject_of(sequence.id, latest.day, number), sequence.name, step, number + 1,
        len(sequence.steps), latest.day, date.fromordinal(latest.day.toordinal() + step.after_days),
    )  # fmt: skip
    is_late = age - step.after_days > STAYS_DAYS
    is_shut = step.deed == MESSAGE and (facts.channel is None or _is_quiet(facts, quiet_days))
    return None if is_late or is_shut or _is_over(due.subject, facts) else due


def begins_with(sequence: FollowUpSequence, latest: LatestPurchase) -> bool:
    """True if that purchase is of the kind that the sequence waits for."""
    match sequence.starts_with:
        case "first_purchase":
            return latest.number == 1
        case "big_purchase":
            return latest.total_minor >= (sequence.least or 0) * 100
        case "bought":
            return sequence.about in latest.names
        case "silence":
            return latest.number >= (sequence.least or 0)
    return False  # another version of HQ knows more kinds


def subject_of(sequence_id: str, day: date, number: int) -> str:
    """What names a step for good: the sequence, the day of the purchase, the step's place."""
    return f"{sequence_id}/{day.isoformat()}/{number}"


def _is_answered(sequence: FollowUpSequence, facts: SequenceFacts, latest: LatestPurchase) -> bool:
    """True once she has reacted; a word on the very day of the purchase was said over it."""
    if facts.word_on is not None and facts.word_on > latest.day:
        return True
    begun = f"{sequence.id}/{latest.day.isoformat()}/"
    return any(
        each.action == STEP and each.outcome == UNWANTED and each.subject.startswith(begun)
        for each in facts.outcomes
    )


def _is_over(subject: str, facts: SequenceFacts) -> bool:
    """True if the step was taken, or put off a moment ago."""
    words = [each for each in facts.outcomes if each.action == STEP and each.subject == subject]
    last = max(words, key=lambda each: each.at_ms, default=None)
    if last is None:
        return False
    return last.outcome != LATER or facts.now_ms - last.at_ms < LATER_DAYS * DAY_MS


def _is_quiet(facts: SequenceFacts, quiet_days: int) -> bool:
    last = last_contact_ms(facts.outcomes)
    return last is not None and facts.now_ms - last < quiet_days * DAY_MS


def sequence_of(row: Mapping[str, Any]) -> FollowUpSequence:
    """The sequence of a stored row; what another version writes into a step is passed over."""
    given: list[Mapping[str, Any]] = json.loads(row["steps"])
    steps = tuple(
        Step(each["after_days"], each["deed"], each["title"], each.get("text", "")) for each in given
    )
    return FollowUpSequence(
        row["id"], row["name"], row["starts_with"], row["about"], row["least"],
        tuple(sorted(steps, key=lambda step: step.after_days)), bool(row["is_on"]),
    )  # fmt: skip


def check_sequence(sequence: FollowUpSequence) -> None:
    """Nothing happens if the sequence makes sense; otherwise InvalidInput names each wrong field."""
    wrong: dict[str, str] = {}
    if not 0 < len(sequence.name.strip()) <= LONGEST_NAME:
        wrong["name"] = f"A name has 1 to {LONGEST_NAME} characters."
    if sequence.starts_with not in STARTS:
        wrong["starts_with"] = f"It starts with one of {', '.join(STARTS)}."
    if sequence.starts_with == "bought" and not sequence.about:
        wrong["about"] = "Name the category or department, as the catalogue writes it."
    if sequence.starts_with in ("big_purchase", "silence") and not sequence.least:
        wrong["least"] = "A whole number from 1 up."
    steps = _complaint(sequence.steps)
    if steps:
        wrong["steps"] = steps
    if wrong:
        raise InvalidInput("The sequence cannot be saved like this: see the fields marked.", **wrong)


def _complaint(steps: Sequence[Step]) -> str | None:
    if not 0 < len(steps) <= MOST_STEPS:
        return f"A sequence has 1 to {MOST_STEPS} steps."
    days = [step.after_days for step in steps]
    if not all(0 <= day <= MOST_DAYS for day in days) or len(set(days)) < len(days):
        return f"Each step has a day of its own, 0 to {MOST_DAYS} after the purchase."
    if not all(step.deed in DEEDS for step in steps):
        return f"A step is one of {', '.join(DEEDS)}."
    fits = all(0 < len(s.title.strip()) <= LONGEST_NAME and len(s.text) <= LONGEST_TEXT for s in steps)
    return None if fits else f"A step has a title of at most {LONGEST_NAME} characters."
