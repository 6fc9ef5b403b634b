"""Customers as audiences count them: one narrow row each, and what was noted of them as queries of ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.types import JSON, Double, Text

from server.catalogue import selecting as catalogue
from server.customers.models import (
    ClientBookEntry,
    CountedCustomer,
    CountedSince,
    Customer,
    LifeDateRecord,
    Preference,
)
from shared.customer_fields import WISHES
from shared.life_dates import BIRTHDAY, EARLIEST, LATEST, NOTED, LifeDate, days_until

Ids = Select[int]
Holds = ColumnElement[bool]

EVERYBODY: Final = CountedCustomer
"""The rows that audiences are counted over."""

_ONCE: Final = frozenset(
    kind for kind in NOTED if days_until(LifeDate(kind, "2000-01-01"), date(2001, 1, 1)) is None
)


@dataclass(frozen=True, slots=True)
class LocalDays:
    """The present day: where her home store is, `elsewhere` for the zones where it is another one."""

    day: date
    elsewhere: Mapping[date, Sequence[str]]


def in_books(store_ids: Sequence[str] | None) -> Holds:
    """She is in the book of one of the stores; of any store, if none is named."""
    if store_ids is None:
        return EVERYBODY.is_in_book == 1
    looked_after = select(ClientBookEntry.customer_id).where(ClientBookEntry.store_id.in_(store_ids))
    return EVERYBODY.customer_id.in_(looked_after)


def counted_since() -> ColumnElement[int]:
    """After which moment purchases are among the visits and the spending that are kept of everybody."""
    return func.coalesce(select(CountedSince.since_ms).scalar_subquery(), 0)


def with_more(
    kept: InstrumentedAttribute[int], more: Subquery, fits: Callable[[SQLColumnExpression[int]], Holds]
) -> Holds:
    """What is kept fits, with what is to be added of the few customers of whom there is more.

    `more` has a column of that name beside `customer_id`; what is to be taken away is below zero.
    """
    row = aliased(EVERYBODY)
    exact = fits(getattr(row, kept.key) + more.c[kept.key])
    those = select(row.customer_id).join(more, more.c.customer_id == row.customer_id).where(exact)
    others = EVERYBODY.customer_id.not_in(select(more.c.customer_id))
    return or_(and_(fits(kept), others), EVERYBODY.customer_id.in_(those))


def is_tier(tiers: Sequence[str]) -> Holds:
    """She has one of the tiers."""
    return EVERYBODY.tier.in_(tiers)


def is_home(stores: Sequence[str] | Select[str]) -> Holds:
    """Her home store is one of them."""
    return and_(EVERYBODY.home_store_id.is_not(None), EVERYBODY.home_store_id.in_(stores))


def has_noted(kind: str, values: Sequence[str]) -> Ids:
    """Of whom one of the values was noted."""
    return select(Preference.customer_id).where(Preference.kind == kind, Preference.value.in_(values))


def wishes() -> Select[int, str, int]:
    """Of each wish on somebody's list: whose it is, the product as text, and since when."""
    return select(Preference.customer_id, Preference.value, Preference.at_ms).where(Preference.kind == WISHES)


def birthday_within(days: LocalDays, least: float, most: float) -> Holds:
    """Her next birthday is at least and at most so many days away."""
    birthday = EVERYBODY.birthday
    return and_(
        birthday.is_not(None), _by_day(days, lambda day: _comes(BIRTHDAY, birthday, day, least, most))
    )


def date_within(kinds: Iterable[str], days: LocalDays, least: float, most: float) -> Holds:
    """One of the days of her life of those kinds is at least and at most so many days away."""
    found: list[Holds] = []
    for kind in kinds:
        if kind == BIRTHDAY:
            found.append(birthday_within(days, least, most))
        else:
            found.append(_by_day(days, partial(_noted_day, kind, least=least, most=most)))
    return or_(false(), *found)


def _noted_day(kind: str, today: date, *, least: float, most: float) -> Holds:
    noted = LifeDateRecord
    comes = _comes(kind, noted.day, today, least, most)
    return EVERYBODY.customer_id.in_(select(noted.customer_id).where(noted.kind == kind, comes))


def _by_day(days: LocalDays, holds: Callable[[date], Holds]) -> Holds:
    """What holds on the day that it is where her home store is."""
    if not days.elsewhere:
        return holds(days.day)
    there = {day: is_home(catalogue.ids_in_zones(zones)) for day, zones in days.elsewhere.items()}
    here = and_(not_(or_(*there.values())), holds(days.day))
    return or_(here, *(and_(at, holds(day)) for day, at in there.items()))


def _comes(kind: str, column: InstrumentedAttribute[Any], today: date, least: float, most: float) -> Holds:
    """The day in the column comes, or comes round again, in at least and at most so many days."""
    if kind in _ONCE:
        last = date(LATEST, 12, 31)
        first = today + timedelta(days=max(0, min(-int(-least // 1), (last - today).days + 1)))
        until = today + timedelta(days=min(int(most // 1), (last - today).days)) if most >= 0 else date.min
        return and_(column >= first.isoformat(), column <= until.isoformat(), func.length(column) == 10)
    fitting = [text for text, days in _distances(kind, today).items() if least <= days <= most]
    leap = [f"{year}-" for year in _YEARS if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)]
    month_and_day, year = func.substr(column, 6), func.substr(column, 1, 5)
    return and_(
        month_and_day.in_(fitting),
        year.in_([f"{each}-" for each in _YEARS]),
        or_(month_and_day != "02-29", year.in_(leap)),
    )


_YEARS: Final = range(EARLIEST, LATEST + 1)


def _distances(kind: str, today: date) -> dict[str, int]:
    """Of each day of a year, how many days it is away from today."""
    every = (date(2000, 1, 1) + timedelta(days=number) for number in range(366))
    known = {each.isoformat()[5:]: days_until(LifeDate(kind, each.isoformat()), today) for each in every}
    return {text: days for text, days in known.items() if days is not None}


def imported_is(name: str, values: Sequence[str], dialect: str) -> Ids:
    """Whose imported attribute of that name is one of the values."""
    held = _attribute(name, dialect)
    shown = case(
        (held.c.kind.in_(("true", "false")), held.c.kind),
        (held.c.kind == "text", held.c.text),
        (held.c.kind == "integer", case((func.abs(cast(held.c.text, Double)) <= 2**53, held.c.text))),
    )
    return select(held.c.id).where(shown.in_(values))


def imported_within(name: str, dialect: str, *, least: float | None = None, most: float | None = None) -> Ids:
    """Whose imported attribute of that name is a number from or up to that."""
    held = _attribute(name, dialect)
    number = case((held.c.kind.in_(("integer", "real")), cast(held.c.text, Double)))
    return select(held.c.id).where(number >= least if least is not None else number <= most)


def _attribute(name: str, dialect: str) -> Subquery:
    """Of each customer of whom something was imported: the kind of value that attribute has, and its text."""
    if dialect == "sqlite":
        path = f'$."{name}"'
        kind: ColumnElement[str] = func.json_type(Customer.attributes, path)
        text: ColumnElement[str] = cast(func.json_extract(Customer.attributes, path), Text)
    else:
        held = cast(Customer.attributes, JSON)
        text = type_coerce(held.op("->>")(name), Text)
        kind = _kind_on_postgresql(func.json_typeof(held.op("->")(name)), text)
    found = select(Customer.id, kind.label("kind"), text.label("text")).where(Customer.attributes != "{}")
    # an offset keeps PostgreSQL from reading the JSON again for each use of what it found in it
    return (found if dialect == "sqlite" else found.offset(0)).subquery()


def _kind_on_postgresql(typed: ColumnElement[str], text: ColumnElement[str]) -> ColumnElement[str]:
    """The kinds that SQLite tells apart; a number too large to be one is of no kind."""
    return case(
        (typed == "string", "text"),
        (typed == "boolean", text),
        (and_(typed == "number", text.op("~")("^-?[0-9]{1,250}$")), "integer"),
        (and_(typed == "number", text.op("~")("^-?[0-9.]{1,250}([eE][+-]?[0-9]{1,2})?$")), "real"),
    )
