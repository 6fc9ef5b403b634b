"""Who to contact today: the store's list, worked out on this tablet, and a contact made with one tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from associate_app.presenters.advice import LOOKS
from associate_app.presenters.advice_facts import facts_of, reach_of
from associate_app.presenters.advice_views import ContactRow, TodayView
from associate_app.presenters.wording import hue, initials
from associate_app.store import advice, contacts, customers
from associate_app.store.advice import Known
from associate_app.store.desk import Desk
from shared.clock import local_to_millis
from shared.next_action.contact import ContactList, ToContact, contact_today
from shared.next_action.near import MOST_CANDIDATES, near_days
from shared.words import _, lazy, listed, plural

CHANNEL_LOOKS: Final = {
    "phone": (lazy("Called"), lazy("Call {number}")),
    "message": (lazy("Messaged"), lazy("Message to {number}")),
    "email": (lazy("E-mailed"), lazy("E-mail to {number}")),
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
    made = plural("{count} contacted today", "{count} contacted today", found.made_today)
    parts = (
        (found.too_soon, plural("{count} contacted lately", "{count} contacted lately", found.too_soon)),
        (
            found.not_allowed,
            plural("{count} may not be contacted", "{count} may not be contacted", found.not_allowed),
        ),
        (
            found.beyond_today,
            plural("{count} left for another day", "{count} left for another day", found.beyond_today),
        ),
    )
    left_out = listed([text for count, text in parts if count])
    people = plural("{count} customer", "{count} customers", len(rows))
    return TodayView(
        rows=rows,
        summary=f"{people} · {made}" if found.made_today else people,
        left_out=_("Not on the list: {reasons}.").format(reasons=left_out) if left_out else "",
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
        reached_at=_(reached).format(number=record["email" if found.channel == "email" else "phone"]),
        verb=_(verb),
    )
