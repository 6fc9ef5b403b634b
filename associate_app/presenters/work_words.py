"""What operations about an associate's own work are called and say, and what lost about an appointment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from associate_app.presenters.view_models import ConflictItem
from shared.appointments import AGREED, CANCELLED, KEPT, MOVED
from shared.operation_work import DONE, NOT_POSSIBLE, OPEN_AGAIN
from shared.words import _, lazy

Arguments = Mapping[str, Any]

STATES: Final = {
    AGREED: lazy("agreed"), MOVED: lazy("moved"), KEPT: lazy("kept"), CANCELLED: lazy("cancelled"),
}  # fmt: skip
_FIELDS: Final = {
    "starts_local": lazy("Time of the appointment with {name}"),
    "about": lazy("What the appointment with {name} is about"),
    "state": lazy("State of the appointment with {name}"),
}
_ENDS: Final = {DONE: lazy("Done"), OPEN_AGAIN: lazy("Open again")}


def value_text(field: str, value: str) -> str:
    """A value of an appointment as people say it."""
    if field == "state" and value in STATES:
        return _(STATES[value])
    return value.replace("T", ", ") if field == "starts_local" else value or _("nothing")


def conflict_item(
    conflict_id: str, field: str, customer: str, by: str, when: str, *, now: str, lost: str
) -> ConflictItem:
    """Both words on an appointment, to choose from."""
    sentence = _("{name} wrote it, {when}, while somebody else had written something else.")
    return ConflictItem(
        id=conflict_id, title=_(_FIELDS[field]).format(name=customer),
        sentence=sentence.format(name=by, when=when),
        now=value_text(field, now), other=value_text(field, lost), can_take_other=lost != now,
    )  # fmt: skip


def merged_text(field: str, kept: str, lost: str) -> str:
    """What a merge did to an appointment."""
    return _("HQ merged two changes of an appointment: {kept} kept, {lost} set aside").format(
        kept=value_text(field, kept), lost=value_text(field, lost)
    )


def _task(arguments: Arguments, _names: object) -> str:
    if arguments["outcome"] == NOT_POSSIBLE:
        return _("Not possible: {reason}").format(reason=arguments["reason"])
    return _(_ENDS[arguments["outcome"]])


def _made(arguments: Arguments, _names: object) -> str:
    starts, about = value_text("starts_local", arguments["starts_local"]), arguments["about"]
    return _("{when}: {about}").format(when=starts, about=about) if about else starts


def _changed(arguments: Arguments, _names: object) -> str:
    return "; ".join(value_text(field, change["to"]) for field, change in arguments["changes"].items())


CONTENTS: Final[Mapping[str, Callable[[Arguments, object], str]]] = {
    "task_ended": _task, "appointment_made": _made, "appointment_changed": _changed,
}  # fmt: skip
