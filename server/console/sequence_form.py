"""The form of a sequence: its fields as they were typed, and the sequence that they mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from server.audiences import service as audiences
from server.promotions import service as promotions
from server.sequences.service import SequenceView
from shared.sequences import MOST_STEPS, STOPS, FollowUpSequence, Step

STARTS: Final = (
    ("first_purchase", "Her first purchase"),
    ("big_purchase", "A big purchase"),
    ("bought", "A purchase from a category or department"),
    ("silence", "Her latest purchase, if she comes often"),
    ("left_in_cart", "Something left in the online cart"),
    ("audience", "Coming into an audience"),
)
DEEDS: Final = (("task", "A task"), ("message", "A message"), ("offer", "An offer"))
STOP_LABELS: Final = (
    ("purchase", "She buys something"),
    ("word", "She answers a suggestion"),
    ("offer", "She uses an offer"),
)
NOT_A_NUMBER: Final = "Give a whole number."


@dataclass(slots=True)
class StepForm:
    """A step's fields as they were typed."""

    day: str = ""
    deed: str = "task"
    title: str = ""
    text: str = ""
    promotion_id: str = ""


@dataclass(slots=True)
class SequenceForm:
    """A sequence's fields as they were typed, with what may be chosen; `conflict` says who was quicker."""

    id: str | None
    values: dict[str, str]
    steps: list[StepForm]
    stops_with: tuple[str, ...] = tuple(STOPS)
    is_on: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    conflict: str = ""
    audiences: list[tuple[str, str]] = field(default_factory=list)
    promotions: list[tuple[str, str]] = field(default_factory=list)
    starts = STARTS
    deeds = DEEDS
    stops = STOP_LABELS


def form_of(view: SequenceView | None) -> SequenceForm:
    """The form of a sequence, or an empty one."""
    if view is None:
        values = {"name": "", "starts_with": "first_purchase", "about": "", "least": "", "version": ""}
        return SequenceForm(None, values, [StepForm("3", "task")])
    known = view.sequence
    values = {
        "name": known.name, "starts_with": known.starts_with, "about": known.about or "",
        "least": "" if known.least is None else str(known.least), "version": str(view.version),
    }  # fmt: skip
    steps = [
        StepForm(str(each.after_days), each.deed, each.title, each.text, each.promotion_id or "")
        for each in known.steps
    ]
    return SequenceForm(known.id, values, steps, known.stops_with, known.is_on)


def typed_form(sequence_id: str | None, data: MultiDict[str, str]) -> SequenceForm:
    """The form as it was sent."""
    names = ("name", "starts_with", "about", "least", "version")
    columns = [data.getlist(name) for name in ("day", "deed", "title", "text", "promotion_id")]
    steps = [StepForm(*(value.strip() for value in row)) for row in zip(*columns, strict=False)]
    return SequenceForm(
        sequence_id, {name: data.get(name, "").strip() for name in names}, steps[:MOST_STEPS],
        tuple(data.getlist("stops_with")), "is_on" in data,
    )  # fmt: skip


def fill_choices(session: Session, form: SequenceForm, now_ms: int) -> SequenceForm:
    """The form knows which audiences and promotions there are."""
    form.audiences = [(each.id, each.name) for each in audiences.list_audiences(session)]
    form.promotions = [
        (each.id, each.name)
        for each in promotions.list_promotions(session, now_ms)
        if each.status in ("published", "approved", "submitted", "draft")
    ]
    return form


def with_steps_changed(form: SequenceForm, data: MultiDict[str, str]) -> SequenceForm:
    """The form with a step more, or without the one that was pressed."""
    removed = data.get("remove", "")
    if removed.isdecimal() and 0 < int(removed) <= len(form.steps):
        del form.steps[int(removed) - 1]
    if "add" in data and len(form.steps) < MOST_STEPS:
        last = form.steps[-1].day if form.steps else ""
        form.steps.append(StepForm(str(int(last) + 7) if last.isdecimal() else ""))
    return form


def meant(form: SequenceForm, new_id: str) -> FollowUpSequence | None:
    """The sequence that the form means; None, with the fields marked, if a number cannot be read."""
    values = form.values
    least = _number(form, "least", values["least"]) if values["least"] else None
    steps = []
    for place, each in enumerate(form.steps, 1):
        day = _number(form, f"step_{place}", each.day)
        promotion = each.promotion_id if each.deed == "offer" and each.promotion_id else None
        steps.append(Step(day, each.deed, each.title, each.text, promotion))
    if form.errors:
        return None
    starts = values["starts_with"]
    return FollowUpSequence(
        form.id or new_id, values["name"], starts,
        values["about"] or None if starts in ("bought", "audience") else None,
        least if starts in ("big_purchase", "silence") else None, tuple(steps), form.is_on, form.stops_with,
    )  # fmt: skip


def _number(form: SequenceForm, name: str, text: str) -> int:
    try:
        return int(text.replace(",", ""))
    except ValueError:
        form.errors[name] = NOT_A_NUMBER if not name.startswith("step_") else "Its day is a whole number."
        return 0
