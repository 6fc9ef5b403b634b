"""Operations about an associate's own work: what became of HQ's tasks, and appointments with customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.appointments import AGREED, LENGTHS, STATES, wall_time
from shared.customer_fields import MOST_PREFERENCES, is_plain
from shared.ids import is_uuid
from shared.merge import (
    CONFLICTS,
    Conflict,
    ConflictSettled,
    Effect,
    FieldChange,
    Merged,
    NewRow,
    Place,
    Row,
    Who,
)
from shared.words import _, listed

TASK_OUTCOMES: Final = "task_outcomes"
APPOINTMENTS: Final = "appointments"

DONE: Final = "done"
NOT_POSSIBLE: Final = "not_possible"
OPEN_AGAIN: Final = "open"
TASK_ENDS: Final = (DONE, NOT_POSSIBLE, OPEN_AGAIN)
"""What may become of a task: the last word of all counts, and the last but one may have been a slip."""

LONGEST_REASON: Final = 200
LONGEST_ABOUT: Final = 120

CHANGEABLE: Final = ("starts_local", "about", "state")
"""What can be changed of an appointment that stands."""

Arguments = Mapping[str, Any]


def check_task_end(arguments: Arguments) -> str | None:
    """What is wrong with the end of a task, in a few words."""
    if not is_uuid(arguments["task_id"]):
        return _("it names the task")
    outcome, reason = arguments["outcome"], arguments["reason"]
    if outcome not in TASK_ENDS:
        return _("a task ends with one of {ends}").format(ends=listed(TASK_ENDS))
    if outcome == NOT_POSSIBLE:
        fits = is_plain(reason, LONGEST_REASON)
        return (
            None
            if fits
            else _("it says why, in at most {most} characters on one line").format(most=LONGEST_REASON)
        )
    return None if reason is None else _("only what was not possible has a reason")


def task_ended(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """What became of the task is a fact; a later one takes it back."""
    yield NewRow(who, TASK_OUTCOMES, {name: arguments[name] for name in ("task_id", "outcome", "reason")})


@dataclass(frozen=True, slots=True)
class AppointmentMade:
    """An appointment stands; what is said of it later in the same batch finds it."""

    who: Who
    details: Mapping[str, Any]

    @property
    def place(self) -> Place:
        """Where it stands: under the id of the operation that made it."""
        return APPOINTMENTS, (self.who.id,)

    def on(self, row: Row | None) -> Merged:
        """The appointment; one that is there already stays."""
        return Merged(self.who.columns() | dict(self.details) if row is None else row)


@dataclass(frozen=True, slots=True)
class AppointmentChanged:
    """Some of an appointment has new values; what the writer had not seen is kept as a conflict."""

    who: Who
    place: Place
    changes: Mapping[str, FieldChange]

    def on(self, row: Row | None) -> Merged:
        """The appointment with the new values; that of another customer stays as it is."""
        if row is None or row["customer_id"] != self.who.customer_id:
            return Merged(row)
        lost = tuple(
            Conflict(conflict_field(row["id"], field), kept=change.wanted, lost=row[field])
            for field, change in self.changes.items()
            if row[field] not in (change.seen, change.wanted)
        )
        return Merged({**row, **{field: change.wanted for field, change in self.changes.items()}}, lost)


def conflict_field(appointment_id: str, field: str) -> str:
    """The name under which a field of an appointment stands in a conflict."""
    return f"appointment/{appointment_id}/{field}"


def appointment_of(field: str) -> tuple[str, str] | None:
    """The appointment and its field that a conflict is about; None if it is about something else."""
    kind, _, rest = field.partition("/")
    appointment_id, _, name = rest.partition("/")
    return (appointment_id, name) if kind == "appointment" and name in CHANGEABLE else None


def check_appointment(arguments: Arguments) -> str | None:
    """What is wrong with an appointment, in a few words."""
    minutes = arguments["minutes"]
    if not isinstance(minutes, int) or minutes not in LENGTHS:
        return _("an appointment takes one of {lengths} minutes").format(
            lengths=listed([str(each) for each in LENGTHS])
        )
    return _complaint("starts_local", arguments["starts_local"]) or _complaint("about", arguments["about"])


def appointment_made(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """It is agreed, with who recorded it, until somebody says otherwise."""
    names = ("starts_local", "minutes", "about")
    yield AppointmentMade(who, {name: arguments[name] for name in names} | {"state": AGREED})


def check_appointment_change(arguments: Arguments) -> str | None:
    """What is wrong with a change of an appointment, in a few words."""
    changes, settled = arguments["changes"], arguments["settles"]
    if not is_uuid(arguments["appointment_id"]):
        return _("it names the appointment")
    if not isinstance(changes, dict) or not set(changes) <= set(CHANGEABLE):
        return _("a change is of some of {fields}").format(fields=listed(CHANGEABLE))
    if not isinstance(settled, list) or len(settled) > MOST_PREFERENCES or not all(map(is_uuid, settled)):
        return _("it names at most {most} conflicts that it settles").format(most=MOST_PREFERENCES)
    if not changes:
        return _("something is changed")
    return next((wrong for field in changes if (wrong := _change_complaint(field, changes[field]))), None)


def _change_complaint(field: str, change: Any) -> str | None:
    if not isinstance(change, dict) or set(change) != {"from", "to"}:
        return _("each change has what was seen and what is wanted")
    return _complaint(field, change["from"]) or _complaint(field, change["to"])


def _complaint(field: str, value: Any) -> str | None:
    if field == "starts_local":
        fits = wall_time(value) is not None
        return None if fits else _("an appointment has a day and a time, like 2026-11-27T15:00")
    if field == "state":
        return (
            None if value in STATES else _("an appointment is one of {states}").format(states=listed(STATES))
        )
    fits = value == "" or is_plain(value, LONGEST_ABOUT)
    return (
        None
        if fits
        else _("what it is about has at most {most} characters on one line").format(most=LONGEST_ABOUT)
    )


def appointment_changed(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """The appointment is as it is told now, and conflicts that this settles are history."""
    changes = {
        field: FieldChange(seen=change["from"], wanted=change["to"])
        for field, change in arguments["changes"].items()
    }
    yield AppointmentChanged(who, (APPOINTMENTS, (arguments["appointment_id"],)), changes)
    for conflict_id in arguments["settles"]:
        yield ConflictSettled(who, (CONFLICTS, (conflict_id,)))
