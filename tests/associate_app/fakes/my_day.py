"""A day with something of every kind, and visits that can be booked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from associate_app.presenters.booking import BookingForm, Visit
from associate_app.presenters.my_day_views import DayEntry, DaySection, MyDay
from associate_app.presenters.view_models import CustomerView
from tests.associate_app.fakes.shop import FakeShop

NOW = (
    DayEntry(
        "moment/7", "moment", "88", "Left in the cart: Espresso machine", "Ingrid Walsh",
        "In the store now", "Put into the online cart today, not bought since", icon="cart-outline",
        tone="now", verb="Mentioned", deed="left_in_cart", customer_id=7,
    ),
)  # fmt: skip
VISITS = (
    DayEntry(
        "appointment/a1", "appointment", "a1", "Winter coats", "Priya Rossi", "45 minutes",
        "Did she come?", lead="10:30", icon="calendar-clock", tone="late", verb="She came", seen="agreed",
        customer_id=3,
    ),
    DayEntry(
        "appointment/a2", "appointment", "a2", "Visit", "Sofia Alvarez", "30 minutes · Moved to this time",
        lead="15:00", icon="calendar-clock", tone="now", verb="She came", seen="moved", customer_id=4,
    ),
)  # fmt: skip
PROMISES = (
    DayEntry(
        "p1", "follow_up", "f1", "Call about the oat milk without sugar", "Mateo Dahl",
        "Call (513) 555-0142", "Promised for 20 Nov, 2 days ago", icon="phone-outline", tone="late",
        verb="Called", channel="phone", customer_id=5,
    ),
)  # fmt: skip
TASKS = (
    DayEntry(
        "task/t1", "task", "t1", "Build the winter table", "", "Red cloths, by the door · Ground coffee",
        "Last day", icon="format-list-checks", tone="now", verb="Done", seen="open", product_id=71,
    ),
    DayEntry(
        "task/t2", "task", "t2", "Count the gift boxes", "For you", "", "Until 27 Nov",
        icon="format-list-checks", verb="Done", seen="open",
    ),
    DayEntry(
        "p2", "prepare", "a3/2026-11-23T11:00", "Get ready for tomorrow: shoes for a wedding", "Noah Tanaka",
        "",
        "Tomorrow, 11:00", icon="calendar-clock", verb="Ready", customer_id=6,
    ),
)  # fmt: skip
STEPS = (
    DayEntry(
        "s1", "sequence", "1-first-visit/2026-11-20/0", "Thank her for her first purchase", "Yuki Novak",
        "Thank you for coming in. If anything is not as you hoped, tell me and I will put it right.",
        "After the first visit, step 1 of 3: bought 2 days ago", icon="message-text-outline", verb="Write",
        channel="message", customer_id=8,
    ),
)  # fmt: skip
NAMES = {
    "now": "Right now",
    "visits": "Appointments",
    "promises": "Promised",
    "tasks": "To do",
    "steps": "Follow-ups",
}


class FakeMyDay:
    """What is ended moves to what is done, and comes back if that is taken back."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop
        self.sections = {"now": NOW, "visits": VISITS, "promises": PROMISES, "tasks": TASKS, "steps": STEPS}
        self.done: tuple[DayEntry, ...] = ()

    def list(self) -> MyDay:
        shown = tuple(DaySection(key, NAMES[key], each) for key, each in self.sections.items() if each)
        summary = (
            "1 thing right now · 2 appointments · 1 promise · 3 things to do · 1 follow-up" if shown else ""
        )
        cared_for = (
            frozenset(each.customer_id for each in (*NOW, *PROMISES, *STEPS)) if shown else frozenset()
        )
        return MyDay("Sunday, 22 November", summary, shown, self.done, cared_for)

    def end_task(self, task_id: str, outcome: str, reason: str | None = None) -> MyDay:
        self._shop.told.append(("task", task_id, outcome, reason))
        return self._moved("tasks", task_id, outcome, back=outcome == "open")

    def end(self, entry: DayEntry, outcome: str) -> MyDay:
        self._shop.told.append(("end", entry.subject, outcome))
        for key, each in self.sections.items():
            self.sections[key] = tuple(one for one in each if one.key != entry.key)
        return self.list()

    def settle(self, entry: DayEntry, state: str) -> MyDay:
        self._shop.told.append(("settle", entry.subject, entry.seen, state))
        return self._moved("visits", entry.subject, state, back=state in ("agreed", "moved"))

    def _moved(self, key: str, subject: str, seen: str, *, back: bool) -> MyDay:
        known = [*self.sections[key], *self.done]
        (entry,) = [each for each in known if each.subject == subject]
        rest = tuple(each for each in self.sections[key] if each.subject != subject)
        self.done = tuple(each for each in self.done if each.subject != subject)
        if back:
            first = next(each for each in (*VISITS, *TASKS) if each.subject == subject)
            self.sections[key] = (first, *rest)
        else:
            self.sections[key] = rest
            self.done = (replace(entry, tone="done", seen=seen, verb="", when=""), *self.done)
        return self.list()


class FakeBooking:
    """One visit stands with Amara; at 15:00 there is somebody else."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop
        self.asked: list[tuple[str, int, str]] = []
        self.visits = {1: (Visit("v1", "2026-11-27T15:00", 45, "Coats", "agreed", "27 Nov, 15:00"),)}

    def form(self, customer_id: int) -> BookingForm:
        view, today = self._shop.views[customer_id], date(2026, 11, 22)
        visits = self.visits.get(customer_id, ())
        return BookingForm(customer_id, view.name, view.given_name, today, today + timedelta(days=1), visits)

    def times(self, day: date) -> tuple[str, ...]:
        first = 12 if day == date(2026, 11, 22) else 8
        return tuple(f"{hour:02}:{half}" for hour in range(first, 21) for half in ("00", "30"))

    def clash(self, starts_local: str, minutes: int, but: str = "") -> str:
        self.asked.append((starts_local, minutes, but))
        return "You see Priya Rossi at 15:00 that day." if "T15:00" in starts_local else ""

    def book(self, customer_id: int, starts_local: str, minutes: int, about: str) -> CustomerView:
        return self._keep(customer_id, ("book", customer_id, starts_local, minutes, about))

    def move(self, customer_id: int, visit: Visit, starts_local: str) -> CustomerView:
        return self._keep(customer_id, ("move", visit.id, starts_local))

    def cancel(self, customer_id: int, visit: Visit) -> CustomerView:
        self.visits.pop(customer_id)
        return self._keep(customer_id, ("cancel", visit.id))

    def _keep(self, customer_id: int, deed: tuple[object, ...]) -> CustomerView:
        return self._shop.keep(self._shop.views[customer_id], deed)
