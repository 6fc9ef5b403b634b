"""What the next best action asks of customers beyond their facts: days of their lives, consents, a size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.customers import service
from server.customers.models import Customer, LifeDateRecord, Preference
from shared.consent import Consent
from shared.customer_fields import WISHES
from shared.life_dates import BIRTHDAY, LifeDate
from shared.next_action.contact import Reach


@dataclass(slots=True)
class Life:
    """One customer's consents and days; `has_size` says that somebody noted one."""

    consents: tuple[Consent, ...]
    dates: tuple[LifeDate, ...]
    has_size: bool
    wished: frozenset[int] = frozenset()


def lives(session: Session, customer_ids: Sequence[int]) -> dict[int, Life]:
    """What is known of each of the customers who are there."""
    consents = service.consents_of(session, customer_ids)
    found = {
        customer_id: Life(tuple(consents.get(customer_id, ())), dates, has_size=False)
        for customer_id, dates in dates_of(session, customer_ids).items()
    }
    noted = select(Preference.customer_id, Preference.kind, Preference.value).where(
        Preference.kind.in_(("sizes", WISHES)), Preference.customer_id.in_(found)
    )
    for customer_id, kind, value in session.execute(noted):
        life = found[customer_id]
        if kind == WISHES:
            life.wished |= {int(value)}
        else:
            life.has_size = True
    return found


def dates_of(session: Session, customer_ids: Sequence[int]) -> dict[int, tuple[LifeDate, ...]]:
    """The birthday and the noted days of each of the customers who are there."""
    birthdays = session.execute(select(Customer.id, Customer.birthday).where(Customer.id.in_(customer_ids)))
    found: dict[int, tuple[LifeDate, ...]] = {
        customer_id: (LifeDate(BIRTHDAY, birthday),) if birthday else ()
        for customer_id, birthday in birthdays
    }
    noted = select(LifeDateRecord.customer_id, LifeDateRecord.kind, LifeDateRecord.day)
    for customer_id, kind, day in session.execute(noted.where(LifeDateRecord.customer_id.in_(found))):
        found[customer_id] += (LifeDate(kind, day),)
    return found


def born_on(session: Session, customers: Select[int], days: Sequence[str], most: int) -> list[int]:
    """At most so many of the customers whose birthday is on one of the days ("11-25"), by id."""
    query = select(Customer.id).where(Customer.id.in_(customers), func.substr(Customer.birthday, 6).in_(days))
    return list(session.scalars(query.order_by(Customer.id).limit(most)))


def with_noted_days(session: Session, customers: Select[int], most: int) -> list[int]:
    """At most so many of the customers who told the store of a day of their lives, by id."""
    noted = LifeDateRecord.customer_id
    query = select(noted).where(noted.in_(customers)).distinct().order_by(noted).limit(most)
    return list(session.scalars(query))


def reaches(session: Session, customer_ids: Sequence[int]) -> dict[int, Reach]:
    """How each of the customers can be reached, and prefers to be."""
    columns = (Customer.id, Customer.preferred_channel, Customer.phone, Customer.email)
    query = select(*columns).where(Customer.id.in_(customer_ids))
    return {
        customer_id: Reach(preferred, bool(phone), bool(email))
        for customer_id, preferred, phone, email in session.execute(query)
    }
