"""Whom tablets made although HQ knew her: found by keys, judged by the rule that tablets ask, too.

A person decides what becomes of a pair, so only what is sure or likely is listed: a name alone is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, Text, func, literal, or_, select
from sqlalchemy.orm import Session

from server.customers.merges import merged_away
from server.customers.models import Customer, Preference
from shared.customer_fields import OTHERS
from shared.duplicates import KEY_DIGITS, Identity, Likeness, duplicates, email_key, phone_key
from shared.ids import FIRST_OF_TABLETS, is_of_tablet

LISTED: Final = frozenset({"sure", "likely"})
_Columns = Select[int, str, str, str | None, str | None, str | None, str | None]
_PHONE_SIGNS: Final = " -().+/"


@dataclass(frozen=True, slots=True)
class Pair:
    """A customer whom a tablet made, somebody who may be the same person, and why."""

    customer_id: int
    other_id: int
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Part:
    """The pairs of some customers; `after` is where the next part begins, None at the end."""

    pairs: tuple[Pair, ...]
    after: int | None


def possible(session: Session, *, after: int = 0, limit: int = 100) -> Part:
    """The pairs of the next `limit` customers whom tablets made, by their numbers; each pair stands once.

    One pass over the customers a part, whatever their number.
    """
    beyond = Customer.id > max(after, FIRST_OF_TABLETS - 1)
    made = [*_identities(session, _columns().where(beyond).order_by(Customer.id).limit(limit))]
    known = _by_key(_identities(session, _columns().where(_shares_a_key(made)))) if made else {}
    apart = _told_apart(session, [her.id for her in made])
    pairs = []
    for her in made:
        near = {other.id: other for key in _keys(her) for other in known[key]}
        pairs += [
            Pair(her.id, other.id, other.likeness)
            for other in duplicates(her, near.values())
            if other.likeness.sureness in LISTED
            and not (is_of_tablet(other.id) and other.id > her.id)
            and frozenset((her.id, other.id)) not in apart
        ]
    return Part(tuple(pairs), made[-1].id if len(made) == limit else None)


def _told_apart(session: Session, customer_ids: Collection[int]) -> set[frozenset[int]]:
    """The pairs with one of these of whom an associate said that they are two people."""
    query = select(Preference.customer_id, Preference.value).where(
        Preference.kind == OTHERS,
        or_(Preference.customer_id.in_(customer_ids), Preference.value.in_(map(str, customer_ids))),
    )
    return {frozenset((one, int(other))) for one, other in session.execute(query)}


def _columns() -> _Columns:
    return select(
        Customer.id, Customer.given_name, Customer.family_name, Customer.phone, Customer.email,
        Customer.loyalty_number, Customer.birthday,
    ).where(Customer.id.not_in(merged_away()))  # fmt: skip


def _identities(session: Session, query: _Columns) -> Iterator[Identity]:
    for customer_id, given_name, family_name, phone, email, card, birthday in session.execute(query):
        yield Identity(customer_id, f"{given_name} {family_name}", phone, email, card, birthday)


def _shares_a_key(people: Iterable[Identity]) -> ColumnElement[bool]:
    keys = {key for each in people for key in _keys(each)}

    def of(kind: str) -> list[str]:
        return sorted(value for name, value in keys if name == kind)

    return or_(
        _phone_key().in_(of("phone")),
        func.lower(Customer.email).in_(of("email")),
        Customer.birthday.in_(of("birthday")),
    )


def _phone_key() -> ColumnElement[str]:
    """`phone_key` of the rule, in SQL; for no number it is null."""
    digits: ColumnElement[str] = Customer.phone  # type: ignore[assignment]  # a column is an element
    for sign in _PHONE_SIGNS:
        digits = func.replace(digits, sign, "")
    filled = literal("0" * KEY_DIGITS, Text).concat(digits)
    return func.substr(filled, func.length(digits) + 1)


def _keys(one: Identity) -> Iterator[tuple[str, str]]:
    phone = phone_key(one.phone)
    if phone:
        yield "phone", phone
    if one.email:
        yield "email", email_key(one.email)
    if one.birthday:
        yield "birthday", one.birthday


def _by_key(people: Iterable[Identity]) -> defaultdict[tuple[str, str], list[Identity]]:
    found: defaultdict[tuple[str, str], list[Identity]] = defaultdict(list)
    for each in people:
        for key in _keys(each):
            found[key].append(each)
    return found
