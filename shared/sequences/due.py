"""Which step is due for a customer now, if any: pure, the same on tablet and server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from shared.clock import DAY_MS
from shared.fatigue import STORE, Fatigue, Way, guard, touches_of, way_of
from shared.next_action.actions import LATER, LATER_DAYS, UNWANTED
from shared.next_action.facts import Outcome
from shared.sequences.language import MESSAGE, OFFER, STAYS_DAYS, STEP, FollowUpSequence, Step


@dataclass(frozen=True, slots=True)
class LatestPurchase:
    """Her latest purchase, by the store's calendar, and which number it has among all of hers."""

    day: date
    total_minor: int
    number: int
    names: frozenset[str] = frozenset()
    """Categories and departments of what was in it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What may begin a sequence for her: her latest purchase, her cart, when she came into audiences.

    `carted_on` is the day on which she last left something in the cart, `joined` says on which day she began
    a sequence with its audience, by its id.
    """

    latest: LatestPurchase | None = None
    carted_on: date | None = None
    joined: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SequenceFacts:
    """One customer at one moment.

    `channel` is where she may be contacted, `word_on` the day on which she last said a word, `used_on` that
    on which she last used an offer; `offers` are the promotions that she may have now.
    """

    customer_id: int
    today: date
    now_ms: int
    begun: Begun
    may_personalize: bool
    channel: str | None
    outcomes: tuple[Outcome, ...] = ()
    word_on: date | None = None
    used_on: date | None = None
    offers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DueStep:
    """A step that somebody should take; `subject` names it for good, `began_on` is where it began."""

    customer_id: int
    subject: str
    sequence: str
    starts_with: str
    step: Step
    number: int
    steps: int
    began_on: date
    due_on: date


def due_step(
    sequences: Iterable[FollowUpSequence], facts: SequenceFacts, *, fatigue: Fatigue
) -> DueStep | None:
    """The one step that is due for her, of the first sequence that has one."""
    if not facts.may_personalize:
        return None
    for each in sequences:
        found = _due(each, facts, fatigue) if each.is_on else None
        if found is not None:
            return found
    return None


def begun_on(sequence: FollowUpSequence, begun: Begun) -> date | None:
    """The day on which the sequence began for her; None if it has not."""
    if sequence.starts_with == "audience":
        return begun.joined.get(sequence.id)
    if sequence.starts_with == "left_in_cart":
        return begun.carted_on
    latest = begun.latest
    return latest.day if latest is not None and begins_with(sequence, latest) else None


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
    """What names a step for good: the sequence, the day it began, the step's place."""
    return f"{sequence_id}/{day.isoformat()}/{number}"


def _due(sequence: FollowUpSequence, facts: SequenceFacts, fatigue: Fatigue) -> DueStep | None:
    began = begun_on(sequence, facts.begun)
    if began is None or _is_answered(sequence, facts, began):
        return None
    age = (facts.today - began).days
    reached = [number for number, step in enumerate(sequence.steps) if step.after_days <= age]
    if not reached:
        return None
    number = reached[-1]
    step = sequence.steps[number]
    due = DueStep(
        facts.customer_id, subject_of(sequence.id, began, number), sequence.name, sequence.starts_with, step,
        number + 1, len(sequence.steps), began, date.fromordinal(began.toordinal() + step.after_days),
    )  # fmt: skip
    is_late = age - step.after_days > STAYS_DAYS
    return None if is_late or _is_shut(step, facts, fatigue) or _is_over(due.subject, facts) else due


def _is_shut(step: Step, facts: SequenceFacts, fatigue: Fatigue) -> bool:
    """True if she may not be met with the step now; a task is the associate's and interrupts nobody."""
    if step.deed == MESSAGE:
        return facts.channel is None or _has_had_enough(way_of(facts.channel), facts, fatigue)
    if step.deed == OFFER:
        return step.promotion_id not in facts.offers or _has_had_enough(STORE, facts, fatigue)
    return False


def _has_had_enough(way: Way, facts: SequenceFacts, fatigue: Fatigue) -> bool:
    return not guard(way, touches_of(facts.outcomes), fatigue, facts.now_ms).allowed


def _is_answered(sequence: FollowUpSequence, facts: SequenceFacts, began: date) -> bool:
    """True once she has reacted; what she did on the very day it began was said over it.

    A later purchase begins anew what begins with purchases, so that it need not be asked for there.
    """
    latest = facts.begun.latest
    reacted = {
        "purchase": latest.day if latest is not None else None,
        "word": facts.word_on,
        "offer": facts.used_on,
    }
    for reaction in sequence.stops_with:
        day = reacted.get(reaction)
        if day is not None and day > began:
            return True
    begun = f"{sequence.id}/{began.isoformat()}/"
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
