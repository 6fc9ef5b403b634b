"""The entries of "My day", in words: what, for whom, until when, and what one tap does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from associate_app.presenters.advice import LOOKS
from associate_app.presenters.my_day_views import DayEntry, Tone
from associate_app.presenters.wording import clock_text, day_text
from associate_app.store.advice import Known
from associate_app.store.appointments import Appointment
from associate_app.store.tasks import Task
from shared.appointments import CANCELLED, KEPT, MOVED, wall_time
from shared.automatic_tasks import PROMISE, AutomaticTask
from shared.day_words import ago, named_day
from shared.message_templates import MESSAGE_CHANNELS
from shared.next_action.moments import Moment
from shared.operation_work import NOT_POSSIBLE
from shared.sequences import OFFER, DueStep
from shared.words import _, lazy, plural

BOUGHT: Final = lazy("{sequence}, step {number} of {steps}: bought {ago}")
BEGAN: Final = {
    "left_in_cart": lazy("{sequence}, step {number} of {steps}: left in the cart {ago}"),
    "audience": lazy("{sequence}, step {number} of {steps}: began {ago}"),
}
"""Why a step comes up, by what its sequence begins with; most begin with a purchase."""

REACHED: Final = {
    "phone": (lazy("Called"), lazy("Call {number}")),
    "message": (lazy("Messaged"), lazy("Message to {number}")),
    "email": (lazy("E-mailed"), lazy("E-mail to {number}")),
}


def name_of(known: Known) -> str:
    """Her name."""
    return f"{known.record['given_name']} {known.record['family_name']}"


def appointment_entry(appointment: Appointment, who: str, now_local: str, by: str) -> DayEntry:
    """An appointment of today with its time; `by` is whose it is, if it is a colleague's."""
    starts = wall_time(appointment.starts_local)
    length = plural("{count} minute", "{count} minutes", appointment.minutes)
    parts = [length, _("with {name}").format(name=by) if by else "", _moved(appointment)]
    is_over = appointment.state in (KEPT, CANCELLED)
    is_late = not is_over and appointment.starts_local < now_local
    late = _("Did she come?") if is_late else ""
    tone: Tone = "done" if is_over else ("late" if is_late else "now")
    return DayEntry(
        key=f"appointment/{appointment.id}", kind="appointment", subject=appointment.id,
        title=appointment.about or _("Visit"), who=who, detail=_joined(parts),
        when=_state(appointment.state) if is_over else late,
        lead=clock_text(starts) if starts else "", icon="calendar-clock", tone=tone,
        verb="" if is_over else _("She came"), seen=appointment.state, customer_id=appointment.customer_id,
    )  # fmt: skip


def _moved(appointment: Appointment) -> str:
    return _("Moved to this time") if appointment.state == MOVED else ""


def _state(state: str) -> str:
    return _("Cancelled") if state == CANCELLED else _("She came")


def moment_entry(moment: Moment, known: Known) -> DayEntry:
    """What has just happened to a customer, and what to say of it."""
    action = moment.action
    icon, verb = LOOKS[action.kind]
    return DayEntry(
        key=f"moment/{moment.customer_id}", kind="moment", subject=action.subject, title=action.title,
        who=name_of(known), when=action.reason,
        detail=_("In the store now") if moment.is_here and action.kind != "in_store" else "",
        icon=icon, tone="now", verb=_(verb), deed=action.kind, customer_id=moment.customer_id,
    )  # fmt: skip


def task_entry(task: Task, today: date, names: Mapping[int, str]) -> DayEntry:
    """A task of HQ, until when it is to be done, and what it is about."""
    ends, left = date.fromisoformat(task.ends_on), (date.fromisoformat(task.ends_on) - today).days
    known = [product for product in task.product_ids if product in names]
    parts = [" ".join(task.text.split()), ", ".join(names[product] for product in known)]
    if task.outcome == NOT_POSSIBLE:
        parts = [_("Not possible: {reason}").format(reason=task.reason)]
    is_open = task.outcome == "open"
    return DayEntry(
        key=f"task/{task.id}", kind="task", subject=task.id, title=task.title,
        who=_("For you") if task.is_own else "", detail=_joined(parts),
        when=_until(ends, left, today) if is_open else "", icon="format-list-checks",
        tone=("now" if left == 0 else "plain") if is_open else "done", verb=_("Done") if is_open else "",
        seen=task.outcome, product_id=known[0] if known else None,
    )  # fmt: skip


def _until(ends: date, left: int, today: date) -> str:
    if left == 0:
        return _("Last day")
    if left == 1:
        return _("Until tomorrow")
    return _("Until {day}").format(day=day_text(ends, today))


def promise_entry(task: AutomaticTask, known: Known, today: date, channel: str | None) -> DayEntry:
    """A promise with how late it is and where she is reached."""
    due, late = date.fromisoformat(task.due_on), (today - date.fromisoformat(task.due_on)).days
    when = (
        _("Promised for {day}, {ago}").format(day=day_text(due, today), ago=ago(late))
        if late > 0 else _("Promised for today") if late == 0
        else _("Promised for {day}").format(day=named_day(due, today))
    )  # fmt: skip
    return DayEntry(
        key=task.id, kind=PROMISE, subject=task.subject, title=task.text, who=name_of(known),
        detail=reached_at(known, channel), when=when, icon="phone-outline" if channel else "calendar-clock",
        tone="late" if late > 0 else "now", verb=_(REACHED[channel][0]) if channel else _("Done"),
        channel=channel, customer_id=task.customer_id,
    )  # fmt: skip


def prepare_entry(task: AutomaticTask, known: Known) -> DayEntry:
    """An appointment of tomorrow, to get ready for."""
    starts = wall_time(task.subject.partition("/")[2])
    title = _("Get ready for tomorrow: {about}").format(about=task.text) if task.text else (
        _("Get ready for a visit tomorrow")
    )  # fmt: skip
    when = _("Tomorrow, {time}").format(time=clock_text(starts)) if starts else ""
    return DayEntry(
        key=task.id, kind="prepare", subject=task.subject, title=title, who=name_of(known), when=when,
        icon="calendar-clock", verb=_("Ready"), customer_id=task.customer_id,
    )  # fmt: skip


def aside_entry(task: AutomaticTask, known: Known, today: date, channel: str | None) -> DayEntry:
    """Something put aside whose day is near: she may want to know."""
    is_last = task.due_on == today.isoformat()
    return DayEntry(
        key=task.id, kind="put_aside", subject=task.subject,
        title=_("Put aside for her: {items}").format(items=task.text), who=name_of(known),
        detail=reached_at(known, channel),
        when=_("Waits until closing time today") if is_last else _("Waits until tomorrow"),
        icon="package-variant-closed", tone="now" if is_last else "plain",
        verb=_(REACHED[channel][0]) if channel else _("Told"), channel=channel, customer_id=task.customer_id,
    )  # fmt: skip


def step_entry(task: AutomaticTask, due: DueStep, known: Known, today: date, channel: str | None) -> DayEntry:
    """A step of a sequence, with why it comes up now, and where she is reached if she is to be written to."""
    verb = _("Open") if due.step.deed == OFFER else _("Done")
    if channel is not None:
        verb = _("Write") if channel in MESSAGE_CHANNELS else _(REACHED[channel][0])
    reason = _(BEGAN.get(due.starts_with, BOUGHT)).format(
        sequence=due.sequence, number=due.number, steps=due.steps, ago=ago((today - due.began_on).days)
    )
    return DayEntry(
        key=task.id, kind="sequence", subject=task.subject, title=due.step.title, who=name_of(known),
        detail=due.step.text, when=reason,
        icon=_icon(due, channel),
        verb=verb, channel=channel, deed=due.step.deed, customer_id=task.customer_id,
    )  # fmt: skip


def _icon(due: DueStep, channel: str | None) -> str:
    if due.step.deed == OFFER:
        return "ticket-percent-outline"
    return "message-text-outline" if channel else "lightbulb-on-outline"


def reached_at(known: Known, channel: str | None) -> str:
    """The number or address on that channel."""
    if channel is None:
        return ""
    record = known.record
    number = record["email"] if channel == "email" else record["phone"]
    return _(REACHED[channel][1]).format(number=number)


def _joined(parts: list[str]) -> str:
    return " · ".join(part for part in parts if part)
