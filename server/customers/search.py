"""Finding a customer by what she says: a name, some digits, an e-mail address, a loyalty number."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_

from server.customers.models import Customer

MAX_WORDS = 6
_SEPARATORS = " -().+/"


def matches(query: str) -> ColumnElement[bool] | None:
    """True of customers that fit every word of the query; None if the query says nothing."""
    words = query.split()[:MAX_WORDS]
    digits = _digits(query)
    if digits is not None:
        return _number_holds(digits)
    return and_(*(_word_fits(word) for word in words)) if words else None


def _digits(query: str) -> str | None:
    """The digits of a query that is a number, however it is written; at least three."""
    bare = "".join(sign for sign in query if sign not in _SEPARATORS)
    return bare if bare.isascii() and bare.isdigit() and len(bare) >= 3 else None


def _number_holds(digits: str) -> ColumnElement[bool]:
    phone: ColumnElement[str] = func.coalesce(Customer.phone, "")
    for separator in _SEPARATORS:
        phone = func.replace(phone, separator, "")
    return or_(phone.contains(digits), Customer.loyalty_number.contains(digits, autoescape=True))


def _word_fits(word: str) -> ColumnElement[bool]:
    """A word begins one of the names, or is the beginning of the e-mail address or loyalty number."""
    lower = word.lower()
    fields = (Customer.given_name, Customer.family_name, Customer.email, Customer.loyalty_number)
    starts = [func.lower(field).startswith(lower, autoescape=True) for field in fields]
    inner = [func.lower(Customer.family_name).contains(f" {lower}", autoescape=True)]
    return or_(*starts, *inner)
