"""Who to contact today: the store's list, worked out on this tablet, and a contact made with one tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from associate_app.presenters.advice import LOOKS
from associate_app.presenters.advice_facts import facts_of, reach_of
from associate_app.presenters.advice_views import ContactRow, TodayView
from associate_app.presenters.wording import counted, hue, initials
from associate_app.store import advice, contacts, customers
from associate_app.store.advice import Known
from associate_app.store.desk import Desk
from shared.clock import local_to_millis
from shared.next_action.contact import ContactList, ToContact, contact_today
from shared.next_action.near import MOST_CANDIDATES, near_days

CHANNEL_LOOKS: Final = {
    "phone": ("Called", "Call {}"), "message": ("Messaged", "Message to {}"),
    "email": ("E-mailed", "E-mail to {}"),
}  # fmt: skip


class TodayPresenter:
    """The list of the open desk."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def list(self) -> TodayView:
        """Who to contact, the best reason first, under the guard that HQ has set."""
        desk = self._desk()
        now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
        with desk.reader.snapshot() as snapshot:
            orders = advice.orders(snapshot)
            days = near_days(orders.rules, now_ms, zone)
            found = contacts.candidates(snapshot, days, MOST_CANDIDATES)
            known = advice.known(snapshot, found, now_ms)
            midnight_ms = local_to_millis(f"{days.today}T00:00", zone)
            made = contacts.contacts_made(snapshot, midnight_ms)
            articles = advice.articles(snapshot, (p for each in known.values() for p in each.products))
        people = ((facts_of(each, orders, articles, now_ms, zone), reach_of(each)) for each in known.values())
        return _view(contact_today(people, orders.rules, made_today=made), known)

    def contacted(self, row: ContactRow, outcome: str) -> TodayView:
        """She was contacted ("done"), or it was put off ("later"); the list has moved on."""
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            customers.customer(snapshot, row.customer_id)
        desk.recorder.record(
            "action_taken",
            row.customer_id,
            {
                "action": row.kind, "subject": row.subject, "outcome": outcome,
                "channel": row.channel if outcome == "done" else None, "text": row.title[:200].strip(),
            },
        )  # fmt: skip
        try:
            return self.list()
        finally:
            desk.recorder.announce()


def _view(found: ContactList, known: Mapping[int, Known]) -> TodayView:
    rows = tuple(_row(each, known[each.customer_id]) for each in found.people)
    made = f"{found.made_today:,} contacted today" if found.made_today else ""
    parts = (
        f"{found.too_soon:,} contacted lately" if found.too_soon else "",
        f"{found.not_allowed:,} may not be contacted" if found.not_allowed else "",
        f"{found.beyond_today:,} left for another day" if found.beyond_today else "",
    )
    left_out = ", ".join(part for part in parts if part)
    return TodayView(
        rows=rows,
        summary=" · ".join(part for part in (counted(len(rows), "customer", "customers"), made) if part),
        left_out=f"Not on the list: {left_out}." if left_out else "",
    )


def _row(found: ToContact, known: Known) -> ContactRow:
    record, action = known.record, found.action
    verb, reached = CHANNEL_LOOKS[found.channel]
    return ContactRow(
        customer_id=found.customer_id,
        name=f"{record['given_name']} {record['family_name']}",
        initials=initials(record["given_name"], record["family_name"]),
        hue=hue(found.customer_id),
        tier=record["tier"],
        kind=action.kind,
        subject=action.subject,
        title=action.title,
        reason=action.reason,
        icon=LOOKS[action.kind][0],
        channel=found.channel,
        reached_at=reached.format(record["email"] if found.channel == "email" else record["phone"]),
        verb=verb,
    )
