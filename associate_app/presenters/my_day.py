"""My day: what there is to do, in the order of what matters now, worked out on this tablet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, NamedTuple

from associate_app.presenters import day_entries as entries
from associate_app.presenters.advice_facts import facts_of
from associate_app.presenters.advice_views import TodayView
from associate_app.presenters.customer import chances_of
from associate_app.presenters.day_people import Today, channel_of, due_steps, outcomes_of
from associate_app.presenters.my_day_views import DayEntry, DaySection, MyDay
from associate_app.presenters.wording import local
from associate_app.store import (
    advice,
    appointments,
    beginnings,
    catalogue,
    customers,
    day,
    happenings,
    tasks,
)
from associate_app.store.advice import Known, Orders
from associate_app.store.appointments import Appointment
from associate_app.store.beginnings import Beginning
from associate_app.store.day import Aside
from associate_app.store.desk import Desk
from associate_app.store.reading import Snapshot
from associate_app.store.tasks import Task
from shared.appointments import STANDING
from shared.automatic_tasks import (
    APPOINTMENT,
    PROMISE,
    PUT_ASIDE,
    Agreed,
    AutomaticTask,
    Promised,
    Waiting,
    automatic_tasks,
)
from shared.next_action import Rules
from shared.next_action.gathering import fatigue_of
from shared.next_action.moments import FRESH_MS, Moment, moments
from shared.next_action.near import near_days
from shared.operation_work import OPEN_AGAIN
from shared.operations import NOBODY
from shared.sequences import MESSAGE, OFFER, STEP, DueStep, FollowUpSequence
from shared.words import _, listed, locale, plural

MOST_STEPS: Final = 8
"""Steps of sequences a day: each is a word to somebody, and nobody writes more letters than that."""

ACTIONS: Final = {
    "follow_up": PROMISE, "prepare": APPOINTMENT, "put_aside": PUT_ASIDE, "sequence": STEP,
}  # fmt: skip
"""Under which action what became of an entry is kept; a moment's is what it is about."""


class _Read(NamedTuple):
    """What one snapshot says of the day."""

    rules: Rules
    now: list[tuple[Moment, Known]]
    visits: list[Appointment]
    tasks: list[Task]
    promises: list[Promised]
    asides: list[Aside]
    begun: list[Beginning]
    offers: Mapping[int, frozenset[str]]
    sequences: list[FollowUpSequence]
    people: dict[int, Known]
    products: dict[int, str]
    colleagues: dict[str, str]


class MyDayPresenter:
    """The day of who is signed in, at the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def list(self) -> MyDay:
        """Everything there is to do today but whom to contact, which takes longer to find."""
        desk = self._desk()
        now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
        today = Today(now_ms, zone, local(now_ms, zone))
        with desk.reader.snapshot() as snapshot:
            read = _read(desk, snapshot, today)
        return _day(read, today, desk.associate.id)

    def end_task(self, task_id: str, outcome: str, reason: str | None = None) -> MyDay:
        """The task of HQ is done, was not possible, or is open again."""
        return self._record("task_ended", NOBODY, {"task_id": task_id, "outcome": outcome, "reason": reason})

    def end(self, entry: DayEntry, outcome: str) -> MyDay:
        """What was found by itself is done, put off, or not wanted; a contact counts for the guard."""
        said = {
            "action": ACTIONS.get(entry.kind, entry.deed), "subject": entry.subject, "outcome": outcome,
            "channel": entry.channel if outcome == "done" else None, "text": entry.title[:200].strip(),
        }  # fmt: skip
        return self._record("action_taken", entry.customer_id, said)

    def settle(self, entry: DayEntry, state: str) -> MyDay:
        """The appointment was kept or is cancelled; "agreed" takes that back."""
        changes = {"state": {"from": entry.seen, "to": state}}
        arguments = {"appointment_id": entry.subject, "changes": changes, "settles": []}
        return self._record("appointment_changed", entry.customer_id, arguments)

    def _record(self, kind: str, customer_id: int, arguments: Mapping[str, Any]) -> MyDay:
        desk = self._desk()
        if customer_id != NOBODY:
            with desk.reader.snapshot() as snapshot:
                customers.customer(snapshot, customer_id)
        desk.recorder.record(kind, customer_id, arguments)
        try:
            return self.list()
        finally:
            desk.recorder.announce()


def apart(found: TodayView, shown: MyDay | None) -> TodayView:
    """Whom to contact without those who stand in the day already: nobody is met there twice."""
    if shown is None:
        return found
    rows = tuple(row for row in found.rows if row.kind != PROMISE and row.customer_id not in shown.cared_for)
    summary = plural("{count} customer", "{count} customers", len(rows))
    return replace(found, rows=rows, summary=summary)


def _read(desk: Desk, snapshot: Snapshot, today: Today) -> _Read:
    orders = advice.orders(snapshot)
    ahead = timedelta(days=orders.rules["follow_up"].settings["ahead_days"])
    first, last = today.day.isoformat(), (today.day + timedelta(days=2)).isoformat()
    visits = appointments.between(snapshot, first, last)
    asked = tasks.tasks_on(snapshot, today.day, desk.associate.id)
    promises = day.due_promises(snapshot, today.day, today.day + ahead)
    asides = day.ending_asides(snapshot, today.day)
    sequences = beginnings.sequences(snapshot)
    begun = beginnings.beginnings(snapshot, sequences, today.day, today.zone)
    concerned = {visit.customer_id for visit in visits} | {promise.customer_id for promise in promises}
    concerned |= {each.customer_id for each in begun} | {each.customer_id for each in asides}
    products = {number for task in asked for number in task.product_ids}
    products |= {line["product_id"] for each in asides for line in each.lines}
    people = advice.people(snapshot, sorted(concerned), frozenset({"consents", "outcomes", "answers"}))
    here = [each.customer_id for each in begun if each.customer_id in people]
    return _Read(
        orders.rules, _moments(snapshot, orders, today), visits, asked, promises, asides, begun,
        _offers(desk, snapshot, here, sequences), sequences,
        people,
        catalogue.product_names(snapshot, products),
        dict(snapshot.rows("SELECT id, name FROM associates")),
    )  # fmt: skip


def _moments(snapshot: Snapshot, orders: Orders, today: Today) -> list[tuple[Moment, Known]]:
    """What has just happened to customers of this store's book."""
    now_ms, zone = today.now_ms, today.zone
    days = near_days(orders.rules, now_ms, zone)
    known = advice.known(snapshot, happenings.happened(snapshot, now_ms - FRESH_MS, days), now_ms)
    articles = advice.articles(snapshot, (p for each in known.values() for p in each.products))
    people = (facts_of(each, orders, articles, now_ms, zone) for each in known.values())
    return [(each, known[each.customer_id]) for each in moments(people, orders.rules)]


def _offers(
    desk: Desk, snapshot: Snapshot, customer_ids: Sequence[int], sequences: Sequence[FollowUpSequence]
) -> dict[int, frozenset[str]]:
    """What each of them may have now, if any step is an offer: looked at only then."""
    if not any(step.deed == OFFER for sequence in sequences for step in sequence.steps):
        return {}
    return {
        customer_id: frozenset(
            chance.promotion.id
            for chance in chances_of(desk, snapshot, customer_id)
            if chance.decision.available
        )
        for customer_id in customer_ids
    }


def _day(read: _Read, today: Today, associate_id: str) -> MyDay:
    here = [each for each in read.visits if each.customer_id in read.people]
    steps = due_steps(read.begun, read.people, read.sequences, read.offers, fatigue_of(read.rules), today)
    found = automatic_tasks(
        promises=[each for each in read.promises if each.customer_id in read.people],
        appointments=[
            Agreed(each.id, each.customer_id, each.starts_local, each.about, each.state)
            for each in here if each.associate_id == associate_id
        ],
        put_asides=[
            Waiting(each.id, each.customer_id, each.until_on, _items(each, read.products))
            for each in read.asides if each.customer_id in read.people
        ],
        steps=steps.values(),
        outcomes=[(number, each) for number, known in read.people.items() for each in outcomes_of(known)],
        today=today.day,
        now_ms=today.now_ms,
        ahead_days=read.rules["follow_up"].settings["ahead_days"],
    )  # fmt: skip
    sections = (
        DaySection("now", _("Right now"), tuple(entries.moment_entry(*each) for each in read.now)),
        DaySection("visits", _("Appointments"), tuple(_visits(read, here, today, associate_id, over=False))),
        DaySection("promises", _("Promised"), tuple(_promises(found, read, today))),
        DaySection("tasks", _("To do"), tuple(_to_do(found, read, today))),
        DaySection("steps", _("Follow-ups"), tuple(_due(found, steps, read, today)[:MOST_STEPS])),
    )
    ended = [
        entries.task_entry(task, today.day, read.products)
        for task in sorted(read.tasks, key=lambda task: -task.ended_ms)
        if task.outcome != OPEN_AGAIN and task.ended_ms >= today.midnight_ms
    ]
    cared_for = frozenset(
        each.customer_id
        for section in sections
        for each in section.entries
        if each.kind in ("moment", "follow_up", "sequence")
    )
    return MyDay(
        date=_("{weekday}, {day}").format(
            weekday=locale().weekdays[today.day.weekday()], day=locale().long_day_text(today.day)
        ),
        summary=_summary(sections),
        sections=tuple(section for section in sections if section.entries),
        done=(*_visits(read, here, today, associate_id, over=True), *ended),
        cared_for=cared_for,
    )


def _summary(sections: Sequence[DaySection]) -> str:
    now, visits, promises, asked, steps = (len(section.entries) for section in sections)
    parts = (
        plural("{count} thing right now", "{count} things right now", now) if now else "",
        plural("{count} appointment", "{count} appointments", visits) if visits else "",
        plural("{count} promise", "{count} promises", promises) if promises else "",
        plural("{count} thing to do", "{count} things to do", asked) if asked else "",
        plural("{count} follow-up", "{count} follow-ups", steps) if steps else "",
    )
    return " · ".join(part for part in parts if part)


def _visits(
    read: _Read, here: Sequence[Appointment], today: Today, associate_id: str, *, over: bool
) -> list[DayEntry]:
    return [
        entries.appointment_entry(
            each, entries.name_of(read.people[each.customer_id]), today.wall,
            "" if each.associate_id == associate_id else read.colleagues.get(each.associate_id, ""),
        )
        for each in here
        if each.starts_local[:10] == today.day.isoformat() and (each.state in STANDING) != over
    ]  # fmt: skip


def _promises(found: Sequence[AutomaticTask], read: _Read, today: Today) -> list[DayEntry]:
    chosen = [(task, read.people[task.customer_id]) for task in found if task.rule == PROMISE]
    return [
        entries.promise_entry(task, known, today.day, channel_of(known, promised=True))
        for task, known in chosen
    ]


def _to_do(found: Sequence[AutomaticTask], read: _Read, today: Today) -> list[DayEntry]:
    asked = [
        entries.task_entry(task, today.day, read.products)
        for task in read.tasks
        if task.outcome == OPEN_AGAIN
    ]
    ready = [
        entries.prepare_entry(task, read.people[task.customer_id])
        for task in sorted(found, key=lambda task: task.subject.partition("/")[2])
        if task.rule == APPOINTMENT
    ]
    waiting = [
        entries.aside_entry(task, known, today.day, channel_of(known, promised=True))
        for task, known in ((each, read.people[each.customer_id]) for each in found)
        if task.rule == PUT_ASIDE
    ]
    return [*asked, *waiting, *ready]


def _items(aside: Aside, names: Mapping[int, str]) -> str:
    known = [names[line["product_id"]] for line in aside.lines if line["product_id"] in names]
    return listed(known) or _("what she chose")


def _due(
    found: Sequence[AutomaticTask], steps: Mapping[str, DueStep], read: _Read, today: Today
) -> list[DayEntry]:
    rows = []
    for task in found:
        if task.rule == STEP:
            due, known = steps[task.id], read.people[task.customer_id]
            channel = channel_of(known, promised=False) if due.step.deed == MESSAGE else None
            rows.append(entries.step_entry(task, due, known, today.day, channel))
    return rows
