"""Customers as the people who serve them see them: only those in the book of the one who asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from server.actors import Actor
from server.customers.merges import merged_away
from server.customers.models import ClientBookEntry, ConsentRecord, Customer
from server.customers.particulars import Gathered, Rule
from server.customers.search import matches
from server.errors import NotFound
from server.purchases import service as purchases
from shared.consent import Consent, Purpose, may_use
from shared.customer import CustomerFacts, Figures

MAX_RESULTS = 50


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer in a list."""

    id: int
    given_name: str
    family_name: str
    tier: str
    phone: str | None
    email: str | None
    loyalty_number: str | None
    home_store_id: str | None


@dataclass(frozen=True, slots=True)
class Glance:
    """A customer at a glance: who she is, what she agreed to, how she shops."""

    customer: CustomerRow
    birthday: str | None
    since: str | None
    preferred_channel: str | None
    may_personalize: bool
    consents: list[Consent]
    figures: Figures
    departments: list[str]


def book_of(store_ids: Iterable[str]) -> Select[int]:
    """A query of the customers that any of these stores looks after."""
    return select(ClientBookEntry.customer_id).where(ClientBookEntry.store_id.in_(list(store_ids)))


def is_in_book(session: Session, store_id: str, customer_id: int) -> bool:
    """True if that store looks after the customer."""
    query = exists().where(ClientBookEntry.store_id == store_id, ClientBookEntry.customer_id == customer_id)
    return bool(session.scalar(select(query)))


def check_visible(session: Session, customer_id: int, actor: Actor) -> Customer:
    """The customer, if the actor may see her.

    NotFound otherwise, with the same words for “no such customer” and “in another store's book”: an
    answer must not tell who shops elsewhere.
    """
    customer = session.get(Customer, customer_id)
    hidden = actor.store_id is not None and not is_in_book(session, actor.store_id, customer_id)
    if customer is None or hidden:
        raise NotFound("There is no such customer in your store's book. Search by name or number.")
    return customer


def search(session: Session, query: str, actor: Actor, limit: int = MAX_RESULTS) -> list[CustomerRow]:
    """At most `limit` customers that fit the query, by name; none for an empty query.

    Who was merged is found as the one she goes on as.
    """
    fits = matches(query)
    if fits is None:
        return []
    chosen = select(Customer).where(fits, Customer.id.not_in(merged_away()))
    if actor.store_id is not None:
        chosen = chosen.where(Customer.id.in_(book_of([actor.store_id])))
    chosen = chosen.order_by(Customer.family_name, Customer.given_name, Customer.id)
    return [_row(customer) for customer in session.scalars(chosen.limit(min(limit, MAX_RESULTS)))]


def _row(customer: Customer) -> CustomerRow:
    return CustomerRow(
        customer.id, customer.given_name, customer.family_name, customer.tier, customer.phone,
        customer.email, customer.loyalty_number, customer.home_store_id,
    )  # fmt: skip


def glance(session: Session, customer_id: int, actor: Actor, now_ms: int) -> Glance:
    """The customer at a glance; figures and departments only if she lets them be used."""
    customer = check_visible(session, customer_id, actor)
    consents = consents_of(session, [customer_id]).get(customer_id, [])
    allowed = may_use(consents, "personalization").allowed
    figures = purchases.figures_for(session, now_ms, [customer_id]).get(customer_id, Figures())
    return Glance(
        customer=_row(customer),
        birthday=customer.birthday,
        since=customer.since,
        preferred_channel=customer.preferred_channel,
        may_personalize=allowed,
        consents=consents,
        figures=figures,
        departments=purchases.usual_departments(session, customer_id, now_ms) if allowed else [],
    )


def may_personalize(session: Session, customer_id: int) -> bool:
    """True if the customer lets her data be used to personalize."""
    return may_use(consents_of(session, [customer_id]).get(customer_id, []), "personalization").allowed


def rows_of(session: Session, customer_ids: Iterable[int]) -> dict[int, CustomerRow]:
    """The customers by id; nobody who is gone."""
    found = session.scalars(select(Customer).where(Customer.id.in_(list(customer_ids))))
    return {customer.id: _row(customer) for customer in found}


def known_ids(session: Session, customer_ids: Iterable[int]) -> set[int]:
    """Those of the customers who are there."""
    return set(session.scalars(select(Customer.id).where(Customer.id.in_(list(customer_ids)))))


def allowing(purpose: Purpose, among: Iterable[int] | None = None) -> Select[int]:
    """A query of the customers who let their data be used for that, on no channel in particular."""
    query = select(ConsentRecord.customer_id).where(
        ConsentRecord.purpose == purpose, ConsentRecord.channel == "any", ConsentRecord.granted == 1
    )
    return query if among is None else query.where(ConsentRecord.customer_id.in_(list(among)))


def consents_of(session: Session, customers: Select[int] | Iterable[int] | None) -> dict[int, list[Consent]]:
    """Each customer's last words on every purpose, of the chosen customers or of all."""
    query = select(ConsentRecord)
    if customers is not None:
        wanted = customers if isinstance(customers, Select) else list(customers)
        query = query.where(ConsentRecord.customer_id.in_(wanted))
    found: dict[int, list[Consent]] = {}
    for each in session.scalars(query):
        consent = Consent(each.purpose, each.channel, bool(each.granted), each.at_ms)
        found.setdefault(each.customer_id, []).append(consent)
    return found


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """The facts that rules ask for, and the name that a preview may hint at."""

    facts: CustomerFacts
    given_name: str
    family_name: str


def facts_for(
    session: Session,
    customers: Select[int] | Iterable[int] | None = None,
    *,
    now_ms: int,
    rules: Iterable[Rule] = (),
) -> list[KnownCustomer]:
    """The facts of the chosen customers, or of all, by id, by a few queries whatever their number.

    `rules` are those that the facts are for: beyond records and figures there is only what they ask for.
    """
    chosen: Any = customers if customers is None or isinstance(customers, Select) else list(customers)
    gathered = Gathered(session, chosen, rules, now_ms)
    figures = purchases.figures_for(session, now_ms, chosen)
    consents = consents_of(session, chosen)
    buys_from = "departments" in gathered.asked
    departments = purchases.departments_for(session, now_ms, chosen) if buys_from else {}
    query = select(
        Customer.id, Customer.given_name, Customer.family_name, Customer.tier, Customer.home_store_id,
        Customer.birthday,
    ).order_by(Customer.id)  # fmt: skip
    if chosen is not None:
        query = query.where(Customer.id.in_(chosen))
    found = []
    for customer_id, given_name, family_name, tier, home_store_id, birthday in session.execute(query):
        allowed = may_use(consents.get(customer_id, []), "personalization").allowed
        facts = CustomerFacts(
            customer_id=customer_id, tier=tier, home_store_id=home_store_id, birthday=birthday,
            figures=figures.get(customer_id, Figures()),
            departments=departments.get(customer_id, frozenset()),
            may_personalize=allowed,
            particulars=gathered.of(customer_id, birthday, may_personalize=allowed),
        )  # fmt: skip
        found.append(KnownCustomer(facts, given_name, family_name))
    return found
