"""Pages on sequences: each in words, its line of steps, who is in it, its changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy.orm import Session

from server.audiences import service as audiences
from server.console.wording import ago, day
from server.customers.masking import masked
from server.next_actions.service import rules
from server.sequences import service
from server.sequences.standing import InIt, Standing, StepFigures, standing
from shared.clock import from_millis
from shared.sequences import STOPS, FollowUpSequence, Step

DEED_ICONS: Final = {"task": "checklist", "message": "mail", "offer": "ticket"}
DEED_WORDS: Final = {"task": "Task", "message": "Message", "offer": "Offer"}
STOP_WORDS: Final = {
    "purchase": "buys something", "word": "answers a suggestion", "offer": "uses an offer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SequenceRow:
    """A sequence in the list; `steps` are icons."""

    id: str
    name: str
    meta: str
    begins: str
    steps: list[str]
    steps_words: str
    days: str
    in_it: int
    is_on: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """A step on the line, with how many stand at it and what became of it."""

    icon: str
    deed: str
    day: str
    title: str
    text: str
    here: str
    done: int
    put_off: int
    unwanted: int


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A customer who is in it."""

    name: str
    began: str
    step: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change in words."""

    id: str
    words: str
    meta: str
    can_undo: bool


@dataclass(frozen=True, slots=True)
class SequencePage:
    """One sequence with everything that is known of it."""

    id: str
    name: str
    is_on: bool
    sentence: str
    begins: str
    ends: str
    in_it: str
    waiting: str
    steps: list[StepView]
    people: list[PersonRow]
    changes: list[ChangeRow]
    customer_ids: list[int]

    @property
    def has_results(self) -> bool:
        return any(step.done or step.put_off or step.unwanted for step in self.steps)


def sequence_rows(session: Session, names: Mapping[str, str], now_ms: int) -> list[SequenceRow]:
    """Every sequence in words, in the order in which they count."""
    called = _audience_names(session)
    return [
        SequenceRow(
            id=each.sequence.id, name=each.sequence.name,
            meta=_who_changed(names, each.updated_by, each.updated_ms, now_ms),
            begins=begins(each.sequence, called),
            steps=[DEED_ICONS.get(step.deed, "circle-dashed") for step in each.sequence.steps],
            steps_words=", ".join(f"{_day(step)}: {step.title}" for step in each.sequence.steps),
            days="Days " + ", ".join(str(step.after_days) for step in each.sequence.steps),
            in_it=standing(session, each.sequence, now_ms, most=0).in_it, is_on=each.sequence.is_on,
        )
        for each in service.views(session)
    ]  # fmt: skip


def sequence_page(session: Session, sequence_id: str, names: Mapping[str, str], now_ms: int) -> SequencePage:
    """Everything on the page of one sequence."""
    sequence = service.get(session, sequence_id).sequence
    found, called = standing(session, sequence, now_ms), _audience_names(session)
    return SequencePage(
        id=sequence.id, name=sequence.name, is_on=sequence.is_on,
        sentence=f"Begins with {_lower(begins(sequence, called))} and ends {_lower(ends(sequence))}.",
        begins=begins(sequence, called), ends=ends(sequence), in_it=_in_it(found),
        waiting=f"{found.waiting:,} before the first step" if found.waiting else "",
        steps=[
            _step_view(step, figures) for step, figures in zip(sequence.steps, found.steps, strict=True)
        ],
        people=[_person(each, sequence, now_ms) for each in found.people],
        changes=_change_rows(session, sequence_id, names, now_ms),
        customer_ids=[each.customer_id for each in found.people],
    )  # fmt: skip


def guard_sentences(session: Session) -> list[str]:
    """What the guard over all channels says, in words."""
    guard = rules(session)["contact"].settings
    quiet, most, days = (guard[name] for name in ("quiet_days", "most_touches", "touch_days"))
    sentences = [
        f"After a message, an e-mail or a call: {quiet:,} days of silence, whatever it was about."
        if quiet
        else "A contact is followed by no silence."
    ]
    if most:
        sentences.append(
            f"After {most:,} days with a word to her within {days:,} days nothing more is sent or offered:"
            " messages, calls, offers and what is said in the store count together."
        )
    sentences.append("What was promised to her is kept all the same.")
    return sentences


def begins(sequence: FollowUpSequence, audience_names: Mapping[str, str]) -> str:
    """What it begins with, in words."""
    about = sequence.about or ""
    words = {
        "first_purchase": "The first purchase",
        "big_purchase": f"A purchase of ${sequence.least or 0:,} or more",
        "bought": f"A purchase from {about}",
        "silence": f"The latest of {sequence.least or 0:,} or more purchases",
        "left_in_cart": "Something left in the online cart",
        "audience": f"Coming into “{audience_names.get(about, 'an audience that was deleted')}”",
    }
    return words.get(sequence.starts_with, "Something that another version knows")


def ends(sequence: FollowUpSequence) -> str:
    """What ends it, in words."""
    said = [STOP_WORDS[each] for each in STOPS if each in sequence.stops_with]
    if not said:
        return "After the last step"
    named = f"{', '.join(said[:-1])} or {said[-1]}" if len(said) > 1 else said[0]
    return f"When she {named}"


def _audience_names(session: Session) -> dict[str, str]:
    return {each.id: each.name for each in audiences.list_audiences(session)}


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _in_it(found: Standing) -> str:
    return f"{found.in_it:,} {'customer' if found.in_it == 1 else 'customers'} in it now"


def _day(step: Step) -> str:
    return "The day itself" if step.after_days == 0 else f"Day {step.after_days:,}"


def _step_view(step: Step, figures: StepFigures) -> StepView:
    return StepView(
        icon=DEED_ICONS.get(step.deed, "circle-dashed"), deed=DEED_WORDS.get(step.deed, step.deed),
        day=_day(step), title=step.title, text=step.text,
        here=f"{figures.here:,} here now" if figures.here else "", done=figures.done,
        put_off=figures.put_off, unwanted=figures.unwanted,
    )  # fmt: skip


def _person(who: InIt, sequence: FollowUpSequence, now_ms: int) -> PersonRow:
    at = datetime(who.began_on.year, who.began_on.month, who.began_on.day, tzinfo=UTC)
    step = f"{who.step}. {sequence.steps[who.step - 1].title}" if who.step else "Before the first step"
    return PersonRow(
        masked(who.given_name, who.family_name), day(at, this_year=from_millis(now_ms).year), step
    )


def _who_changed(names: Mapping[str, str], by: str, at_ms: int, now_ms: int) -> str:
    return f"{names.get(by, 'Somebody')}, {ago(at_ms, now_ms)}" if at_ms else "As it came"


def _change_rows(
    session: Session, sequence_id: str, names: Mapping[str, str], now_ms: int
) -> list[ChangeRow]:
    return [
        ChangeRow(
            each.id, changed_words(each.before, each.after),
            _who_changed(names, each.changed_by, each.changed_ms, now_ms), each.before is not None,
        )
        for each in service.changes(session, sequence_id)
    ]  # fmt: skip


def changed_words(before: FollowUpSequence | None, after: FollowUpSequence) -> str:
    """What a change did, in words."""
    if before is None:
        return "Written"
    said = []
    if before.is_on != after.is_on:
        said.append("Switched on" if after.is_on else "Switched off")
    if before.name != after.name:
        said.append(f"Name: {before.name} → {after.name}")
    if _start(before) != _start(after):
        said.append("Begins with something else")
    if set(before.stops_with) != set(after.stops_with):
        said.append(f"Ends {_lower(ends(after))}")
    if before.steps != after.steps:
        said.append(_steps_changed(before.steps, after.steps))
    return "; ".join(said) or "No difference"


def _start(sequence: FollowUpSequence) -> tuple[str, str | None, int | None]:
    return sequence.starts_with, sequence.about, sequence.least


def _steps_changed(before: tuple[Step, ...], after: tuple[Step, ...]) -> str:
    if len(before) != len(after):
        return f"Steps: {len(before)} → {len(after)}"
    places = [place for place, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new]
    return f"Step {', '.join(map(str, places))}: " + "; ".join(after[place - 1].title for place in places)
