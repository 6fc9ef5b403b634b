"""What to say next to a customer, and what comes of it: one tap each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from associate_app.presenters.advice_facts import facts_of
from associate_app.presenters.advice_views import ActionRow, Advice
from associate_app.presenters.editing import WORDINGS
from associate_app.presenters.giving import Chance
from associate_app.presenters.view_models import CustomerView
from associate_app.presenters.wording import day_text
from associate_app.store import advice, customers
from associate_app.store.desk import Desk
from associate_app.store.purchases import Story
from associate_app.store.reading import Snapshot
from shared.clock import local_date
from shared.experiments import USUAL
from shared.life_dates import turning
from shared.next_action import Action, ActionFacts, next_actions
from shared.next_action.facts import OpenOffer
from shared.next_action.gathering import Article, days_bought, due_again, hidden_by, open_offer
from shared.recommendation import Answer
from shared.words import Lazy, _, lazy

LOOKS: Final[Mapping[str, tuple[str, Lazy]]] = {
    "follow_up": ("calendar-clock", lazy("Done")),
    "left_in_cart": ("cart-outline", lazy("Mentioned")),
    "date": ("party-popper", lazy("Wished")),
    "thank_you": ("heart-outline", lazy("Thanked")),
    "lapsing": ("history", lazy("Welcomed")),
    "due_again": ("refresh", lazy("Mentioned")),
    "offer": ("ticket-percent-outline", lazy("Redeem")),
    "guide": ("lightbulb-on-outline", lazy("Show")),
    "viewed": ("magnify", lazy("Mentioned")),
    "in_store": ("account-outline", lazy("Greeted")),
    "first_visit": ("party-popper", lazy("Welcomed")),
    "back_in_stock": ("package-variant-closed", lazy("Mentioned")),
    "missing": ("information-outline", lazy("Ask")),
}
"""The icon of each kind, and the word on its button: what is true once it is pressed, or what it opens."""


def advice_of(
    desk: Desk,
    snapshot: Snapshot,
    customer_id: int,
    story: Story,
    chances: Iterable[Chance],
    departments: Sequence[str],
    strategy: str = USUAL["next_actions"],
) -> Advice:
    """What to say to her now, the most useful first, with the event that is near."""
    now_ms, zone = desk.now_ms(), desk.enrolment.time_zone
    known, orders = advice.known(snapshot, [customer_id], now_ms)[customer_id], advice.orders(snapshot)
    clicked = known.products
    articles = {
        key: Article(each.name, each.category, each.department, each.recommendable)
        for key, each in story.products.items()
    } | advice.articles(snapshot, clicked - story.products.keys())  # fmt: skip
    facts = facts_of(known, orders, articles, now_ms, zone)
    answers = [Answer(row["product_id"], row["answer"], row["at_ms"]) for row in known.answers]
    facts = replace(
        facts,
        due_again=due_again(
            days_bought(story.lines, now_ms, zone), articles, facts.today.toordinal(),
            hidden_by(answers, now_ms, zone),
        ),
        offers=_open_offers(chances, zone),
        departments=frozenset(departments),
    )  # fmt: skip
    bodies = {guide.id: guide.text for guide in orders.guides}
    rows = tuple(_row(action, bodies) for action in next_actions(facts, orders.rules, strategy=strategy))
    return Advice(rows, _occasion(facts))


def _open_offers(chances: Iterable[Chance], time_zone: str) -> tuple[OpenOffer, ...]:
    found = (open_offer(each.promotion, each.decision, each.used, time_zone) for each in chances)
    return tuple(each for each in found if each is not None)


def _row(action: Action, bodies: Mapping[str, str]) -> ActionRow:
    icon, verb = LOOKS[action.kind]
    if action.deed == "ask_consent":
        body = _(WORDINGS[action.subject])
    else:
        body = bodies.get(action.subject, "") if action.deed == "give_guide" else ""
    return ActionRow(
        action.kind, action.subject, action.deed, action.title, action.reason, icon, _(verb), body
    )


def _occasion(facts: ActionFacts) -> str:
    """The event near which everything stands: "Baby due in 16 weeks, 14 Mar 2027"."""
    event = turning(facts.dates, facts.today) if facts.may_personalize else None
    if event is None:
        return ""
    return _("{event}, {day}").format(event=event.text, day=day_text(event.on, facts.today))


class AdvicePresenter:
    """Does what was advised, on the open desk; `show` gives the customer's screen afterwards."""

    def __init__(self, desk: Callable[[], Desk], show: Callable[[int], CustomerView]) -> None:
        self._desk = desk
        self._show = show

    def take(
        self, customer_id: int, row: ActionRow, outcome: str, channel: str | None = None
    ) -> CustomerView:
        """What became of the action ("done", "later", "unwanted") is kept, and it rests from now on."""
        return self._record(
            customer_id,
            "action_taken",
            {
                "action": row.kind, "subject": row.subject, "outcome": outcome, "channel": channel,
                "text": row.title[:200].strip(),
            },
        )  # fmt: skip

    def answer_consent(self, customer_id: int, purpose: str, *, granted: bool) -> CustomerView:
        """Her answer is kept with the words she was asked in."""
        with self._desk().reader.snapshot() as snapshot:
            seen = customers.name_of_last_word(snapshot, customer_id, purpose, "any")
        return self._record(
            customer_id,
            "consent_changed",
            {
                "purpose": purpose, "channel": "any", "granted": granted, "wording": _(WORDINGS[purpose]),
                "seen": seen,
            },
        )  # fmt: skip

    def note_size(self, customer_id: int, size: str) -> CustomerView:
        """The size is noted."""
        arguments = {"kind": "sizes", "added": [size.strip()], "removed": []}
        return self._record(customer_id, "preferences_changed", arguments)

    def promise(self, customer_id: int, text: str, in_days: int) -> CustomerView:
        """The promise for so many days from now stands until it is done."""
        desk = self._desk()
        due_on = local_date(desk.now_ms(), desk.enrolment.time_zone) + timedelta(days=in_days)
        arguments = {"text": text.strip(), "due_on": due_on.isoformat()}
        return self._record(customer_id, "follow_up_promised", arguments)

    def _record(self, customer_id: int, kind: str, arguments: Mapping[str, Any]) -> CustomerView:
        desk = self._desk()
        with desk.reader.snapshot() as snapshot:
            customers.customer(snapshot, customer_id)
        desk.recorder.record(kind, customer_id, arguments)
        try:
            return self._show(customer_id)
        finally:
            desk.recorder.announce()
