"""What to say to one customer, and whom a store contacts today: decided as its tablets decide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from server.behaviour import service as behaviour
from server.catalogue import service as catalogue
from server.customers import lives
from server.customers import service as customers
from server.experiments.choosing import chosen
from server.follow_ups import service as follow_ups
from server.next_actions import guard, outcomes
from server.next_actions.facts import facts_for
from server.next_actions.service import rules
from server.promotions.open_offers import open_offers
from server.purchases import silence
from shared.clock import DAY_MS, local_to_millis
from shared.life_dates import turning
from shared.next_action import Action, next_actions
from shared.next_action.contact import contact_today
from shared.next_action.gathering import OWNED_DAYS
from shared.next_action.near import LEAST_VISITS, MOST_CANDIDATES, NearDays, near_days


@dataclass(frozen=True, slots=True)
class Advice:
    """At most five things to say or do, the most useful first; the event that is near, if there is one."""

    occasion: str | None
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer to contact, why, and on which channel."""

    customer_id: int
    given_name: str
    family_name: str
    tier: str
    channel: str
    action: Action


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom a store contacts today, the best reason first; how many were left out, and why."""

    customers: Sequence[Contact]
    made_today: int
    too_soon: int
    not_allowed: int
    beyond_today: int


def advise(session: Session, customer_id: int, *, store_id: str | None, now_ms: int) -> Advice:
    """What to say to her now in that store; who may know her is the caller's to ask."""
    zone = catalogue.store(session, store_id).time_zone if store_id else "UTC"
    (facts,) = facts_for(session, [customer_id], now_ms=now_ms, time_zone=zone, store_id=store_id)
    if store_id:
        offers = open_offers(
            session, customer_id, store_id, now_ms, outcomes=facts.outcomes, policy=guard.policy(session)
        )
        facts = replace(facts, offers=offers)
    event = turning(facts.dates, facts.today) if facts.may_personalize else None
    tried = chosen(session, "next_actions", customer_id, store_id=store_id, now_ms=now_ms)
    found = next_actions(facts, rules(session), strategy=tried.strategy)
    return Advice(event.text if event else None, found)


def contacts_today(session: Session, store_id: str, now_ms: int) -> Contacts:
    """Whom that store contacts today, under the guard that HQ has set."""
    zone, standing = catalogue.store(session, store_id).time_zone, rules(session)
    days = near_days(standing, now_ms, zone)
    asked = _candidates(session, store_id, days)
    people = facts_for(session, asked, now_ms=now_ms, time_zone=zone, since_ms=now_ms - OWNED_DAYS * DAY_MS)
    reaches, midnight_ms = lives.reaches(session, asked), local_to_millis(f"{days.today}T00:00", zone)
    found = contact_today(
        ((facts, reaches[facts.customer_id]) for facts in people), standing,
        made_today=outcomes.contacts_made(session, store_id, midnight_ms),
    )  # fmt: skip
    named = customers.rows_of(session, [each.customer_id for each in found.people])
    return Contacts(
        [
            Contact(row.id, row.given_name, row.family_name, row.tier, each.channel, each.action)
            for each in found.people
            if (row := named.get(each.customer_id)) is not None
        ],
        found.made_today, found.too_soon, found.not_allowed, found.beyond_today,
    )  # fmt: skip


def _candidates(session: Session, store_id: str, days: NearDays) -> list[int]:
    """Customers of the store's book about whom there may be something to contact them for."""
    book, most = customers.book_of([store_id]), MOST_CANDIDATES
    found = (
        follow_ups.promised_until(
            session, book, days.promised_until, done=outcomes.promises_kept(), most=most
        ),
        lives.born_on(session, book, days.near_days, most),
        lives.with_noted_days(session, book, most),
        behaviour.carted_since(session, book, days.cart_since_ms, most),
        silence.bought_much(session, book, days.big_since_ms, least_minor=days.least_minor, most=most),
        silence.away(
            session, book, days.away_since_ms, days.away_until_ms, least_visits=LEAST_VISITS, most=most
        ),
    )
    return list(dict.fromkeys(each for some in found for each in some))
