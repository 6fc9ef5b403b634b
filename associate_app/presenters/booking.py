"""Visits agreed with a customer: booked, moved, cancelled, with what clashes told before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from associate_app.presenters.heading_views import HeaderFact
from associate_app.presenters.view_models import CustomerView
from associate_app.presenters.wording import clock_text, day_text, local
from associate_app.store import appointments, customers
from associate_app.store.appointments import Appointment
from associate_app.store.desk import Desk
from associate_app.store.reading import Snapshot
from shared.appointments import (
    CANCELLED,
    MOVED,
    STANDING,
    Booking,
    clashing,
    days_around,
    is_shown,
    wall_time,
)
from shared.day_words import coming_day
from shared.words import _

OPENS, CLOSES = 8, 21
"""Hours between which visits are offered; a store's own hours are not known yet."""

EVERY_MINUTES: Final = 30
USUAL_MINUTES: Final = 30


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that stands; `starts_local` and `state` are what the associate sees of it."""

    id: str
    starts_local: str
    minutes: int
    about: str
    state: str
    when: str


@dataclass(frozen=True, slots=True)
class BookingForm:
    """What is needed to agree on a visit: her name, the day to begin with, and what stands already."""

    customer_id: int
    name: str
    given_name: str
    today: date
    day: date
    visits: tuple[Visit, ...]


class BookingPresenter:
    """Visits at the open desk; `show` gives the customer's screen afterwards."""

    def __init__(self, desk: Callable[[], Desk], show: Callable[[int], CustomerView]) -> None:
        self._desk = desk
        self._show = show

    def form(self, customer_id: int) -> BookingForm:
        """The form for her, beginning with tomorrow."""
        desk = self._desk()
        now = local(desk.now_ms(), desk.enrolment.time_zone)
        with desk.reader.snapshot() as snapshot:
            record = customers.customer(snapshot, customer_id)
            visits = _coming(snapshot, customer_id, now)
        return BookingForm(
            customer_id, f"{record.given_name} {record.family_name}", record.given_name, now.date(),
            now.date() + timedelta(days=1), tuple(_visit(each, now.date()) for each in visits),
        )  # fmt: skip

    def times(self, day: date) -> tuple[str, ...]:
        """The times of that day that can be chosen, as clocks in the store show them."""
        desk = self._desk()
        zone = desk.enrolment.time_zone
        now = local(desk.now_ms(), zone).replace(tzinfo=None)
        steps = range(OPENS * 60, CLOSES * 60, EVERY_MINUTES)
        starts = (datetime.combine(day, time(step // 60, step % 60)) for step in steps)
        return tuple(f"{each:%H:%M}" for each in starts if each > now and is_shown(each, zone))

    def clash(self, starts_local: str, minutes: int, but: str = "") -> str:
        """What of her own appointments is at that time, in a sentence; empty if none is."""
        desk = self._desk()
        starts = wall_time(starts_local)
        if starts is None:
            return ""
        zone = desk.enrolment.time_zone
        with desk.reader.snapshot() as snapshot:
            others = appointments.between(snapshot, *days_around(starts.date()))
            wanted = Booking(but, desk.associate.id, starts_local, minutes, MOVED)
            found = clashing(wanted, [each.booking for each in others], zone)
            first = next((each for each in others if found and each.id == found[0].id), None)
            who = customers.by_ids(snapshot, [first.customer_id]).get(first.customer_id) if first else None
        if first is None or who is None:
            return ""
        return _("You see {name} at {time} that day.").format(
            name=f"{who.given_name} {who.family_name}", time=first.starts_local[11:]
        )

    def book(self, customer_id: int, starts_local: str, minutes: int, about: str) -> CustomerView:
        """The visit is agreed, with who is signed in."""
        said = {"starts_local": starts_local, "minutes": minutes, "about": " ".join(about.split())}
        return self._record("appointment_made", customer_id, said)

    def move(self, customer_id: int, visit: Visit, starts_local: str) -> CustomerView:
        """The visit is at another time."""
        changes = {"starts_local": {"from": visit.starts_local, "to": starts_local}}
        if visit.state != MOVED:
            changes["state"] = {"from": visit.state, "to": MOVED}
        return self._change(customer_id, visit, changes)

    def cancel(self, customer_id: int, visit: Visit) -> CustomerView:
        """Nobody is expected any more."""
        return self._change(customer_id, visit, {"state": {"from": visit.state, "to": CANCELLED}})

    def _change(self, customer_id: int, visit: Visit, changes: Mapping[str, Any]) -> CustomerView:
        said = {"appointment_id": visit.id, "changes": changes, "settles": []}
        return self._record("appointment_changed", customer_id, said)

    def _record(self, kind: str, customer_id: int, said: Mapping[str, Any]) -> CustomerView:
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            customers.customer(snapshot, customer_id)
        desk.recorder.record(kind, customer_id, said)
        try:
            return self._show(customer_id)
        finally:
            desk.recorder.announce()


def visit_facts(snapshot: Snapshot, customer_id: int, now_ms: int, zone: str) -> tuple[HeaderFact, ...]:
    """The next visit, for the head of her screen."""
    now = local(now_ms, zone)
    return tuple(
        HeaderFact("calendar-check-outline", _("Next visit"), _visit(each, now.date()).when)
        for each in _coming(snapshot, customer_id, now)[:1]
    )


def _coming(snapshot: Snapshot, customer_id: int, now: datetime) -> list[Appointment]:
    """What stands from today on."""
    today = now.date().isoformat()
    known = appointments.of_customer(snapshot, customer_id)
    return [each for each in known if each.state in STANDING and each.starts_local >= today]


def _visit(appointment: Appointment, today: date) -> Visit:
    starts = datetime.fromisoformat(appointment.starts_local)
    is_near = (starts.date() - today).days in (0, 1)
    day = coming_day(starts.date(), today) if is_near else day_text(starts.date(), today)
    when = _("{day}, {time}").format(day=day, time=clock_text(starts))
    return Visit(
        appointment.id, appointment.starts_local, appointment.minutes, appointment.about, appointment.state,
        when,
    )  # fmt: skip
